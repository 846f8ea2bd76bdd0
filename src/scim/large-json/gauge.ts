/**
 * Looks at the bytes of a large JSON text as they arrive, and says when what they cost is out of proportion: three bytes
 * become an object of sixty, and an object with names of its own costs the parser fifty times what a like one does. Also
 * finds places where a long list can be cut, so that it can be read in pieces. It does not check syntax: `JSON.parse` does.
 */

export interface JsonLimits {
  /** Scalars, objects and lists; an empty object or list counts twice. */
  readonly values: number;
  /** Levels of objects and lists. */
  readonly depth: number;
}

/** What there is too much of. */
export type JsonExcess = 'values' | 'depth' | 'names';

/** A list that is a member of the outermost object, and so long that it is read in pieces. */
export interface LongList {
  /** Offset of `[`. */
  readonly start: number;
  /** Offset behind `]`. */
  readonly end: number;
  /** Offsets of commas between two values, ascending. */
  readonly cuts: readonly number[];
}

/** Bytes of a text that need no look: whatever they are, parsing them takes a few hundredths of a second. */
export const SMALL_JSON = 256 * 1024;

/** Members of one object; no resource has so many. */
const MOST_NAMES = 1_000;
/** Names of all objects that differ in their names from all before. */
const MOST_NEW_NAMES = 20_000;
/** Bytes of a piece. */
const PIECE = 64 * 1024;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Of this process only, so that nobody can make names that count as one. */
const SEED = (Math.random() * 0x7fffffff) | 1;

export class JsonGauge {
  readonly #limits: JsonLimits;
  /** Of the objects and lists that are open, by level: whether it is an object, how many names it has, and what they are. */
  readonly #isObject: boolean[] = [];
  readonly #names: number[] = [];
  readonly #shape: number[] = [];
  readonly #shapes = new Set<number>();
  #newNames = 0;
  #offset = 0;
  #inText = false;
  #escaped = false;
  /** The text that is open, or comes next, is a name. */
  #isName = false;
  #list: { start: number; cuts: number[]; last: number } | undefined;

  /** As in {@link JsonLimits}. */
  values = 1;
  /** Members of all objects, also of those that stand twice in one object. */
  members = 0;
  readonly longLists: LongList[] = [];

  constructor(limits: JsonLimits) {
    this.#limits = limits;
  }

  /** @param bytes what follows; nothing may follow once there was too much */
  push(bytes: Uint8Array): JsonExcess | undefined {
    const { length } = bytes;
    let at = 0;
    while (at < length) {
      if (this.#inText) {
        at = this.#skipText(bytes, at);
        continue;
      }
      const byte = bytes[at] as number;
      if (byte === QUOTE) this.#inText = true;
      else if (byte >= COMMA) {
        const excess = this.#structure(byte, this.#offset + at);
        if (excess !== undefined) return excess;
      }
      at += 1;
    }
    this.#offset += length;
    return undefined;
  }

  /** @returns where the text ends, or the bytes do */
  #skipText(bytes: Uint8Array, from: number): number {
    const { length } = bytes;
    let at = this.#escaped ? from + 1 : from;
    this.#escaped = false;
    for (; at < length; at += 1) {
      const byte = bytes[at];
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) {
        this.#inText = false;
        break;
      }
    }
    // A backslash was the last byte.
    if (at > length) this.#escaped = true;
    if (this.#isName) this.#readName(bytes, from, Math.min(at, length));
    return at + 1;
  }

  #readName(bytes: Uint8Array, from: number, to: number): void {
    const level = this.#shape.length - 1;
    let shape = this.#shape[level] as number;
    for (let at = from; at < to; at += 1) shape = Math.imul(shape ^ (bytes[at] as number), 0x01000193);
    // So that "a" and "b" are not "ab".
    if (!this.#inText) shape = Math.imul(shape ^ QUOTE, 0x01000193);
    this.#shape[level] = shape;
    if (this.#inText) return;
    this.#isName = false;
    this.members += 1;
    this.#names[level] = (this.#names[level] as number) + 1;
  }

  #structure(byte: number, offset: number): JsonExcess | undefined {
    switch (byte) {
      case COMMA:
        this.#isName = this.#isObject.at(-1) === true;
        if (this.#list !== undefined && this.#isObject.length === 2) this.#cut(offset);
        return this.#count();
      case OPEN_OBJECT:
      case OPEN_LIST:
        return this.#open(byte === OPEN_OBJECT, offset);
      case CLOSE_OBJECT:
      case CLOSE_LIST:
        return this.#close(byte, offset);
    }
    return undefined;
  }

  #count(): JsonExcess | undefined {
    this.values += 1;
    return this.values > this.#limits.values ? 'values' : undefined;
  }

  #open(isObject: boolean, offset: number): JsonExcess | undefined {
    const level = this.#isObject.push(isObject);
    if (level > this.#limits.depth) return 'depth';
    this.#names.push(0);
    this.#shape.push(SEED);
    // In place of a name, it is left for the parser to refuse.
    if (level === 2 && !isObject && this.#isObject[0] === true && !this.#isName) {
      this.#list = { start: offset, cuts: [], last: offset };
    }
    this.#isName = isObject;
    return this.#count();
  }

  #close(byte: number, offset: number): JsonExcess | undefined {
    const isObject = this.#isObject.pop();
    const names = this.#names.pop() ?? 0;
    const shape = this.#shape.pop() ?? SEED;
    this.#isName = false;
    if (this.#isObject.length === 1 && this.#list !== undefined) {
      const { start, cuts } = this.#list;
      // Closed as an object, it is left for the parser to refuse.
      if (cuts.length > 0 && byte === CLOSE_LIST) this.longLists.push({ start, end: offset + 1, cuts });
      this.#list = undefined;
    }
    if (isObject !== true || names === 0 || this.#shapes.has(shape)) return undefined;
    this.#shapes.add(shape);
    this.#newNames += names;
    return names > MOST_NAMES || this.#newNames > MOST_NEW_NAMES ? 'names' : undefined;
  }

  #cut(offset: number): void {
    const list = this.#list;
    if (list === undefined || offset - list.last < PIECE) return;
    list.cuts.push(offset);
    list.last = offset;
  }
}
