/** State that instances share, in Valkey, or Redis since version 6. */
import type { Counter, State } from '../state.ts';
import { LEASE_TIMES, type LeaseAnswer, type LeaseStep, type LeaseTimes, ValkeyLeases } from './leases.ts';
import { ValkeyLink, type ValkeyLinkOptions } from './link.ts';
import { ADD, LEASE } from './scripts.ts';
import { pacingProbe, ValkeyPacing } from './valkey-pacing.ts';

export interface ValkeyStateOptions extends Omit<ValkeyLinkOptions, 'probe'> {
  /** In front of every key, as others may use the same server. */
  readonly prefix: string;
  /** The same for all instances. Default: `LEASE_TIMES`. */
  readonly leaseTimes?: LeaseTimes | undefined;
}

/** In place of a lifetime: for good. */
const FOR_GOOD = -1;

export class ValkeyState implements State {
  readonly reach = 'instances';
  readonly pacing: ValkeyPacing;
  readonly #prefix: string;
  readonly #link: ValkeyLink;
  readonly #leaseTimes: LeaseTimes;
  readonly leases: ValkeyLeases;

  /** Begins to connect, and waits for nothing. */
  constructor({ prefix, leaseTimes = LEASE_TIMES, ...link }: ValkeyStateOptions) {
    this.#prefix = prefix;
    this.#leaseTimes = leaseTimes;
    this.#link = new ValkeyLink({
      ...link,
      probe: async (send) => {
        counted(await send(adding(`${prefix}probe`, '1', '1000')));
        // Where a user may not run all of it, that is told at once, and not with the first request.
        await send(pacingProbe(prefix));
        // Of a lease that nobody has. A server that is another one is noted when it is first met, and not when somebody waits.
        leased(await send(this.#leasing('release', '', '', false)));
      },
    });
    this.leases = new ValkeyLeases({
      times: leaseTimes,
      ask: async (...asked) => this.#read(await this.#link.send(this.#leasing(...asked)), leased),
    });
    this.pacing = new ValkeyPacing(prefix, this.#link);
  }

  get isAvailable(): boolean {
    return this.#link.isAvailable;
  }

  async add(key: string, amount: number, lifetime: number): Promise<Counter> {
    const { total, endsIn } = await this.#count(key, amount, lifetime);
    return { total, endsIn };
  }

  addWithin(
    key: string,
    amount: number,
    most: number,
    lifetime: number,
  ): Promise<Counter & { readonly added: boolean }> {
    return this.#count(key, amount, lifetime, most);
  }

  async get(key: string): Promise<string | undefined> {
    const answer = await this.#link.send(['GET', this.#prefix + key]);
    if (answer === null) return undefined;
    if (typeof answer !== 'string') throw this.#link.refuse('no text for GET');
    return answer;
  }

  async set(
    key: string,
    value: string,
    { lifetime, ifAbsent = false }: { lifetime?: number | undefined; ifAbsent?: boolean | undefined } = {},
  ): Promise<boolean> {
    const time = timeOf(lifetime);
    const answer = await this.#link.send([
      'SET',
      this.#prefix + key,
      value,
      ...(time === FOR_GOOD ? [] : ['PX', String(time)]),
      ...(ifAbsent ? ['NX'] : []),
    ]);
    if (answer !== 'OK' && !(ifAbsent && answer === null))
      throw this.#link.refuse('neither yes nor no to SET');
    return answer === 'OK';
  }

  async delete(key: string): Promise<void> {
    const answer = await this.#link.send(['DEL', this.#prefix + key]);
    if (typeof answer !== 'number') throw this.#link.refuse('no number for DEL');
  }

  close(): Promise<void> {
    this.leases.close();
    return this.#link.close();
  }

  #leasing(step: LeaseStep, key: string, token: string, alone: boolean): string[] {
    const { lifetime, patience } = this.#leaseTimes;
    const keys = [`lease:${key}`, 'leases:server', 'leases:pause'].map((name) => this.#prefix + name);
    const times = [String(lifetime), String(patience)];
    return ['EVAL', LEASE, '3', ...keys, step, token, alone ? 'a' : 't', ...times];
  }

  /** @throws StateUnavailable for what is no answer */
  #read<Answer>(answer: unknown, read: (answer: unknown) => Answer): Answer {
    try {
      return read(answer);
    } catch (error) {
      throw this.#link.refuse(error instanceof Error ? error.message : String(error));
    }
  }

  async #count(
    key: string,
    amount: number,
    lifetime: number,
    most = Number.POSITIVE_INFINITY,
  ): Promise<Counter & { readonly added: boolean }> {
    const bound = most === Number.POSITIVE_INFINITY ? [] : [String(most)];
    const answer = await this.#link.send(
      adding(this.#prefix + key, String(amount), String(timeOf(lifetime)), ...bound),
    );
    return this.#read(answer, counted);
  }
}

function adding(key: string, ...args: readonly string[]): string[] {
  return ['EVAL', ADD, '1', key, ...args];
}

/** Whole milliseconds, as Valkey wants them. */
function timeOf(lifetime = Number.POSITIVE_INFINITY): number {
  return lifetime === Number.POSITIVE_INFINITY ? FOR_GOOD : Math.max(1, Math.ceil(lifetime));
}

/** What `ADD` answers. @throws Error for anything else */
function counted(answer: unknown): Counter & { readonly added: boolean } {
  const [text, left, added] = Array.isArray(answer) ? (answer as unknown[]) : [];
  const total = typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(total) || typeof left !== 'number' || (added !== 0 && added !== 1)) {
    throw new Error('no counter for EVAL');
  }
  return { total, endsIn: left === FOR_GOOD ? Number.POSITIVE_INFINITY : left, added: added === 1 };
}

/** What `LEASE` answers. @throws Error for anything else */
function leased(answer: unknown): LeaseAnswer {
  const [held, rest] = Array.isArray(answer) ? (answer as unknown[]) : [];
  if ((held !== 0 && held !== 1) || typeof rest !== 'number') throw new Error('no lease for EVAL');
  return { isHeld: held === 1, rest };
}
