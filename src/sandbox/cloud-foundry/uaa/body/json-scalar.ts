/** Numbers and the words `true`, `false` and `null` of a JSON document. */
import type { JsonBytes } from './json-bytes.ts';
import { JsonProblem } from './json-problem.ts';
import { takeRest } from './json-text.ts';

export interface NumberToken {
  readonly token: 'VALUE_NUMBER_INT' | 'VALUE_NUMBER_FLOAT';
  /** As written. */
  readonly text: string;
}

const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const LONGEST_NUMBER = 1000;
const LONGEST_WORD_IN_MESSAGE = 256;
const MINUS = 0x2d;
const ZERO = 0x30;
const PERIOD = 0x2e;

const WORD_START = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;
const WORD_PART = /[\p{L}\p{Nl}\p{Sc}\p{Pc}\p{Nd}\p{Mn}\p{Mc}\p{Cf}]/u;

/**
 * The number that starts with `first`.
 *
 * @param before the token before, which messages about the end of the input name
 * @throws JsonProblem
 */
export function takeNumber(bytes: JsonBytes, first: number, before: string): NumberToken {
  let text = String.fromCharCode(first);
  const required = (): number => {
    const byte = bytes.take();
    if (byte === undefined) throw bytes.endOfInput(` in ${before}`);
    text += String.fromCharCode(byte);
    return byte;
  };
  const digits = (): number => {
    let count = 0;
    for (let byte = bytes.peek(); isDigit(byte); byte = bytes.peek()) {
      text += String.fromCharCode(bytes.take() ?? 0);
      count += 1;
    }
    return count;
  };
  let digit = first;
  if (first === MINUS) {
    digit = required();
    if (!isDigit(digit)) {
      if (digit === PERIOD) throw unexpectedValue(bytes, digit, false);
      const comment = 'expected digit (0-9) to follow minus sign, for valid numeric value';
      throw bytes.unexpected(digit, comment, ' in numeric value');
    }
  }
  if (digit === ZERO && isDigit(bytes.peek())) {
    throw bytes.problem('Invalid numeric value: Leading zeroes not allowed');
  }
  digits();
  let float = false;
  if (bytes.peek() === PERIOD) {
    float = true;
    text += String.fromCharCode(bytes.take() ?? 0);
    if (digits() === 0) {
      const byte = bytes.take() ?? PERIOD;
      throw bytes.unexpected(byte, 'Decimal point not followed by a digit', ' in numeric value');
    }
  }
  if (bytes.peek() === 0x65 || bytes.peek() === 0x45) {
    float = true;
    required();
    let byte = required();
    if (byte === 0x2b || byte === MINUS) byte = required();
    if (!isDigit(byte)) {
      throw bytes.unexpected(byte, 'Exponent indicator not followed by a digit', ' in numeric value');
    }
    digits();
  }
  const length = text.replace(/[^\d]/g, '').length;
  if (length > LONGEST_NUMBER) {
    throw tooMuch(`Number value length (${length})`, LONGEST_NUMBER, 'getMaxNumberLength');
  }
  return { token: float ? 'VALUE_NUMBER_FLOAT' : 'VALUE_NUMBER_INT', text };
}

/** Takes the rest of `word`, whose first letter is taken. @throws JsonProblem for another word */
export function takeWord(bytes: JsonBytes, word: string): void {
  for (let length = 1; length < word.length; length += 1) {
    if (bytes.peek() !== word.charCodeAt(length)) throw unknownWord(bytes, word.slice(0, length));
    bytes.take();
  }
  const byte = bytes.peek();
  if (byte !== undefined && byte >= ZERO && WORD_PART.test(String.fromCharCode(byte))) {
    throw unknownWord(bytes, word);
  }
}

/** Why no value starts with `byte`, which is taken. */
export function unexpectedValue(bytes: JsonBytes, byte: number, inArray: boolean): JsonProblem {
  const character = String.fromCharCode(byte);
  if (character === ',' || character === '}' || (character === ']' && inArray)) {
    return bytes.unexpected(byte, 'expected a value');
  }
  for (const word of ['NaN', 'Infinity']) {
    if (character !== word[0]) continue;
    takeWord(bytes, word);
    return bytes.problem(
      `Non-standard token '${word}': enable \`JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS\` to allow`,
    );
  }
  if (character === '+') {
    bytes.take();
    const comment =
      'JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow';
    return bytes.unexpected(byte, comment, ' in numeric value');
  }
  if (WORD_START.test(character)) return unknownWord(bytes, character);
  return bytes.unexpected(byte, `expected a valid value ${VALUES}`);
}

function unknownWord(bytes: JsonBytes, matched: string): JsonProblem {
  let word = matched;
  for (let byte = bytes.take(); byte !== undefined; byte = bytes.take()) {
    const character = String.fromCodePoint(takeRest(bytes, byte, ' in null'));
    if (!WORD_PART.test(character)) break;
    word += character;
    if (word.length >= LONGEST_WORD_IN_MESSAGE) {
      word += '...';
      break;
    }
  }
  return bytes.problem(`Unrecognized token '${word}': was expecting ${VALUES}`);
}

/** A limit of the JSON library, said without a place. */
export function tooMuch(what: string, limit: number, setting: string): JsonProblem {
  return new JsonProblem(
    'core.exc.StreamConstraintsException',
    `${what} exceeds the maximum allowed (${limit}, from \`StreamReadConstraints.${setting}()\`)`,
    undefined,
  );
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}
