/** Values as text. */
import type { Scalar } from './body.ts';
import type { Value } from './types.ts';

/** A byte order mark is a character like any other: nothing may get lost between encoding and decoding. */
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
const TO_UTF8 = new TextEncoder();

export function isScalar(value: Value): value is Scalar {
  return typeof value !== 'object' || value instanceof Uint8Array;
}

/** Numbers and booleans count as their text, bytes as UTF-8. */
export function scalarText(value: Scalar): string {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? bytesToText(value) : String(value);
}

/** Bytes that reach the output, or a function for texts, are UTF-8; what is not becomes U+FFFD. */
export function bytesToText(bytes: Uint8Array): string {
  return UTF8.decode(bytes);
}

export function textToBytes(text: string): Uint8Array {
  return TO_UTF8.encode(text);
}

/** For messages: what kind of value it is. */
export function kindOf(value: Value): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Uint8Array) return 'bytes';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
