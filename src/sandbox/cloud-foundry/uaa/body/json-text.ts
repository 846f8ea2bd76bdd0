/** Texts and names of a JSON document: what stands between two quotes. */
import { describeCharacter, type JsonBytes, QUOTE } from './json-bytes.ts';
import { JsonProblem } from './json-problem.ts';

/**
 * The rest of a text whose first quote is taken, last quote included.
 *
 * @param where ends the messages: what it is, and what the input must not end in
 * @throws JsonProblem for control characters, unknown escapes, broken UTF-8 and a missing last quote
 */
export function takeText(bytes: JsonBytes, where: { readonly kind: string; readonly end: string }): string {
  let text = '';
  for (;;) {
    text += bytes.takePlain();
    const byte = bytes.take();
    if (byte === QUOTE) return text;
    if (byte === undefined) throw bytes.endOfInput(where.end);
    if (byte === 0x5c) text += takeEscape(bytes);
    else if (byte < 0x20) {
      throw new JsonProblem(
        'core.JsonParseException',
        `Illegal unquoted character (${describeCharacter(byte)}): has to be escaped using backslash to be included in ${where.kind}`,
        bytes.lastLocation,
      );
    } else text += String.fromCodePoint(takeRest(bytes, byte, where.end));
  }
}

const ESCAPES: Readonly<Partial<Record<string, string>>> = {
  b: '\b',
  t: '\t',
  n: '\n',
  f: '\f',
  r: '\r',
  '"': '"',
  '/': '/',
  '\\': '\\',
};
const IN_ESCAPE = ' in character escape sequence';

function takeEscape(bytes: JsonBytes): string {
  const byte = bytes.take();
  if (byte === undefined) throw bytes.endOfInput(IN_ESCAPE);
  const escaped = ESCAPES[String.fromCharCode(byte)];
  if (escaped !== undefined) return escaped;
  if (byte !== 0x75) {
    const character = takeRest(bytes, byte, IN_ESCAPE);
    throw new JsonProblem(
      'core.JsonParseException',
      `Unrecognized character escape ${describeCharacter(character)}`,
      bytes.lastLocation,
    );
  }
  let value = 0;
  for (let left = 4; left > 0; left -= 1) {
    const digit = bytes.take();
    if (digit === undefined) throw bytes.endOfInput(IN_ESCAPE);
    const number = Number.parseInt(String.fromCharCode(digit), 16);
    if (Number.isNaN(number)) {
      throw bytes.unexpected(digit, 'expected a hex-digit for character escape sequence');
    }
    value = value * 16 + number;
  }
  return String.fromCharCode(value);
}

/**
 * The character that starts with `first`: UTF-8 of up to four bytes, overlong forms and surrogates let through.
 *
 * @throws JsonProblem for bytes that are no UTF-8
 */
export function takeRest(bytes: JsonBytes, first: number, end: string): number {
  if (first < 0x80) return first;
  const length = first >= 0xc0 && first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (first < 0xc0 || first > 0xf7) {
    throw bytes.problem(`Invalid UTF-8 start byte 0x${first.toString(16)}`);
  }
  let character = first & (0xff >> (length + 1));
  for (let left = length - 1; left > 0; left -= 1) {
    const byte = bytes.take();
    if (byte === undefined) throw bytes.endOfInput(end);
    if ((byte & 0xc0) !== 0x80) throw bytes.problem(`Invalid UTF-8 middle byte 0x${byte.toString(16)}`);
    character = character * 64 + (byte & 0x3f);
  }
  return Math.min(character, 0x10ffff);
}
