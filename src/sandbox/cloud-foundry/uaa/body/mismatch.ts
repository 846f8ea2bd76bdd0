/** What is said when a value of the document is of another kind than the field it is meant for. */
import { JsonProblem } from './json-problem.ts';
import type { JsonReader, Token } from './json-reader.ts';

const SHAPES: Readonly<Record<Token, string>> = {
  START_OBJECT: 'Object value',
  END_OBJECT: 'Object value',
  FIELD_NAME: 'Object value',
  START_ARRAY: 'Array value',
  END_ARRAY: 'Array value',
  VALUE_STRING: 'String value',
  VALUE_NUMBER_INT: 'Integer value',
  VALUE_NUMBER_FLOAT: 'Floating-point value',
  VALUE_TRUE: 'Boolean value',
  VALUE_FALSE: 'Boolean value',
  VALUE_NULL: 'Null value',
};
const LONGEST_TEXT = 500;

/** @param type the full name of the class that was wanted */
export function unexpected(json: JsonReader, type: string): JsonProblem {
  const { token = 'VALUE_NULL' } = json;
  json.text();
  return mismatch(
    json,
    `Cannot deserialize value of type \`${type}\` from ${SHAPES[token]} (token \`JsonToken.${token}\`)`,
  );
}

export function mismatch(json: JsonReader, words: string): JsonProblem {
  return new JsonProblem('databind.exc.MismatchedInputException', words, json.tokenLocation);
}

/** A text from which no value of the type can be made. */
export function weirdText(json: JsonReader, type: string, value: string, rule: string): JsonProblem {
  const shown =
    value.length <= LONGEST_TEXT
      ? value
      : `${value.slice(0, LONGEST_TEXT)}]...[${value.slice(-LONGEST_TEXT)}`;
  return new JsonProblem(
    'databind.exc.InvalidFormatException',
    `Cannot deserialize value of type \`${type}\` from String "${shown}": ${rule}`,
    json.tokenLocation,
  );
}

/** @param target what cannot be made of it, e.g. "`java.lang.Integer` value" */
export function emptyText(json: JsonReader, target: string): JsonProblem {
  return new JsonProblem(
    'databind.exc.InvalidFormatException',
    `Cannot coerce empty String ("") to ${target} (but could if coercion was enabled using \`CoercionConfig\`)`,
    json.tokenLocation,
  );
}

/** The end of messages about a text where an object is wanted. */
export function noTextConstructor(value: string): string {
  return `no String-argument constructor/factory method to deserialize from String value ('${value}')`;
}
