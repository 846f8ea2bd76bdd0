/**
 * Decides whose secret is checked next: few at a time, since a check is slow on purpose, and so that guessing costs the
 * guesser and nobody else.
 *
 * A wrong secret that is new looks like the right one of a client that was never here. What tells them apart is that a
 * client asks for the same pair of id and secret again and again, while whoever guesses has a new one each time: a pair
 * gains with every time it is asked for, and on a connection that has asked for one pair only. Every other turn goes by
 * address and id instead, to the one that was served longest ago, so that persistence alone cannot fill the queue.
 */
import { availableParallelism } from 'node:os';
import { ScimError } from '../../scim/errors.ts';
import { BoundedMap } from '../bounded-map.ts';
import { type Pace, Paces } from './pace.ts';
import type { Failures } from './shared-failures.ts';

/** Half of libuv's four threads; files and name resolution need the others. */
const MOST_AT_ONCE = 2;
/** Pairs that may wait: of one id from one address (few, since all but the best would wait in vain), and altogether. */
const WAITING_PER_IDENTITY = 4;
const WAITING = 100;
/** Pairs of which it is remembered how often they were asked for. */
const MOST_ASKED = 20_000;
/** Seconds. Asking again is what brings a client in, so it is told to do so soon. */
const RETRY_AFTER = 1;

/** What the queue wants to know of a socket. */
export interface Connection {
  readonly destroyed: boolean;
}

export interface Attempt {
  /** The same for the same address, id and secret while the id has the same hashes. */
  readonly pair: string;
  /** A fixed-size stand-in for the id. */
  readonly identity: string;
  readonly address: string;
  readonly connection: Connection;
}

/** @returns what the secret matches; `undefined`: it is wrong */
type Check = () => Promise<string | undefined>;

interface Entry extends Pick<Attempt, 'pair' | 'address'> {
  readonly check: Check;
  readonly answer: PromiseWithResolvers<string | undefined>;
  readonly connections: Set<Connection>;
  readonly personal: Pace;
  readonly local: Pace;
  /** Decides between equals. */
  readonly lot: number;
  asked: number;
  /** One of its connections has asked for no other pair. */
  steady: boolean;
}

/** One processor is for everybody else. */
const AT_ONCE = Math.max(1, Math.min(MOST_AT_ONCE, availableParallelism() - 1));

export class AttemptQueue {
  readonly #waiting = new Set<Entry>();
  /** Waiting, or being checked. */
  readonly #open = new Map<string, Entry>();
  readonly #asked = new BoundedMap<number>(MOST_ASKED);
  readonly #paces = new Paces();
  /** The pair that a connection asked for last, and how many it had. */
  readonly #habits = new WeakMap<Connection, { pair: string; pairs: number }>();
  readonly #atOnce: number;
  #running = 0;
  #byPersistence = false;
  #alarm: NodeJS.Timeout | undefined;

  /** @param atOnce checks that may run side by side */
  constructor(atOnce = AT_ONCE) {
    this.#atOnce = atOnce;
  }

  /**
   * Runs `check` in its turn; once for all who ask for the same pair meanwhile.
   *
   * @throws ScimError 429 and 503 when too many wait for this one to be checked
   */
  ask(attempt: Attempt, check: Check): Promise<string | undefined> {
    const asked = (this.#asked.get(attempt.pair) ?? 0) + 1;
    this.#asked.set(attempt.pair, asked);
    const steady = this.#isSteady(attempt);
    const open = this.#open.get(attempt.pair);
    if (open !== undefined) {
      open.asked = asked;
      open.steady ||= steady;
      open.connections.add(attempt.connection);
      return open.answer.promise;
    }
    const { pair, address, identity, connection } = attempt;
    const entry: Entry = {
      pair,
      address,
      check,
      answer: Promise.withResolvers(),
      connections: new Set([connection]),
      personal: this.#paces.ofIdentity(identity, address),
      local: this.#paces.ofAddress(address),
      lot: Math.random(),
      asked,
      steady,
    };
    this.#waiting.add(entry);
    this.#open.set(pair, entry);
    this.#makeRoom(entry.personal);
    this.#advance();
    return entry.answer.promise;
  }

  /** Whether a check of this id from this address has failed since the last one that did not. */
  hasFailed({ identity, address }: Pick<Attempt, 'identity' | 'address'>): boolean {
    return this.#paces.ofIdentity(identity, address).hasFailures;
  }

  /** Others have seen so many failures: the next checks are as slow as if they had been here. */
  slowDown(
    { identity, address }: Pick<Attempt, 'identity' | 'address'>,
    { personal, local }: Failures,
  ): void {
    this.#paces.ofIdentity(identity, address).failedAtLeast(personal);
    this.#paces.ofAddress(address).failedAtLeast(local);
  }

  #isSteady({ connection, pair }: Attempt): boolean {
    const habit = this.#habits.get(connection);
    if (habit === undefined) {
      this.#habits.set(connection, { pair, pairs: 1 });
      return true;
    }
    if (habit.pair !== pair) {
      habit.pair = pair;
      habit.pairs += 1;
    }
    return habit.pairs === 1;
  }

