/** Reading and comparing JSON without regard to the case of names. */
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';

/** The same text for equal values, whatever the order and case of names. */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  return canonicalMembers(Object.entries(value));
}

export function canonicalMembers(members: readonly (readonly [string, JsonValue])[]): string {
  const texts = members.map(([key, value]) => `${JSON.stringify(key.toLowerCase())}:${canonicalJson(value)}`);
  return `{${texts.sort().join()}}`;
}

/** The name as the object spells it (RFC 7643 §2.1: names are case-insensitive). */
export function findKey(object: JsonObject, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  const lower = name.toLowerCase();
  return Object.keys(object).find((key) => key.toLowerCase() === lower);
}

export function findMember(object: JsonObject, name: string): JsonValue | undefined {
  const key = findKey(object, name);
  return key === undefined ? undefined : object[key];
}

/** Whether anything is nested deeper than `limit`; needs no stack, so that nothing overflows before it is known. */
export function isDeeperThan(value: JsonValue, limit: number): boolean {
  let level: JsonValue[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    const next: JsonValue[] = [];
    for (const parent of level) {
      if (typeof parent !== 'object' || parent === null) continue;
      for (const child of Object.values(parent)) {
        if (typeof child === 'object' && child !== null) next.push(child);
      }
    }
    level = next;
  }
  return false;
}
