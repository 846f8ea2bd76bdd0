/** Reading JSON documents whose shape the schema has already settled. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';

export function member(object: JsonObject | undefined, key: string): JsonValue | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

export function objectAt(object: JsonObject | undefined, key: string): JsonObject | undefined {
  const value = member(object, key);
  return isJsonObject(value) ? value : undefined;
}

/** The objects of a multi-valued attribute; empty where there is none. */
export function listAt(object: JsonObject | undefined, key: string): JsonObject[] {
  const value = member(object, key);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

export function stringAt(object: JsonObject | undefined, key: string): string | undefined {
  const value = member(object, key);
  return typeof value === 'string' ? value : undefined;
}

export function booleanAt(object: JsonObject | undefined, key: string): boolean | undefined {
  const value = member(object, key);
  return typeof value === 'boolean' ? value : undefined;
}

/** Without the members that are `undefined`. */
export function compact(object: Record<string, JsonValue | undefined>): JsonObject {
  const result: JsonObject = {};
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
}
