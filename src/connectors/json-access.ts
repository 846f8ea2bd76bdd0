/** Reading JSON that others wrote. */
import { isJsonObject, type JsonObject, type JsonValue } from '../scim/json.ts';

export function own(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The objects of a list; of anything else none. */
export function objectsIn(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

export function textIn(value: JsonValue | undefined, name: string): string | undefined {
  const text = own(value, name);
  return typeof text === 'string' ? text : undefined;
}
