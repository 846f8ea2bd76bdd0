/**
 * Takes carried members out of a page: what is left is a JSON text that is a good deal shorter, and where in the bytes the
 * others stand. Only for texts as `JSON.stringify` writes them, without blanks; whatever else there may be in an entity's
 * carried members, or in its names, makes that entity one that is read as a whole. It never reads a text more
 * leniently than `JSON.parse`, which gets what is left.
 */
import { SMALL_JSON } from '../large-json/gauge.ts';
import type { CarryPlan, KnownName, ObjectPlan } from './plan.ts';

export interface Page {
  /** The text without the carried members, nor those that nobody needs. It holds until the next page is scanned. */
  readonly rest: Buffer;
  /**
   * For each value of `Resources`, by the index of the carried member: where it begins and ends; 0 and 0 where it is missing.
   * `undefined` for an entity of which nothing was taken out.
   */
  readonly places: readonly (Int32Array | undefined)[];
}

const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const SMALL_E = 0x65;
const SMALL_H = 0x68;
const SMALL_T = 0x74;
const SMALL_P = 0x70;
const SMALL_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const BLANK = 0x20;
/** Makes a letter small. */
const SMALL = 0x20;

/** Where no value ends. */
const BROKEN = -1;
/** Bytes; what is longer is read in pieces. */
const LONGEST_PAGE = SMALL_JSON;
/** Levels below the page. */
const DEEPEST = 64;
/** Entities in a row, from the first one on, that had to stay whole: so will the others. */
const ENOUGH = 8;
/** Members of one object whose names are compared with each other. */
const MOST_MEMBERS = 32;
/** Digits of a number that is written as it is read. */
const MOST_DIGITS = 15;

/** The same for all pages, as memory of this size costs more than to write it. */
const REST = Buffer.allocUnsafeSlow(LONGEST_PAGE);

/** Of each byte, whether it is just a part of a text; asked of every one of a page. */
const IS_PLAIN = new Uint8Array(256).fill(1, BLANK);
IS_PLAIN[QUOTE] = 0;
IS_PLAIN[BACKSLASH] = 0;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');
const RESOURCES = Buffer.from('"Resources":[');
const REFERENCE = Buffer.from('$ref"');

/** @param bytes UTF-8 @returns `undefined` for a text that has to be read as it is */
export function scanPage(bytes: Buffer, plan: CarryPlan): Page | undefined {
  const scan = new Scan(bytes, plan);
  return scan.page() ? { rest: scan.rest.subarray(0, scan.length), places: scan.places } : undefined;
}

class Scan {
  readonly #bytes: Buffer;
  readonly #plan: CarryPlan;
  readonly places: (Int32Array | undefined)[] = [];
  readonly rest = REST;
  /** Bytes of the rest. */
  length = 0;
  /** Of the entity that is scanned. */
  readonly #places: Int32Array;
  /** Entities of which something was taken out. */
  #taken = 0;
  /** Something about it needs a look: it may be written in another way than it is read, or lead to the backend. */
  #isOdd = false;
  /** Where the names of open objects begin and end, and how many of these numbers there are. */
  readonly #names = new Int32Array(2 * MOST_MEMBERS * DEEPEST);
  #named = 0;

  constructor(bytes: Buffer, plan: CarryPlan) {
    this.#bytes = bytes;
    // What stays only moves to the front from here on, which is the cheapest way to copy so many small parts.
    bytes.copy(this.rest);
    this.#plan = plan;
    this.#places = new Int32Array(2 * plan.places);
  }

