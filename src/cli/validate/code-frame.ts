/** The lines of a file around a place, with a mark under it. Secrets are not shown. */
import { type Region, secretRegions } from './secret-regions.ts';

export interface Frame {
  /** Without line breaks; the mark has a line of its own. */
  readonly lines: readonly FrameLine[];
}

export interface FrameLine {
  /** 1-based; `undefined` for the line of the mark. */
  readonly number: number | undefined;
  readonly text: string;
  /** The line that the problem is about. */
  readonly isMarked: boolean;
}

const BEFORE = 2;
const AFTER = 1;
/** Characters of a line that are shown. */
const WIDTH = 100;
const MASK = '***';
/** What would move the cursor, colour the terminal or turn the direction of the text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed.
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A text in lines, so that many frames of it cost its secrets once. */
export class FramedText {
  readonly #lines: readonly { readonly text: string; readonly start: number }[];
  readonly #secrets: readonly Region[];

  constructor(text: string) {
    let start = 0;
    this.#lines = text.split('\n').map((line) => {
      const at = start;
      start += line.length + 1;
      return { text: line.replace(/\r$/, ''), start: at };
    });
    this.#secrets = secretRegions(text);
  }

  /**
   * @param line 1-based
   * @param column 1-based, in UTF-16 code units
   * @returns `undefined` where the text has no such line
   */
  frame(line: number, column: number): Frame | undefined {
    if (this.#lines[line - 1] === undefined) return undefined;
    const first = Math.max(1, line - BEFORE);
    const last = Math.min(this.#lines.length, line + AFTER);
    const lines: FrameLine[] = [];
    for (let number = first; number <= last; number += 1) {
      const { text, column: at } = this.#shown(number, number === line ? column : 1);
      if (number !== line) {
        lines.push({ number, text: clip(text, 0).text, isMarked: false });
        continue;
      }
      const clipped = clip(text, at);
      lines.push({ number, text: clipped.text, isMarked: true });
      // Tabs stay, so that the mark stands where the terminal puts the character.
      const pad = clipped.text.slice(0, clipped.at).replace(/[^\t]/g, ' ');
      lines.push({ number: undefined, text: `${pad}^`, isMarked: true });
    }
    return { lines };
  }

  /** A line without its secrets, and where in it, 0-based, the column is now. */
  #shown(number: number, column: number): { text: string; column: number } {
    const { text, start } = this.#lines[number - 1] ?? { text: '', start: 0 };
    const end = start + text.length;
    let shown = '';
    let from = start;
    let moved = column - 1;
    for (const region of this.#secrets) {
      const [begins, ends] = [Math.max(region.start, from), Math.min(region.end, end)];
      if (begins >= ends) continue;
      shown += text.slice(from - start, begins - start) + MASK;
      from = ends;
      const at = start + column - 1;
      if (at >= ends) moved += MASK.length - (ends - begins);
      else if (at > begins) moved -= at - begins;
    }
    shown += text.slice(from - start);
    return { text: shown.replace(UNPRINTABLE, '\ufffd'), column: Math.max(0, moved) };
  }
}

/** The part of a long line that is around a place. */
function clip(text: string, at: number): { text: string; at: number } {
  if (text.length <= WIDTH) return { text, at };
  const from = Math.max(0, Math.min(at - Math.floor(WIDTH / 2), text.length - WIDTH));
  const until = from + WIDTH;
  const [before, after] = [from > 0 ? '…' : '', until < text.length ? '…' : ''];
  return { text: `${before}${text.slice(from, until)}${after}`, at: at - from + before.length };
}
