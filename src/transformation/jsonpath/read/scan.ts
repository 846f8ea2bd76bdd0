/** `..`: the step behind it is tried on every object and list, from the outside in. */
import { EvaluationError } from '../../errors.ts';
import type { Json, JsonMap } from '../../types.ts';
import type { PathStep } from '../types.ts';
import type { Run } from './run.ts';
import { type Found, isObject, type Step, type StepContext } from './step.ts';

export interface ScanTarget {
  /** The step behind the scan. */
  readonly target: PathStep | undefined;
  readonly evaluate: Step | undefined;
  /** The step behind that; `undefined` if the target is the last one. */
  readonly after: Step | undefined;
  /** Whether `after` looks at `Found.scanned`. */
  readonly guarded: boolean;
}

/** Besides the one that counts for the document: its members are listed. */
const STEPS_PER_CONTAINER = 3;

type Matches = (run: Run, container: Json[] | JsonMap) => boolean;

export function compileScan({ target, evaluate, after, guarded }: ScanTarget, context: StepContext): Step {
  if (target === undefined || evaluate === undefined) {
    return () => {
      throw new EvaluationError("'..' needs a name, a wildcard or a filter behind it");
    };
  }
  const matches = matcher(target, after === undefined, context);
  return (run, value, found) => {
    const pending: (Json[] | JsonMap)[] = [];
    if (Array.isArray(value) || isObject(value)) pending.push(value);
    for (let container = pending.pop(); container !== undefined; container = pending.pop()) {
      run.count(1);
      run.work.spend(STEPS_PER_CONTAINER);
      if (matches(run, container)) {
        const goesOn =
          Array.isArray(container) && after !== undefined
            ? visitElements(run, container, after, guarded, found)
            : evaluate(run, container, found);
        if (!goesOn) return false;
      }
      pushInner(run, container, pending);
    }
    return true;
  };
}

/** The library hands all elements of a list on to the step behind the target: the target itself is not looked at. */
function visitElements(
  run: Run,
  list: readonly Json[],
  after: Step,
  guarded: boolean,
  found: Found,
): boolean {
  for (let position = 0; position < list.length; position++) {
    run.count(1);
    if (guarded) found.scanned = position;
    if (!after(run, list[position] ?? null, found)) return false;
  }
  return true;
}

/** So that the first one is popped first. */
function pushInner(run: Run, container: Json[] | JsonMap, pending: (Json[] | JsonMap)[]): void {
  const inner = Array.isArray(container) ? container : Object.values(container);
  run.work.spend(inner.length);
  for (let index = inner.length - 1; index >= 0; index--) {
    const value = inner[index];
    if (typeof value === 'object' && value !== null) pending.push(value);
  }
}

function matcher(target: PathStep, isLast: boolean, context: StepContext): Matches {
  switch (target.kind) {
    case 'member':
      return (_run, container) => hasMembers(container, [target.name]);
    case 'members':
      return isLast
        ? (_run, container) => hasMembers(container, target.names)
        : (_run, container) => !Array.isArray(container);
    case 'index':
    case 'indexes':
    case 'slice':
      return (_run, container) => Array.isArray(container);
    case 'wildcard':
      return () => true;
    case 'filter':
      return context.compileFilter(target.condition);
    case 'scan':
    case 'function':
      return () => false;
  }
}

function hasMembers(container: Json[] | JsonMap, names: readonly string[]): boolean {
  return !Array.isArray(container) && names.every((name) => Object.hasOwn(container, name));
}
