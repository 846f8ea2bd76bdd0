/** An entity made of a model alone: a value for everything that may be sent. */
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import type { ModelAttribute, ModelType } from './model.ts';

/** Values that have to be such, by the last name of the place. */
export type Known = Readonly<Record<string, JsonValue>>;

export function sampleOf({ schema, extensions }: ModelType, known: Known): JsonObject {
  const parts = extensions.map(
    ({ id, attributes }) => [id, sampleMembers(attributes, known, `${id}:`)] as const,
  );
  const filled = parts.filter(([, members]) => Object.keys(members).length > 0);
  return {
    schemas: [schema.id, ...filled.map(([id]) => id)],
    ...sampleMembers(schema.attributes, known, ''),
    ...Object.fromEntries(filled),
  };
}

function sampleMembers(attributes: readonly ModelAttribute[], known: Known, before: string): JsonObject {
  return Object.fromEntries(
    attributes.flatMap((attribute) => {
      const path = before + attribute.name;
      if (attribute.mutability === 'readOnly' || known[path] === null) return [];
      const value = known[path] ?? sampleValue(attribute, known, path);
      return [[attribute.name, attribute.multiValued && !Array.isArray(value) ? [value] : value]];
    }),
  );
}

function sampleValue(
  { type, canonicalValues, subAttributes = [], name }: ModelAttribute,
  known: Known,
  path: string,
): JsonValue {
  switch (type) {
    case 'complex':
      return sampleMembers(subAttributes, known, `${path}.`);
    case 'boolean':
      return true;
    case 'integer':
      return 3;
    case 'decimal':
      return 1.5;
    case 'dateTime':
      return '2031-05-01T00:00:00Z';
    case 'reference':
      return 'https://example.com/picture';
    case 'binary':
      return 'AAEC';
    default:
      return canonicalValues?.[0] ?? `the ${name}`;
  }
}

/** Places of what was sent that the shown entity lacks, or has otherwise; what is never returned apart. */
export function lost(sent: JsonObject, shown: JsonObject, { schema, extensions }: ModelType): string[] {
  return [
    ...lostMembers(sent, shown, schema.attributes, ''),
    ...extensions.flatMap(({ id, attributes }) =>
      lostMembers((sent[id] ?? {}) as JsonObject, (shown[id] ?? {}) as JsonObject, attributes, `${id}:`),
    ),
  ];
}

function lostMembers(
  sent: JsonObject,
  shown: JsonObject,
  attributes: readonly ModelAttribute[],
  before: string,
): string[] {
  return attributes.flatMap((attribute) => {
    const { name, returned, mutability, subAttributes, multiValued } = attribute;
    const value = sent[name];
    if (value === undefined || returned === 'never' || mutability === 'readOnly') return [];
    const path = before + name;
    const [one, other] = multiValued
      ? [(value as JsonValue[])[0], (shown[name] as JsonValue[])?.[0]]
      : [value, shown[name]];
    if (subAttributes !== undefined) {
      return lostMembers(one as JsonObject, (other ?? {}) as JsonObject, subAttributes, `${path}.`);
    }
    return JSON.stringify(one) === JSON.stringify(other) ? [] : [path];
  });
}
