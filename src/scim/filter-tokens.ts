/** Cuts a filter (RFC 7644 §3.4.2.2) into words, strings and brackets. */
import { ScimError } from './errors.ts';

export interface Token {
  readonly kind: 'word' | 'string' | '(' | ')' | '[' | ']' | 'end';
  /** As written; of strings with their quotes. */
  readonly text: string;
  /** Zero-based offset of the first character. */
  readonly start: number;
  /** Zero-based offset behind the last character. */
  readonly end: number;
}

/**
 * A word, a string or a bracket, as its first character says. An index such as `[0]` belongs to its word; `[` before
 * anything else opens a value path.
 */
const TOKEN = /[^\s()[\]"]+(?:\[\d+\][^\s()[\]"]*)?|"(?:[^"\\]|\\.)*"|[()[\]]/sy;
const SPACE = /\s*/y;

/** A {@link ScimError} 400 `invalidFilter`; people count characters from 1. */
export function filterError(offset: number, problem: string): ScimError {
  return new ScimError(400, `The filter is not valid at position ${offset + 1}: ${problem}.`, {
    scimType: 'invalidFilter',
  });
}

/**
 * The filter's tokens, an `end` token last.
 *
 * @throws ScimError 400 `invalidFilter` for a string that does not end
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let start = 0;
  for (;;) {
    SPACE.lastIndex = start;
    SPACE.test(text);
    start = SPACE.lastIndex;
    if (start === text.length) {
      tokens.push({ kind: 'end', text: '', start, end: start });
      return tokens;
    }
    TOKEN.lastIndex = start;
    if (!TOKEN.test(text)) {
      throw filterError(start, 'the string that starts here has no closing double quote');
    }
    const end = TOKEN.lastIndex;
    tokens.push({ kind: kindOf(text.charAt(start)), text: text.slice(start, end), start, end });
    start = end;
  }
}

function kindOf(first: string): Token['kind'] {
  switch (first) {
    case '(':
    case ')':
    case '[':
    case ']':
      return first;
    case '"':
      return 'string';
    default:
      return 'word';
  }
}
