/** The time within one trace: that of the machine when it began, and from then on one that never goes back. */
export class SpanClock {
  /** Milliseconds since the epoch when the process's own clock was 0. */
  readonly #origin = Date.now() - performance.now();

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#origin + performance.now();
  }
}
