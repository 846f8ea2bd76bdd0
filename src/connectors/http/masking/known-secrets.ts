/**
 * Finds secrets that are known. Long ones are found wherever they stand, however lines are wrapped, and in pieces; of
 * short ones, and of names, only whole words are meant: a user `admin` is no part of `administrator`.
 */
import { fold } from './fold.ts';
import { type Layer, layersOf, type Range } from './layer.ts';

export interface Secret {
  readonly text: string;
  /**
   * `everywhere`: also within words, and a piece of it where it is long. `word`: the whole of it and as a word of its
   * own.
   */
  readonly found: 'everywhere' | 'word';
}

/** Characters from which on a secret is looked for within words. */
const LONG = 8;
/** Characters from which on a piece of {@link LONG} characters is enough. */
const IN_PIECES = 16;
/** Characters of a secret's beginning that count where a text was cut. */
const SHORTEST_BEGINNING = 4;
/** Where texts were cut, beside at their end. */
const DOTS = /…|\.{3}/g;
/** What remains of a character or of an escape that was cut in its middle. */
const REMNANT = /^[\x80-\xff]{0,3}(?:[%\\&][\w#]{0,9})?$/;
const LONGEST_REMNANT = 13;
const WORD = String.raw`[\p{L}\p{N}_]`;
const IS_WORD = new RegExp(WORD, 'u');

export class KnownSecrets {
  readonly #pieces = new Set<string>();
  readonly #beginnings = new Set<string>();
  readonly #wholes: string[] = [];
  readonly #words: RegExp | undefined;

  constructor(secrets: readonly Secret[]) {
    const words = new Set<string>();
    for (const { text, found } of secrets) {
      // A secret that looks as if it had escapes is resolved along with the text around it.
      for (const layer of layersOf(text)) {
        const { text: folded } = fold(layer.text);
        if (found === 'word' || folded.length < LONG) words.add(layer.text);
        else this.#addLong(folded);
      }
    }
    const patterns = [...words].filter((word) => word.trim() !== '').map(wordPattern);
    if (patterns.length > 0) this.#words = new RegExp(patterns.join('|'), 'gu');
  }

  find({ text }: Layer): Range[] {
    const ranges: Range[] = [];
    if (this.#words !== undefined) {
      for (const { index, 0: word } of text.matchAll(this.#words))
        ranges.push({ start: index, end: index + word.length });
    }
    const { text: folded, positions } = fold(text);
    const add = (start: number, length: number) => {
      const last = positions[start + length - 1] ?? 0;
      ranges.push({ start: positions[start] ?? 0, end: last + 1 });
    };
    for (const whole of this.#wholes) {
      for (let at = folded.indexOf(whole); at >= 0; at = folded.indexOf(whole, at + 1)) add(at, whole.length);
    }
    if (this.#pieces.size > 0) {
      for (let at = 0; at + LONG <= folded.length; at += 1) {
        if (this.#pieces.has(folded.slice(at, at + LONG))) add(at, LONG);
      }
    }
    for (const end of this.#cuts(text, positions)) {
      const length = this.#beginningBefore(folded, end);
      if (length > 0) add(end - length, length);
    }
    return ranges;
  }

  #addLong(folded: string): void {
    if (folded.length < IN_PIECES) this.#wholes.push(folded);
    else {
      for (let at = 0; at + LONG <= folded.length; at += 1) this.#pieces.add(folded.slice(at, at + LONG));
    }
    for (let length = SHORTEST_BEGINNING; length < Math.min(folded.length, IN_PIECES); length += 1) {
      this.#beginnings.add(folded.slice(0, length));
    }
  }

  /** Where texts were cut, in the folded text. */
  *#cuts(text: string, positions: readonly number[]): Iterable<number> {
    if (this.#beginnings.size === 0) return;
    let end = 0;
    for (const { index } of text.matchAll(DOTS)) {
      while (end < positions.length && (positions[end] ?? 0) < index) end += 1;
      yield end;
    }
    end = positions.length;
    for (let length = 0; length <= Math.min(LONGEST_REMNANT, text.length); length += 1) {
      const cut = text.length - length;
      if (!REMNANT.test(text.slice(cut))) continue;
      while (end > 0 && (positions[end - 1] ?? 0) >= cut) end -= 1;
      yield end;
    }
  }

  #beginningBefore(folded: string, end: number): number {
    for (let length = Math.min(IN_PIECES - 1, end); length >= SHORTEST_BEGINNING; length -= 1) {
      if (this.#beginnings.has(folded.slice(end - length, end))) return length;
    }
    return 0;
  }
}

function wordPattern(word: string): string {
  // In forms a blank is a plus, and who reads them wrongly makes one of the other.
  const literal = word.replace(/[$()*.?[\\\]^{|}/]/g, String.raw`\$&`).replace(/[ +]/g, '[ +]');
  const before = IS_WORD.test(firstOf(word)) ? `(?<!${WORD})` : '';
  const after = IS_WORD.test(lastOf(word)) ? `(?!${WORD})` : '';
  return before + literal + after;
}

function firstOf(text: string): string {
  return [...text][0] ?? '';
}

function lastOf(text: string): string {
  return [...text].at(-1) ?? '';
}
