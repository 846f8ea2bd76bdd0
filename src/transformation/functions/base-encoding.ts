/** Base 32 and base 64 of RFC 4648. */
import { EvaluationError } from '../errors.ts';

export type Algorithm = 'base32' | 'base64';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Characters of a whole group, which padding fills up. */
const GROUP = { base32: 8, base64: 4 } as const;

export function encodeBytes(bytes: Uint8Array, algorithm: Algorithm, skipPadding: boolean): string {
  const encoded = algorithm === 'base64' ? toBase64(bytes) : toBase32(bytes);
  if (skipPadding) return encoded;
  return encoded.padEnd(Math.ceil(encoded.length / GROUP[algorithm]) * GROUP[algorithm], '=');
}

/**
 * Takes padded and unpadded text; base 32 in either case.
 *
 * @throws EvaluationError when no bytes are encoded like that
 */
export function decodeText(text: string, algorithm: Algorithm): Uint8Array {
  const data = withoutPadding(text, GROUP[algorithm]);
  const bytes = data === undefined ? undefined : algorithm === 'base64' ? fromBase64(data) : fromBase32(data);
  if (bytes === undefined) throw new EvaluationError(`the value is not encoded in ${algorithm}`);
  return bytes;
}

/** Padding has to fill up the last group exactly, where there is any. */
function withoutPadding(text: string, group: number): string | undefined {
  let length = text.length;
  while (length > 0 && text[length - 1] === '=') length--;
  const padding = text.length - length;
  return padding > 0 && (padding >= group || text.length % group !== 0) ? undefined : text.slice(0, length);
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString('base64')
    .replace(/={1,2}$/, '');
}

function fromBase64(data: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*$/.test(data)) return undefined;
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  // A rest of one character, or bits behind the last byte, are nobody's encoding.
  return toBase64(bytes) === data ? bytes : undefined;
}

function toBase32(bytes: Uint8Array): string {
  // Through a buffer: a text that grows letter by letter takes a hundred times as long.
  const letters = Buffer.alloc(Math.ceil((bytes.length * 8) / 5));
  let at = 0;
  let bits = 0;
  let buffer = 0;
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      letters[at++] = BASE32.charCodeAt((buffer >>> bits) & 31);
    }
    buffer &= (1 << bits) - 1;
  }
  if (bits > 0) letters[at] = BASE32.charCodeAt((buffer << (5 - bits)) & 31);
  return letters.toString('latin1');
}

/** By character code, in either case; 0 for what is no letter, else the value plus one. */
const BASE32_VALUES = new Uint8Array(128);
for (const [value, letter] of [...BASE32].entries()) {
  BASE32_VALUES[letter.charCodeAt(0)] = value + 1;
  BASE32_VALUES[letter.toLowerCase().charCodeAt(0)] = value + 1;
}

function fromBase32(data: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((data.length * 5) / 8));
  let at = 0;
  let bits = 0;
  let buffer = 0;
  for (let i = 0; i < data.length; i++) {
    const value = (BASE32_VALUES[data.charCodeAt(i)] ?? 0) - 1;
    if (value < 0) return undefined;
    buffer = (buffer << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = buffer >>> bits;
      buffer &= (1 << bits) - 1;
    }
  }
  return bits < 5 && buffer === 0 ? bytes : undefined;
}
