/**
 * Answers that wait for memory while they hold a connection. Who has the memory may need a connection to come to an end:
 * were all of them held, everybody would wait for everybody else.
 */

/** The part of the connections that may be held. */
const PART = 1 / 2;

export class HeldAnswers {
  readonly #most: number;
  #held = 0;

  /** @param connections to the host at most */
  constructor(connections: number) {
    this.#most = Math.floor(connections * PART);
  }

  /** Whether one more may wait. */
  get mayWait(): boolean {
    return this.#held < this.#most;
  }

  /** @returns what to call when it waits no longer, once */
  begin(): () => void {
    this.#held += 1;
    return () => {
      this.#held -= 1;
    };
  }
}
