import { InvalidFilter, type Value } from './ast.ts';

/** A word ends at a blank or a parenthesis; no other white space separates anything. */
const WORD = / *([()]|[^ ()]+) */y;
const QUOTED = / *"((?:[^"\\]|\\.)*)" */sy;
const PLAIN = / *([^ ()]*) */y;
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.))/gs;
const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const DECIMAL = /^(?=.*[.eE])(-?(?:\d+\.?\d*|(?<=-)\.\d+)(?:[eE][+-]?\d+)?)[dDfF]?$/;

const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Takes a filter apart, from left to right. */
export class FilterReader {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next word or parenthesis; `undefined` at the end. */
  word(): string | undefined {
    return this.#take(WORD)?.[1];
  }

  /** The next word, which is left to be read again. */
  peek(): string | undefined {
    const before = this.#position;
    const word = this.word();
    this.#position = before;
    return word;
  }

  /**
   * A text in double quotes, or a number or a truth value without.
   *
   * @throws InvalidFilter for anything else, `null` included
   */
  value(): Value {
    const quoted = this.#take(QUOTED)?.[1];
    if (quoted !== undefined) return { kind: 'quoted', text: unescapeText(quoted) };
    return plainValue(this.#take(PLAIN)?.[1] ?? '');
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#position = pattern.lastIndex;
    return match;
  }
}

function plainValue(word: string): Value {
  const lowered = word.toLowerCase();
  if (lowered === 'true' || lowered === 'false') return { kind: 'boolean', boolean: lowered === 'true' };
  const number = INTEGER.test(word) ? word : DECIMAL.exec(word)?.[1];
  if (number === undefined) throw new InvalidFilter('a value that is no text, number or truth value');
  return { kind: 'number', number: Number(number) };
}

function unescapeText(text: string): string {
  return text.replace(ESCAPE, (_, code: string | undefined, letter: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    const character = ESCAPED[letter ?? ''];
    if (character === undefined) throw new InvalidFilter('an unknown escape');
    return character;
  });
}
