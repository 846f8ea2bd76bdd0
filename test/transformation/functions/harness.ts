/** Compiles and runs single functions. */
import { compileFunction } from '../../../src/transformation/functions/index.ts';
import type {
  CompiledFunction,
  FunctionEnvironment,
  Value,
} from '../../../src/transformation/functions/types.ts';
import { compileCondition } from '../../../src/transformation/jsonpath/index.ts';
import type { Json, JsonMap } from '../../../src/transformation/types.ts';
import { Work } from '../../../src/transformation/work.ts';

export type Problem = Parameters<FunctionEnvironment['report']>[0];

export interface Compiled {
  readonly compiled: CompiledFunction | undefined;
  readonly problems: readonly Problem[];
}

export function compile(source: JsonMap, properties: Readonly<Record<string, string>> = {}): Compiled {
  const problems: Problem[] = [];
  const compiled = compileFunction(source, {
    properties,
    dateFormat: properties['ips.date.variable.format'] ?? 'yyyy-MM-dd HH:mm:ss.SSS',
    compileCondition: (expression) => compileCondition(expression, { properties }),
    report: (problem) => problems.push(problem),
  });
  return { compiled, problems };
}

/** A function that has to compile without any problem. */
export function compileClean(source: JsonMap): CompiledFunction {
  const { compiled, problems } = compile(source);
  if (compiled === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  return compiled;
}

export interface Surroundings {
  readonly input?: Json;
  readonly variables?: Readonly<Record<string, Json>>;
}

export function run(
  source: JsonMap,
  value: Value | undefined,
  surroundings: Surroundings = {},
): Value | undefined {
  return compileClean(source).run(value, {
    input: surroundings.input ?? {},
    variables: Object.assign(Object.create(null), surroundings.variables),
    now: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
    defaults: true,
    work: new Work(),
  });
}

/** Rule and key of every problem. */
export function problemsOf(source: JsonMap): readonly string[] {
  return compile(source).problems.map(({ rule, key, fix }) => {
    if (fix === undefined) throw new Error(`${rule} has no fix`);
    return key === undefined ? rule : `${rule} ${key}`;
  });
}
