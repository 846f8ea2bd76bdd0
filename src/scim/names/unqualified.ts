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
    else result = merged(result, { [schema]: members });
  }
  return result ?? body;
}

function nested(subAttribute: string | undefined, value: JsonValue): JsonValue {
  return subAttribute === undefined ? value : { [subAttribute]: value };
}

/** Objects are joined; where both sides have a value, both stay, one of them in another spelling. */
function merged(target: JsonObject, members: JsonObject): JsonObject {
  const result = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(members)) {
    const key = keyOf(result, name);
    const present = result.get(key);
    if (present === undefined) result.set(key, value);
    else if (isJsonObject(present) && isJsonObject(value)) result.set(key, merged(present, value));
    else result.set(twin(result, name), value);
  }
  // Object.fromEntries defines members, so that a name such as __proto__ stays data.
  return Object.fromEntries(result);
}

function keyOf(members: ReadonlyMap<string, JsonValue>, name: string): string {
  if (members.has(name)) return name;
  const lower = name.toLowerCase();
  for (const key of members.keys()) if (key.toLowerCase() === lower) return key;
  return name;
}

/** A spelling of the name that is not there yet. */
function twin(members: ReadonlyMap<string, JsonValue>, name: string): string {
  return [name, name.toUpperCase(), name.toLowerCase()].find((key) => !members.has(key)) ?? name;
}

function resolverOf(vocabulary: Vocabulary): SchemaNames {
  let resolver = resolvers.get(vocabulary);
  if (resolver === undefined) {
    resolver = new SchemaNames(vocabulary.schemas.core.id, vocabulary.extensions);
    resolvers.set(vocabulary, resolver);
  }
  return resolver;
}
