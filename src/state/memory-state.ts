/** The state of one process, for as long as it runs. */
import type { Counter, State } from './state.ts';

interface Entry {
  readonly value: string | number;
  /** Of the clock. */
  readonly endsAt: number;
}

/** Entries after which those that have ended are looked for; again at twice as many as are left. */
const FIRST_SWEEP = 1000;

export class MemoryState implements State {
  readonly reach = 'process';
  readonly isAvailable = true;
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  #sweepAt = FIRST_SWEEP;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  async add(key: string, amount: number, lifetime: number): Promise<Counter> {
    return this.#add(key, amount, lifetime);
  }

  async addWithin(
    key: string,
    amount: number,
    most: number,
    lifetime: number,
  ): Promise<Counter & { readonly added: boolean }> {
    const { total, endsIn } = this.#add(key, 0, lifetime);
    if (total + amount > most) return { total, endsIn, added: false };
    return { ...this.#add(key, amount, lifetime), added: true };
  }

  async get(key: string): Promise<string | undefined> {
    const value = this.#live(key)?.value;
    return value === undefined ? undefined : String(value);
  }

  async set(
    key: string,
    value: string,
    {
      lifetime = Number.POSITIVE_INFINITY,
      ifAbsent = false,
    }: { lifetime?: number | undefined; ifAbsent?: boolean | undefined } = {},
  ): Promise<boolean> {
    if (ifAbsent && this.#live(key) !== undefined) return false;
    this.#put(key, { value, endsAt: this.#now() + lifetime });
    return true;
  }

  async delete(key: string): Promise<void> {
    this.#entries.delete(key);
  }

  async close(): Promise<void> {}

  #add(key: string, amount: number, lifetime: number): Counter {
    const now = this.#now();
    const entry = this.#live(key);
    const endsAt = entry?.endsAt ?? now + lifetime;
    const total = Math.max(0, Number(entry?.value ?? 0) + amount);
    if (entry !== undefined || total > 0) this.#put(key, { value: total, endsAt });
    return { total, endsIn: endsAt - now };
  }

  #live(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.endsAt > this.#now() ? entry : undefined;
  }

  #put(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    if (this.#entries.size < this.#sweepAt) return;
    const now = this.#now();
    for (const [each, { endsAt }] of this.#entries) if (endsAt <= now) this.#entries.delete(each);
    this.#sweepAt = Math.max(FIRST_SWEEP, 2 * this.#entries.size);
  }
}
