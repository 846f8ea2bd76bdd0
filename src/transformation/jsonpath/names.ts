/** Members of documents: own members of objects only, never what a prototype or a list has. */
import type { Json, JsonMap } from '../types.ts';

const INHERITED: ReadonlySet<string> = new Set(
  [Object, Array, String, Number, Boolean].flatMap((type) => Object.getOwnPropertyNames(type.prototype)),
);

/**
 * Whether reading the name from any JSON value other than `null` gives an own member of an object or nothing: neither
 * prototypes have it nor is it a position, which lists and strings have.
 */
export function isPlainName(name: string): boolean {
  return !INHERITED.has(name) && !/^\d+$/.test(name);
}

/** Any name of any value. */
export function ownMember(value: Json, name: string): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? value[name]
    : undefined;
}

/** The member of what is known to be an object. */
export function memberOf(map: JsonMap, name: string): Json | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}
