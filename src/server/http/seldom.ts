/** Log lines of what strangers can make happen as often as they like. */

/** Milliseconds between two of them. */
const INTERVAL = 60_000;

export class Seldom {
  #times = 0;
  #lastSaid = Number.NEGATIVE_INFINITY;

  /** @param log is called once in a while, with how often it was so since it was called last */
  say(log: (times: number) => void): void {
    this.#times += 1;
    const now = performance.now();
    if (now - this.#lastSaid <= INTERVAL) return;
    log(this.#times);
    this.#lastSaid = now;
    this.#times = 0;
  }
}
