import type { Work } from '../work.ts';

/** A parsed replacement text; see `compileReplacement`. */
export interface Replacement {
  /** Literal text and group numbers, in order. */
  readonly parts: readonly (string | number)[];
}

/**
 * A regular expression of Java's dialect, made safe: it never takes more than a bounded number of steps. Its methods
 * take them from the entity's `work`, and throw an EvaluationError when that is used up or the text is too long.
 */
export interface JavaRegex {
  readonly pattern: string;
  /** `linear`: matching time grows linearly whatever the input; `bounded`: a backtracking matcher with a step budget. */
  readonly engine: 'linear' | 'bounded';
  /** On an unlucky text of 1,000 characters it may need more steps than an entity has. */
  readonly mayExceed: boolean;
  /** Number of capturing groups, group 0 not counted. */
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  /** Whole-string match. */
  matches(text: string, work?: Work): boolean;
  /** Groups of a whole-string match, 0 being the entire string; `undefined` without a match. */
  groups(text: string, work?: Work): readonly (string | undefined)[] | undefined;
  /**
   * Java `Matcher.replaceAll`: `$1`, `${name}` and `\` in the replacement.
   * @throws ExpressionError for a replacement text that is wrong for this expression
   */
  replaceAll(text: string, replacement: string | Replacement, work?: Work): string;
  replaceFirst(text: string, replacement: string | Replacement, work?: Work): string;
  replaceLast(text: string, replacement: string | Replacement, work?: Work): string;
}
