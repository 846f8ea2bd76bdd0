/** Instructions of the backtracking matcher. */
import type { Assertion, CaseMode } from './ast.ts';
import type { Charset } from './charset.ts';

/** Operation codes. `a`, `b`, `c` are the operands that follow each in `Program.code`. */
export const OP = {
  /** The UTF-16 unit `a`. */
  UNIT: 0,
  /** A member of set `a`. */
  SET: 1,
  /** As many members of set `a` as possible, at most `b` (-1: no limit), giving back one by one. */
  RUN: 2,
  /** Exactly `b` members of set `a`. */
  TIMES: 3,
  /** Goes on behind; on failure at `a`. */
  SPLIT: 4,
  /** Goes on at `a`; on failure behind. */
  SPLIT_LAZY: 5,
  JUMP: 6,
  /** Stores the position in slot `a`. */
  SAVE: 7,
  /** Assertion number `a`. */
  ASSERT: 8,
  /** The text of group `a`, compared by case mode `b`. */
  BACKREFERENCE: 9,
  /** Jumps to `b` if nothing was taken since slot `a` was stored: an empty iteration ends a loop. */
  END_IF_EMPTY: 10,
  /** Remembers in slot `a` how many choices are open. */
  MARK: 11,
  /** Drops the choices opened since `MARK a`. */
  CUT: 12,
  /** Goes back to the position in slot `a`. */
  RETURN: 13,
  /** Looks behind: tries what follows from `b` to `c` code points (-1: any number) before here. */
  BEHIND: 14,
  /** Fails unless the position is the one in slot `a`. */
  AT: 15,
  FAIL: 16,
  MATCH: 17,
  /** Group `a` ends here and began where slot `b` says. */
  CAPTURE: 18,
} as const;

/** Integers per instruction. */
export const WIDTH = 4;

export const ASSERTIONS: readonly Assertion[] = [
  'start',
  'end',
  'finalEnd',
  'unixFinalEnd',
  'lineStart',
  'unixLineStart',
  'lineEnd',
  'unixLineEnd',
  'wordBoundary',
  'notWordBoundary',
  'unicodeWordBoundary',
  'notUnicodeWordBoundary',
  'previousEnd',
];

export const CASE_MODES: readonly CaseMode[] = ['exact', 'ascii', 'unicode'];

export interface Program {
  readonly pattern: string;
  readonly code: Int32Array;
  readonly sets: readonly Charset[];
  /** Groups (two slots each, group 0 first), then registers. */
  readonly slots: number;
  readonly groupCount: number;
  /** Number of choices (SPLIT, RUN), each of which has its number as last operand. */
  readonly choices: number;
  /** Slots that END_IF_EMPTY looks at. */
  readonly loopSlots: readonly number[];
  /**
   * Neither back-references, atomic groups nor look-around: whether a match can be had from an instruction at a
   * position does not depend on how it was reached, `loopSlots` aside.
   */
  readonly regular: boolean;
  /** Code points that a match can begin with; `undefined` when it can be empty or begin with anything. */
  readonly first: Charset | undefined;
}
