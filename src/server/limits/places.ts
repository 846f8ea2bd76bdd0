/** Places for what a system does at once. Whoever finds none waits a little; technical users are served in turn. */
import { ScimError } from '../../scim/errors.ts';
import { nothingSent } from '../../scim/request-ended.ts';

/** Milliseconds that a request waits for a place. */
const LONGEST_WAIT = 5000;
/** Seconds after which a client that got none may come again. */
const RETRY_AFTER = 2;

interface Waiting {
  readonly enter: () => void;
}

export class Places {
  readonly #systemId: string;
  readonly #onRefused: () => void;
  #most: number;
  /** Of each technical user. */
  #mostWaiting: number;
  #taken = 0;
  /** By technical user; the first one is the next. */
  readonly #waiting = new Map<string, Set<Waiting>>();

  /**
   * @param onRefused is told of every request that gets no place
   * @param mostWaiting of each technical user; default: as many as there are places
   */
  constructor(systemId: string, most: number, onRefused: () => void, mostWaiting = most) {
    this.#systemId = systemId;
    this.#most = most;
    this.#mostWaiting = mostWaiting;
    this.#onRefused = onRefused;
  }

  get most(): number {
    return this.#most;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    let count = 0;
    for (const { size } of this.#waiting.values()) count += size;
    return count;
  }

  /** A reload may change it, while requests are under way. */
  limit(most: number, mostWaiting = most): void {
    this.#most = most;
    this.#mostWaiting = mostWaiting;
    this.#fill();
  }

  /**
   * @param who technical user
   * @param onWait told where there is no place at once; returns what is told at the end of the waiting
   * @throws ScimError 503 where there is no place, or with the status of the signal's reason; whatever the work does
   */
  within<Result>(
    who: string,
    signal: AbortSignal,
    work: () => Promise<Result>,
    onWait?: () => () => void,
  ): Promise<Result> {
    // Nearly every request: its work is watched and not wrapped, which would cost each a promise more.
    if (this.#taken < this.#most) {
      this.#taken += 1;
      return this.#occupy(work);
    }
    const onEnd = onWait?.();
    return this.#wait(who, signal)
      .finally(onEnd)
      .then(() => this.#occupy(work));
  }

  /** A place that is taken, until the work is over. */
  #occupy<Result>(work: () => Promise<Result>): Promise<Result> {
    let result: Promise<Result>;
    try {
      result = work();
    } catch (error) {
      this.#leave();
      return Promise.reject(error);
    }
    result.then(this.#leave, this.#leave);
    return result;
  }

  readonly #leave = (): void => {
    this.#taken -= 1;
    this.#fill();
  };

  /** So many of each user may wait: one with thousands keeps nobody else from it. */
  async #wait(who: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw this.#givenUp(signal);
    const others = this.#waiting.get(who) ?? new Set();
    if (others.size >= this.#mostWaiting) throw this.#refusal(this.#longLine());
    this.#waiting.set(who, others);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      others.delete(waiting);
      if (others.size === 0 && this.#waiting.get(who) === others) this.#waiting.delete(who);
    };
    const giveUp = () => {
      leave();
      reject(this.#givenUp(signal));
    };
    const waiting: Waiting = {
      enter: () => {
        leave();
        resolve();
      },
    };
    const timer = setTimeout(() => {
      leave();
      reject(this.#refusal(`none became free within ${LONGEST_WAIT / 1000} seconds`));
    }, LONGEST_WAIT);
    signal.addEventListener('abort', giveUp);
    others.add(waiting);
    await promise;
  }

  #fill(): void {
    while (this.#taken < this.#most) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      const [who, others] = next;
      const [first] = others;
      // To the end, so that others are next.
      this.#waiting.delete(who);
      if (others.size > 1) this.#waiting.set(who, others);
      this.#taken += 1;
      first?.enter();
    }
  }

  #longLine(): string {
    const most = this.#mostWaiting;
    if (most === this.#most) return 'as many of this technical user wait for them already';
    return most === 0
      ? 'nobody waits for one (limits.queue)'
      : `the ${most} of this technical user that may wait for one do already (limits.queue)`;
  }

  #givenUp(signal: AbortSignal): ScimError {
    return nothingSent(signal, `It was waiting for a place at system ${this.#systemId}.`);
  }

  #refusal(why: string): ScimError {
    this.#onRefused();
    return new ScimError(
      503,
      `System ${this.#systemId} is busy: its ${this.#most} places for requests at once are taken, and ${why} (limits.concurrency of the system in the configuration). Nothing was done; try again.`,
      { retryAfter: RETRY_AFTER, isUndone: true },
    );
  }
}
