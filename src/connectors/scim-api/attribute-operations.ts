/** An entity written as PATCH operations, for updates that must not be a PUT. */
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { PATCH_OP_SCHEMA } from '../../scim/schemas.ts';

/** What no update sets: the backend's own, and lists that are changed in another way. */
const NOT_SET: ReadonlySet<string> = new Set(['id', 'schemas', 'meta', 'groups', 'members']);

/**
 * One `replace` for each attribute that the entity has and that is another one in `current`; null is a `remove`.
 * Extensions go by their attributes, each with the extension's URN: an unqualified path means the core schema.
 */
export function setOperations(entity: JsonObject, current: JsonObject = {}): JsonObject[] {
  const before = attributesOf(current);
  return [...attributesOf(entity)]
    .filter(([path, value]) => !isDeepStrictEqual(before.get(path), value))
    .map(setOperation);
}

/**
 * What makes the group `current` into `wanted`, members apart.
 *
 * @param erased paths of what a PUT without it takes away, and that has to be removed therefore
 */
export function groupDifference(
  current: JsonObject,
  wanted: JsonObject,
  erased: readonly string[],
): JsonObject[] {
  const before = attributesOf(current);
  const after = attributesOf(wanted);
  const changed = [...after].filter(([path, value]) => !isDeepStrictEqual(before.get(path) ?? null, value));
  const gone = erased.filter((path) => before.has(path) && !after.has(path));
  return [...changed.map(setOperation), ...gone.map((path) => ({ op: 'remove', path }))];
}

function setOperation([path, value]: readonly [string, JsonValue]): JsonObject {
  return value === null ? { op: 'remove', path } : { op: 'replace', path, value };
}

export function patchRequest(operations: readonly JsonObject[]): JsonObject {
  return { schemas: [PATCH_OP_SCHEMA], Operations: [...operations] };
}

function attributesOf(entity: JsonObject): Map<string, JsonValue> {
  const found = new Map<string, JsonValue>();
  for (const [name, value] of Object.entries(entity)) {
    if (NOT_SET.has(name)) continue;
    if (/^urn:/i.test(name) && isJsonObject(value)) {
      for (const [inner, part] of Object.entries(value)) found.set(`${name}:${inner}`, part);
    } else found.set(name, value);
  }
  return found;
}
