/**
 * Remembers from which choices at which positions a match is known to be impossible. With it a backtracking matcher
 * does nothing twice: the time for all matches in a text together grows linearly with the text.
 *
 * A choice is noted when it is entered. As long as alternatives are left it is open and stands in the log; once they are
 * used up it is refuted for good. A match leaves the choices on its way open: they are forgotten.
 */
export class Memo {
  #bits: Uint32Array;
  #log: Int32Array = new Int32Array(64);
  #size = 0;

  /** @param states number of different keys */
  constructor(states: number) {
    this.#bits = new Uint32Array((states + 31) >>> 5);
  }

  /** Forgets all, for another text. */
  clear(states: number): void {
    const words = (states + 31) >>> 5;
    if (words > this.#bits.length) this.#bits = new Uint32Array(words);
    else this.#bits.fill(0, 0, words);
    this.#size = 0;
  }

  /** How many choices are open. */
  get size(): number {
    return this.#size;
  }

  /** Notes a choice. @returns false if it was there already, open or refuted */
  enter(state: number): boolean {
    const word = state >>> 5;
    const bit = 1 << (state & 31);
    if (((this.#bits[word] as number) & bit) !== 0) return false;
    this.#bits[word] = (this.#bits[word] as number) | bit;
    if (this.#size === this.#log.length) {
      const larger = new Int32Array(2 * this.#size);
      larger.set(this.#log);
      this.#log = larger;
    }
    this.#log[this.#size++] = state;
    return true;
  }

  /** All choices entered since there were `size` open ones are refuted. */
  refute(size: number): void {
    this.#size = size;
  }

  /** The open choices led to a match. */
  forgetOpen(): void {
    while (this.#size > 0) {
      const state = this.#log[--this.#size] as number;
      const word = state >>> 5;
      this.#bits[word] = (this.#bits[word] as number) & ~(1 << (state & 31));
    }
  }
}
