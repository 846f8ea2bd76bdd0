/** All groups without their members, for what version 1 cannot be asked: which group has a name. */
import type { JsonObject } from '../../../scim/json.ts';
import { nothingSent } from '../../../scim/request-ended.ts';
import type { CallContext } from '../../connector.ts';
import { Collected } from '../../http/collected.ts';
import { TransportFailure } from '../../http/exchange.ts';
import { hedged } from '../../http/hedged.ts';
import { type Calls, PAGE_SIZE } from './calls.ts';
import { KeyedLock } from './keyed-lock.ts';

/** Milliseconds that names are believed. */
const LIFE = 60_000;
/** Milliseconds after which a page hangs, and is asked for once more: others wait for it too. */
const HANGS = 5_000;

export class GroupIndex {
  readonly #calls: Calls;
  readonly #now: () => number;
  readonly #scans = new KeyedLock();
  #known: { readonly groups: readonly JsonObject[]; readonly until: number } | undefined;

  /** @param now milliseconds since the epoch */
  constructor(calls: Calls, now: () => number) {
    this.#calls = calls;
    this.#now = now;
  }

  /** Not older than a minute. @returns at most 10,000, which a tenant can have */
  async groups(context: CallContext): Promise<readonly JsonObject[]> {
    // One reads, the others wait for what it finds.
    try {
      return await this.#scans.run('', context.signal, async () => {
        const known = this.#known;
        if (known !== undefined && this.#now() < known.until) return known.groups;
        const until = this.#now() + LIFE;
        const groups = await this.#scan(context);
        this.#known = { groups, until };
        return groups;
      });
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      throw nothingSent(
        context.signal,
        'Another request, which reads the names of all groups, took too long.',
      );
    }
  }

  /** After a change made here, or when something known turned out to be gone. */
  forget(): void {
    this.#known = undefined;
  }

  /** The groups that pass the test, read anew: those of the page as version 1 gives them, and how many there are. */
  async walk(
    test: (group: JsonObject) => boolean,
    { startIndex, count }: { readonly startIndex: number; readonly count: number },
    context: CallContext,
  ): Promise<{ entities: JsonObject[]; total: number }> {
    const entities: JsonObject[] = [];
    let total = 0;
    for await (const group of this.#all(context)) {
      if (!test(group)) continue;
      total += 1;
      if (total >= startIndex && entities.length < count) entities.push(group);
    }
    return { entities, total };
  }

  async #scan(context: CallContext): Promise<JsonObject[]> {
    const groups: JsonObject[] = [];
    const collected = new Collected(this.#calls.backend, 'groups');
    for await (const { members: _, ...group } of this.#all(context)) {
      collected.add(group);
      groups.push(group);
    }
    return groups;
  }

  /** Each group once, also where pages shift while they are read. */
  async *#all(context: CallContext): AsyncGenerator<JsonObject> {
    const seen = new Set<unknown>();
    const collected = new Collected(this.#calls.backend, 'groups');
    for (let startIndex = 1; ; startIndex += PAGE_SIZE) {
      const query = { startIndex, count: PAGE_SIZE };
      const ask = (signal: AbortSignal) => this.#calls.page(query, { ...context, signal });
      const page = await hedged(ask, context.signal, HANGS, 2);
      for (const group of page.entities) {
        const { id = null } = group;
        if (seen.has(id)) continue;
        collected.add(id);
        seen.add(id);
        yield group;
      }
      const read = startIndex - 1 + page.entities.length;
      if (page.entities.length === 0 || read >= (page.total ?? Number.POSITIVE_INFINITY)) return;
    }
  }
}
