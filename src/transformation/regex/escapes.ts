/** Escape sequences, inside and outside of character classes. */
import type { Charset } from './charset.ts';
import type { Flags } from './flags.ts';
import { digits, HORIZONTAL_SPACE, property, spaces, VERTICAL_SPACE, wordCharacters } from './properties.ts';
import { END, PatternSource } from './source.ts';

/** A single character, a predefined class, or the letter of an escape that is neither. */
export type Escape =
  | { readonly kind: 'character'; readonly code: number }
  | { readonly kind: 'set'; readonly set: Charset }
  | { readonly kind: 'other'; readonly letter: string; readonly position: number };

const CONTROL_CHARACTERS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

/** Reads an escape sequence whose backslash comes next. */
export function parseEscape(source: PatternSource, flags: Flags): Escape {
  const position = source.position;
  source.takeRaw();
  const code = source.takeRaw();
  if (code === END) source.fail('A backslash at the end', position);
  const letter = String.fromCodePoint(PatternSource.literal(code));
  const set = predefinedClass(letter, flags);
  if (set !== undefined) return { kind: 'set', set };
  if (Object.hasOwn(CONTROL_CHARACTERS, letter)) {
    return { kind: 'character', code: CONTROL_CHARACTERS[letter] as number };
  }
  switch (letter) {
    case 'p':
    case 'P': {
      const named = parseProperty(source, flags, position);
      return { kind: 'set', set: letter === 'P' ? named.complement() : named };
    }
    case '0':
      return { kind: 'character', code: parseOctal(source, position) };
    case 'x':
      return { kind: 'character', code: parseHexadecimal(source, position) };
    case 'u':
      return { kind: 'character', code: parseUnicode(source, position) };
    case 'c': {
      const control = source.take();
      if (control === END) source.fail('Illegal control escape sequence', position);
      return { kind: 'character', code: PatternSource.literal(control) ^ 64 };
    }
    default:
      if (/^[A-Za-z1-9]$/.test(letter)) return { kind: 'other', letter, position };
      return { kind: 'character', code: PatternSource.literal(code) };
  }
}

function predefinedClass(letter: string, flags: Flags): Charset | undefined {
  switch (letter) {
    case 'd':
      return digits(flags);
    case 'D':
      return digits(flags).complement();
    case 's':
      return spaces(flags);
    case 'S':
      return spaces(flags).complement();
    case 'w':
      return wordCharacters(flags);
    case 'W':
      return wordCharacters(flags).complement();
    case 'h':
      return HORIZONTAL_SPACE;
    case 'H':
      return HORIZONTAL_SPACE.complement();
    case 'v':
      return VERTICAL_SPACE;
    case 'V':
      return VERTICAL_SPACE.complement();
    default:
      return undefined;
  }
}

function parseProperty(source: PatternSource, flags: Flags, position: number): Charset {
  let name = '';
  if (source.peek() === 0x7b) {
    source.take();
    for (let code = source.take(); code !== 0x7d; code = source.take()) {
      if (code === END) source.fail('Unclosed character property', position);
      name += String.fromCodePoint(PatternSource.literal(code));
    }
    if (name === '') source.fail('Empty character property', position);
  } else {
    const code = source.take();
    if (code === END) source.fail('A character property needs a name', position);
    name = String.fromCodePoint(PatternSource.literal(code));
  }
  return property(name, flags) ?? source.fail(`Unknown character property {${name}}`, position);
}

function digit(code: number, radix: number): number {
  const value =
    code === END ? Number.NaN : Number.parseInt(String.fromCodePoint(PatternSource.literal(code)), radix);
  return Number.isNaN(value) ? -1 : value;
}

/** `\0n`, `\0nn`, `\0mnn` with `m` up to 3. */
function parseOctal(source: PatternSource, position: number): number {
  const first = digit(source.peek(), 8);
  if (first < 0) source.fail('Illegal octal escape sequence', position);
  let value = 0;
  for (let count = 0; count < (first <= 3 ? 3 : 2); count++) {
    const next = digit(source.peek(), 8);
    if (next < 0) break;
    source.take();
    value = value * 8 + next;
  }
  return value;
}

/** `\xhh`, `\x{h…h}`. */
function parseHexadecimal(source: PatternSource, position: number): number {
  if (source.peek() !== 0x7b) return parseHexDigits(source, 2, position);
  source.take();
  let value = 0;
  let count = 0;
  for (let code = source.take(); code !== 0x7d; code = source.take(), count++) {
    const next = digit(code, 16);
    if (next < 0) source.fail('Unclosed hexadecimal escape sequence', position);
    value = value * 16 + next;
    if (value > 0x10ffff) source.fail('Hexadecimal code point is too big', position);
  }
  if (count === 0) source.fail('Illegal hexadecimal escape sequence', position);
  return value;
}

/** `\uhhhh`; two of them may make a surrogate pair. */
function parseUnicode(source: PatternSource, position: number): number {
  const unit = parseHexDigits(source, 4, position);
  if (unit < 0xd800 || unit > 0xdbff) return unit;
  const start = source.index;
  if (source.accept('\\u')) {
    const second = parseHexDigits(source, 4, position);
    if (second >= 0xdc00 && second <= 0xdfff) return (unit - 0xd800) * 0x400 + (second - 0xdc00) + 0x10000;
  }
  source.reset(start);
  return unit;
}

function parseHexDigits(source: PatternSource, count: number, position: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) {
    const next = digit(source.take(), 16);
    if (next < 0) source.fail('Illegal hexadecimal escape sequence', position);
    value = value * 16 + next;
  }
  return value;
}
