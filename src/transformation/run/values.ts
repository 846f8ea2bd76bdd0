/** Values on their way from the input to the output. */
import { bytesToText } from '../functions/text.ts';
import type { Value } from '../functions/types.ts';
import { setMember } from '../objects.ts';
import type { Json, JsonMap } from '../types.ts';

/** A copy that shares nothing with `value`; bytes become UTF-8 text, and half of a character U+FFFD. */
export function copyValue(value: Value): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return bytesToText(value);
  if (Array.isArray(value)) return value.map(copyValue);
  const copy: JsonMap = {};
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member !== undefined) setMember(copy, name, copyValue(member));
  }
  return copy;
}

/** An array of exactly one element counts as that element. */
export function unwrapSingle(value: Json): Json {
  if (Array.isArray(value) && value.length === 1) return value[0] as Json;
  return value;
}

export function isEmptyList(value: Value | undefined): boolean {
  return Array.isArray(value) && value.length === 0;
}
