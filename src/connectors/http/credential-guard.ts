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
 *
 * Instances that share their state have the three places together, and each is held where one was refused.
 */
import { type Hold, holdFor, refusedUntil } from './credential-hold.ts';
import { CredentialsUnproven, FORGOTTEN, MOST_UNANSWERED, SILENCE } from './credentials-unproven.ts';
import {
  type Interceptor,
  type OutboundRequest,
  type OutboundResponse,
  type Send,
  TransportFailure,
} from './exchange.ts';
import type { SharedCredentials } from './instances/shared-credentials.ts';
import { type Judge, judgeFailure, type Verdict } from './refusal.ts';
import type { Clock, Wait } from './waiting.ts';

/** Milliseconds that others wait for them at most, and the part of their own time. */
const PATIENCE = { milliseconds: 10_000, part: 0.6 };

/** What a request that went ahead means for those that wait: that they go on as they can, or fail likewise if they go the same way. */
type ProbeOutcome = { readonly failure: TransportFailure; readonly judge: Judge } | undefined;

/** Of a request that went ahead. */
interface Place {
  /** In the order of sending. */
  readonly order: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly heldBefore: Hold | undefined;
  /** The same as it is while nobody knows what becomes of this one. */
  readonly heldMeanwhile: Hold | undefined;
  /** Other instances know of it. */
  readonly isShared: boolean;
}

/** Watches over one pair of credentials at one host. What an answer says about them is the judge's business. */
export class CredentialGuard {
  readonly #now: () => number;
  readonly #wait: Wait;
  readonly #others: SharedCredentials | undefined;
  /** Other instances are asked for a place, or are asked again then. */
  #isEntering = false;
  #entersAgain = 0;
  /** Refused credentials are to be tried once more, by one of all instances. */
  #isFresh = true;
  #verified = false;
  #hold: Hold | undefined;
  /** How many requests were sent, to tell which of two was sent later. */
  #sent = 0;
  /** Of those whose answer says something about the credentials, the one that was sent last: it decides. */
  #judged = 0;
  /** Whoever went ahead and was not answered, also where nobody waits for the answer any more. */
  readonly #places = new Map<Place, 'waiting' | 'left'>();
  #changed = Promise.withResolvers<ProbeOutcome>();

  /** @param others who know of the same credentials. Default: nobody */
  constructor({ now, wait }: Clock, others?: SharedCredentials) {
    this.#now = now;
    this.#wait = wait;
    this.#others = others;
  }

