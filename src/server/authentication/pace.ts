/** How fast checks may follow one another after failures, per identity and address, and per address alone. */
import { BoundedMap } from '../bounded-map.ts';

/** Failures that slow nothing down. */
const FREE_PER_IDENTITY = 10;
const FREE_PER_ADDRESS = 100;
/** Milliseconds between two checks; doubled with every further failure. */
const FIRST_INTERVAL = 50;
/** Milliseconds. Short: the right secret, too, waits for the next check. */
const LONGEST_PER_IDENTITY = 1000;
const LONGEST_PER_ADDRESS = 200;
/** Milliseconds without an attempt after which failures are forgotten. */
export const FORGET_AFTER = 15 * 60_000;
const MOST_ENTRIES = 10_000;

export class Pace {
  /** When the last check began. */
  last = Number.NEGATIVE_INFINITY;
  lastAttempt = performance.now();
  #failures = 0;
  readonly #free: number;
  readonly #longest: number;

  constructor(free: number, longest: number) {
    this.#free = free;
    this.#longest = longest;
  }

  /** When the next check may begin. */
  get next(): number {
    const excess = this.#failures - this.#free;
    return excess < 0 ? 0 : this.last + Math.min(this.#longest, FIRST_INTERVAL * 2 ** excess);
  }

  get hasFailures(): boolean {
    return this.#failures > 0;
  }

  failed(): void {
    this.#failures += 1;
  }

  /** Others know of more. */
  failedAtLeast(times: number): void {
    this.#failures = Math.max(this.#failures, times);
  }

  succeeded(): void {
    this.#failures = 0;
  }
}

export class Paces {
  readonly #paces = new BoundedMap<Pace>(MOST_ENTRIES);

  ofIdentity(identity: string, address: string): Pace {
    return this.#get(`${address} ${identity}`, FREE_PER_IDENTITY, LONGEST_PER_IDENTITY);
  }

  ofAddress(address: string): Pace {
    return this.#get(address, FREE_PER_ADDRESS, LONGEST_PER_ADDRESS);
  }

  #get(key: string, free: number, longest: number): Pace {
    const now = performance.now();
    let pace = this.#paces.get(key);
    if (pace === undefined || now - pace.lastAttempt > FORGET_AFTER) {
      pace = new Pace(free, longest);
      this.#paces.set(key, pace);
    }
    pace.lastAttempt = now;
    return pace;
  }
}
