/** What the compiled steps of a path share. */
import { isMap } from '../../objects.ts';
import type { Json, JsonMap } from '../../types.ts';
import type { ConditionNode, FunctionArgument } from '../types.ts';
import type { Run } from './run.ts';
import { KeySet } from './signals.ts';

export type PathValue = Json | KeySet;

/** Results of one evaluation of one path. */
export class Found {
  readonly values: PathValue[] = [];
  /** Position in the list that a scan hands out element by element; -1 before the first one. See `guardOf`. */
  scanned = -1;
}

/** @returns `false`: something is missing, so that the whole path finds nothing */
export type Step = (run: Run, value: PathValue, found: Found) => boolean;

/** The last step's way to the results. */
export const emit: Step = (_run, value, found) => {
  found.values.push(value);
  return true;
};

/** A compiled condition of a filter. */
export type Predicate = (run: Run, item: Json) => boolean;

/** Values of a function's arguments. */
export interface ArgumentValues {
  readonly values: readonly PathValue[];
  /** All members or elements of the first argument, read from the value that the function is called on. */
  readonly ofModel: () => PathValue | undefined;
}

/** How the parts of a path that contain paths or conditions are compiled. */
export interface StepContext {
  /**
   * For a path that is only asked whether it is there: a member that is missing behind a wildcard or filter makes the
   * whole path missing, instead of being skipped.
   */
  readonly required: boolean;
  compileFilter(condition: ConditionNode): Predicate;
  /** The result gives `undefined` when an argument finds nothing. */
  compileArguments(
    args: readonly FunctionArgument[],
  ): (run: Run, model: PathValue) => ArgumentValues | undefined;
}

export function isObject(value: PathValue): value is JsonMap {
  return isMap(value) && !(value instanceof KeySet);
}
