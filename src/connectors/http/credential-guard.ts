/**
 * Keeps wrong credentials from locking a technical user: Identity Authentication locks a client id for 60 minutes
 * after five failed logons ("Add Administrators"), and a proxy under load sends more than five requests a second.
 *
 * | state | meaning | requests |
 * | --- | --- | --- |
 * | unverified | nobody knows yet | one goes ahead; while it is not answered, another one a second later, and a third |
 * | verified | the backend took them | go through |
 * | held | an answer was a {@link Refusal}, such as 401 | fail at once; as long as it says; then one goes ahead alone |
 *
 * Requests that cannot go ahead wait for the answers of those that did, and fail after a while without having been sent.
 * Clients' own requests go ahead, no probe of the proxy's: that would cost a call after every start, and a backend that is
 * slow with one request could be as slow with that one. Who went ahead and does not wait for the answer any more leaves it
 * to the guard, and occupies one of the three places until it comes, or for a minute.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { IpsProxyError } from '../../errors.ts';
import type { Credentials } from './basic-authentication.ts';
import {
  type Interceptor,
  type OutboundRequest,
  type OutboundResponse,
  type Send,
  TransportFailure,
} from './exchange.ts';
import { CredentialsRefused, type Judge, judgeFailure, type Refusal, type Verdict } from './refusal.ts';
import type { Clock, Wait } from './waiting.ts';

/** Requests with unverified credentials of which nobody knows the answer: with two to spare for people who try. */
export const MOST_UNANSWERED = 3;
/** Milliseconds of silence after which the next one of them goes ahead. */
export const SILENCE = 1_000;
/** Milliseconds after which the backend is taken to have forgotten a request that it never answered. */
const FORGOTTEN = 60_000;
/** Milliseconds that others wait for them at most, and the part of their own time. */
const PATIENCE = { milliseconds: 10_000, part: 0.6 };
/** Guards that are kept over reloads, those first that were used last. */
const MOST_KEPT = 5_000;
const DIGEST_KEY = randomBytes(32);

/** A request was not sent because the backend has not answered those that went ahead. */
export class CredentialsUnproven extends IpsProxyError {
  /** When to come back. */
  readonly seconds = 5;

  constructor() {
    super('UPSTREAM_CREDENTIALS_UNPROVEN', 'the backend has answered no request with these credentials yet');
  }
}

/** What a request that went ahead means for those that wait: that they go on as they can, or fail likewise if they go the same way. */
type ProbeOutcome = { readonly failure: TransportFailure; readonly judge: Judge } | undefined;

/** Times are milliseconds since the epoch. */
interface Hold {
  readonly refusal: Refusal;
  readonly since: number;
  /** Milliseconds. */
  readonly length: number;
  /** How often in a row it was so before. */
  readonly repeats: number;
  /** The last request that was sent before it began. */
  readonly order: number;
}

/** Of a request that went ahead. */
interface Place {
  /** In the order of sending. */
  readonly order: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly heldBefore: Hold | undefined;
  /** The same as it is while nobody knows what becomes of this one. */
  readonly heldMeanwhile: Hold | undefined;
}

/** Watches over one pair of credentials at one host. What an answer says about them is the judge's business. */
export class CredentialGuard {
  readonly #now: () => number;
  readonly #wait: Wait;
  #verified = false;
  #hold: Hold | undefined;
  /** How many requests were sent, to tell which of two was sent later. */
  #sent = 0;
  /** Of those whose answer says something about the credentials, the one that was sent last: it decides. */
  #judged = 0;
  /** Whoever went ahead and was not answered, also where nobody waits for the answer any more. */
  readonly #places = new Map<Place, 'waiting' | 'left'>();
  #changed = Promise.withResolvers<ProbeOutcome>();

  constructor({ now, wait }: Clock) {
    this.#now = now;
    this.#wait = wait;
  }

