/** The characters of a pattern, one code point at a time, with `\Q…\E` resolved and `x` mode's blanks skipped. */
import { ExpressionError } from '../errors.ts';

/** What `peek` and `take` give at the end. */
export const END = -1;
/** Added to characters that `\Q…\E` quotes, so that they never equal a meta character. */
const QUOTED = 0x200000;

export class PatternSource {
  /** Whether the flag `x` is on. */
  comments = false;
  readonly pattern: string;
  readonly #codes: number[] = [];
  readonly #positions: number[] = [];
  #index = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
    let quoting = false;
    for (let i = 0; i < pattern.length; ) {
      const code = pattern.codePointAt(i) as number;
      if (code === 0x5c && pattern[i + 1] === (quoting ? 'E' : 'Q')) {
        quoting = !quoting;
        i += 2;
        continue;
      }
      this.#push(quoting ? code + QUOTED : code, i);
      i += code > 0xffff ? 2 : 1;
      // Keeps the second backslash of `\\Q` from opening a quotation.
      if (code === 0x5c && !quoting && i < pattern.length) {
        const escaped = pattern.codePointAt(i) as number;
        this.#push(escaped, i);
        i += escaped > 0xffff ? 2 : 1;
      }
    }
  }

  #push(code: number, position: number): void {
    this.#codes.push(code);
    this.#positions.push(position);
  }

  /** The code point itself, of a quoted character too. */
  static literal(code: number): number {
    return code >= QUOTED ? code - QUOTED : code;
  }

  /** Where the next character stands in the pattern. */
  get position(): number {
    return this.#positions[this.#index] ?? this.pattern.length;
  }

  get index(): number {
    return this.#index;
  }

  /** Goes back to an earlier `index`. */
  reset(index: number): void {
    this.#index = index;
  }

  /** The next character that counts. */
  peek(): number {
    if (this.comments) this.#skipComments();
    return this.#codes[this.#index] ?? END;
  }

  /** The next character even if it is a blank in `x` mode. */
  peekRaw(): number {
    return this.#codes[this.#index] ?? END;
  }

  /** The character after the one that `peek` gives. */
  peekSecond(): number {
    this.peek();
    return this.#codes[this.#index + 1] ?? END;
  }

  take(): number {
    const code = this.peek();
    if (code !== END) this.#index++;
    return code;
  }

  /** Takes the next character even if it is a blank in `x` mode, as behind a backslash. */
  takeRaw(): number {
    const code = this.peekRaw();
    if (code !== END) this.#index++;
    return code;
  }

  /** Takes `text` if it comes next. */
  accept(text: string): boolean {
    const start = this.#index;
    for (const character of text) {
      if (this.take() !== character.codePointAt(0)) {
        this.#index = start;
        return false;
      }
    }
    return true;
  }

  fail(reason: string, position = this.position): never {
    throw new ExpressionError(this.pattern, position, reason);
  }

  #skipComments(): void {
    for (;;) {
      const code = this.#codes[this.#index];
      if (code === 0x20 || (code !== undefined && code >= 0x09 && code <= 0x0d)) {
        this.#index++;
      } else if (code === 0x23) {
        while (this.#index < this.#codes.length && !isLineEnd(this.#codes[this.#index] as number))
          this.#index++;
      } else {
        return;
      }
    }
  }
}

function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d || code === 0x85 || code === 0x2028 || code === 0x2029;
}
