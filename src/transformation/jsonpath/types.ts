/** Paths and conditions, parsed and compiled. The dialect is Jayway JsonPath 2.9 (docs/transformations.md). */
import type { Json, JsonMap, Properties, Variables } from '../types.ts';
import type { Work } from '../work.ts';

/** One step of a parsed path. A filter's condition is compiled together with the path. */
export type PathStep =
  | { readonly kind: 'member'; readonly name: string }
  /** At the end one object of those members, before another step each of them. */
  | { readonly kind: 'members'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number | undefined; readonly to?: number | undefined }
  | { readonly kind: 'wildcard' }
  /** `text` is what stands between `[?(` and `)]`. */
  | { readonly kind: 'filter'; readonly text: string; readonly condition: ConditionNode }
  | { readonly kind: 'scan' }
  | { readonly kind: 'function'; readonly name: string; readonly arguments: readonly FunctionArgument[] };

export type FunctionArgument =
  | { readonly kind: 'path'; readonly path: PathExpression }
  | { readonly kind: 'json'; readonly text: string };

/** A path with its start: `$` is the document, `@` the element that a filter looks at. */
export interface PathExpression {
  readonly root: '$' | '@';
  readonly steps: readonly PathStep[];
}

/** The tree of a condition. */
export type ConditionNode =
  | { readonly kind: 'or' | 'and'; readonly operands: readonly ConditionNode[] }
  | { readonly kind: 'not'; readonly operand: ConditionNode }
  /** A path alone: true if it is there. */
  | { readonly kind: 'exists'; readonly path: PathExpression }
  | {
      readonly kind: 'comparison';
      readonly operator: Operator;
      readonly left: Operand;
      readonly right: Operand;
      /** A `!` stands before it, which the library drops without a word. */
      readonly droppedNegation?: true;
    }
  | ConditionCall;

/** As it is printed; words are recognised in any case. */
export type Operator =
  | '=='
  | '==='
  | '!='
  | '!=='
  | '<'
  | '<='
  | '>'
  | '>='
  | '=~'
  | 'IN'
  | 'NIN'
  | 'SUBSETOF'
  | 'ANYOF'
  | 'NONEOF'
  | 'ALL'
  | 'CONTAINS'
  | 'SIZE'
  | 'EMPTY'
  | 'EXISTS'
  | 'TYPE'
  | 'MATCHES';

export type Operand =
  | { readonly kind: 'path'; readonly path: PathExpression }
  | { readonly kind: 'string'; readonly parts: Template }
  /** The text is kept, as `'5.0' == 5.0` and `'5' == 5.0` differ. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  /** A list or an object, as written; it need not be strict JSON. */
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'regex'; readonly parts: Template; readonly flags: string }
  | ConditionCall;

/** Text with the names of `${…}` in it. */
export type Template = readonly (string | { readonly variable: string })[];

/** One of SAP's functions, e.g. `isValidEmail($.emails[0].value)`. */
export interface ConditionCall {
  readonly kind: 'call';
  readonly name: ConditionFunctionName;
  readonly path?: PathExpression;
  /** Name of a system property. */
  readonly property?: string;
}

export type ConditionFunctionName =
  | 'isValidEmail'
  | 'isApplicationSpecificGroup'
  | 'isRegularGroup'
  | 'isAttributeWithOptionalPrefix'
  | 'isAttributeWithMandatoryPrefix';

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
  read(document: Json, work?: Work): Json | undefined;
}

export interface ConditionOptions {
  /** For `isApplicationSpecificGroup()` and the prefix functions. */
  readonly properties?: Properties | undefined;
  /** Values of `${name}` inside string literals; names that are not there count as empty text. */
  readonly variables?: Variables | undefined;
  /** It is asked for each element of a list: what depends on `$` alone is evaluated once for an entity. */
  readonly repeated?: boolean | undefined;
}

/** A condition ready to be evaluated. */
export interface CompiledCondition {
  readonly expression: string;
  /** Names in `${…}` inside its string literals. */
  readonly variables: readonly string[];
  /**
   * `$` is `root`, `@` is `element`, or `root` where none is given. `variables` go before those of the options.
   * @throws EvaluationError where evaluation fails
   */
  test(root: Json, element?: Json, variables?: Variables, work?: Work): boolean;
}

/** What a target path is compiled for; not every form makes sense for all. */
export type TargetUse = 'set' | 'remove' | 'rename';

/** A target path ready to write. Every name is plain data: nothing here ever reaches a prototype. */
export interface CompiledTarget {
  readonly expression: string;
  /** Without wildcard and filter: names one place. */
  readonly definite: boolean;
  readonly steps: readonly PathStep[];
  /**
   * `value` becomes part of `output`: hand over a copy.
   * @returns false when a wildcard or a filter matches nothing, or an empty list is to be inserted: nothing has changed
   * @throws EvaluationError where something that the path cannot go through is in the way
   */
  set(output: JsonMap, value: Json, work?: Work): boolean;
  /** Of a target that ends at the first position of a list: makes the list where there is none. Results are those of `set`. */
  makeList?(output: JsonMap, work?: Work): boolean;
  /** Removes every match; `false` when nothing is there. */
  remove(output: JsonMap, work?: Work): boolean;
  /** Renames the last member, in place, at every match; `false` when there is none. */
  rename(output: JsonMap, newName: string, work?: Work): boolean;
}
