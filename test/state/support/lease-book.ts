/** What the script of leases does, once more and without Valkey: of one server, whose clock and life are the test's. */
import type { LeaseAnswer, LeaseStep, LeaseTimes } from '../../../src/state/valkey/leases.ts';

interface Entry {
  readonly held: boolean;
  readonly alone: boolean;
  readonly place: number;
  readonly end: number;
}

export class LeaseBook {
  readonly #now: () => number;
  readonly #times: LeaseTimes;
  #entries = new Map<string, Map<string, Entry>>();
  #isKnown = false;
  #pauseEnd = Number.NEGATIVE_INFINITY;

  constructor(now: () => number, times: LeaseTimes) {
    this.#now = now;
    this.#times = times;
  }

  /** Starts anew, with what it had or with nothing. */
  restart(isEmpty: boolean): void {
    this.#isKnown = false;
    if (isEmpty) this.#entries = new Map();
  }

  ask(step: LeaseStep, key: string, token: string, alone: boolean): LeaseAnswer {
    const now = this.#now();
    if (!this.#isKnown) this.#pauseEnd = now + this.#times.lifetime;
    this.#isKnown = true;
    const rest = Math.max(0, this.#pauseEnd - now);
    const entries = new Map([...(this.#entries.get(key) ?? [])].filter(([, { end }]) => end > now));
    this.#entries.set(key, entries);
    const mine = entries.get(token);
    if (step === 'release') {
      entries.delete(token);
      return { isHeld: false, rest };
    }
    const place = mine?.place ?? Math.max(0, ...[...entries.values()].map((entry) => entry.place)) + 1;
    const isFree = [...entries].every(
      ([name, other]) =>
        name === token ||
        !(other.alone || alone) ||
        (!other.held && (step === 'renew' || other.place > place)),
    );
    const isHeld = step === 'take' ? isFree && rest === 0 : mine?.held === true || (isFree && rest > 0);
    if (step === 'take' || isHeld) {
      const end = now + (isHeld ? this.#times.lifetime : this.#times.patience);
      entries.set(token, { held: isHeld, alone, place, end });
    }
    return { isHeld, rest };
  }
}
