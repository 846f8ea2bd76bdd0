/** The time of a change of many steps: it stops early enough to say what was done. */
import { ScimError } from '../../scim/errors.ts';
import type { CallContext } from '../connector.ts';

/** Milliseconds kept for confirming removals and for the answer, and the part of a short time that they may take. */
const RESERVE = { milliseconds: 10_000, part: 0.25 };
/** Milliseconds kept for the answer alone, likewise. */
const ANSWER = { milliseconds: 2_000, part: 0.05 };
/** Milliseconds for one look at what became of a step. */
const LOOK = 10_000;
/** Milliseconds that a timer can run. */
const LONGEST_TIMER = 2 ** 31 - 1;

export class Budget {
  readonly #now: () => number;
  readonly #context: CallContext;
  readonly #startUntil: number;
  readonly #waitUntil: number;

  /** @param now milliseconds since the epoch */
  constructor(context: CallContext, now: () => number) {
    const { deadline } = context;
    this.#now = now;
    this.#context = context;
    const time = deadline === undefined ? Number.POSITIVE_INFINITY : Math.max(0, deadline - now());
    const before = ({ milliseconds, part }: typeof RESERVE) =>
      (deadline ?? Number.POSITIVE_INFINITY) - Math.min(milliseconds, time * part);
    this.#startUntil = before(RESERVE);
    this.#waitUntil = before(ANSWER);
  }

  /** Why no further step may be started, or `undefined`. */
  readonly mayStart = (): ScimError | undefined => {
    const { signal } = this.#context;
    if (signal.aborted) {
      const { reason } = signal;
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
    return !this.#context.signal.aborted && this.#now() + milliseconds < this.#waitUntil;
  }

  /** For the steps: one that hangs ends when no further one may be started, so that what is left can be told. */
  stepContext(): CallContext {
    return this.#endingAt(this.#startUntil, this.#startUntil - this.#now());
  }

  /** For one look at what became of steps: one that hangs leaves time for another. */
  lookContext(): CallContext {
    const now = this.#now();
    const time = Math.min(LOOK, (this.#waitUntil - now) / 2);
    return this.#endingAt(now + time, time);
  }

  #endingAt(deadline: number, time: number): CallContext {
    if (!Number.isFinite(time)) return this.#context;
    const timeout = AbortSignal.timeout(Math.min(LONGEST_TIMER, Math.max(0, Math.floor(time))));
    return { ...this.#context, deadline, signal: AbortSignal.any([this.#context.signal, timeout]) };
  }
}
