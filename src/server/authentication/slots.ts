/** Few at a time, some in line, the rest is sent away: keeps slow hashes from taking the whole thread pool. */
import { ScimError } from '../../scim/errors.ts';

/** Half of libuv's four threads; files and name resolution need the others. */
const AT_ONCE = 2;
const IN_LINE = 100;

export class Slots {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** @throws ScimError 503 when too many are waiting */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= IN_LINE) {
        throw new ScimError(503, 'Too many logons at once; try again.', { retryAfter: 2 });
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      // The slot goes to the next in line without being free in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
