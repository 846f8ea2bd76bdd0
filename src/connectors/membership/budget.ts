/** The time of a change of many steps: it stops early enough to say what was done. */
import { ScimError } from '../../scim/errors.ts';
import type { CallContext } from '../connector.ts';

/** Milliseconds kept for confirming removals and for the answer, and the part of a short time that they may take. */
const RESERVE = { milliseconds: 10_000, part: 0.25 };
/** Milliseconds kept for the answer alone, likewise. */
const ANSWER = { milliseconds: 2_000, part: 0.05 };

export class Budget {
  readonly #now: () => number;
  readonly #signal: AbortSignal;
  readonly #startUntil: number;
  readonly #waitUntil: number;

  /** @param now milliseconds since the epoch */
  constructor({ signal, deadline }: CallContext, now: () => number) {
    this.#now = now;
    this.#signal = signal;
    const time = deadline === undefined ? Number.POSITIVE_INFINITY : Math.max(0, deadline - now());
    const before = ({ milliseconds, part }: typeof RESERVE) =>
      (deadline ?? Number.POSITIVE_INFINITY) - Math.min(milliseconds, time * part);
    this.#startUntil = before(RESERVE);
    this.#waitUntil = before(ANSWER);
  }

  /** Why no further step may be started, or `undefined`. */
  readonly mayStart = (): ScimError | undefined => {
    if (this.#signal.aborted) {
      const { reason } = this.#signal;
      return reason instanceof ScimError
        ? reason
        : new ScimError(503, 'The request was cancelled.', { cause: reason });
    }
    return this.#now() < this.#startUntil
      ? undefined
      : new ScimError(504, 'The time for this request was over.');
  };

  /** Whether there is time to wait so long and to look once more. */
  canWait(milliseconds: number): boolean {
    return !this.#signal.aborted && this.#now() + milliseconds < this.#waitUntil;
  }
}
