/**
 * Reads DER (ITU-T X.690 §10): as much of it as certificates and revocation lists need, and nothing more leniently than it has
 * to be, as whatever two readers understand differently is a way around one of them.
 */

/** The text is no DER, or not what was expected there. */
export class DerError extends Error {}

/** Tags, constructed and with class, as they stand in the first byte. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** `[number]`, explicit. */
export function contextTag(number: number): number {
  return 0xa0 | number;
}

export interface Element {
  readonly tag: number;
  /** With tag and length. */
  readonly whole: Buffer;
  readonly content: Buffer;
}

/** @throws DerError also where something follows the element */
export function readOnly(bytes: Buffer): Element {
  const element = readElement(bytes, 0);
  if (element.whole.length !== bytes.length) throw new DerError('something follows the end');
  return element;
}

/** The elements in a sequence or a set. @throws DerError */
export function elementsOf({ content }: Pick<Element, 'content'>): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < content.length; ) {
    const element = readElement(content, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

/** Takes elements from the front, each of which may have to be there. */
export class Reader {
  readonly #elements: Element[];

  constructor(around: Pick<Element, 'content'>) {
    this.#elements = elementsOf(around);
  }

  /** @throws DerError where the next one has another tag */
  take(...tags: readonly number[]): Element {
    const next = this.#elements.shift();
    if (next === undefined || !tags.includes(next.tag)) throw new DerError('an element is missing');
    return next;
  }

  takeIf(...tags: readonly number[]): Element | undefined {
    const [next] = this.#elements;
    return next !== undefined && tags.includes(next.tag) ? this.#elements.shift() : undefined;
  }

  /** @throws DerError where something is left */
  end(): void {
    if (this.#elements.length > 0) throw new DerError('there are more elements than expected');
  }
}

function readElement(bytes: Buffer, start: number): Element {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined) throw new DerError('it is cut off');
  if ((tag & 0x1f) === 0x1f) throw new DerError('a tag is too large');
  let length = first;
  let at = start + 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    // Neither the indefinite form (BER) nor what no file here is as large as.
    if (count === 0 || count > 4) throw new DerError('a length is none');
    const end = at + count;
    if (end > bytes.length) throw new DerError('it is cut off');
    length = bytes.readUIntBE(at, count);
    if (bytes[at] === 0 || length < 0x80) throw new DerError('a length is longer than it has to be');
    at = end;
  }
  if (at + length > bytes.length) throw new DerError('it is cut off');
  return { tag, whole: bytes.subarray(start, at + length), content: bytes.subarray(at, at + length) };
}

/** `2.5.4.3`. @throws DerError */
export function readObjectIdentifier({ content }: Element): string {
  const parts: bigint[] = [];
  let part = 0n;
  let isOpen = false;
  for (const byte of content) {
    if (!isOpen && byte === 0x80) throw new DerError('an object identifier is none');
    part = (part << 7n) | BigInt(byte & 0x7f);
    isOpen = byte >= 0x80;
    if (isOpen) continue;
    parts.push(part);
    part = 0n;
  }
  const [first] = parts;
  if (isOpen || first === undefined) throw new DerError('an object identifier is none');
  const root = first < 40n ? 0n : first < 80n ? 1n : 2n;
  return [root, first - root * 40n, ...parts.slice(1)].join('.');
}

/** Milliseconds since the epoch (RFC 5280 §4.1.2.5: to the second, in UTC). @throws DerError */
export function readTime({ tag, content }: Element): number {
  const digits = content.toString('latin1');
  const year = Number(digits.slice(0, 2));
  // RFC 5280 §4.1.2.5.1: two digits are of 1950 to 2049.
  const full = tag === TAG.utcTime ? `${year < 50 ? 20 : 19}${digits}` : digits;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full)?.slice(1).map(Number);
  if (parts === undefined) throw new DerError('a time is none');
  const [y = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(0);
  date.setUTCFullYear(y, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  if (!isReal || minute > 59 || second > 59) throw new DerError('a time is none');
  return date.getTime();
}

/** The bytes of a bit string that consists of whole ones. @throws DerError */
export function readBytes({ content }: Element): Buffer {
  if (content[0] !== 0) throw new DerError('a bit string has no whole bytes');
  return content.subarray(1);
}
