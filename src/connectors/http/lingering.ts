/**
 * Exchanges that run on after their caller gave up, so that somebody learns what the backend made of them: a write that
 * was cut off can still be done at any time, and the answer to a logon tells about the credentials, whoever waits for it.
 */

/** Milliseconds that an exchange runs on. */
export const LINGER = 60_000;
/** The part of the connections that may be busy with such exchanges. */
const PART = 1 / 4;

export class Lingering {
  readonly #most: number;
  readonly #cuts = new Set<() => void>();

  /** @param connections to the host at most */
  constructor(connections: number) {
    this.#most = Math.floor(connections * PART);
  }

  get size(): number {
    return this.#cuts.size;
  }

  /**
   * @param cut ends the exchange; called when its time is over
   * @returns what to call at the end of the exchange; `undefined` where too many run on already
   */
  begin(cut: () => void): (() => void) | undefined {
    if (this.#cuts.size >= this.#most) return undefined;
    const timer = setTimeout(cut, LINGER).unref();
    this.#cuts.add(cut);
    return () => {
      clearTimeout(timer);
      this.#cuts.delete(cut);
    };
  }

  /** Where connections are closed, nobody waits for them. */
  cutAll(): void {
    for (const cut of this.#cuts) cut();
  }
}
