/**
 * JSON as json-smart reads it in its permissive mode, which is how the library reads list and object literals:
 * text in single quotes or in none, superfluous commas, anything behind the end.
 */
import { setMember } from '../objects.ts';
import type { Json, JsonMap } from '../types.ts';
import { Decimal, parseDecimal } from './decimal.ts';

/** Numbers that a double would change are kept as decimals. */
export type LiteralJson = string | number | boolean | null | Decimal | LiteralJson[] | LiteralMap;
export interface LiteralMap {
  [key: string]: LiteralJson;
}

const MAX_DEPTH = 400;
const END = '';

export class LenientJsonError extends Error {}

/** @throws LenientJsonError for what even json-smart refuses */
export function parseLenientJson(text: string): LiteralJson {
  return new LenientParser(text).value(END);
}

/** With the nearest doubles in place of decimals. */
export function literalToJson(literal: LiteralJson): Json {
  if (literal instanceof Decimal) return literal.value;
  if (typeof literal !== 'object' || literal === null) return literal;
  if (Array.isArray(literal)) return literal.map(literalToJson);
  const map: JsonMap = {};
  for (const [name, member] of Object.entries(literal)) setMember(map, name, literalToJson(member));
  return map;
}

function literalNumber(text: string): number | Decimal | undefined {
  if (!/^[-\d]/.test(text)) return undefined;
  const decimal = parseDecimal(text);
  if (decimal === undefined) return undefined;
  return decimal.exact ? decimal.value : decimal;
}

function setLiteral(map: LiteralMap, name: string, value: LiteralJson): void {
  Object.defineProperty(map, name, { value, writable: true, enumerable: true, configurable: true });
}

/** An unknown escape vanishes. */
const ESCAPES: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  b: '\b',
  '\\': '\\',
  '/': '/',
  "'": "'",
  '"': '"',
};

class LenientParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  #peek(): string {
    const character = this.#text.charAt(this.#at);
    // json-smart uses this character as its mark for the end.
    return character === '\u001a' ? END : character;
  }

  /** @param stops what ends a text without quotes */
  value(stops: string): LiteralJson {
    while (/[ \r\n\t]/.test(this.#peek())) this.#at++;
    const first = this.#peek();
    if (first === '{') return this.#object();
    if (first === '[') return this.#array();
    if (first === '"' || first === "'") return this.#quoted();
    if (first === ':' || first === '}' || first === ']') throw this.#unexpected();
    const text = this.#bare(stops);
    if (text === 'null') return null;
    if (text === 'true') return true;
    if (text === 'false') return false;
    return literalNumber(text) ?? text;
  }

  #array(): LiteralJson[] {
    this.#enter();
    const list: LiteralJson[] = [];
    this.#at++;
    for (;;) {
      const character = this.#peek();
      if (/[ \r\n\t,]/.test(character)) {
        this.#at++;
      } else if (character === ']') {
        this.#depth--;
        this.#at++;
        return list;
      } else if (character === END) {
        throw this.#unexpected();
      } else {
        list.push(this.value(',]'));
      }
    }
  }

  #object(): LiteralMap {
    this.#enter();
    const map: LiteralMap = {};
    for (;;) {
      this.#at++;
      const character = this.#peek();
      if (/[ \r\n\t,]/.test(character)) continue;
      if (character === '}') break;
      if (character === END || ':[]{'.includes(character)) throw this.#unexpected();
      const key = character === '"' || character === "'" ? this.#quoted() : this.#bare(':');
      this.#skipSpace();
      if (this.#peek() !== ':') throw this.#unexpected();
      this.#at++;
      setLiteral(map, key, this.value(',}'));
      this.#skipSpace();
      if (this.#peek() === '}') break;
      if (this.#peek() !== ',') throw this.#unexpected();
    }
    this.#depth--;
    this.#at++;
    return map;
  }

  #quoted(): string {
    const quote = this.#peek();
    const end = this.#text.indexOf(quote, this.#at + 1);
    if (end === -1) throw this.#unexpected();
    const text = this.#text.slice(this.#at + 1, end);
    if (!text.includes('\\')) {
      this.#at = end + 1;
      return text;
    }
    let result = '';
    for (;;) {
      this.#at++;
      const character = this.#peek();
      if (character === END) throw this.#unexpected();
      if (character === quote) break;
      if (character === '\\') {
        this.#at++;
        const escaped = this.#peek();
        if (escaped === 'u') result += this.#unicode(4);
        else if (escaped === 'x') result += this.#unicode(2);
        else result += ESCAPES[escaped] ?? '';
      } else if (character >= ' ' && character !== '\u007f') {
        // Control characters vanish too.
        result += character;
      }
    }
    this.#at++;
    return result;
  }

  #unicode(length: number): string {
    const digits = this.#text.slice(this.#at + 1, this.#at + 1 + length);
    if (digits.length < length || !/^[\da-f]+$/i.test(digits)) throw this.#unexpected();
    this.#at += length;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  #bare(stops: string): string {
    const start = this.#at;
    while (this.#peek() !== END && !stops.includes(this.#peek())) this.#at++;
    const text = this.#text.slice(start, this.#at);
    const trimmed = text.trim();
    // The last character stays even if it is blank.
    return trimmed === '' ? text.slice(-1) : trimmed;
  }

  #skipSpace(): void {
    while (this.#peek() !== END && this.#peek() <= ' ') this.#at++;
  }

  #enter(): void {
    if (++this.#depth > MAX_DEPTH) throw new LenientJsonError(`nested more than ${MAX_DEPTH} levels deep`);
  }

  #unexpected(): LenientJsonError {
    const what = this.#peek() === END ? 'unexpected end' : `unexpected '${this.#peek()}'`;
    return new LenientJsonError(`${what} at position ${this.#at}`);
  }
}
