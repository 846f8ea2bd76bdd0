/** How arrays and objects of a JSON document become lists and beans of the UAA's classes. */
import { JsonProblem } from './json-problem.ts';
import type { JsonReader } from './json-reader.ts';
import { emptyText, mismatch, noTextConstructor, unexpected } from './mismatch.ts';
import { type Read, STRING, text } from './scalars.ts';

type Fields = Readonly<Record<string, Read<unknown>>>;
/** Fields that the document does not name are absent. */
export type Bean<F extends Fields> = { readonly [Name in keyof F]?: ReturnType<F[Name]> };

/**
 * An object with fields of these names and no other case of them; the UAA passes over fields it does not know.
 *
 * @param type the full name of the class
 * @param fromText what a text stands for. Absent: nothing
 */
export function bean<F extends Fields>(
  type: string,
  fields: F,
  fromText?: (value: string) => Bean<F>,
): Read<Bean<F> | null> {
  const known = new Map(Object.entries(fields));
  return (json) => {
    if (json.token === 'VALUE_NULL') return null;
    if (fromText !== undefined && json.token === 'VALUE_STRING') return fromText(json.text());
    if (json.token !== 'START_OBJECT') throw noBean(json, type);
    const values: Record<string, unknown> = {};
    while (json.next() === 'FIELD_NAME') {
      const name = json.text();
      json.next();
      const read = known.get(name);
      if (read === undefined) json.skipChildren();
      else values[name] = within(`${type}["${name}"]`, () => read(json));
    }
    // Each value was read by the field's own function.
    return values as Bean<F>;
  };
}

/**
 * An array, as Java calls it: `Email[]`. Elements that are `null` stay so.
 *
 * @param type the full name of the class of its elements
 */
export function array<T>(type: string, read: Read<T>): Read<(T | null)[] | null> {
  return (json) => {
    if (json.token === 'VALUE_NULL') return null;
    if (json.token === 'VALUE_STRING') {
      const value = json.text();
      if (value.trim() === '') throw emptyText(json, `element of \`${type}[]\``);
      throw new JsonProblem(
        'databind.exc.InvalidDefinitionException',
        `Cannot construct instance of \`${type}[]\`: ${noTextConstructor(value)}`,
        json.tokenLocation,
        { definition: `[array type, component type: [simple type, class ${type}]]` },
      );
    }
    if (json.token !== 'START_ARRAY') throw unexpected(json, `${type}[]`);
    return elements(json, read);
  };
}

/** A `java.util.List`. */
export function list<T>(type: string, read: Read<T>): Read<(T | null)[] | null> {
  return (json) => {
    if (json.token === 'VALUE_NULL') return null;
    if (json.token !== 'START_ARRAY') throw unexpected(json, `java.util.ArrayList<${type}>`);
    const values: (T | null)[] = [];
    // Unlike in an array, what is wrong between two elements is not laid to either of them.
    while (json.next() !== 'END_ARRAY') {
      values.push(within(`java.util.ArrayList[${values.length}]`, () => element(json, read)));
    }
    return values;
  };
}

export const texts: Read<(string | null)[] | null> = array(STRING, text);

function elements<T>(json: JsonReader, read: Read<T>): (T | null)[] {
  const values: (T | null)[] = [];
  for (;;) {
    const ended = within(`java.lang.Object[][${values.length}]`, () => {
      if (json.next() === 'END_ARRAY') return true;
      values.push(element(json, read));
      return false;
    });
    if (ended) return values;
  }
}

function element<T>(json: JsonReader, read: Read<T>): T | null {
  return json.token === 'VALUE_NULL' ? null : read(json);
}

function within<T>(step: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof JsonProblem ? error.within(step) : error;
  }
}

function noBean(json: JsonReader, type: string): JsonProblem {
  const instance = `Cannot construct instance of \`${type}\` (although at least one Creator exists)`;
  const value = json.text();
  switch (json.token) {
    case 'VALUE_STRING':
      if (value.trim() === '') return emptyText(json, `\`${type}\` value`);
      return mismatch(json, `${instance}: ${noTextConstructor(value.trim())}`);
    case 'VALUE_TRUE':
    case 'VALUE_FALSE':
      return mismatch(
        json,
        `${instance}: no boolean/Boolean-argument ${fromValue(`boolean value (${value})`)}`,
      );
    case 'VALUE_NUMBER_INT':
      return mismatch(
        json,
        `${instance}: no ${integerType(value)}-argument ${fromValue(`Number value (${value})`)}`,
      );
    case 'VALUE_NUMBER_FLOAT':
      return mismatch(json, `${instance}: no double/Double-argument ${fromValue(`Number value (${value})`)}`);
    default:
      return unexpected(json, type);
  }
}

function fromValue(value: string): string {
  return `constructor/factory method to deserialize from ${value}`;
}

/** By size. */
function integerType(value: string): string {
  const number = BigInt(value);
  if (number === BigInt.asIntN(32, number)) return 'int/Int';
  return number === BigInt.asIntN(64, number) ? 'long/Long' : 'BigInteger';
}
