/** The state of one machine, in a folder: it survives restarts, and other processes see and change it. */

import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../make-folder.ts';
import { type Counter, type State, StateUnavailable } from '../state.ts';
import { giveToOwner, Versions } from './versions.ts';

interface Entry {
  readonly value: string;
  /** Milliseconds since 1970, as it has to survive the process; `null`: never. */
  readonly endsAt: number | null;
}

/** What becomes of an entry, `undefined` where there is none, or it has ended. */
type Change<Result> = (entry: Entry | undefined, now: number) => { entry: Entry | undefined; result: Result };

interface Waiting {
  /** Done with what is there; gives what is to be there. */
  readonly apply: (entry: Entry | undefined, now: number) => Entry | undefined;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Writes after which what has ended is looked for. */
const SWEEP_AFTER = 1000;
/** Milliseconds that a key has to be untouched before it is swept away. */
const QUIET = 60_000;
/** Attempts to be the one who writes, where other processes write too. */
const MOST_ATTEMPTS = 100;

export class FolderState implements State {
  readonly reach = 'machine';
  readonly #folder: string;
  readonly #now: () => number;
  readonly #waiting = new Map<string, Waiting[]>();
  readonly #working = new Map<string, Promise<void>>();
  #sweeping: Promise<void> | undefined;
  #writes = 0;
  #isAvailable = true;

  private constructor(folder: string, now: () => number) {
    this.#folder = folder;
    this.#now = now;
  }

  /**
   * @param folder is made where it is missing; on a disk of this machine
   * @param now milliseconds since 1970
   * @throws StateUnavailable where the folder cannot be made or written
   */
  static async open(folder: string, now = Date.now): Promise<FolderState> {
    const state = new FolderState(folder, now);
    try {
      const made = await makeFolder(folder, 0o700);
      if (made !== undefined) await giveToOwner(folder, dirname(folder));
    } catch (error) {
      throw state.#unavailable(error);
    }
    // Whatever cannot be written is known at the start.
    await state.set('probe', 'started', { lifetime: 1 });
    state.#sweeping = state.#sweep();
    return state;
  }

  get isAvailable(): boolean {
    return this.#isAvailable;
  }

  add(key: string, amount: number, lifetime: number): Promise<Counter> {
    return this.#change(key, (entry, now) => sum(entry, amount, lifetime, now));
  }

