/** Compiles a parsed path for reading. */
import { EvaluationError } from '../../errors.ts';
import type { Json } from '../../types.ts';
import { LenientJsonError, literalToJson, parseLenientJson } from '../lenient-json.ts';
import { firstCall, isDefinite, isInverted } from '../syntax/analyse.ts';
import type { ConditionNode, FunctionArgument, PathExpression, PathStep } from '../types.ts';
import { plain } from './functions.ts';
import { compileGetter, type Getter, isSimple } from './getter.ts';
import type { Run } from './run.ts';
import {
  type ArgumentValues,
  Found,
  type PathValue,
  type Predicate,
  type Step,
  type StepContext,
} from './step.ts';
import { compileSteps } from './steps.ts';

export interface PathReader {
  readonly definite: boolean;
  /** Where the path has only members and positions: reads without a run. */
  readonly get: Getter | undefined;
  /** `undefined`: a definite path finds nothing, or what stands before the first indefinite step is missing. */
  read(run: Run, document: Json): PathValue | undefined;
}

export interface ReaderOptions {
  /** The path is only asked whether it is there. */
  readonly required: boolean;
  compileFilter(condition: ConditionNode, required: boolean): Predicate;
}

export function compileReader(path: PathExpression, options: ReaderOptions): PathReader {
  const steps = invertScan(path.steps);
  if (steps.every(isSimple)) {
    const get = compileGetter(steps);
    return { definite: true, get, read: (_run, document) => get(document) };
  }
  return lastStepFunction(steps) ?? listReader(steps, path.steps, options);
}

/** `$..a.length()` is `$.length($..a)`. */
function invertScan(steps: readonly PathStep[]): readonly PathStep[] {
  const position = firstCall(steps);
  const called = steps[position];
  if (!isInverted(steps) || called?.kind !== 'function') return steps;
  const argument: FunctionArgument = { kind: 'path', path: { root: '$', steps: steps.slice(0, position) } };
  return [{ ...called, arguments: [argument] }, ...steps.slice(position + 1)];
}

/** The one function that published transformations use. */
function lastStepFunction(steps: readonly PathStep[]): PathReader | undefined {
  const last = steps.at(-1);
  const before = steps.slice(0, -1);
  if (last?.kind !== 'function' || last.name !== 'length' || last.arguments.length > 0) return undefined;
  if (!before.every(isSimple)) return undefined;
  const inner = compileGetter(before);
  const read: PathReader['read'] = (run, document) => {
    const value = inner(document);
    if (Array.isArray(value)) return value.length;
    if (typeof value !== 'object' || value === null) return value === undefined ? undefined : null;
    const { length } = Object.keys(value);
    run.work.listNames(length);
    return length;
  };
  return { definite: true, get: undefined, read };
}

function listReader(
  steps: readonly PathStep[],
  original: readonly PathStep[],
  options: ReaderOptions,
): PathReader {
  const context = stepContext(options);
  const definite = isDefinite(original);
  const firstOther = steps.findIndex((step) => step.kind !== 'member');
  const get = compileGetter(steps.slice(0, firstOther).filter(isSimple));
  const rest = steps.slice(firstOther);
  const collect = collector(compileSteps(rest, !isInverted(original), context), rest, definite);
  return {
    definite,
    get: undefined,
    read: (run, document) => {
      const start = get(document);
      return start === undefined ? undefined : collect(run, start);
    },
  };
}

function collector(step: Step, steps: readonly PathStep[], definite: boolean) {
  // Among other results a key set is a list to everybody else.
  const hasKeySets = steps.some(({ kind }) => kind === 'function');
  return (run: Run, start: PathValue): PathValue | undefined => {
    const found = new Found();
    if (!step(run, start, found)) return undefined;
    const { values } = found;
    if (definite) return values[values.length - 1];
    return hasKeySets ? values.map(plain) : (values as Json[]);
  };
}

function stepContext({ required, compileFilter }: ReaderOptions): StepContext {
  const options: ReaderOptions = { required, compileFilter };
  return {
    required,
    compileFilter: (condition) => compileFilter(condition, required),
    compileArguments: (args) => compileArguments(args, options),
  };
}

function compileArguments(args: readonly FunctionArgument[], options: ReaderOptions) {
  const readers = args.map((argument) =>
    argument.kind === 'path' ? compileReader(argument.path, options) : jsonReader(argument.text),
  );
  const ofModel = modelReader(args[0], options);
  return (run: Run, model: PathValue): ArgumentValues | undefined => {
    const values: PathValue[] = [];
    for (const reader of readers) {
      const value = reader.read(run, run.root);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return { values, ofModel: () => ofModel(run, model) };
  };
}

function jsonReader(text: string): Pick<PathReader, 'read'> {
  return {
    read: () => {
      try {
        return literalToJson(parseLenientJson(text));
      } catch (error) {
        if (error instanceof LenientJsonError)
          throw new EvaluationError(`an argument of a path function: ${error.message}`);
        throw error;
      }
    },
  };
}

/** What `length` takes the length of: all children of what its argument finds, the argument being as definite as before. */
function modelReader(argument: FunctionArgument | undefined, options: ReaderOptions) {
  if (argument?.kind !== 'path') {
    return () => {
      throw new EvaluationError("the argument of 'length' has to be a path");
    };
  }
  const { steps } = argument.path;
  const isCall = steps.at(-1)?.kind === 'function';
  const children: readonly PathStep[] = isCall ? steps : [...steps, { kind: 'wildcard' }];
  return collector(compileSteps(children, true, stepContext(options)), children, isDefinite(steps));
}
