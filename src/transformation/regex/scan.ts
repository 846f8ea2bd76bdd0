/** What the engines have in common: finding matches in one text. */

/** Start and end of group 0, 1, …; -1 for a group that took no part. */
export type Captures = Int32Array;

/** Looks for matches in one text. */
export interface Scan {
  /** A match of the whole text. */
  whole(): Captures | undefined;
  /**
   * The first match at or behind `from`.
   *
   * @param previousEnd where the previous match ended; 0 before the first
   */
  find(from: number, previousEnd: number): Captures | undefined;
}
