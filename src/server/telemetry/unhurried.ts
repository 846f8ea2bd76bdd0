/**
 * Work that anybody may ask for, as often as he likes, and that holds everybody else up: it is done once for all who wait for it, one
 * after the other, and takes a small part of the time. Nobody gets a result that was begun before he asked.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** Of the time between two of them, what the work may take. */
const PART = 1 / 10;
/** Milliseconds of rest at most: scrapers wait for 10 seconds. */
const LONGEST_REST = 5_000;

export interface Time {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

export class Unhurried<Result> {
  readonly #work: () => Promise<Result>;
  readonly #time: Time;
  #next: Promise<Result> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #restsUntil = Number.NEGATIVE_INFINITY;

  constructor(work: () => Promise<Result>, time: Time = { now: () => performance.now(), wait: sleep }) {
    this.#work = work;
    this.#time = time;
  }

  /** @throws whatever the work does */
  ask(): Promise<Result> {
    if (this.#next === undefined) {
      this.#next = this.#after(this.#last);
      this.#last = this.#next.catch(() => undefined);
    }
    return this.#next;
  }

  async #after(last: Promise<unknown>): Promise<Result> {
    await last;
    const { now, wait } = this.#time;
    const rest = this.#restsUntil - now();
    if (rest > 0) await wait(rest);
    this.#next = undefined;
    const begun = now();
    try {
      return await this.#work();
    } finally {
      const end = now();
      this.#restsUntil = end + Math.min(LONGEST_REST, (end - begun) * (1 / PART - 1));
    }
  }
}
