/** A configuration file's text, parsed, with the position of everything in it. */
import type { Position, Problem } from '../problem.ts';

export type Path = readonly PropertyKey[];

export interface Source {
  /** As the administrator named it, for messages. */
  readonly file: string;
  /** Plain data; objects have no prototype or the ordinary one, and `__proto__` is never a key. */
  readonly value: unknown;
  /** Where the value at `path` stands, or, if there is none, the nearest thing around it. */
  valueAt(path: Path): Position;
  /** Where the key of the last step of `path` stands, or, if there is none, the nearest thing around it. */
  keyAt(path: Path): Position;
  /** The characters of the number at `path` as they were typed (`2.0`, not `2`). */
  numberText(path: Path): string | undefined;
}

/** What a parser of one of the formats gives: a source, or everything that is wrong with the text. */
export type ParseResult = { readonly source: Source } | { readonly problems: readonly Problem[] };

/** A key that would mean the prototype to JavaScript. */
export const FORBIDDEN_KEY = '__proto__';
