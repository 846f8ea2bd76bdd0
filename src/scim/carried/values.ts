/**
 * Where values end in a JSON text without blanks, and whether one of them has to be looked at: because it may be written in
 * another way than `JSON.stringify` writes what `JSON.parse` reads there, or because it may be a link or a password.
 */

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
export const BROKEN = -1;
/** Levels below the page. */
const DEEPEST = 64;
/** Members of one object whose names are compared with each other. */
const MOST_MEMBERS = 32;
/** Digits of a number that is written as it is read. */
const MOST_DIGITS = 15;

/** Of each byte, whether it is just a part of a text; asked of every one of a page. */
const IS_PLAIN = new Uint8Array(256).fill(1, BLANK);
IS_PLAIN[QUOTE] = 0;
IS_PLAIN[BACKSLASH] = 0;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');
const REFERENCE = Buffer.from('$ref"');
const PASSWORD = Buffer.from('password"');

export class ValueScan {
  readonly #bytes: Uint8Array;
  /** One of the values since it was set to false has to be looked at. */
  isOdd = false;
  /** Where the names of open objects begin and end, and how many of these numbers there are. */
  readonly #names = new Int32Array(2 * MOST_MEMBERS * DEEPEST);
  #named = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** @returns where the value ends */
  value(at: number, depth: number): number {
    const first = this.#bytes[at] as number;
    switch (first) {
      case QUOTE:
        return this.#ownText(at + 1);
      case OPEN_OBJECT:
        return depth < DEEPEST ? this.#object(at + 1, depth + 1) : BROKEN;
      case OPEN_LIST:
        return depth < DEEPEST ? this.#list(at + 1, depth + 1) : BROKEN;
      case 0x74:
        return this.stands(TRUE, at) ? at + 4 : BROKEN;
      case 0x66:
        return this.stands(FALSE, at) ? at + 5 : BROKEN;
      case 0x6e:
        return this.stands(NULL, at) ? at + 4 : BROKEN;
      default:
        return this.#number(at);
    }
  }

  #list(from: number, depth: number): number {
    const bytes = this.#bytes;
    if (bytes[from] === CLOSE_LIST) return from + 1;
    for (let at = from; ; at += 1) {
      at = this.value(at, depth);
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
      const colon = this.text(at + 1);
      if (colon === BROKEN || bytes[colon] !== COLON) return BROKEN;
      this.#checkName(at + 1, colon, first);
      at = this.value(colon + 1, depth);
      if (at === BROKEN) return BROKEN;
      if (bytes[at] === CLOSE_OBJECT) {
        this.#named = first;
        return at + 1;
      }
      if (bytes[at] !== COMMA) return BROKEN;
    }
  }

  /**
   * A name that stands twice is read once, one that is a number comes first, a reference may lead to the backend, and a password
   * is shown to nobody (RFC 7643 §4.1.1).
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
      this.stands(REFERENCE, from) ||
      ((byte | SMALL) === SMALL_P && this.#isPassword(from))
    ) {
      this.isOdd = true;
      return;
    }
    for (let at = first; at < length; at += 2) {
      if ((names[at + 1] as number) - (names[at] as number) !== to - from) continue;
      if (this.#isSame(names[at] as number, from, to - from)) this.isOdd = true;
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
      if (first === BLANK || (second !== QUOTE && second !== BACKSLASH)) this.isOdd = true;
    } else if (
      (first | SMALL) === SMALL_H &&
      ((bytes[from + 1] as number) | SMALL) === SMALL_T &&
      ((bytes[from + 2] as number) | SMALL) === SMALL_T &&
      ((bytes[from + 3] as number) | SMALL) === SMALL_P
    ) {
      this.isOdd = true;
    }
    return this.text(from);
  }

  /** @param from behind a quote @returns behind the other one */
  text(from: number): number {
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
        this.isOdd = true;
        return at + 1;
      case SMALL_U:
        this.isOdd = true;
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
    if (at - whole > MOST_DIGITS || (bytes[whole] === ZERO && whole > from)) this.isOdd = true;
    if (bytes[at] === POINT) {
      this.isOdd = true;
      const fraction = at + 1;
      at = this.#digits(fraction);
      if (at === fraction) return BROKEN;
    }
    return ((bytes[at] as number) | SMALL) === SMALL_E ? this.#exponent(at + 1) : at;
  }

  /** @param at behind the `e` */
  #exponent(at: number): number {
    this.isOdd = true;
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
  stands(expected: Uint8Array, from: number): boolean {
    const bytes = this.#bytes;
    const { length } = expected;
    for (let at = 0; at < length; at += 1) if (bytes[from + at] !== expected[at]) return false;
    return true;
  }

  /** In any case. */
  #isPassword(from: number): boolean {
    const bytes = this.#bytes;
    const { length } = PASSWORD;
    for (let at = 0; at < length; at += 1) {
      if (((bytes[from + at] as number) | SMALL) !== PASSWORD[at]) return false;
    }
    return true;
  }

  #isSame(left: number, right: number, length: number): boolean {
    const bytes = this.#bytes;
    for (let at = 0; at < length; at += 1) if (bytes[left + at] !== bytes[right + at]) return false;
    return true;
  }
}

function isHexDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const small = byte | SMALL;
  return (byte >= ZERO && byte <= NINE) || (small >= 0x61 && small <= 0x66);
}
