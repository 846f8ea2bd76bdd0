/**
 * How single values of a JSON document become fields of the UAA's classes. Each `Read` starts at the first token of a
 * value and ends at its last; `null` in the document is `null`, false or zero, as the field has it.
 */
import { JsonProblem } from './json-problem.ts';
import type { JsonReader } from './json-reader.ts';
import { emptyText, unexpected, weirdText } from './mismatch.ts';

export type Read<T> = (json: JsonReader) => T;

export const STRING = 'java.lang.String';

/** Numbers and truth values are texts as they are written. */
export const text: Read<string | null> = (json) => {
  if (json.token === 'VALUE_NULL') return null;
  if (json.token === 'START_OBJECT' || json.token === 'START_ARRAY') throw unexpected(json, STRING);
  return json.text();
};

/** `java.lang.Boolean`: empty texts are `null`. */
export const flag: Read<boolean | null> = (json) =>
  truth(json, 'java.lang.Boolean', 'only "true" or "false" recognized');

/** `boolean`: nothing is false. */
export const plainFlag: Read<boolean> = (json) =>
  truth(json, 'boolean', 'only "true"/"True"/"TRUE" or "false"/"False"/"FALSE" recognized') ?? false;

function truth(json: JsonReader, type: string, rule: string): boolean | null {
  switch (json.token) {
    case 'VALUE_TRUE':
      return true;
    case 'VALUE_FALSE':
      return false;
    case 'VALUE_NULL':
      return null;
    case 'VALUE_NUMBER_INT':
      return !/^-?0$/.test(json.text());
    case 'VALUE_STRING': {
      const word = json.text().trim();
      if (word === '' || word === 'null') return null;
      if (['true', 'True', 'TRUE'].includes(word)) return true;
      if (['false', 'False', 'FALSE'].includes(word)) return false;
      throw weirdText(json, type, word, rule);
    }
    default:
      throw unexpected(json, type);
  }
}

/** `int`: nothing is 0, and what follows a decimal point is cut off. */
export const integer: Read<number> = (json) => {
  const range = 'out of range of int (-2147483648 -';
  switch (json.token) {
    case 'VALUE_NULL':
      return 0;
    case 'VALUE_NUMBER_INT':
    case 'VALUE_NUMBER_FLOAT': {
      const number = Math.trunc(Number(json.text()));
      if (isInt(number)) return number;
      const words = `Numeric value (${json.text()}) ${range} 2147483647)`;
      throw new JsonProblem('core.exc.InputCoercionException', words, json.location);
    }
    case 'VALUE_STRING': {
      const digits = json.text().trim();
      if (digits === '' || digits === 'null') return 0;
      if (!/^[+-]?\d+$/.test(digits)) throw weirdText(json, 'int', digits, 'not a valid `int` value');
      if (isInt(Number(digits))) return Number(digits);
      throw weirdText(json, 'int', digits, `Overflow: numeric value (${digits}) ${range}2147483647)`);
    }
    default:
      throw unexpected(json, 'int');
  }
};

/**
 * One of the names of an enumeration, or its place among them.
 *
 * @param type its full name
 */
export function oneOf<Name extends string>(type: string, names: readonly Name[]): Read<Name | null> {
  return (json) => {
    if (json.token === 'VALUE_NULL') return null;
    if (json.token !== 'VALUE_STRING' && json.token !== 'VALUE_NUMBER_INT') throw unexpected(json, type);
    const word = json.text().trim();
    const found =
      names.find((name) => name === word) ?? (/^\d$/.test(word) ? names[Number(word)] : undefined);
    if (found !== undefined) return found;
    if (json.token === 'VALUE_NUMBER_INT') {
      const words = `Cannot deserialize value of type \`${type}\` from number ${word}: index value outside legal index range [0..${names.length - 1}]`;
      throw new JsonProblem('databind.exc.InvalidFormatException', words, json.tokenLocation);
    }
    if (word === '') throw emptyText(json, `\`${type}\` value`);
    throw weirdText(json, type, word, `not one of the values accepted for Enum class: [${names.join(', ')}]`);
  };
}

/** @param words what the field says to `null`; `null` itself where it falls over without a word */
export function notNull<T>(read: Read<T | null>, words: string | null): Read<T> {
  return (json) => {
    const value = read(json);
    if (value === null) throw new JsonProblem('databind.JsonMappingException', words, json.tokenLocation);
    return value;
  };
}

function isInt(number: number): boolean {
  return number === (number | 0);
}
