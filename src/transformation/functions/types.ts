/** How a mapping's functions see the world. One file per function beside this one. */
import type { CompiledCondition } from '../jsonpath/types.ts';
import type { Json, Properties, Severity } from '../types.ts';
import type { Work } from '../work.ts';

/** What flows from function to function: JSON, or the bytes that `decode` gives. */
export type Value = Json | Uint8Array;

/** What one run of one entity offers to functions. */
export interface RunState {
  /** The input entity, never to be changed. */
  readonly input: Json;
  /** Current variables; an object without prototype. */
  readonly variables: Record<string, Json>;
  /** Milliseconds since the epoch, the same for the whole run. */
  readonly now: number;
  /** Whether what is missing becomes something: see `RunOptions.withoutDefaults`. */
  readonly defaults: boolean;
  /** What the run may still do. */
  readonly work: Work;
}

/** A function of a mapping, with all its parameters, ready to run. */
export interface CompiledFunction {
  readonly name: string;
  /** Variables that its parameters and its condition read. */
  readonly variables: readonly string[];
  /** True for the few that also run without a value (`randomPassword`, `convertTimezoneCode`). */
  readonly takesMissing: boolean;
  /** Its output must not be logged nor traced (`randomPassword`). */
  readonly secret: boolean;
  readonly condition: CompiledCondition | undefined;
  /**
   * Condition, `applyOnElements`, `applyOnAttribute` and `assignToAttribute` included; `undefined` means: gives nothing.
   * `null` passes through unchanged. Never changes `value`: it copies what it changes.
   * @throws EvaluationError with a reason for the administrator, without the entity's data
   */
  run(value: Value | undefined, state: RunState): Value | undefined;
  /** Why `run` gave nothing, for people, where the function knows more than that. */
  readonly nothing?: ((state: RunState) => string) | undefined;
  /**
   * Turns an output back into the input, where that is possible for every input; needs no condition to hold. `isExact`: case
   * matters in what the function has added; default false.
   */
  readonly invert?: ((output: Json, isExact?: boolean) => Json | undefined) | undefined;
}

/** What compiling a function needs from the mapping around it. */
export interface FunctionEnvironment {
  readonly properties: Properties;
  /** Compiles a condition or a path with this transformation's options. @throws ExpressionError */
  compileCondition(expression: string): CompiledCondition;
  /** The default of `sourceDateFormat`: the pattern of `currentDate`. */
  readonly dateFormat: string;
  /** Report a problem at a key of the function's object (or at the object itself). Errors stop the load at the end. */
  report(problem: {
    readonly rule: string;
    readonly severity: Severity;
    readonly message: string;
    readonly fix?: string;
    readonly key?: string;
  }): void;
}
