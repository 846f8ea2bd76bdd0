/** The tree of a parsed regular expression. */
import type { Charset } from './charset.ts';

/** Conditions on a position; the dialect's `^`, `$`, `\b` and their like, resolved by the flags. */
export type Assertion =
  /** `\A`, and `^` without `m` */
  | 'start'
  /** `\z` */
  | 'end'
  /** `\Z`, and `$` without `m`: at the end or before the last line terminator */
  | 'finalEnd'
  | 'unixFinalEnd'
  | 'lineStart'
  | 'unixLineStart'
  | 'lineEnd'
  | 'unixLineEnd'
  | 'wordBoundary'
  | 'notWordBoundary'
  | 'unicodeWordBoundary'
  | 'notUnicodeWordBoundary'
  /** `\G` */
  | 'previousEnd';

export type CaseMode = 'exact' | 'ascii' | 'unicode';

export type Node =
  | { readonly kind: 'empty' }
  /** One code point. */
  | { readonly kind: 'set'; readonly set: Charset }
  | { readonly kind: 'sequence'; readonly nodes: readonly Node[] }
  | { readonly kind: 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'group'; readonly index: number; readonly node: Node }
  | {
      readonly kind: 'repeat';
      readonly node: Node;
      readonly min: number;
      /** `Infinity` when open. */
      readonly max: number;
      readonly lazy: boolean;
    }
  | { readonly kind: 'atomic'; readonly node: Node }
  | { readonly kind: 'lookahead'; readonly node: Node; readonly negative: boolean }
  /** `min` and `max`: how many code points `node` can take; `Infinity` when open (Java accepts only some of these). */
  | {
      readonly kind: 'lookbehind';
      readonly node: Node;
      readonly negative: boolean;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'backreference'; readonly group: number; readonly mode: CaseMode }
  | { readonly kind: 'assertion'; readonly assertion: Assertion };

export interface ParsedRegex {
  readonly node: Node;
  /** Without group 0. */
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
}
