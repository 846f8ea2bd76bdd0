/** State that instances share, in Valkey, or Redis since version 6. */
import type { Counter, State } from '../state.ts';
import { ValkeyLink, type ValkeyLinkOptions } from './link.ts';
import { ADD } from './scripts.ts';
import { pacingProbe, ValkeyPacing } from './valkey-pacing.ts';

export interface ValkeyStateOptions extends Omit<ValkeyLinkOptions, 'probe'> {
  /** In front of every key, as others may use the same server. */
  readonly prefix: string;
}

/** In place of a lifetime: for good. */
const FOR_GOOD = -1;

export class ValkeyState implements State {
  readonly reach = 'instances';
  readonly pacing: ValkeyPacing;
  readonly #prefix: string;
  readonly #link: ValkeyLink;

  /** Begins to connect, and waits for nothing. */
  constructor({ prefix, ...link }: ValkeyStateOptions) {
    this.#prefix = prefix;
    this.#link = new ValkeyLink({
      ...link,
      probe: async (send) => {
        counted(await send(adding(`${prefix}probe`, '1', '1000')));
        // Where a user may not run all of it, that is told at once, and not with the first request.
        await send(pacingProbe(prefix));
      },
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
    return this.#link.close();
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
    try {
      return counted(answer);
    } catch (error) {
      throw this.#link.refuse(error instanceof Error ? error.message : String(error));
    }
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
