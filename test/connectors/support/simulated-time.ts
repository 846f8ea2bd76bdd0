/** Time that passes only once everybody waits for it. */
import { abortedFailure } from '../../../src/connectors/http/exchange.ts';
import type { Clock, Wait } from '../../../src/connectors/http/waiting.ts';
import { until } from '../../support/until.ts';

interface Waiter {
  readonly due: number;
  readonly resume: () => void;
}

export class SimulatedTime implements Clock {
  #now: number;
  #running = 0;
  readonly #waiters = new Set<Waiter>();

  constructor(now = Date.parse('2026-01-01T00:00:00Z')) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  readonly wait: Wait = async (milliseconds, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { due: this.#now + milliseconds, resume: resolve };
    const onAbort = () => reject(abortedFailure(signal, { progress: 'unsent' }));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    this.#waiters.add(waiter);
    this.#running -= 1;
    try {
      await promise;
    } finally {
      this.#running += 1;
      this.#waiters.delete(waiter);
      signal.removeEventListener('abort', onAbort);
    }
  };

  /** How many wait. */
  get waiting(): number {
    return this.#waiters.size;
  }

  /** Without {@link run}, time passes when it is told to. */
  pass(milliseconds: number): void {
    this.#now += milliseconds;
    this.#wake();
  }

  /** What each of them gives; nobody else may use this time meanwhile. */
  async run<T>(tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
    let left = tasks.length;
    this.#running += left;
    const results = tasks.map(async (task) => {
      try {
        return await task();
      } finally {
        left -= 1;
        this.#running -= 1;
      }
    });
    while (left > 0) {
      await until(() => this.#running === 0);
      const next = Math.min(...[...this.#waiters].map(({ due }) => due));
      if (!Number.isFinite(next)) break;
      this.#now = Math.max(this.#now, next);
      this.#wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return await Promise.all(results);
  }

  #wake(): void {
    for (const waiter of this.#waiters) {
      if (waiter.due > this.#now) continue;
      waiter.resume();
      this.#waiters.delete(waiter);
      this.#running += 1;
      // `wait` itself counts when it goes on.
      queueMicrotask(() => {
        this.#running -= 1;
      });
    }
  }
}
