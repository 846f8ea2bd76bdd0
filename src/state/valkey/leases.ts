/**
 * Leases on Valkey. The server keeps who has which, by its own clock; a holder goes by its own ones, from before it asked, and
 * stops early. So a write that was sent has some seconds left until anybody else may begin, and no clocks need to agree.
 */
import { createHash, randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { type Lease, LeaseNotGiven, type Leases } from '../leases.ts';
import { StateUnavailable } from '../state.ts';

/** Milliseconds. */
export interface LeaseTimes {
  /** A lease ends so long after it was given or renewed last. */
  readonly lifetime: number;
  /** What has to be left of it where something is sent: so long, a write may be under way when its instance is killed or stopped. */
  readonly reserve: number;
  /** Between two renewals. */
  readonly renewal: number;
  /** Who waits and does not ask again loses the place in the order after so long. */
  readonly patience: number;
}

export const LEASE_TIMES: LeaseTimes = { lifetime: 15_000, reserve: 10_000, renewal: 2_000, patience: 1_000 };

/** Milliseconds between two questions of who waits; they get longer. */
const SHORTEST_PAUSE = 5;
const LONGEST_PAUSE = 50;

export type LeaseStep = 'take' | 'renew' | 'release';

export interface LeaseAnswer {
  readonly isHeld: boolean;
  /** Milliseconds until leases are given away again. */
  readonly rest: number;
}

export interface LeaseParts {
  /** @throws StateUnavailable */
  readonly ask: (step: LeaseStep, key: string, token: string, alone: boolean) => Promise<LeaseAnswer>;
  readonly times: LeaseTimes;
  /** Starts to count milliseconds, also those in which the process or its machine stands still. */
  readonly stopwatch: () => () => number;
  /** @throws where the signal aborts */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
}

/** Times and clocks have defaults. */
export type LeaseOptions = Pick<LeaseParts, 'ask'> & Partial<LeaseParts>;

export class ValkeyLeases implements Leases {
  readonly #parts: LeaseParts;
  readonly #closing = new AbortController();
  /** Of this process among all that there are and were. */
  readonly #instance = randomUUID();
  #given = 0;

  constructor({ ask, times = LEASE_TIMES, stopwatch = ofAllTime, wait = sleep }: LeaseOptions) {
    this.#parts = { ask, times, stopwatch, wait };
    // One for each lease that is held.
    setMaxListeners(0, this.#closing.signal);
  }

  async take(key: string, alone: boolean, signal: AbortSignal): Promise<Lease> {
    const { ask, stopwatch, wait } = this.#parts;
    const hash = createHash('sha256').update(key).digest('base64url');
    this.#given += 1;
    const token = `${this.#instance}.${this.#given}`;
    for (let pause = SHORTEST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, 2 * pause)) {
      const age = stopwatch();
      const { isHeld, rest } = await ask('take', hash, token, alone);
      if (isHeld) {
        const lease = new ValkeyLease({ key: hash, token, alone, age }, this.#parts, this.#closing.signal);
        if (!signal.aborted && lease.isHeld()) return lease;
        lease.release();
      }
      try {
        signal.throwIfAborted();
        // Who need not ask until the time is over keeps only the place.
        const length = rest > 0 ? Math.min(rest, this.#parts.times.patience / 2) : pause;
        await wait(length * (0.5 + Math.random() / 2), signal);
      } catch {
        if (!isHeld) ask('release', hash, token, alone).catch(ignore);
        throw new LeaseNotGiven(rest > 0 ? 'restart' : 'others');
      }
    }
  }

  /** Whatever is held ends by itself: what was sent under it may be under way. */
  close(): void {
    this.#closing.abort();
  }
}

interface Given {
  readonly key: string;
  readonly token: string;
  readonly alone: boolean;
  /** Milliseconds since it was asked for. */
  readonly age: () => number;
}

class ValkeyLease implements Lease {
  readonly #given: Given;
  readonly #parts: LeaseParts;
  readonly #done = new AbortController();
  /** Since it was asked for or renewed. */
  #age: () => number;
  /** For good: others may have had it since. */
  #isLost = false;

  constructor(given: Given, parts: LeaseParts, closing: AbortSignal) {
    this.#given = given;
    this.#parts = parts;
    this.#age = given.age;
    void this.#keep(closing);
  }

  isHeld(): boolean {
    const { lifetime, reserve } = this.#parts.times;
    return !this.#isLost && this.#age() < lifetime - reserve;
  }

  release(): void {
    if (this.#done.signal.aborted) return;
    this.#done.abort();
    this.#isLost = true;
    const { key, token, alone } = this.#given;
    this.#parts.ask('release', key, token, alone).catch(ignore);
  }

  /** Never fails. */
  async #keep(closing: AbortSignal): Promise<void> {
    const { ask, wait, stopwatch, times } = this.#parts;
    const { key, token, alone } = this.#given;
    const stop = () => this.#done.abort();
    closing.addEventListener('abort', stop, { once: true });
    const { signal } = this.#done;
    try {
      while (!this.#isLost) {
        await wait(times.renewal, signal);
        const age = stopwatch();
        // Also where it ended while the answer was under way, somebody else may have had it before the server forgot him.
        const isRenewed = await this.#inTime(() => ask('renew', key, token, alone));
        if (isRenewed) this.#age = age;
      }
    } catch {
      // Released, or the process ends.
    } finally {
      closing.removeEventListener('abort', stop);
    }
  }

  async #inTime(renew: () => Promise<LeaseAnswer>): Promise<boolean> {
    const hasEnded = () => this.#age() >= this.#parts.times.lifetime;
    if (hasEnded()) this.#isLost = true;
    if (this.#isLost) return false;
    try {
      const { isHeld } = await renew();
      if (!isHeld || hasEnded()) this.#isLost = true;
      return !this.#isLost;
    } catch (error) {
      // While the server is away, the lease holds as long as its time lasts.
      if (!(error instanceof StateUnavailable)) throw error;
      return false;
    }
  }
}

/** Of two clocks the one that went further: one stands still while a machine does, the other may be put back. */
const ofAllTime: LeaseParts['stopwatch'] = () => {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Date.now() - wall);
};

const sleep: LeaseParts['wait'] = (milliseconds, signal) =>
  setTimeout(milliseconds, undefined, { ref: false, signal });

function ignore(): void {}
