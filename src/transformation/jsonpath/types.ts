/** Paths and conditions, parsed and compiled. The dialect is Jayway JsonPath 2.9 (docs/transformations.md). */
import type { Json, Properties, Variables } from '../types.ts';

/** One step of a parsed path. A filter's condition is compiled together with the path. */
export type PathStep =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'members'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number | undefined; readonly to?: number | undefined }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'filter'; readonly text: string; readonly condition: ConditionNode }
  | { readonly kind: 'scan' }
  | { readonly kind: 'function'; readonly name: string; readonly arguments: readonly unknown[] };

/** The tree of a condition; see conditions/ast for its members. Declared loosely here to keep the types apart. */
export interface ConditionNode {
  readonly kind: string;
}

/** A path ready to read. */
export interface CompiledPath {
  readonly expression: string;
  /** Reads one value rather than a list. */
  readonly definite: boolean;
  readonly steps: readonly PathStep[];
  /**
   * The value, or `undefined` when a definite path finds nothing or what stands before the first indefinite step is
   * missing; an indefinite path without a match reads `[]`. What is read may be part of `document`: copy before writing.
   * @throws EvaluationError where the library lets an exception out other than PathNotFoundException
   */
  read(document: Json): Json | undefined;
}

export interface ConditionOptions {
  /** For `isApplicationSpecificGroup()` and the prefix functions. */
  readonly properties?: Properties | undefined;
  /** Values of `${name}` inside string literals; names that are not there count as empty text. */
  readonly variables?: Variables | undefined;
}

/** A condition ready to be evaluated. */
export interface CompiledCondition {
  readonly expression: string;
  /** Names in `${…}` inside its string literals. */
  readonly variables: readonly string[];
  /**
   * `$` is `root`, `@` is `element`, or `root` where none is given.
   * @throws EvaluationError where evaluation fails
   */
  test(root: Json, element?: Json, variables?: Variables): boolean;
}
