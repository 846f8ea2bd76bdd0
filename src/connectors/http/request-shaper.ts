/**
 * Keeps the requests to one host within what it takes, for all systems that point to it, and for all instances that share
 * their state: so many a minute, and none while it is shut after a 429. A request that cannot be sent early enough for its
 * caller is not sent at all.
 */
import type { State } from '../../state/state.ts';
import type { Interceptor, OutboundRequest, OutboundResponse } from './exchange.ts';
import { SharedPause } from './instances/shared-pause.ts';
import { SharedRate } from './instances/shared-rate.ts';
import { RequestSchedule, secondsUntil } from './request-schedule.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { type Clock, untilAborted, type Wait } from './waiting.ts';

/** Milliseconds for which a host is shut that does not say. */
const SHUT = 60_000;
/** Milliseconds that a request waits at most where its deadline is not known. */
const PATIENCE = 25_000;
/** Milliseconds that are to remain for the request itself. */
const RESERVE = 5_000;
/** Milliseconds by which the same time, told twice by another clock, differs. */
const INEXACT = 500;

/** Instances that keep to it together. */
interface Together {
  readonly rate: SharedRate;
  readonly pause: SharedPause;
}

export class RequestShaper {
  readonly #now: () => number;
  readonly #wait: Wait;
  readonly #schedule = new RequestSchedule();
  readonly #together: Together | undefined;
  /** Aborts when the host is shut. */
  #shutting = new AbortController();

  /**
   * @param clock its `now` is milliseconds since the epoch
   * @param origin of the host
   * @param state of this process, or shared: then others keep to it as well. Default: nothing is shared
   */
  constructor({ now, wait }: Clock, origin = '', state?: State) {
    this.#now = now;
    this.#wait = wait;
    const { pacing } = state ?? {};
    if (pacing === undefined) return;
    const key = `pace:${origin}`;
    const onShut = (until: number) => {
      if (until > this.#schedule.shutUntil + INEXACT) this.#close(until);
    };
    this.#together = {
      rate: new SharedRate(pacing, key, this.#schedule, now, onShut),
      pause: new SharedPause(pacing, key, now, onShut),
    };
  }

  /** At most so many requests a minute; of several limits the strictest holds. */
  limit(requestsPerMinute: number): void {
    this.#schedule.limit(requestsPerMinute);
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
        const reopens = await this.#shut(answer);
        if (repeats >= attempts || reopens > this.#latest(request.deadline))
          return await this.#withRetryAfter(answer);
      }
    };
  }

  /** @returns nothing where it may be sent at once */
  #turn(request: OutboundRequest): Promise<void> | undefined {
    if (this.#together !== undefined) {
      if (this.#schedule.rate.interval > 0) return this.#turnTogether(request, this.#together.rate);
      this.#together.pause.look();
    }
    return this.#turnAlone(request);
  }

  #turnAlone(request: OutboundRequest): Promise<void> | undefined {
    const left = this.#book(request.deadline) - this.#now();
    return left <= 0 ? undefined : this.#waitForTurn(left, request);
  }

  async #waitForTurn(time: number, request: OutboundRequest): Promise<void> {
    for (let left = time; left > 0; left = this.#book(request.deadline) - this.#now()) {
      // A 429 concerns everybody who waits: each of them looks for a new time, and is told at once if there is none.
      if (await this.#untilTurn(left, request)) return;
    }
  }

  async #turnTogether(request: OutboundRequest, rate: SharedRate): Promise<void> {
    for (;;) {
      const turn = await untilAborted(rate.book(this.#latest(request.deadline)), request.signal);
      if (turn === undefined) return await this.#turnAlone(request);
      const left = Math.max(turn.at, this.#schedule.shutUntil) - this.#now();
      if (left <= 0) return;
      if ((await this.#untilTurn(left, request)) && (await rate.stands(turn))) return;
    }
  }

  /** @returns false where the host was shut meanwhile. @throws TransportFailure `ABORTED`, with the request */
  async #untilTurn(left: number, { signal }: OutboundRequest): Promise<boolean> {
    const shutting = this.#shutting.signal;
    try {
      await this.#wait(left, AbortSignal.any([signal, shutting]));
    } catch (error) {
      if (signal.aborted || !shutting.aborted) throw error;
    }
    return !shutting.aborted;
  }

  /** When the request is sent, in milliseconds since the epoch. @throws HeldBack */
  #book(deadline: number | undefined): number {
    return this.#schedule.book(this.#now(), this.#latest(deadline));
  }

  #latest(deadline: number | undefined): number {
    return deadline === undefined ? this.#now() + PATIENCE : deadline - RESERVE;
  }

  /** @returns until when */
  async #shut({ headers }: OutboundResponse): Promise<number> {
    const now = this.#now();
    const seconds = retryAfterSeconds(headers);
    this.#close(now + (seconds === undefined ? SHUT : Math.max(seconds, 1) * 1000));
    // Before anybody looks for a new time.
    await this.#together?.rate.shut(this.#schedule.shutUntil);
    return this.#schedule.shutUntil;
  }

  #close(until: number): void {
    if (!this.#schedule.shut(until, this.#now())) return;
    this.#shutting.abort();
    this.#shutting = new AbortController();
  }

  async #withRetryAfter(answer: OutboundResponse): Promise<OutboundResponse> {
    const again = (await this.#together?.rate.promise()) ?? this.#schedule.promise(this.#now());
    const seconds = String(secondsUntil(again, this.#now()));
    return { ...answer, headers: { ...answer.headers, 'retry-after': seconds } };
  }
}

/** The shapers of one configuration load: one for each host. */
export class RequestShapers {
  readonly #shapers = new Map<string, RequestShaper>();

  /** @param origin scheme, host and port */
  shaper(origin: string, clock: Clock, state?: State): RequestShaper {
    const shaper = this.#shapers.get(origin) ?? new RequestShaper(clock, origin, state);
    this.#shapers.set(origin, shaper);
    return shaper;
  }
}