  /** Everything beside `Resources` stays. */
  page(): boolean {
    const bytes = this.#bytes;
    if (bytes[0] !== OPEN_OBJECT || bytes.length > LONGEST_PAGE) return false;
    let from = 0;
    let at = 1;
    for (let isRead = false; ; at += 1) {
      if (!isRead && this.#stands(RESOURCES, at)) {
        at += RESOURCES.length;
        this.#keep(from, at);
        at = this.#entities(at);
        isRead = true;
        from = at;
      } else {
        const name = at + 1;
        const colon = bytes[at] === QUOTE ? this.#text(name) : BROKEN;
        // However it is written, another list of that name would be the one that counts.
        if (colon === BROKEN || bytes[colon] !== COLON || this.#isResources(name, colon)) return false;
        at = this.#value(colon + 1, 1);
      }
      if (at === BROKEN) return false;
      if (bytes[at] === COMMA) continue;
      if (bytes[at] !== CLOSE_OBJECT || at + 1 !== bytes.length) return false;
      this.#keep(from, at + 1);
      return isRead;
    }
  }

  /** Also of a name with escapes, which could be anything. */
  #isResources(from: number, to: number): boolean {
    const name = this.#bytes.toString('latin1', from, to - 1);
    return name === 'Resources' || name.includes('\\');
  }

