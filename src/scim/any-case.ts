/** Members of JSON whose names are spelled as somebody likes: the case of a name is of no importance (RFC 7643 §2.1). */
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';

/** How the object spells the name: just so, or else as its first name that differs by case alone. */
export function spellingIn(object: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  const lower = name.toLowerCase();
  for (const key in object) {
    // Most names are told apart by their length.
    if (key.length === name.length && key.toLowerCase() === lower) return key;
  }
  return undefined;
}

/** The member of an object, in any spelling; of anything else none. */
export function ownInAnyCase(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isJsonObject(value)) return undefined;
  const spelling = spellingIn(value, name);
  return spelling === undefined ? undefined : value[spelling];
}

/**
 * How `object` spells the names of another one; those that it has not stay as they are. What both spell alike is the
 * same; only what the other one does not spell so can be the same as a name in another case.
 */
export function spellingOf(object: JsonObject, other: JsonObject): (name: string) => string {
  let strangers: Map<string, string> | undefined;
  for (const key in object) {
    if (Object.hasOwn(other, key)) continue;
    strangers ??= new Map();
    const lower = key.toLowerCase();
    if (!strangers.has(lower)) strangers.set(lower, key);
  }
  return (name) => (Object.hasOwn(object, name) ? name : (strangers?.get(name.toLowerCase()) ?? name));
}
