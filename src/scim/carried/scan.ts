/**
 * Takes carried members out of a page: what is left is a JSON text that is a good deal shorter, and where in the bytes the
 * others stand. Only for texts as `JSON.stringify` writes them, without blanks; whatever else there may be in an entity's
 * carried members, or in its names, makes that entity one that is read as a whole. It never reads a text more
 * leniently than `JSON.parse`, which gets what is left.
 */
import { SMALL_JSON } from '../large-json/gauge.ts';
import type { CarryPlan, KnownName, ObjectPlan } from './plan.ts';
import { BROKEN, ValueScan } from './values.ts';

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
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Bytes; what is longer is read in pieces. */
const LONGEST_PAGE = SMALL_JSON;
/** Entities in a row, from the first one on, that had to stay whole: so will the others. */
const ENOUGH = 8;
/** The same for all pages, as memory of this size costs more than to write it. */
const REST = Buffer.allocUnsafeSlow(LONGEST_PAGE);

const RESOURCES = Buffer.from('"Resources":[');

/** @param bytes UTF-8 @returns `undefined` for a text that has to be read as it is */
export function scanPage(bytes: Buffer, plan: CarryPlan): Page | undefined {
  const scan = new Scan(bytes, plan);
  return scan.page() ? { rest: scan.rest.subarray(0, scan.length), places: scan.places } : undefined;
}

class Scan {
  readonly #bytes: Buffer;
  readonly #values: ValueScan;
  readonly #plan: CarryPlan;
  readonly places: (Int32Array | undefined)[] = [];
  readonly rest = REST;
  /** Bytes of the rest. */
  length = 0;
  /** Of the entity that is scanned. */
  readonly #places: Int32Array;
  /** Entities of which something was taken out. */
  #taken = 0;

  constructor(bytes: Buffer, plan: CarryPlan) {
    this.#bytes = bytes;
    this.#values = new ValueScan(bytes);
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
      if (!isRead && this.#values.stands(RESOURCES, at)) {
        at += RESOURCES.length;
        this.#keep(from, at);
        at = this.#entities(at);
        isRead = true;
        from = at;
      } else {
        const name = at + 1;
        const colon = bytes[at] === QUOTE ? this.#values.text(name) : BROKEN;
        // However it is written, another list of that name would be the one that counts.
        if (colon === BROKEN || bytes[colon] !== COLON || this.#isResources(name, colon)) return false;
        at = this.#values.value(colon + 1, 1);
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

  /** @param from behind `[` @returns behind `]` */
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
    this.#values.isOdd = false;
    this.rest[this.length++] = OPEN_OBJECT;
    const end = this.#members(from + 1, this.#plan.entity, 2);
    if (end === BROKEN) return BROKEN;
    if (this.#values.isOdd || this.#plan.mandatory.some((index) => this.#places[2 * index] === 0)) {
      this.length = start + this.#bytes.copy(this.rest, start, from, end);
      this.places.push(undefined);
    } else {
      this.rest[this.length++] = CLOSE_OBJECT;
      this.places.push(this.#places.slice());
      this.#taken += 1;
    }
    return end;
  }

  /** Of an object that has a plan. @param from behind `{` @returns behind `}` */
  #members(from: number, plan: ObjectPlan, depth: number): number {
    const bytes = this.#bytes;
    let at = from;
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    let before: KnownName | undefined;
    let keptFrom = BROKEN;
    for (;;) {
      if (bytes[at] !== QUOTE) return BROKEN;
      const start = at;
      let name = before === undefined ? plan.first : before.next;
      if (name === undefined || !this.#values.stands(name.bytes, at + 1)) {
        name = this.#learn(at + 1, plan);
        if (name === undefined) return BROKEN;
        if (name.isRemembered) {
          if (before === undefined) plan.first = name;
          else before.next = name;
        }
      }
      before = name;
      at += 1 + name.bytes.length;
      if (bytes[at] !== COLON) return BROKEN;
      at += 1;
      const { kind } = name.role;
      if (kind === 'read') {
        if (keptFrom === BROKEN) keptFrom = start;
        const isOdd = this.#values.isOdd;
        at = this.#values.value(at, depth);
        this.#values.isOdd = isOdd;
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
      if (keptFrom !== BROKEN) this.#keepMembers(keptFrom, at);
      return at + 1;
    }
  }

  #unread(at: number, { role }: KnownName, depth: number): number {
    const { kind, index, inside, unwraps } = role;
    const bytes = this.#bytes;
    if (kind === 'carried') {
      const places = this.#places;
      // Of a name that stands twice, the last one counts.
      if (places[2 * index] !== 0 || (unwraps && bytes[at] === OPEN_LIST)) this.#values.isOdd = true;
      const end = this.#values.value(at, depth);
      places[2 * index] = at;
      places[2 * index + 1] = end;
      return end;
    }
    if (kind === 'inside' && inside !== undefined && bytes[at] === OPEN_OBJECT) {
      // Likewise.
      if (this.#places[2 * index] !== 0) this.#values.isOdd = true;
      this.#places.fill(at, 2 * index, 2 * index + 2);
      return this.#members(at + 1, inside, depth + 1);
    }
    const isOdd = this.#values.isOdd || kind !== 'left';
    const end = this.#values.value(at, depth);
    this.#values.isOdd = isOdd;
    return end;
  }

  /** @returns nothing for a name with escapes, which may be any name, and for one that cannot be one */
  #learn(from: number, plan: ObjectPlan): KnownName | undefined {
    const end = this.#values.text(from);
    if (end === BROKEN) return undefined;
    const name = this.#bytes.toString('utf8', from, end - 1);
    return name.includes('\\') ? undefined : plan.named(name);
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