  /** @throws CredentialsRefused, CredentialsUnproven where nothing may be sent at the moment */
  interceptor(judge: Judge): Interceptor {
    return (next) => async (request) => {
      if (!this.#verified) {
        const place = this.#untilNext() <= 0 ? this.#take() : await this.#waitForPlace(request, judge);
        if (place !== undefined) return await this.#goAhead(place, request, next, judge);
      }
      this.#sent += 1;
      const order = this.#sent;
      try {
        const response = await next(request);
        this.#settle(order, judge(response));
        return response;
      } catch (error) {
        if (error instanceof TransportFailure) this.#settle(order, judgeFailure(error, judge));
        throw error;
      }
    };
  }

  /** Milliseconds for which nothing is sent; 0 where something may be. */
  get held(): number {
    const hold = this.#hold;
    return hold === undefined ? 0 : Math.max(0, hold.since + hold.length - this.#now());
  }

  /** Credentials that were refused are tried again; what was sent before decides nothing any more. */
  tryAgain(): void {
    if (this.#hold === undefined) return;
    this.#hold = undefined;
    this.#sent += 1;
    this.#judged = this.#sent;
  }

  /** A place among those who go ahead, or `undefined` once nobody has to. */
  async #waitForPlace(request: OutboundRequest, judge: Judge): Promise<Place | undefined> {
    const until = this.#now() + patience(request, this.#now());
    while (!this.#verified) {
      const next = this.#untilNext();
      if (next <= 0) return this.#take();
      const left = until - this.#now();
      if (left <= 0) throw new CredentialsUnproven();
      const outcome = await this.#change(Math.min(next, left), request.signal);
      // Another system may have another web proxy, or trust other authorities.
      if (outcome?.judge === judge) throw outcome.failure;
    }
    return undefined;
  }

  /** Milliseconds until somebody may go ahead. @throws CredentialsRefused */
  #untilNext(): number {
    const now = this.#now();
    for (const place of this.#places.keys()) if (place.since + FORGOTTEN <= now) this.#places.delete(place);
    const places = [...this.#places];
    const waiting = places.filter(([, state]) => state === 'waiting');
    if (this.#hold !== undefined) {
      if (waiting.some(([place]) => place.heldBefore !== undefined)) return FORGOTTEN;
      const { held } = this;
      if (held > 0) throw new CredentialsRefused(this.#hold.refusal, Math.ceil(held / 1000));
      return 0;
    }
    const [oldest] = places;
    if (oldest !== undefined && places.length >= MOST_UNANSWERED) return oldest[0].since + FORGOTTEN - now;
    const last = waiting.at(-1);
    return last === undefined ? 0 : last[0].since + SILENCE - now;
  }

  #take(): Place {
    this.#sent += 1;
    const since = this.#now();
    const heldBefore = this.#hold;
    // Whatever comes of it counts as an attempt, also when the answer gets lost.
    const heldMeanwhile = heldBefore === undefined ? undefined : { ...heldBefore, since };
    this.#hold = heldMeanwhile;
    const place = { order: this.#sent, since, heldBefore, heldMeanwhile };
    this.#places.set(place, 'waiting');
    return place;
  }

  async #goAhead(
    place: Place,
    request: OutboundRequest,
    next: Send,
    judge: Judge,
  ): Promise<OutboundResponse> {
    let failure: ProbeOutcome;
    let isLost = false;
    try {
      const response = await next({
        ...request,
        unanswered: (ending) => {
          request.unanswered?.(ending);
          void this.#outlive(place, ending, judge);
        },
      });
      this.#settle(place.order, judge(response));
      return response;
    } catch (error) {
      if (error instanceof TransportFailure) {
        const { progress, reason } = error;
        if (progress === 'unsent' && reason !== 'ABORTED') {
          // The credentials were not shown to anybody, and whoever waits would wait for the same failure.
          if (this.#hold === place.heldMeanwhile) this.#hold = place.heldBefore;
          failure = { failure: error, judge };
        }
        this.#settle(place.order, judgeFailure(error, judge));
        isLost = progress === 'sent' && reason === 'ABORTED';
      }
      throw error;
    } finally {
      if (!isLost) this.#places.delete(place);
      else if (this.#places.has(place)) this.#places.set(place, 'left');
      this.#announce(failure);
    }
  }

  /** The answer that nobody else waits for, and that comes without its body. */
  async #outlive(
    place: Place,
    ending: Promise<OutboundResponse | TransportFailure>,
    judge: Judge,
  ): Promise<void> {
    const outcome = await ending;
    if (outcome instanceof TransportFailure) return;
    this.#places.delete(place);
    const { status, headers } = outcome;
    this.#settle(place.order, judge({ status, headers }));
    this.#announce(undefined);
  }

  #settle(order: number, verdict: Verdict): void {
    if (verdict === undefined || order < this.#judged) return;
    this.#judged = order;
    this.#verified = verdict === 'accepted';
    this.#hold = verdict === 'accepted' ? undefined : this.#holdFor(verdict, order);
  }

  #holdFor(refusal: Refusal, order: number): Hold {
    const { holds, least = 0 } = refusal;
    const before = this.#hold?.refusal.holds === holds ? this.#hold : undefined;
    // Only what was sent after a hold had ended shows that it is still so.
    const isStill = before !== undefined && order > before.order;
    const repeats = before === undefined ? 0 : before.repeats + Number(isStill);
    const length = Math.max(least, holds[Math.min(repeats, holds.length - 1)] ?? holds[0]);
    const last = before === undefined || isStill ? this.#sent : before.order;
    return { refusal, since: this.#now(), length, repeats, order: last };
  }

  #announce(outcome: ProbeOutcome): void {
    const { resolve } = this.#changed;
    this.#changed = Promise.withResolvers();
    resolve(outcome);
  }

  /** What became of one that went ahead, or nothing after so many milliseconds. @throws TransportFailure `ABORTED` */
  async #change(milliseconds: number, signal: AbortSignal): Promise<ProbeOutcome> {
    const over = new AbortController();
    const time = this.#wait(milliseconds, AbortSignal.any([signal, over.signal])).catch((error) => {
      if (!over.signal.aborted) throw error;
    });
    try {
      return (await Promise.race([this.#changed.promise, time])) ?? undefined;
    } finally {
      over.abort();
    }
  }
}

/** The guards of the process, which outlive a load of the configuration. */
export class KeptGuards {
  readonly #guards = new Map<string, CredentialGuard>();

  guard(name: string, clock: Clock): CredentialGuard {
    const guard = this.#guards.get(name) ?? new CredentialGuard(clock);
    this.#guards.delete(name);
    this.#guards.set(name, guard);
    const [oldest] = this.#guards.keys();
    if (this.#guards.size > MOST_KEPT && oldest !== undefined) this.#guards.delete(oldest);
    return guard;
  }
}

/**
 * The guards of one configuration load: systems with the same credentials at the same host share one. For each load,
 * credentials that were refused are tried again once.
 */
export class CredentialGuards {
  readonly #used = new Map<string, CredentialGuard>();

  /** The guard is looked up when it is first needed: a load may be refused, and then none of it is used. */
  interceptor(
    kept: KeptGuards,
    origin: string,
    credentials: Credentials,
    clock: Clock,
    judge: Judge,
  ): Interceptor {
    return (next) => {
      let send: Send | undefined;
      return (request) => {
        send ??= this.guard(kept, origin, credentials, clock).interceptor(judge)(next);
        return send(request);
      };
    };
  }

  guard(kept: KeptGuards, origin: string, credentials: Credentials, clock: Clock): CredentialGuard {
    const name = digest(origin, credentials);
    const used = this.#used.get(name);
    if (used !== undefined) return used;
    const guard = kept.guard(name, clock);
    guard.tryAgain();
    this.#used.set(name, guard);
    return guard;
  }
}

/** Credentials are remembered as a digest alone, under a key that exists in memory only. */
function digest(origin: string, { user, password }: Credentials): string {
  return createHmac('sha256', DIGEST_KEY)
    .update(JSON.stringify([origin, user, password]))
    .digest('base64');
}

function patience({ deadline }: OutboundRequest, now: number): number {
  const { milliseconds, part } = PATIENCE;
  return deadline === undefined ? milliseconds : Math.min(milliseconds, (deadline - now) * part);
}
