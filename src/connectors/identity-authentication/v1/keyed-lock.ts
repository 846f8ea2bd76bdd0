/** One after the other for each key, in the order of arrival; different keys do not wait for each other. */
import { untilAborted } from '../../http/waiting.ts';

export class KeyedLock {
  readonly #tails = new Map<string, Promise<unknown>>();

  /** How many keys are held or waited for. */
  get size(): number {
    return this.#tails.size;
  }

  /**
   * @param work may hold the key beyond its own end, until a promise settles
   * @throws TransportFailure `ABORTED`, when the signal aborts before the turn has come; what `work` throws
   */
  async run<T>(
    key: string,
    signal: AbortSignal,
    work: (hold: (end: Promise<unknown>) => void) => Promise<T>,
  ): Promise<T> {
    const previous = this.#tails.get(key);
    const { promise: done, resolve: release } = Promise.withResolvers<void>();
    // Who gives up waiting must not let the next one in before it is his turn.
    const tail = Promise.resolve(previous).then(() => done);
    this.#tails.set(key, tail);
    void tail.then(() => {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    });
    const ends: Promise<unknown>[] = [];
    try {
      if (previous !== undefined) await untilAborted(previous, signal);
      return await work((end) => ends.push(end));
    } finally {
      if (ends.length === 0) release();
      else void Promise.allSettled(ends).then(() => release());
    }
  }
}
