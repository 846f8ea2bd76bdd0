/** Splits the arguments of a path's function, which are paths from the document's root, or JSON. */
import type { Scanner } from './scanner.ts';

export interface RawArgument {
  readonly kind: 'path' | 'json';
  readonly start: number;
  readonly end: number;
  /** Of JSON, as the library sees it: without commas inside of quotes. */
  readonly text: string;
}

/**
 * Reads from behind `(` to behind the `)` that belongs to it. What starts neither like JSON nor like a path, `'a'` and
 * `true` for instance, is skipped without a word; a call with arguments inside an argument ends it too early, and so is
 * an error: both as in the library.
 */
export function splitArguments(scanner: Scanner, name: string): readonly RawArgument[] {
  const found: RawArgument[] = [];
  let parentheses = 1;
  let brackets = 0;
  let braces = 0;
  let quotes = 0;
  let kind: RawArgument['kind'] | undefined;
  let start = 0;
  let text = '';
  let prior = '';
  for (let done = false; !done && scanner.inBounds(); ) {
    const at = scanner.position++;
    const character = scanner.at(at);
    if (kind === undefined) {
      if (/[ \t\r\n]/.test(character)) continue;
      kind = kindOf(character);
      start = at;
      text = '';
    }
    if (character === '"') quotes += prior !== '\\' && quotes > 0 ? -1 : 1;
    else if (character === '(') parentheses++;
    else if (character === '[') brackets++;
    else if (character === '{') braces++;
    else if (character === ']' && brackets-- === 0) throw scanner.failure(at, "unexpected ']'");
    else if (character === '}' && braces-- === 0) throw scanner.failure(at, "unexpected '}'");
    else if (character === ')') parentheses--;

    const outside = braces === 0 && brackets === 0;
    const ends = character === ')' ? parentheses <= 1 : character === ',' && parentheses === 1;
    if (ends && outside && quotes === 0) {
      done = parentheses === 0;
      // The ')' of a call without arguments belongs to the argument.
      const end = character === ')' && prior === '(' ? at + 1 : at;
      if (kind !== undefined) found.push({ kind, start, end, text });
      kind = undefined;
    } else if (!(character === ',' && outside && parentheses === 1)) {
      text += character;
    }
    prior = character;
  }
  if (braces !== 0 || parentheses !== 0 || brackets !== 0) {
    throw scanner.failure(scanner.position, `the arguments of ${name}( are not closed`);
  }
  return found;
}

function kindOf(character: string): RawArgument['kind'] | undefined {
  if (/[{\d"-]/.test(character)) return 'json';
  return character === '$' || character === '@' ? 'path' : undefined;
}
