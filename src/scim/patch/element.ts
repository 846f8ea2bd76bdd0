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

/** Characters that are looked at in one step; letters outside of Latin-1 take long to be compared in any case. */
const PER_STEP = 64;
const PER_STEP_BEYOND = 2;
const LATIN_1 = /^[\0-\xff]*$/;

/** How much there is to look at in a value of a list, in steps of the budget. */
export function weightOf(value: JsonValue): number {
  if (typeof value === 'string') {
    return 1 + Math.floor(value.length / (LATIN_1.test(value) ? PER_STEP : PER_STEP_BEYOND));
  }
  if (typeof value !== 'object' || value === null) return 1;
  let weight = 1;
  for (const part of Array.isArray(value) ? value : Object.values(value)) weight += weightOf(part);
  return weight;
}