  addWithin(
    key: string,
    amount: number,
    most: number,
    lifetime: number,
  ): Promise<Counter & { readonly added: boolean }> {
    return this.#change<Counter & { readonly added: boolean }>(key, (entry, now) => {
      const { result: before } = sum(entry, 0, lifetime, now);
      if (before.total + amount > most) return { entry, result: { ...before, added: false } };
      const after = sum(entry, amount, lifetime, now);
      return { entry: after.entry, result: { ...after.result, added: true } };
    });
  }

  async get(key: string): Promise<string | undefined> {
    try {
      const { text } = await this.#versions(key).read();
      this.#isAvailable = true;
      return live(text, this.#now())?.value;
    } catch (error) {
      throw this.#unavailable(error);
    }
  }

  set(
    key: string,
    value: string,
    { lifetime, ifAbsent = false }: { lifetime?: number | undefined; ifAbsent?: boolean | undefined } = {},
  ): Promise<boolean> {
    return this.#change(key, (entry, now) =>
      ifAbsent && entry !== undefined
        ? { entry, result: false }
        : { entry: { value, endsAt: endOf(now, lifetime) }, result: true },
    );
  }

  async delete(key: string): Promise<void> {
    await this.#change(key, () => ({ entry: undefined, result: undefined }));
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#working.values(), this.#sweeping]);
  }

  #versions(key: string): Versions {
    return new Versions(join(this.#folder, nameOf(key)));
  }

  /** Changes of one key that come while one is being written are written together. */
  #change<Result>(key: string, change: Change<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      let result: Result;
      const waiting: Waiting = {
        apply: (entry, now) => {
          const changed = change(entry, now);
          result = changed.result;
          return changed.entry;
        },
        done: () => resolve(result),
        failed: reject,
      };
      const others = this.#waiting.get(key);
      if (others !== undefined) others.push(waiting);
      else {
        this.#waiting.set(key, [waiting]);
        this.#working.set(key, this.#work(key));
      }
    });
  }

  /** Never fails: those who wait are told. */
  async #work(key: string): Promise<void> {
    const versions = this.#versions(key);
    for (let batch = this.#take(key); batch.length > 0; batch = this.#take(key)) {
      try {
        await this.#write(versions, batch);
        this.#isAvailable = true;
        for (const { done } of batch) done();
      } catch (error) {
        const unavailable = this.#unavailable(error);
        for (const { failed } of batch) failed(unavailable);
      }
    }
    this.#waiting.delete(key);
    this.#working.delete(key);
  }

  #take(key: string): Waiting[] {
    return this.#waiting.get(key)?.splice(0) ?? [];
  }

  async #write(versions: Versions, batch: readonly Waiting[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const { version, text } = await versions.read();
      const now = this.#now();
      const before = live(text, now);
      const after = batch.reduce<Entry | undefined>((entry, { apply }) => apply(entry, now), before);
      if (after === before) return;
      if (await versions.write(version + 1, JSON.stringify(after ?? null))) break;
      if (attempt === MOST_ATTEMPTS) throw new Error('other processes write there all the time');
    }
    this.#writes += 1;
    if (this.#writes % SWEEP_AFTER === 0) this.#sweeping = this.#sweep();
  }

  /** Takes away what has ended; never fails, as it is no harm where it stays. */
  async #sweep(): Promise<void> {
    try {
      for (const name of await readdir(this.#folder)) {
        const versions = new Versions(join(this.#folder, name));
        if (!(await versions.isQuiet(QUIET))) continue;
        const { text, version } = await versions.read();
        await versions.clear(live(text, this.#now()) === undefined ? version : 0);
      }
    } catch {
      // The next sweep may be luckier.
    }
  }

  #unavailable(error: unknown): StateUnavailable {
    this.#isAvailable = false;
    if (error instanceof StateUnavailable) return error;
    const why = error instanceof Error ? error.message : String(error);
    return new StateUnavailable(`The folder ${this.#folder} of "state" cannot be read or written: ${why}.`, {
      cause: error,
    });
  }
}

function sum(
  entry: Entry | undefined,
  amount: number,
  lifetime: number,
  now: number,
): { entry: Entry | undefined; result: Counter } {
  const total = Math.max(0, (Number(entry?.value ?? 0) || 0) + amount);
  const latest = endOf(now, lifetime) ?? Infinity;
  // Where the clock was put back, it would last longer than it ever should.
  const endsAt = entry === undefined ? latest : entry.endsAt && Math.min(entry.endsAt, latest);
  const result = { total, endsIn: (endsAt ?? Infinity) - now };
  if (entry === undefined && total === 0) return { entry, result };
  const changed = { value: String(total), endsAt: endsAt === Infinity ? null : endsAt };
  const isSame = changed.value === entry?.value && changed.endsAt === entry.endsAt;
  return { entry: isSame ? entry : changed, result };
}

function endOf(now: number, lifetime: number | undefined): number | null {
  return lifetime === undefined || lifetime === Number.POSITIVE_INFINITY ? null : now + lifetime;
}

/** @throws Error for what nobody here has written */
function live(text: string | undefined, now: number): Entry | undefined {
  if (text === undefined) return undefined;
  const entry = JSON.parse(text) as Entry | null;
  return entry === null || (entry.endsAt !== null && entry.endsAt <= now) ? undefined : entry;
}

/** Says what it is, and is another one for each key on every file system, whatever that thinks of case and length. */
function nameOf(key: string): string {
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return `${key.replace(/[^\w-]+/g, '_').slice(0, 80)}.${hash}`;
}
