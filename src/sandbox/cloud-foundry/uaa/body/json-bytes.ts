/** The bytes of a JSON text, one after the other, with the position that error messages name. */
import { JsonProblem, type Location, type ProblemKind } from './json-problem.ts';

export const QUOTE = 0x22;
const SPACE = 0x20;
const SLASH = 0x2f;

export class JsonBytes {
  readonly #bytes: Buffer;
  #next: number;
  #line = 1;
  #lineStart = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    this.#next = byteOrderMark ? 3 : 0;
  }

  get ended(): boolean {
    return this.#next >= this.#bytes.length;
  }

  /** Of the next byte. */
  get location(): Location {
    return { line: this.#line, column: this.#next - this.#lineStart + 1 };
  }

  /** Of the byte taken last. */
  get lastLocation(): Location {
    return { line: this.#line, column: this.#next - this.#lineStart };
  }

  /** Without taking it; `undefined` at the end. */
  peek(): number | undefined {
    return this.#bytes[this.#next];
  }

  take(): number | undefined {
    const byte = this.#bytes[this.#next];
    if (byte !== undefined) this.#next += 1;
    return byte;
  }

  /** Puts the byte taken last back. */
  putBack(): void {
    this.#next -= 1;
  }

  /** Takes what is plain ASCII within a text, up to a quote, a backslash, a control character or a longer character. */
  takePlain(): string {
    const start = this.#next;
    let end = start;
    for (; end < this.#bytes.length; end += 1) {
      const byte = this.#bytes[end] ?? 0;
      if (byte < SPACE || byte === QUOTE || byte === 0x5c || byte > 0x7f) break;
    }
    this.#next = end;
    return this.#bytes.toString('latin1', start, end);
  }

  /** The first byte that is no white space; `undefined` at the end. */
  takeVisible(): number | undefined {
    for (;;) {
      const byte = this.take();
      if (byte === undefined) return undefined;
      if (byte === SLASH) {
        throw this.unexpected(
          byte,
          "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
        );
      }
      if (byte > SPACE) return byte;
      if (byte === 0x0a) this.#newLine();
      else if (byte === 0x0d) {
        if (this.peek() === 0x0a) this.#next += 1;
        this.#newLine();
      } else if (byte !== SPACE && byte !== 0x09) {
        throw this.problem(
          `Illegal character (${describeCharacter(byte)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`,
        );
      }
    }
  }

  #newLine(): void {
    this.#line += 1;
    this.#lineStart = this.#next;
  }

  problem(words: string, kind: ProblemKind = 'core.JsonParseException'): JsonProblem {
    return new JsonProblem(kind, words, this.location);
  }

  endOfInput(where: string): JsonProblem {
    return this.problem(`Unexpected end-of-input${where}`, 'core.io.JsonEOFException');
  }

  /** About the character taken last. */
  unexpected(character: number, comment: string, where = ''): JsonProblem {
    return new JsonProblem(
      'core.JsonParseException',
      `Unexpected character (${describeCharacter(character)})${where}: ${comment}`,
      this.lastLocation,
    );
  }
}

export function describeCharacter(character: number): string {
  if (character < SPACE || (character >= 0x7f && character < 0xa0)) return `(CTRL-CHAR, code ${character})`;
  const hex = character > 0xff ? ` / 0x${character.toString(16)}` : '';
  return `'${String.fromCharCode(character)}' (code ${character}${hex})`;
}