  /** @throws CredentialsRefused, CredentialsUnproven where nothing may be sent at the moment */
  interceptor(judge: Judge): Interceptor {
    return (next) => async (request) => {
      if (this.#others !== undefined) await this.#heed(this.#others);
      if (!this.#verified) {
        const isFree = this.#others === undefined && this.#untilNext() <= 0;
        const place = isFree ? this.#take(false) : await this.#waitForPlace(request, judge);
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
    this.#isFresh = true;
    if (this.#hold === undefined) return;
    this.#hold = undefined;
    this.#forgetSent();
  }

  /** What was sent before decides nothing any more. */
  #forgetSent(): void {
    this.#sent += 1;
    this.#judged = this.#sent;
  }

  /** What others were told. @throws CredentialsRefused */
  async #heed(others: SharedCredentials): Promise<void> {
    const told = await others.look();
    if (told === undefined || told === 'unknown') return;
    if (told !== 'accepted') {
      if (this.#verified) this.#forgetSent();
      this.#verified = false;
      // What was answered here says more.
      if (!this.#isFresh && this.held <= 0) throw refusedUntil(told.refusal, told.until, this.#now());
    } else if (this.#hold !== undefined) {
      this.#hold = { ...this.#hold, length: 0 };
    }
  }

  /** A place among those who go ahead, or `undefined` once nobody has to. */
  async #waitForPlace(request: OutboundRequest, judge: Judge): Promise<Place | undefined> {
    const until = this.#now() + patience(request, this.#now());
    while (!this.#verified) {
      const next = this.#untilNext();
      if (next <= 0) {
        if (this.#others === undefined) return this.#take(false);
        const place = await this.#enter(this.#others);
        if (place !== undefined) return place;
        continue;
      }
      const left = until - this.#now();
      if (left <= 0) throw new CredentialsUnproven();
      const outcome = await this.#change(Math.min(next, left), request.signal);
      // Another system may have another web proxy, or trust other authorities.
      if (outcome?.judge === judge) throw outcome.failure;
    }
    return undefined;
  }

  /** A place that no other instance has; whoever gets none knows when to ask again. @throws CredentialsRefused */
  async #enter(others: SharedCredentials): Promise<Place | undefined> {
    this.#isEntering = true;
    try {
      const entry = await others.enter(this.#isFresh);
      if (entry === undefined) return this.#take(false);
      // Also where somebody else is trying them at this moment: what comes of that is new.
      this.#isFresh = false;
      if (entry !== 'ahead' && 'again' in entry) {
        this.#entersAgain = this.#now() + entry.again;
        return undefined;
      }
      if (entry !== 'ahead') throw refusedUntil(entry.hold.refusal, entry.hold.until, this.#now());
      return this.#take(true);
    } finally {
      this.#isEntering = false;
      this.#announce(undefined);
    }
  }

  /** Milliseconds until somebody may go ahead. @throws CredentialsRefused */
  #untilNext(): number {
    const now = this.#now();
    if (this.#isEntering) return SILENCE;
    const untilEntry = Math.max(0, Math.min(this.#entersAgain - now, SILENCE));
    for (const place of this.#places.keys()) if (place.since + FORGOTTEN <= now) this.#places.delete(place);
    const places = [...this.#places];
    const waiting = places.filter(([, state]) => state === 'waiting');
    if (this.#hold !== undefined) {
      if (waiting.some(([place]) => place.heldBefore !== undefined)) return FORGOTTEN;
      const { held } = this;
      if (held > 0) throw refusedUntil(this.#hold.refusal, now + held, now);
      return untilEntry;
    }
    const [oldest] = places;
    if (oldest !== undefined && places.length >= MOST_UNANSWERED) return oldest[0].since + FORGOTTEN - now;
    const last = waiting.at(-1);
    return last === undefined ? untilEntry : Math.max(untilEntry, last[0].since + SILENCE - now);
  }

  #take(isShared: boolean): Place {
    this.#sent += 1;
    const since = this.#now();
    const heldBefore = this.#hold;
    // Whatever comes of it counts as an attempt, also when the answer gets lost.
    const heldMeanwhile = heldBefore === undefined ? undefined : { ...heldBefore, since };
    this.#hold = heldMeanwhile;
    const place = { order: this.#sent, since, heldBefore, heldMeanwhile, isShared };
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
      if (!isLost) this.#leave(place);
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
    const { status, headers } = outcome;
    this.#settle(place.order, judge({ status, headers }));
    this.#leave(place);
    this.#announce(undefined);
  }

  /** Whatever the answer says, others know before the place is theirs. */
  #leave(place: Place): void {
    this.#places.delete(place);
    if (place.isShared) this.#others?.left();
  }

  #settle(order: number, verdict: Verdict): void {
    if (verdict === undefined || order < this.#judged) return;
    this.#judged = order;
    const wasVerified = this.#verified;
    this.#verified = verdict === 'accepted';
    this.#isFresh = false;
    const refused = { order, lastSent: this.#sent, now: this.#now() };
    this.#hold = verdict === 'accepted' ? undefined : holdFor(verdict, this.#hold, refused);
    if (this.#others === undefined) return;
    if (this.#hold !== undefined) this.#others.refused(this.#hold.refusal, this.#hold.length);
    else if (!wasVerified) this.#others.accepted();
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

function patience({ deadline }: OutboundRequest, now: number): number {
  const { milliseconds, part } = PATIENCE;
  return deadline === undefined ? milliseconds : Math.min(milliseconds, (deadline - now) * part);
}
