/**
 * A body against the schema: what is unknown or read-only is dropped, `null` and `""` are accepted and not stored,
 * what has the wrong type or is no canonical value is refused.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { parseInstant } from '../../identity-authentication/timestamps.ts';
import { type Attribute, findAttribute } from '../../kit/attribute.ts';
import { invalidSyntax, invalidValue } from '../failure.ts';
import type { Kind, SchemaRegistry } from './registry.ts';

/** How strictly member names are taken: PATCH refuses unknown ones, POST and PUT drop them. */
export type Strictness = 'drop-unknown' | 'refuse-unknown';

/** The part of a POST or PUT body that would be stored; `id`, `meta` and `schemas` are never part of it. */
export function cleanResource(registry: SchemaRegistry, kind: Kind, body: JsonObject): JsonObject {
  const result = cleanMembers(registry.core(kind).attributes, body, 'drop-unknown');
  for (const schema of registry.extensions(kind)) {
    if (!Object.hasOwn(body, schema.id)) continue;
    const extension = cleanExtension(schema.attributes, body[schema.id] ?? null);
    if (extension !== undefined) result[schema.id] = extension;
  }
  return result;
}

/** `undefined` where nothing of the extension would be stored. */
function cleanExtension(attributes: readonly Attribute[], value: JsonValue): JsonObject | undefined {
  if (value === null) return undefined;
  if (!isJsonObject(value)) throw wrongType();
  const result = cleanMembers(attributes, value, 'drop-unknown');
  if (Object.keys(result).length === 0) return undefined;
  requireAll(attributes, result);
  return result;
}

/** One attribute's value; `undefined` where nothing would be stored. */
export function cleanValue(
  attribute: Attribute,
  value: JsonValue,
  strictness: Strictness,
): JsonValue | undefined {
  if (attribute.mutability === 'readOnly' || value === null) return undefined;
  if (!attribute.multiValued) return cleanSingle(attribute, value, strictness);
  if (!Array.isArray(value)) throw wrongType();
  const list = value
    .map((element) => cleanSingle(attribute, element, strictness))
    .filter((element) => element !== undefined);
  return list.length === 0 ? undefined : list;
}

function cleanMembers(
  attributes: readonly Attribute[],
  body: JsonObject,
  strictness: Strictness,
): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(body)) {
    const attribute =
      strictness === 'refuse-unknown'
        ? findAttribute(attributes, name)
        : attributes.find((candidate) => candidate.name === name);
    if (attribute === undefined) {
      if (strictness === 'drop-unknown') continue;
      throw invalidSyntax(`Provided attribute with name '${name}' does not exist according to the schema`);
    }
    const cleaned = cleanValue(attribute, value, strictness);
    if (cleaned !== undefined) result[attribute.name] = cleaned;
  }
  return result;
}

function cleanSingle(attribute: Attribute, value: JsonValue, strictness: Strictness): JsonValue | undefined {
  if (value === null) return undefined;
  if (attribute.type === 'complex') {
    if (!isJsonObject(value)) throw wrongType();
    const result = cleanMembers(attribute.subAttributes, value, strictness);
    if (Object.keys(result).length === 0) return undefined;
    requireAll(attribute.subAttributes, result);
    return result;
  }
  const isEmpty = value === '' && TEXTUAL.has(attribute.type);
  if (!isEmpty && !hasType(attribute, value)) throw wrongType();
  if (attribute.canonicalValues !== undefined && !attribute.canonicalValues.includes(String(value))) {
    throw invalidValue(`Provided value is not part of '${attribute.name}' canonical values`);
  }
  return isEmpty ? undefined : value;
}

const TEXTUAL: ReadonlySet<string> = new Set(['string', 'dateTime', 'reference', 'binary']);
const BASE64 = /^[A-Za-z0-9+/=]+$/;
/** Characters that a URI may have (RFC 3986 §2). */
const URI = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;

function hasType(attribute: Attribute, value: JsonValue): boolean {
  switch (attribute.type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'decimal':
      return typeof value === 'number';
    case 'dateTime':
      return typeof value === 'string' && parseInstant(value) !== undefined;
    case 'reference':
      return typeof value === 'string' && URI.test(value);
    case 'binary':
      return typeof value === 'string' && BASE64.test(value);
    case 'complex':
      return isJsonObject(value);
  }
}

function requireAll(attributes: readonly Attribute[], object: JsonObject): void {
  for (const { name, required } of attributes) {
    if (required && !Object.hasOwn(object, name)) {
      throw invalidValue(`Attribute with name ${name} is required.`);
    }
  }
}

const wrongType = (): Error => invalidValue('The value data type is not correct');
