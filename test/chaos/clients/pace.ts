import { setTimeout } from 'node:timers/promises';

/** Begins a step in each interval; what is late is not made up for. */
export class Pace {
  readonly #interval: number;
  #next = performance.now();

  /** @param interval milliseconds; 0: one after the other */
  constructor(interval: number) {
    this.#interval = interval;
  }

  async wait(): Promise<void> {
    if (this.#interval === 0) return;
    const now = performance.now();
    this.#next = Math.max(this.#next + this.#interval, now);
    await setTimeout(this.#next - now);
  }
}
