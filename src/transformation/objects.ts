/** Plain objects built from untrusted keys. */
import type { Json, JsonMap } from './types.ts';

/**
 * Sets an own member, whatever its name: an assignment to `__proto__` would replace the prototype instead.
 */
export function setMember(object: JsonMap, name: string, value: Json): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    object[name] = value;
  }
}

export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
