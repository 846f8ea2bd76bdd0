/** Counts the writes to a landscape, so that whatever was computed from its data is known to be out of date. */
export class Revision {
  #value = 0;

  get value(): number {
    return this.#value;
  }

  bump(): void {
    this.#value += 1;
  }
}
