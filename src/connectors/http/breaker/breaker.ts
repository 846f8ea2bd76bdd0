/**
 * The circuit breaker of one backend: whoever is away is not asked by everybody, each for as long as a request may take.
 *
 * | state | meaning | requests |
 * | --- | --- | --- |
 * | closed | it answers, or nobody knows better | go through |
 * | open | nothing but failures, {@link FAILURES} in a row and for {@link FAILING_FOR} | are refused at once, for a pause |
 * | half-open | the pause is over, or a probe is under way | one goes as the probe, reads first; others are refused |
 *
 * Any answer closes it, also one to a request that was sent before. A probe counts as failed until it is answered: the next pause begins
 * with it, so that one that hangs does not keep the next one from trying.
 */
import type { WebProxyError } from '../way/web-proxy-error.ts';

/** Failures without an answer between them. */
export const FAILURES = 5;
/** Milliseconds without any answer: repetitions get over what is shorter. */
export const FAILING_FOR = 2_000;
/** Milliseconds of the first pause; each further one is twice as long, up to the longest. */
const FIRST_PAUSE = 2_000;
export const LONGEST_PAUSE = 30_000;
/** The part of a pause that is left to chance, so that instances do not come back together. */
const SPREAD = 1 / 4;
/** Milliseconds after a pause in which only a read may be the probe: of a write that fails, it may stay unknown whether it was done. */
export const READS_FIRST = 2_000;
/** Milliseconds after closing within which a backend that is away again goes on where its pauses were. */
const FLAPPING = 60_000;

export type BreakerState = 'closed' | 'half-open' | 'open';

/** What an attempt says about the backend; `unknown`: nothing. */
export type Verdict = 'there' | 'away' | 'unknown';

/** One attempt that may go. */
export interface Entry {
  /** Milliseconds of the breaker's clock. */
  readonly at: number;
  /** How often it had closed by then. */
  readonly closings: number;
}

/** How an attempt ended: a status, a reason, or trouble with the web proxy on the way. */
export type Failure = string | WebProxyError;

export interface Opening {
  /** Milliseconds since the epoch, when the failures began. */
  readonly since: number;
  /** The last of them. */
  readonly failure: Failure;
}

export interface BreakerClock {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

export class Breaker {
  readonly #now: () => number;
  readonly #random: () => number;
  #closings = 0;
  #closedAt = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #failingSince = 0;
  #lastAnswer = Number.NEGATIVE_INFINITY;
  #opening: Opening | undefined;
  /** How many pauses there were, this one among them. */
  #pauses = 0;
  /** When the pause is over. */
  #until = 0;
  #probe: Entry | undefined;

  constructor({ now, random }: BreakerClock = { now: () => performance.now(), random: Math.random }) {
    this.#now = now;
    this.#random = random;
  }

  get state(): BreakerState {
    if (this.#opening === undefined) return 'closed';
    return this.#probe !== undefined || this.#now() >= this.#until ? 'half-open' : 'open';
  }

  /** Why nothing is sent, or only a probe. Absent: it is closed. */
  get opening(): Opening | undefined {
    return this.#opening;
  }

  /** Milliseconds until such a request may be sent; 0: now. */
  wait(isRead: boolean): number {
    if (this.#opening === undefined) return 0;
    return Math.max(0, this.#until + (isRead ? 0 : READS_FIRST) - this.#now());
  }

  /** To be called where {@link wait} is 0, right before the attempt goes. */
  enter(): Entry {
    const entry = { at: this.#now(), closings: this.#closings };
    if (this.#opening !== undefined) {
      this.#probe = entry;
      this.#pause(this.#pauses + 1);
    }
    return entry;
  }

  /** Milliseconds since it went. */
  ageOf({ at }: Entry): number {
    return this.#now() - at;
  }

  /**
   * Once for each entry.
   *
   * @param failure where it failed
   * @param age milliseconds since it went, of whoever has asked already: the clock costs every request
   * @returns what that changes
   */
  leave(
    entry: Entry,
    verdict: Verdict,
    failure: Failure = '',
    age = this.ageOf(entry),
  ): 'opened' | 'closed' | undefined {
    const now = entry.at + age;
    if (verdict === 'there') return this.#answered(now);
    const isProbe = this.#probe === entry;
    if (isProbe) this.#probe = undefined;
    // Whatever was sent before it closed is older news than what closed it.
    if (entry.closings !== this.#closings) return undefined;
    if (this.#opening !== undefined) {
      if (isProbe) this.#probeFailed(verdict, failure, this.#opening);
      return undefined;
    }
    return verdict === 'away' ? this.#failed(entry, failure, now) : undefined;
  }

  #answered(now: number): 'closed' | undefined {
    this.#lastAnswer = now;
    this.#failures = 0;
    if (this.#opening === undefined) return undefined;
    if (this.#probe !== undefined) this.#pauses -= 1;
    this.#opening = undefined;
    this.#probe = undefined;
    this.#closedAt = this.#lastAnswer;
    this.#closings += 1;
    return 'closed';
  }

  #failed({ at }: Entry, failure: Failure, now: number): 'opened' | undefined {
    this.#failingSince = Math.max(
      this.#failures === 0 ? at : Math.min(at, this.#failingSince),
      this.#lastAnswer,
    );
    this.#failures += 1;
    const failingFor = now - this.#failingSince;
    if (this.#failures < FAILURES || failingFor < FAILING_FOR) return undefined;
    this.#failures = 0;
    this.#opening = { since: Date.now() - failingFor, failure };
    const isFlapping = now - this.#closedAt < FLAPPING;
    this.#pause(isFlapping ? this.#pauses + 1 : 1);
    return 'opened';
  }

  #probeFailed(verdict: Verdict, failure: Failure, opening: Opening): void {
    if (verdict === 'away') {
      this.#opening = { ...opening, failure };
      this.#pause(this.#pauses);
      return;
    }
    this.#pauses -= 1;
    this.#until = this.#now();
  }

  /** @param pauses how many there are with this one */
  #pause(pauses: number): void {
    this.#pauses = pauses;
    const length = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(pauses - 1, 10));
    this.#until = this.#now() + length * (1 - SPREAD * this.#random());
  }
}
