/**
 * Keeps wrong credentials from locking a technical user: Identity Authentication locks a client id for 60 minutes
 * after five failed logons ("Add Administrators"), and a proxy under load sends more than five requests a second.
 *
 * | state | meaning | requests |
 * | --- | --- | --- |
 * | unverified | nobody knows yet | one goes ahead; while it is not answered, another one a second later, and a third |
 * | verified | the backend took them | go through |
 * | refused | the backend answered 401 | fail at once; 15 minutes later one goes ahead alone |
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
import { type Wait, wait } from './waiting.ts';

/** Milliseconds between two attempts with credentials that were refused. */
export const PROBE_INTERVAL = 15 * 60 * 1000;
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

/** A request was not sent because the backend had refused its credentials. */
export class CredentialsRefused extends IpsProxyError {
  constructor() {
    super('UPSTREAM_CREDENTIALS_REFUSED', 'the backend refused these credentials before');
  }
}

/** A request was not sent because the backend has not answered those that went ahead. */
export class CredentialsUnproven extends IpsProxyError {
  /** When to come back. */
  readonly seconds = 5;

  constructor() {
    super('UPSTREAM_CREDENTIALS_UNPROVEN', 'the backend has answered no request with these credentials yet');
  }
}

/** What a request that went ahead means for those that wait: that they go on as they can, or this failure. */
type ProbeOutcome = TransportFailure | undefined;

/** Of a request that went ahead. */
interface Place {
  /** In the order of sending. */
  readonly order: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly refusedBefore: number | undefined;
}

/** Watches over one pair of credentials at one host. */
export class CredentialGuard {
  readonly #now: () => number;
  readonly #wait: Wait;
  #verified = false;
  #refusedAt: number | undefined;
  /** How many requests were sent, to tell which of two was sent later. */
  #sent = 0;
  /** Of those whose answer says something about the credentials, the one that was sent last: it decides. */
  #judged = 0;
  /** Whoever went ahead and was not answered, also where nobody waits for the answer any more. */
  readonly #places = new Map<Place, 'waiting' | 'left'>();
  #changed = Promise.withResolvers<ProbeOutcome>();

  /** @param now milliseconds since the epoch */
  constructor(now: () => number, waitFor: Wait = wait) {
    this.#now = now;
    this.#wait = waitFor;
  }

  /** @throws CredentialsRefused, CredentialsUnproven where nothing may be sent at the moment */
  readonly interceptor: Interceptor = (next) => async (request) => {
    if (!this.#verified) {
      const place = this.#untilNext() <= 0 ? this.#take() : await this.#waitForPlace(request);
      if (place !== undefined) return await this.#goAhead(place, request, next);
    }
    this.#sent += 1;
    const order = this.#sent;
    const response = await next(request);
    this.#judge(order, response);
    return response;
  };

  /** Credentials that were refused are tried again; what was sent before decides nothing any more. */
  tryAgain(): void {
    if (this.#refusedAt === undefined) return;
    this.#refusedAt = undefined;
    this.#sent += 1;
    this.#judged = this.#sent;
  }

  /** A place among those who go ahead, or `undefined` once nobody has to. */
  async #waitForPlace(request: OutboundRequest): Promise<Place | undefined> {
    const until = this.#now() + patience(request, this.#now());
    while (!this.#verified) {
      const next = this.#untilNext();
      if (next <= 0) return this.#take();
      const left = until - this.#now();
      if (left <= 0) throw new CredentialsUnproven();
      const failure = await this.#change(Math.min(next, left), request.signal);
      if (failure !== undefined) throw failure;
    }
    return undefined;
  }

  /** Milliseconds until somebody may go ahead. @throws CredentialsRefused */
  #untilNext(): number {
    const now = this.#now();
    for (const place of this.#places.keys()) if (place.since + FORGOTTEN <= now) this.#places.delete(place);
    const places = [...this.#places];
    const waiting = places.filter(([, state]) => state === 'waiting');
    if (this.#refusedAt !== undefined) {
      if (waiting.some(([place]) => place.refusedBefore !== undefined)) return FORGOTTEN;
      if (now < this.#refusedAt + PROBE_INTERVAL) throw new CredentialsRefused();
      return 0;
    }
    const [oldest] = places;
    if (oldest !== undefined && places.length >= MOST_UNANSWERED) return oldest[0].since + FORGOTTEN - now;
    const last = waiting.at(-1);
    return last === undefined ? 0 : last[0].since + SILENCE - now;
  }

  #take(): Place {
    this.#sent += 1;
    const place = { order: this.#sent, since: this.#now(), refusedBefore: this.#refusedAt };
    // Whatever comes of it counts as an attempt, also when the answer gets lost.
    if (this.#refusedAt !== undefined) this.#refusedAt = this.#now();
    this.#places.set(place, 'waiting');
    return place;
  }

  async #goAhead(place: Place, request: OutboundRequest, next: Send): Promise<OutboundResponse> {
    let failure: ProbeOutcome;
    let isLost = false;
    try {
      const response = await next({
        ...request,
        unanswered: (ending) => {
          request.unanswered?.(ending);
          void this.#outlive(place, ending);
        },
      });
      this.#judge(place.order, response);
      return response;
    } catch (error) {
      if (error instanceof TransportFailure) {
        const { progress, reason, status } = error;
        if (progress === 'unsent' && reason !== 'ABORTED') {
          // The credentials were not shown to anybody, and whoever waits would wait for the same failure.
          if (place.refusedBefore !== undefined) this.#refusedAt = place.refusedBefore;
          failure = error;
        }
        if (status !== undefined) this.#judge(place.order, { status, headers: {} });
        isLost = progress === 'sent' && reason === 'ABORTED';
      }
      throw error;
    } finally {
      if (!isLost) this.#places.delete(place);
      else if (this.#places.has(place)) this.#places.set(place, 'left');
      this.#announce(failure);
    }
  }

  /** The answer that nobody else waits for. */
  async #outlive(place: Place, ending: Promise<OutboundResponse | TransportFailure>): Promise<void> {
    const outcome = await ending;
    if (outcome instanceof TransportFailure) return;
    this.#places.delete(place);
    this.#judge(place.order, outcome);
    this.#announce(undefined);
  }

  #judge(order: number, response: Pick<OutboundResponse, 'status' | 'headers'>): void {
    if (order < this.#judged) return;
    if (response.status === 401) {
      this.#verified = false;
      this.#refusedAt = this.#now();
    } else if (provesCredentials(response)) {
      this.#verified = true;
      this.#refusedAt = undefined;
    } else return;
    this.#judged = order;
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

  guard(name: string, now: () => number): CredentialGuard {
    const guard = this.#guards.get(name) ?? new CredentialGuard(now);
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
  interceptor(kept: KeptGuards, origin: string, credentials: Credentials, now: () => number): Interceptor {
    return (next) => {
      let send: Send | undefined;
      return (request) => {
        send ??= this.guard(kept, origin, credentials, now).interceptor(next);
        return send(request);
      };
    };
  }

  guard(kept: KeptGuards, origin: string, credentials: Credentials, now: () => number): CredentialGuard {
    const name = digest(origin, credentials);
    const used = this.#used.get(name);
    if (used !== undefined) return used;
    const guard = kept.guard(name, now);
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

/** An overloaded backend, a gateway, a router or a redirect answers before anybody looks at credentials. */
function provesCredentials({ status, headers }: Pick<OutboundResponse, 'status' | 'headers'>): boolean {
  if (status === 404) return headers['content-type']?.startsWith('application/scim+json') ?? false;
  return status < 300 || (status >= 400 && status < 500 && status !== 429);
}
