/**
 * Requests that are under way together come between each other: the UAA reads a resource with one statement and
 * writes it with another, and whoever's version is no longer there by then has lost.
 */
import { setImmediate } from 'node:timers/promises';

export class Interleaving {
  #expected = 0;
  #waiting: (() => void)[] = [];

  /** The next `requests` that come to their write wait for each other: all have read before the first one writes. */
  gather(requests: number): void {
    this.#expected = requests;
  }

  /** What a request awaits between its read and its write. First come, first to write. */
  async beforeWrite(): Promise<void> {
    if (this.#expected === 0) {
      await setImmediate();
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    if (this.#waiting.length === this.#expected) {
      for (const go of this.#waiting) go();
      this.#waiting = [];
      this.#expected = 0;
    }
    await promise;
  }
}
