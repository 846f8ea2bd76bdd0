/** A regular expression of Java's dialect, made safe: it never takes more than a bounded number of steps. */
export interface JavaRegex {
  readonly pattern: string;
  /** `linear`: matching time grows linearly whatever the input; `bounded`: a backtracking matcher with a step budget. */
  readonly engine: 'linear' | 'bounded';
  /** Whole-string match. @throws EvaluationError when the step budget is used up */
  matches(text: string): boolean;
  /** Groups of a whole-string match, 0 being the entire string; `undefined` without a match. */
  groups(text: string): readonly (string | undefined)[] | undefined;
  /** Java `Matcher.replaceAll`: `$1`, `${name}` and `\` in the replacement. */
  replaceAll(text: string, replacement: string): string;
  replaceFirst(text: string, replacement: string): string;
  replaceLast(text: string, replacement: string): string;
}
