/** A text in UTF-8 that is put together of texts and bytes. */
export class TextBuffer {
  #bytes: Buffer;
  #length = 0;

  /** @param size for a start */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  text(text: string): void {
    // No character of a text takes more than three bytes.
    this.#reserve(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  /** @param write puts at most `size` bytes into the target from there on, and returns where they end */
  append(size: number, write: (target: Uint8Array, at: number) => number): void {
    this.#reserve(size);
    this.#length = write(this.#bytes, this.#length);
  }

  /** Another byte in place of the one at the end. */
  replaceLast(byte: number): void {
    this.#bytes[this.#length - 1] = byte;
  }

  /** All of it. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * needed);
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
