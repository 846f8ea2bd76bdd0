/** Names with the URN of their schema in front (RFC 7644 §3.10), where bodies have plain ones. */
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { SchemaNames } from '../patch/schema-names.ts';
import type { Vocabulary } from './vocabulary.ts';

const resolvers = new WeakMap<Vocabulary, SchemaNames>();

/**
 * `urn:…:core:2.0:User:active` as `active`, `urn:…:enterprise:2.0:User:department` inside of the extension; the body
 * itself where there is none. A name that is there both ways stays twice, and is refused with its spellings.
 */
export function unqualified(body: JsonObject, vocabulary: Vocabulary): JsonObject {
  let result: JsonObject | undefined;
  for (const key in body) {
    if (!key.includes(':') || vocabulary.names.find(key) !== undefined) continue;
    const name = resolverOf(vocabulary).resolve(key, false);
    if (name === undefined) continue;
    const { schema, attribute, subAttribute } = name;
    const value = body[key] as JsonValue;
    const isCore = schema === undefined;
    if (attribute === undefined && !(isCore && isJsonObject(value))) continue;
    if (!isCore && vocabulary.names.find(schema) === undefined) continue;
    result ??= { ...body };
    delete result[key];
    const members =
      attribute === undefined ? (value as JsonObject) : { [attribute]: nested(subAttribute, value) };
    if (isCore) result = merged(result, members);
    else result = merged(result, { [keyOf(result, schema)]: members });
  }
  return result ?? body;
}

function nested(subAttribute: string | undefined, value: JsonValue): JsonValue {
  return subAttribute === undefined ? value : { [subAttribute]: value };
}

/** Objects are joined; where both sides have a value, both stay, one of them in another spelling. */
function merged(target: JsonObject, members: JsonObject): JsonObject {
  const result = { ...target };
  for (const [name, value] of Object.entries(members)) {
    const key = keyOf(result, name);
    const present = Object.hasOwn(result, key) ? result[key] : undefined;
    if (present === undefined) result[key] = value;
    else if (isJsonObject(present) && isJsonObject(value)) result[key] = merged(present, value);
    else result[twin(result, name)] = value;
  }
  return result;
}

function keyOf(object: JsonObject, name: string): string {
  const lower = name.toLowerCase();
  return Object.keys(object).find((key) => key.toLowerCase() === lower) ?? name;
}

/** A spelling of the name that is not there yet. */
function twin(object: JsonObject, name: string): string {
  return [name, name.toUpperCase(), name.toLowerCase()].find((key) => !Object.hasOwn(object, key)) ?? name;
}

function resolverOf(vocabulary: Vocabulary): SchemaNames {
  let resolver = resolvers.get(vocabulary);
  if (resolver === undefined) {
    resolver = new SchemaNames(vocabulary.schemas.core.id, vocabulary.extensions);
    resolvers.set(vocabulary, resolver);
  }
  return resolver;
}
