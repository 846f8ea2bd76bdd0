/**
 * Whole numbers beyond what JavaScript can hold: `JSON.parse` makes 49151123456789010000 of 49151123456789012345
 * without a word, and whoever it belongs to has another phone number from then on.
 */
import type { JsonValue } from './json.ts';

/** What a reviver is told about a number besides its value; TypeScript does not know it yet. */
interface ReviverContext {
  /** The number as it is written. */
  readonly source?: string;
}

/** Up to 15 digits always fit. */
const FIRST_TO_LOSE = 16;
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/;

/**
 * Whether reading a number as JavaScript does would change it. Only whole numbers count, however they are written:
 * fractions are measures, not names of something.
 *
 * @param source a JSON number as it is written
 */
export function losesDigits(source: string): boolean {
  if (source.length < FIRST_TO_LOSE) return false;
  const written = digitsOf(source);
  // Without trailing zeros, so that a negative power of ten means a fraction.
  return written !== undefined && written.exponent >= 0 && !isSame(written, digitsOf(String(Number(source))));
}

interface Digits {
  readonly sign: string;
  /** Without zeros at either end. */
  readonly digits: string;
  readonly exponent: number;
}

function digitsOf(text: string): Digits | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  // Only from the first zero of a row: a number may have millions of them, and not at its end.
  const digits = all.replace(/(?<!0)0+$/, '');
  return { sign, digits, exponent: Number(power) - fraction.length + all.length - digits.length };
}

function isSame(left: Digits, right: Digits | undefined): boolean {
  return left.sign === right?.sign && left.digits === right.digits && left.exponent === right.exponent;
}

/**
 * `JSON.parse`, but a whole number that would lose digits becomes the text of its digits.
 *
 * @throws SyntaxError, or RangeError for thousands of levels around such a number
 */
export function parseKeepingDigits(text: string): JsonValue {
  return mayLoseDigits(text) ? JSON.parse(text, digitsAsText) : JSON.parse(text);
}

function digitsAsText(_key: string, value: unknown, context?: ReviverContext): unknown {
  const source = context?.source;
  return source !== undefined && losesDigits(source) ? source : value;
}

/**
 * Whether 16 digits stand in a row that are not a text's first ones. Of 16 characters in a row, one has an index that 16
 * divides, so that nearly all of the text is skipped; a regular expression would take as long as `JSON.parse` itself.
 */
function mayLoseDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += FIRST_TO_LOSE) {
    if (!isDigit(text, at)) continue;
    let start = at;
    while (isDigit(text, start - 1)) start -= 1;
    let end = at + 1;
    while (isDigit(text, end)) end += 1;
    if (end - start >= FIRST_TO_LOSE && text[start - 1] !== '"') return true;
    at = end;
  }
  return false;
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0x30 && code <= 0x39;
}
