/** The values of a multi-valued attribute: which are the same, which is the primary one (RFC 7643 §2.4). */

import { booleanOf } from '../boolean.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { jsonEqual } from '../json-equal.ts';
import { canonicalJson, canonicalMembers, findKey, findMember } from './json-tools.ts';

/** They say something about a value and do not tell it from others. */
const DECORATIONS: ReadonlySet<string> = new Set(['primary', 'display', '$ref']);
/** What may be left of a value that has lost its significant part. */
const HOLLOW: ReadonlySet<string> = new Set([...DECORATIONS, 'type']);

/** What tells a value from others: all of it without its decorations, unless there is nothing else. */
export function identityKey(element: JsonValue): string {
  if (!isJsonObject(element)) return canonicalJson(element);
  const telling = tellingMembers(element);
  return telling.length === 0 ? canonicalJson(element) : canonicalMembers(telling);
}

export function tellingMembers(element: JsonObject): [string, JsonValue][] {
  return Object.entries(element).filter(([key]) => !DECORATIONS.has(key.toLowerCase()));
}

/** The key of the significant value: of `value`, or of a simple value itself. */
export function valueKey(element: JsonValue): string | undefined {
  const value = isJsonObject(element) ? findMember(element, 'value') : element;
  return value === undefined ? undefined : canonicalJson(value);
}

/** The identity of a complex value that has nothing but this `value`. */
export function bareIdentityKey(key: string): string {
  return `{"value":${key}}`;
}

export function isPrimary(element: JsonValue | undefined): boolean {
  return isJsonObject(element) && booleanOf(findMember(element, 'primary')) === true;
}

export function withoutPrimary(element: JsonValue): JsonValue {
  const key = isJsonObject(element) ? findKey(element, 'primary') : undefined;
  return isJsonObject(element) && key !== undefined ? { ...element, [key]: false } : element;
}

/** The element with what `other` says beyond it; the same element where that is nothing. */
export function mergeElement(element: JsonValue, other: JsonValue): JsonValue {
  if (!isJsonObject(element) || !isJsonObject(other)) return element;
  const members = new Map(Object.entries(element));
  const keys = new Map(Object.keys(element).map((key) => [key.toLowerCase(), key]));
  for (const [name, value] of Object.entries(other)) {
    members.set(members.has(name) ? name : (keys.get(name.toLowerCase()) ?? name), value);
  }
  const merged = Object.fromEntries(members);
  return jsonEqual(element, merged) ? element : merged;
}

/** Whether nothing is left that would make sense without a `value`. */
export function isHollow(element: JsonObject): boolean {
  return Object.keys(element).every((key) => HOLLOW.has(key.toLowerCase()));
}

/** Whether the element has all that a selector such as `{ "type": "work", "value": "a@x" }` asks for. */
export function includesMembers(
  element: JsonValue,
  wanted: readonly (readonly [string, JsonValue])[],
): boolean {
  if (!isJsonObject(element)) return false;
  const actual = new Map(Object.entries(element).map(([key, value]) => [key.toLowerCase(), value]));
  return wanted.every(([name, value]) => jsonEqual(actual.get(name.toLowerCase()) ?? null, value));
}

/** How much there is to look at in a value of a list. */
export function weightOf(element: JsonValue): number {
  return isJsonObject(element) ? 1 + Object.keys(element).length : 1;
}
