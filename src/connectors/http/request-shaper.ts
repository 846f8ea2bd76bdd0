/**
 * Keeps the requests to one host within what it takes, for all systems that point to it: so many a minute, and none
 * while it is shut after a 429. A request that cannot be sent early enough for its caller is not sent at all.
 *
 * The rate is a token bucket (the "generic cell rate algorithm", ITU-T I.371): a ninth of a minute's requests may go
 * at once. No minute then sees more than ten ninths of the rate: 200 where it is 180.
 *
 * Whoever is turned away is promised a time, each another one, and whoever comes while promises are due is served
 * before those who come without. Otherwise all of them would return at once and most be turned away again.
 */
import { IpsProxyError } from '../../errors.ts';
import type { Interceptor, OutboundRequest, OutboundResponse } from './exchange.ts';
import { retryAfterSeconds } from './retry-after.ts';
import type { Wait } from './waiting.ts';

const MINUTE = 60_000;
/** The part of a minute's requests that may go at once. */
const BURST = 1 / 9;
/** Milliseconds for which a host is shut that does not say. */
const SHUT = 60_000;
/** Milliseconds that a request waits at most where its deadline is not known. */
const PATIENCE = 25_000;
/** Milliseconds that are to remain for the request itself. */
const RESERVE = 5_000;
/** Milliseconds for which a promise is kept. */
const GRACE = 10_000;
/** Milliseconds; later times are not promised. */
const FURTHEST = 3_600_000;

/** A request was not sent, because it could not have been in time. */
export class HeldBack extends IpsProxyError {
  /** When to come back. */
  readonly seconds: number;

  constructor(seconds: number) {
    super('UPSTREAM_HELD_BACK', `the backend takes no more requests at the moment: ${seconds} seconds`);
    this.seconds = seconds;
  }
}

export class RequestShaper {
  readonly #now: () => number;
  readonly #wait: Wait;
  /** Milliseconds between two requests in the long run; 0: as they come. */
  #interval = 0;
  /** Milliseconds by which requests may be early: the size of the bucket. */
  #tolerance = 0;
  /** When the next request is due, were they spread evenly. */
  #next = 0;
  #shutUntil = 0;
  /** Aborts when the host is shut. */
  #shutting = new AbortController();
  /** When those who were turned away shall come back, ascending. */
  readonly #promises: number[] = [];

  /** @param now milliseconds since the epoch */
  constructor(now: () => number, wait: Wait) {
    this.#now = now;
    this.#wait = wait;
  }

  /** At most so many requests a minute; of several limits the strictest holds. */
  limit(requestsPerMinute: number): void {
    const interval = MINUTE / requestsPerMinute;
    if (interval <= this.#interval) return;
    this.#interval = interval;
    this.#tolerance = (Math.max(1, Math.floor(requestsPerMinute * BURST)) - 1) * interval;
  }

  /**
   * @param attempts how often a request is sent again after a 429, each time once the host takes requests again
   * @throws HeldBack
   */
  interceptor(attempts: number): Interceptor {
    return (next) => async (request) => {
      for (let repeats = 0; ; repeats += 1) {
        const turn = this.#turn(request);
        if (turn !== undefined) await turn;
        const answer = await next(request);
        if (answer.status !== 429) return answer;
        const reopens = this.#shut(answer);
        if (repeats >= attempts || reopens > this.#latest(request.deadline))
          return this.#withRetryAfter(answer);
      }
    };
  }

  /** @returns nothing where it may be sent at once */
  #turn(request: OutboundRequest): Promise<void> | undefined {
    const left = this.#book(request.deadline) - this.#now();
    return left <= 0 ? undefined : this.#waitForTurn(left, request);
  }

  async #waitForTurn(time: number, { signal, deadline }: OutboundRequest): Promise<void> {
    for (let left = time; left > 0; left = this.#book(deadline) - this.#now()) {
      const shutting = this.#shutting.signal;
      try {
        await this.#wait(left, AbortSignal.any([signal, shutting]));
      } catch (error) {
        if (signal.aborted || !shutting.aborted) throw error;
      }
      // A 429 concerns everybody who waits: each of them looks for a new time, and is told at once if there is none.
      if (!shutting.aborted) return;
    }
  }

  /** When the request is sent, in milliseconds since the epoch. @throws HeldBack */
  #book(deadline: number | undefined): number {
    const now = this.#now();
    const isExpected = this.#claimPromise(now);
    const at = this.#slot(now, isExpected ? 0 : this.#promisedBefore(now));
    if (at > now && at > this.#latest(deadline)) throw new HeldBack(this.#promise(now));
    this.#next = Math.max(this.#next, now, this.#shutUntil) + this.#interval;
    return at;
  }

  #slot(now: number, ahead: number): number {
    return Math.max(now, this.#shutUntil, this.#next + ahead * this.#interval - this.#tolerance);
  }

  #latest(deadline: number | undefined): number {
    return deadline === undefined ? this.#now() + PATIENCE : deadline - RESERVE;
  }

  #claimPromise(now: number): boolean {
    const promises = this.#promises;
    const expired = promises.findIndex((due) => due + GRACE >= now);
    promises.splice(0, expired === -1 ? promises.length : expired);
    const [first] = promises;
    if (first === undefined || first > now) return false;
    promises.shift();
    return true;
  }

  /** How many of those who were promised a time come before somebody who comes without. */
  #promisedBefore(now: number): number {
    let count = 0;
    for (const due of this.#promises) {
      if (due > this.#slot(now, count)) break;
      count += 1;
    }
    return count;
  }

  /** Seconds until a time that nobody else was promised. */
  #promise(now: number): number {
    const last = this.#promises.at(-1);
    const after = last === undefined ? 0 : last + this.#interval;
    const due = Math.min(Math.max(this.#slot(now, 0), after), now + FURTHEST);
    if (this.#interval > 0 && due < now + FURTHEST) this.#promises.push(due);
    return Math.max(1, Math.ceil((due - now) / 1000));
  }

  /** @returns until when */
  #shut({ headers }: OutboundResponse): number {
    const now = this.#now();
    const seconds = retryAfterSeconds(headers['retry-after'], now);
    const until = now + (seconds === undefined ? SHUT : Math.max(seconds, 1) * 1000);
    if (until > this.#shutUntil) {
      this.#shutUntil = until;
      this.#next = until;
      this.#shutting.abort();
      this.#shutting = new AbortController();
    }
    return this.#shutUntil;
  }

  #withRetryAfter(answer: OutboundResponse): OutboundResponse {
    const seconds = String(this.#promise(this.#now()));
    return { ...answer, headers: { ...answer.headers, 'retry-after': seconds } };
  }
}

/** The shapers of one configuration load: one for each host. */
export class RequestShapers {
  readonly #shapers = new Map<string, RequestShaper>();

  /** @param origin scheme, host and port */
  shaper(origin: string, now: () => number, wait: Wait): RequestShaper {
    const shaper = this.#shapers.get(origin) ?? new RequestShaper(now, wait);
    this.#shapers.set(origin, shaper);
    return shaper;
  }
}
