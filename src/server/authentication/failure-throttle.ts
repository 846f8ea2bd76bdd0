/**
 * Slows down repeated failures per identity and address, and per address alone (many identities from one place).
 * Nobody is locked out: the right secret is accepted after the wait, and whoever logged on before does not wait at all.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ScimError } from '../../scim/errors.ts';
import { BoundedMap } from './bounded-map.ts';

/** Failures without any delay. */
const FREE_PER_IDENTITY = 10;
const FREE_PER_ADDRESS = 100;
/** Milliseconds; doubled with every further failure. */
const FIRST_DELAY = 100;
const LONGEST_DELAY = 5000;
/** Milliseconds without an attempt after which failures are forgotten. */
const FORGET_AFTER = 15 * 60_000;
/** Attempts of one identity from one address that may wait at once. */
const MOST_WAITING = 8;
const MOST_ENTRIES = 10_000;

interface Tally {
  /** Failures, and attempts that are not decided yet. */
  attempts: number;
  waiting: number;
  last: number;
}

export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
}

const SYSTEM_CLOCK: Clock = { now: () => performance.now(), sleep };

/** Tells how an attempt ended; exactly one of them, once. */
export interface Attempt {
  succeeded(): void;
  failed(): void;
  /** Neither: it was not decided. */
  cancelled(): void;
}

export class FailureThrottle {
  readonly #clock: Clock;
  readonly #records = new BoundedMap<Tally>(MOST_ENTRIES);

  constructor(clock: Clock = SYSTEM_CLOCK) {
    this.#clock = clock;
  }

  /**
   * Waits as long as the failures so far demand.
   *
   * @param identity a fixed-size stand-in for what the caller claims to be
   * @throws ScimError 429 when too many attempts wait already
   */
  async admit(identity: string, address: string): Promise<Attempt> {
    const personal = this.#record(`${address} ${identity}`);
    const local = this.#record(address);
    const delay = Math.max(
      delayFor(personal.attempts - FREE_PER_IDENTITY),
      delayFor(local.attempts - FREE_PER_ADDRESS),
    );
    if (delay > 0 && personal.waiting >= MOST_WAITING) {
      throw new ScimError(429, 'Too many failed logons; check the secret and try again later.', {
        retryAfter: Math.ceil(delay / 1000),
      });
    }
    personal.attempts += 1;
    local.attempts += 1;
    if (delay > 0) {
      personal.waiting += 1;
      await this.#clock.sleep(delay);
      personal.waiting -= 1;
    }
    return {
      succeeded: () => {
        personal.attempts = 0;
        takeBack(local);
      },
      failed: () => {},
      cancelled: () => {
        takeBack(personal);
        takeBack(local);
      },
    };
  }

  #record(key: string): Tally {
    const now = this.#clock.now();
    let record = this.#records.get(key);
    if (record === undefined || (now - record.last > FORGET_AFTER && record.waiting === 0)) {
      record = { attempts: 0, waiting: 0, last: now };
      this.#records.set(key, record);
    }
    record.last = now;
    return record;
  }
}

function takeBack(record: Tally): void {
  // A success beside it may have set it to zero.
  record.attempts = Math.max(0, record.attempts - 1);
}

function delayFor(excess: number): number {
  return excess < 0 ? 0 : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** excess);
}