  /** @param at behind `[` @returns behind `]` */
  #entities(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    if (bytes[at] === CLOSE_LIST) {
      this.#keep(at, at + 1);
      return at + 1;
    }
    for (;;) {
      if (bytes[at] !== OPEN_OBJECT) return BROKEN;
      const end = this.#entity(at);
      if (end === BROKEN || (this.#taken === 0 && this.places.length === ENOUGH)) return BROKEN;
      at = end + 1;
      this.#keep(end, at);
      if (bytes[end] === CLOSE_LIST) return at;
      if (bytes[end] !== COMMA) return BROKEN;
    }
  }

  #entity(from: number): number {
    const start = this.length;
    this.#places.fill(0);
    this.#isOdd = false;
    this.rest[this.length++] = OPEN_OBJECT;
    const end = this.#members(from + 1, this.#plan.entity, 2, true);
    if (end === BROKEN) return BROKEN;
    if (this.#isOdd || this.#plan.mandatory.some((index) => this.#places[2 * index] === 0)) {
      this.length = start + this.#bytes.copy(this.rest, start, from, end);
      this.places.push(undefined);
    } else {
      this.rest[this.length++] = CLOSE_OBJECT;
      this.places.push(this.#places.slice());
      this.#taken += 1;
    }
    return end;
  }

  /**
   * The members of an object that has a plan.
   *
   * @param at behind `{` @param keeps what is read of it @returns behind `}`
   */
  #members(from: number, plan: ObjectPlan, depth: number, keeps: boolean): number {
    const bytes = this.#bytes;
    let at = from;
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    let before: KnownName | undefined;
    let keptFrom = BROKEN;
    for (;;) {
      if (bytes[at] !== QUOTE) return BROKEN;
      const start = at;
      let name = before === undefined ? plan.first : before.next;
      if (name === undefined || !this.#stands(name.bytes, at + 1)) {
        name = this.#learn(at + 1, plan);
        if (name === undefined) return BROKEN;
        if (before === undefined) plan.first = name;
        else before.next = name;
      }
      before = name;
      at += 1 + name.bytes.length;
      if (bytes[at] !== COLON) return BROKEN;
      at += 1;
      const { kind } = name.role;
      if (kind === 'read') {
        if (keptFrom === BROKEN) keptFrom = start;
        const isOdd = this.#isOdd;
        at = this.#value(at, depth);
        this.#isOdd = isOdd;
      } else {
        if (keptFrom !== BROKEN) {
          this.#keepMembers(keptFrom, start - 1);
          keptFrom = BROKEN;
        }
        at = this.#unread(at, name, depth);
      }
      if (at === BROKEN) return BROKEN;
      if (bytes[at] === COMMA) {
        at += 1;
        continue;
      }
      if (bytes[at] !== CLOSE_OBJECT) return BROKEN;
      if (keptFrom !== BROKEN && keeps) this.#keepMembers(keptFrom, at);
      return at + 1;
    }
  }

  #unread(at: number, { role }: KnownName, depth: number): number {
    const { kind, index, inside, unwraps } = role;
    const bytes = this.#bytes;
    if (kind === 'carried') {
      const places = this.#places;
      // Of a name that stands twice, the last one counts.
      if (places[2 * index] !== 0 || (unwraps && bytes[at] === OPEN_LIST)) this.#isOdd = true;
      const end = this.#value(at, depth);
      places[2 * index] = at;
      places[2 * index + 1] = end;
      return end;
    }
    if (kind === 'inside' && inside !== undefined && bytes[at] === OPEN_OBJECT) {
      // Likewise.
      if (this.#places[2 * index] !== 0) this.#isOdd = true;
      this.#places.fill(at, 2 * index, 2 * index + 2);
      return this.#members(at + 1, inside, depth + 1, false);
    }
    const isOdd = this.#isOdd || kind !== 'left';
    const end = this.#value(at, depth);
    this.#isOdd = isOdd;
    return end;
  }

  /** @returns nothing for a name with escapes, which may be any name, and for one that cannot be one */
  #learn(from: number, plan: ObjectPlan): KnownName | undefined {
    const end = this.#text(from);
    if (end === BROKEN) return undefined;
    const name = this.#bytes.toString('utf8', from, end - 1);
    return name.includes('\\') ? undefined : plan.named(name);
  }

  /** @returns where the value ends */
  #value(at: number, depth: number): number {
    const first = this.#bytes[at] as number;
    switch (first) {
      case QUOTE:
        return this.#ownText(at + 1);
      case OPEN_OBJECT:
        return depth < DEEPEST ? this.#object(at + 1, depth + 1) : BROKEN;
      case OPEN_LIST:
        return depth < DEEPEST ? this.#list(at + 1, depth + 1) : BROKEN;
      case 0x74:
        return this.#stands(TRUE, at) ? at + 4 : BROKEN;
      case 0x66:
        return this.#stands(FALSE, at) ? at + 5 : BROKEN;
      case 0x6e:
        return this.#stands(NULL, at) ? at + 4 : BROKEN;
      default:
        return this.#number(at);
    }
  }

  #list(from: number, depth: number): number {
    const bytes = this.#bytes;
    if (bytes[from] === CLOSE_LIST) return from + 1;
    for (let at = from; ; at += 1) {
      at = this.#value(at, depth);
      if (at === BROKEN) return BROKEN;
      if (bytes[at] === CLOSE_LIST) return at + 1;
      if (bytes[at] !== COMMA) return BROKEN;
    }
  }

  #object(from: number, depth: number): number {
    const bytes = this.#bytes;
    if (bytes[from] === CLOSE_OBJECT) return from + 1;
    const first = this.#named;
    for (let at = from; ; at += 1) {
      if (bytes[at] !== QUOTE) return BROKEN;
      const colon = this.#text(at + 1);
      if (colon === BROKEN || bytes[colon] !== COLON) return BROKEN;
      this.#checkName(at + 1, colon, first);
      at = this.#value(colon + 1, depth);
      if (at === BROKEN) return BROKEN;
      if (bytes[at] === CLOSE_OBJECT) {
        this.#named = first;
        return at + 1;
      }
      if (bytes[at] !== COMMA) return BROKEN;
    }
  }

  /**
   * A name that stands twice is read once, one that is a number comes first, and a reference may lead to the backend.
   *
   * @param first of the names of the same object
   */
  #checkName(from: number, to: number, first: number): void {
    const names = this.#names;
    const length = this.#named;
    const byte = this.#bytes[from] as number;
    if (
      length - first >= 2 * MOST_MEMBERS ||
      (byte >= ZERO && byte <= NINE) ||
      this.#stands(REFERENCE, from)
    ) {
      this.#isOdd = true;
      return;
    }
    for (let at = first; at < length; at += 2) {
      if ((names[at + 1] as number) - (names[at] as number) !== to - from) continue;
      if (this.#isSame(names[at] as number, from, to - from)) this.#isOdd = true;
    }
    names[length] = from;
    names[length + 1] = to;
    this.#named = length + 2;
  }

  /** A text that is a value. */
  #ownText(from: number): number {
    const bytes = this.#bytes;
    const first = bytes[from] as number;
    // What links are known by: a blank or an escaped one in front is forgiven by those who follow them.
    if (first === BLANK || first === BACKSLASH) {
      const second = bytes[from + 1];
      if (first === BLANK || (second !== QUOTE && second !== BACKSLASH)) this.#isOdd = true;
    } else if (
      (first | SMALL) === SMALL_H &&
      ((bytes[from + 1] as number) | SMALL) === SMALL_T &&
      ((bytes[from + 2] as number) | SMALL) === SMALL_T &&
      ((bytes[from + 3] as number) | SMALL) === SMALL_P
    ) {
      this.#isOdd = true;
    }
    return this.#text(from);
  }

  /** @param at behind a quote @returns behind the other one */
  #text(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    for (;;) {
      let byte = bytes[at] as number;
      while (IS_PLAIN[byte] === 1) {
        at += 1;
        byte = bytes[at] as number;
      }
      if (byte === QUOTE) return at + 1;
      // Or the text is over.
      if (byte !== BACKSLASH) return BROKEN;
      at = this.#escape(at + 1);
      if (at === BROKEN) return BROKEN;
    }
  }

  /** @param at behind the backslash */
  #escape(at: number): number {
    const bytes = this.#bytes;
    switch (bytes[at]) {
      // Those that JSON.stringify writes.
      case QUOTE:
      case BACKSLASH:
      case 0x62:
      case 0x66:
      case 0x6e:
      case 0x72:
      case SMALL_T:
        return at + 1;
      case 0x2f:
        this.#isOdd = true;
        return at + 1;
      case SMALL_U:
        this.#isOdd = true;
        for (let digit = at + 1; digit <= at + 4; digit += 1) if (!isHexDigit(bytes[digit])) return BROKEN;
        return at + 5;
      default:
        return BROKEN;
    }
  }

  #number(from: number): number {
    const bytes = this.#bytes;
    const whole = bytes[from] === MINUS ? from + 1 : from;
    let at = this.#digits(whole);
    if (at === whole || (bytes[whole] === ZERO && at > whole + 1)) return BROKEN;
    if (at - whole > MOST_DIGITS || (bytes[whole] === ZERO && whole > from)) this.#isOdd = true;
    if (bytes[at] === POINT) {
      this.#isOdd = true;
      const fraction = at + 1;
      at = this.#digits(fraction);
      if (at === fraction) return BROKEN;
    }
    return ((bytes[at] as number) | SMALL) === SMALL_E ? this.#exponent(at + 1) : at;
  }

  /** @param at behind the `e` */
  #exponent(at: number): number {
    this.#isOdd = true;
    const sign = this.#bytes[at];
    const from = sign === PLUS || sign === MINUS ? at + 1 : at;
    const end = this.#digits(from);
    return end === from ? BROKEN : end;
  }

  #digits(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    for (let byte = bytes[at] as number; byte >= ZERO && byte <= NINE; byte = bytes[at] as number) at += 1;
    return at;
  }

  /** Whether these bytes stand there. */
  #stands(expected: Uint8Array, from: number): boolean {
    const bytes = this.#bytes;
    const { length } = expected;
    for (let at = 0; at < length; at += 1) if (bytes[from + at] !== expected[at]) return false;
    return true;
  }

  #isSame(left: number, right: number, length: number): boolean {
    const bytes = this.#bytes;
    for (let at = 0; at < length; at += 1) if (bytes[left + at] !== bytes[right + at]) return false;
    return true;
  }

  #keepMembers(from: number, to: number): void {
    if (this.rest[this.length - 1] !== OPEN_OBJECT) this.rest[this.length++] = COMMA;
    this.#keep(from, to);
  }

  #keep(from: number, to: number): void {
    this.rest.copyWithin(this.length, from, to);
    this.length += to - from;
  }
}

function isHexDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const small = byte | SMALL;
  return (byte >= ZERO && byte <= NINE) || (small >= 0x61 && small <= 0x66);
}
