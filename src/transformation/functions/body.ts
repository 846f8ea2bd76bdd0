/** What a function does to one value, before conditions, lists and attributes come in. */
import { EvaluationError } from '../errors.ts';
import type { Json, JsonMap } from '../types.ts';
import type { ParameterReader } from './parameters.ts';
import type { RunState, Value } from './types.ts';

/** A value that is neither a list nor an object. */
export type Scalar = string | number | boolean | Uint8Array;

/**
 * `takes` says what `run` gets:
 * - `text`: a scalar as text, bytes as UTF-8; of a list each element
 * - `scalar`: a scalar; of a list each element
 * - `object`: an object; of a list each element
 * - `element`: anything but a list; of a list each element
 * - `value`: anything, a list as a whole
 *
 * None of them ever gets `null`. `undefined` as result means: gives nothing.
 */
export type FunctionBody = (
  | { readonly takes: 'text'; run(value: string, state: RunState): Value | undefined }
  | { readonly takes: 'scalar'; run(value: Scalar, state: RunState): Value | undefined }
  | { readonly takes: 'object'; run(value: JsonMap, state: RunState): Value | undefined }
  | { readonly takes: 'element'; run(value: Scalar | JsonMap, state: RunState): Value | undefined }
  | { readonly takes: 'value'; run(value: Value, state: RunState): Value | undefined }
) & {
  /** Gives a value where there is none. */
  readonly runMissing?: (state: RunState) => Value;
  readonly secret?: boolean;
  /** Why there is no result, for people, without the entity's data: `suffix $.origin reads nothing here`. */
  readonly nothing?: ((state: RunState) => string) | undefined;
  /**
   * Turns a result back, where that is possible for every input; never gets a list, an object or `null`. `isExact`: case matters
   * in what the function has added.
   */
  readonly invert?: ((output: string | number | boolean, isExact: boolean) => Json | undefined) | undefined;
};

/** One function of the language. */
export interface FunctionDefinition {
  readonly name: string;
  /** Names of all its own parameters; others are reported. */
  readonly parameters: readonly string[];
  /** Problems go to the reader; what is returned after one is not used. */
  compile(parameters: ParameterReader): FunctionBody | undefined;
}

export class FunctionFailure extends EvaluationError {
  /** Without the function's name. */
  readonly reason: string;
  /** The condition that cannot be evaluated; absent: the value that the function works on is to blame. */
  readonly path: string | undefined;

  constructor(name: string, reason: string, path?: string) {
    super(`the function ${name} failed: ${reason}`);
    this.reason = reason;
    this.path = path;
  }
}

/** A function failed on this value. The reason never has the value in it. */
export function failure(name: string, reason: string): FunctionFailure {
  return new FunctionFailure(name, reason);
}