  /** Whoever wants most gives way first; so a flood does not keep others from waiting. */
  #makeRoom(personal: Pace): void {
    for (const entry of this.#waiting) {
      if ([...entry.connections].every(({ destroyed }) => destroyed)) this.#sendAway(entry, tooManySecrets());
    }
    const own = [...this.#waiting].filter((entry) => entry.personal === personal);
    if (own.length > WAITING_PER_IDENTITY) {
      this.#sendAway(
        first(own, (one, other) => byPersistence(other, one)),
        tooManySecrets(),
      );
    } else if (this.#waiting.size > WAITING) {
      const fromLargest = largest([...this.#waiting], ({ address }) => address);
      const ofLargest = largest(fromLargest, (entry) => entry.personal);
      this.#sendAway(
        first(ofLargest, (one, other) => byPersistence(other, one)),
        tooManyLogons(),
      );
    }
  }

  #sendAway(entry: Entry | undefined, error: ScimError): void {
    if (entry === undefined) return;
    this.#waiting.delete(entry);
    this.#open.delete(entry.pair);
    entry.answer.reject(error);
  }

  /** Starts what may start, and comes back when the next one may. */
  #advance(): void {
    clearTimeout(this.#alarm);
    while (this.#running < this.#atOnce && this.#waiting.size > 0) {
      const now = performance.now();
      const ready = [...this.#waiting].filter((entry) => startOf(entry) <= now);
      const entry = first(ready, this.#byPersistence ? byPersistence : byTurn);
      if (entry === undefined) {
        const soonest = Math.min(...[...this.#waiting].map(startOf));
        this.#alarm = setTimeout(() => this.#advance(), Math.ceil(soonest - now)).unref();
        return;
      }
      this.#byPersistence = !this.#byPersistence;
      void this.#run(entry, now);
    }
  }

  async #run(entry: Entry, now: number): Promise<void> {
    const { personal, local, answer } = entry;
    this.#waiting.delete(entry);
    this.#asked.delete(entry.pair);
    this.#running += 1;
    personal.last = now;
    local.last = now;
    try {
      const matched = await entry.check();
      if (matched === undefined) {
        personal.failed();
        local.failed();
      } else {
        personal.succeeded();
        for (const connection of entry.connections) this.#habits.delete(connection);
      }
      answer.resolve(matched);
    } catch (error) {
      answer.reject(error);
    } finally {
      this.#open.delete(entry.pair);
      this.#running -= 1;
      this.#advance();
    }
  }
}

function tooManySecrets(): ScimError {
  const detail =
    'Too many logons of this id with secrets that were never right; check the secret, and try again.';
  return new ScimError(429, detail, { retryAfter: RETRY_AFTER });
}

function tooManyLogons(): ScimError {
  return new ScimError(503, 'Too many logons at once; try again.', { retryAfter: RETRY_AFTER });
}

function startOf({ personal, local }: Entry): number {
  return Math.max(personal.next, local.next);
}

function weightOf({ asked, steady }: Entry): number {
  return steady ? asked + 1 : asked;
}

type Order = (one: Entry, other: Entry) => number;

/** What was asked for most often first. */
const byPersistence: Order = (one, other) => weightOf(other) - weightOf(one) || one.lot - other.lot;

/** The address, and there the id, that waited longest first. */
const byTurn: Order = (one, other) =>
  earlier(one.local, other.local) || earlier(one.personal, other.personal) || byPersistence(one, other);

/** Not by subtraction, since what was never checked was checked infinitely long ago. */
function earlier(one: Pace, other: Pace): number {
  return one.last === other.last ? 0 : one.last < other.last ? -1 : 1;
}

function first(entries: readonly Entry[], order: Order): Entry | undefined {
  return entries.reduce<Entry | undefined>(
    (best, entry) => (best === undefined || order(entry, best) < 0 ? entry : best),
    undefined,
  );
}

/** The members of the group that has most; of all such groups, if there are several. */
function largest(entries: readonly Entry[], groupOf: (entry: Entry) => unknown): Entry[] {
  const groups = [...Map.groupBy(entries, groupOf).values()];
  const most = Math.max(...groups.map(({ length }) => length));
  return groups.filter(({ length }) => length === most).flat();
}
