/**
 * When requests to one host may be sent: so many a minute, and none while it is shut after a 429.
 *
 * The rate is a token bucket (the "generic cell rate algorithm", ITU-T I.371): a ninth of a minute's requests may go
 * at once. No minute then sees more than ten ninths of the rate: 200 where it is 180. After a 429, those who waited look for new
 * times, and what was sent before counts on: a host that is open again at once gets no burst more. One may whose clients do
 * not come back when they were told to: whoever waited behind them goes together with those who come later.
 *
 * Whoever is turned away is promised a time, each another one, and whoever comes while promises are due is served
 * before those who come without. Otherwise all of them would return at once and most be turned away again.
 *
 * Where instances share their state, its server goes through the same steps (`src/state/valkey/pace-script.ts`).
 */
import { IpsProxyError } from '../../errors.ts';
import type { Rate } from '../../state/pacing.ts';

const MINUTE = 60_000;
/** The part of a minute's requests that may go at once. */
const BURST = 1 / 9;
/** Milliseconds for which a promise is kept. */
const GRACE = 10_000;
/** Milliseconds; later times are not promised. */
const FURTHEST = 3_600_000;
/** Milliseconds; clocks are put right by less all the time. */
const SET_BACK = 1_000;

/** A request was not sent, because it could not have been in time. */
export class HeldBack extends IpsProxyError {
  /** When to come back. */
  readonly seconds: number;

  constructor(seconds: number) {
    super('UPSTREAM_HELD_BACK', `the backend takes no more requests at the moment: ${seconds} seconds`);
    this.seconds = seconds;
  }
}

/** All times are milliseconds since the epoch. */
export class RequestSchedule {
  #requestsPerMinute = Number.POSITIVE_INFINITY;
  #rate: Rate = { interval: 0, tolerance: 0 };
  /** What of it is for this schedule: others who know nothing of it keep to the rest. */
  #share: Rate = this.#rate;
  #instances = 1;
  /** When the next request is due, were they spread evenly. */
  #next = 0;
  #shutUntil = 0;
  /** The latest that it has been. */
  #seen = 0;
  /** When those who were turned away shall come back, ascending. */
  readonly #promises: number[] = [];

  /** At most so many requests a minute; of several limits the strictest holds. */
  limit(requestsPerMinute: number): void {
    if (requestsPerMinute >= this.#requestsPerMinute) return;
    this.#requestsPerMinute = requestsPerMinute;
    this.#rate = rateOf(requestsPerMinute, 1);
    this.#share = rateOf(requestsPerMinute, this.#instances);
  }

  /** This is the schedule of one of so many instances. */
  divide(instances: number): void {
    if (instances === this.#instances) return;
    this.#instances = instances;
    this.#share = rateOf(this.#requestsPerMinute, instances);
  }

  /** Of all instances. */
  get rate(): Rate {
    return this.#rate;
  }

  get shutUntil(): number {
    return this.#shutUntil;
  }

  /** Milliseconds until the next request is due, were they spread evenly. */
  debt(now: number): number {
    return Math.max(0, this.#next - now);
  }

  /** @returns when the request is sent. @throws HeldBack where that is after `latest`, and not now */
  book(now: number, latest: number): number {
    this.#heedClock(now);
    const isExpected = this.#claimPromise(now);
    const at = this.#slot(now, isExpected ? 0 : this.#promisedBefore(now));
    if (at > now && at > latest) throw new HeldBack(secondsUntil(this.promise(now), now));
    this.#next = Math.max(this.#next, now, this.#shutUntil) + this.#share.interval;
    return at;
  }

  /** Others have decided: the next request is due then. */
  follow(now: number, next: number): void {
    this.#heedClock(now);
    this.#next = next;
  }

  /** @returns whether it was open for longer before */
  shut(until: number, now: number): boolean {
    if (until <= this.#shutUntil) return false;
    this.#shutUntil = until;
    // What was booked and not sent is void; what was sent has made it no later than this.
    const { interval, tolerance } = this.#share;
    this.#next = Math.max(until, Math.min(this.#next, now + tolerance + interval));
    return true;
  }

  /** A time that nobody else was promised. */
  promise(now: number): number {
    const { interval } = this.#share;
    const last = this.#promises.at(-1);
    const after = last === undefined ? 0 : last + interval;
    const due = Math.min(Math.max(this.#slot(now, 0), after), now + FURTHEST);
    if (interval > 0 && due < now + FURTHEST) this.#promises.push(due);
    return due;
  }

  /** A clock that was set back would keep everybody waiting until it is as late again. */
  #heedClock(now: number): void {
    if (this.#seen > now + SET_BACK) {
      this.#next += now - this.#seen;
      this.#shutUntil += now - this.#seen;
      this.#promises.length = 0;
    }
    this.#seen = now;
  }

  #slot(now: number, ahead: number): number {
    const { interval, tolerance } = this.#share;
    return Math.max(now, this.#shutUntil, this.#next + ahead * interval - tolerance);
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
}

/** Whole seconds, one at least. */
export function secondsUntil(time: number, now: number): number {
  return Math.max(1, Math.ceil((time - now) / 1000));
}

function rateOf(requestsPerMinute: number, instances: number): Rate {
  if (requestsPerMinute === Number.POSITIVE_INFINITY) return { interval: 0, tolerance: 0 };
  const interval = (MINUTE / requestsPerMinute) * instances;
  const burst = Math.max(1, Math.floor((requestsPerMinute * BURST) / instances));
  return { interval, tolerance: (burst - 1) * interval };
}
