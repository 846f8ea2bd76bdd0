/** All groups without their members, for what version 1 cannot be asked: which group has a name. */
import type { JsonObject } from '../../../scim/json.ts';
import { nothingSent } from '../../../scim/request-ended.ts';
import type { CallContext, ListPage } from '../../connector.ts';
import { Collected } from '../../http/collected.ts';
import { TransportFailure } from '../../http/exchange.ts';
import { hedged } from '../../http/hedged.ts';
import { missingEntities } from '../../http/list-answer.ts';
import type { Clock, Wait } from '../../http/waiting.ts';
import type { SystemWatch } from '../../watch.ts';
import { type Calls, PAGE_SIZE } from './calls.ts';
import { KeyedLock } from './keyed-lock.ts';

/** Milliseconds that names are believed. */
const LIFE = 60_000;
/** Milliseconds after which a page hangs, and is asked for once more: others wait for it too. */
const HANGS = 5_000;

export interface Groups {
  readonly groups: readonly JsonObject[];
  /** As in {@link ListPage}. */
  readonly warnings: readonly string[];
}

export interface WatchedClock extends Clock {
  /** Absent: nobody wants to know. */
  readonly watch?: SystemWatch | undefined;
}

export class GroupIndex {
  readonly #calls: Calls;
  readonly #now: () => number;
  readonly #wait: Wait;
  readonly #watch: SystemWatch | undefined;
  readonly #scans = new KeyedLock();
  #known: (Groups & { readonly until: number }) | undefined;

  constructor(calls: Calls, { now, wait, watch }: WatchedClock) {
    this.#calls = calls;
    this.#watch = watch;
    this.#now = now;
    this.#wait = wait;
  }

  /** Not older than a minute. @returns at most 10,000, which a tenant can have */
  async groups(context: CallContext): Promise<Groups> {
    // One reads, the others wait for what it finds.
    try {
      return await this.#scans.run('', context.signal, async () => {
        const known = this.#known;
        const isKnown = known !== undefined && this.#now() < known.until;
        this.#watch?.looked('groups', isKnown);
        if (isKnown) return known;
        const until = this.#now() + LIFE;
        const read = await this.#scan(context);
        this.#known = { ...read, until };
        return read;
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
  ): Promise<ListPage> {
    const entities: JsonObject[] = [];
    const warnings: string[] = [];
    let total = 0;
    for await (const group of this.#all(context, warnings)) {
      if (!test(group)) continue;
      total += 1;
      if (total >= startIndex && entities.length < count) entities.push(group);
    }
    return { entities, total, warnings };
  }

  async #scan(context: CallContext): Promise<Groups> {
    const groups: JsonObject[] = [];
    const warnings: string[] = [];
    const collected = new Collected(this.#calls.backend, 'groups');
    for await (const { members: _, ...group } of this.#all(context, warnings)) {
      collected.add(group);
      groups.push(group);
    }
    return { groups, warnings };
  }

  /**
   * Each group once, also where pages shift while they are read.
   *
   * @param warnings gets one where the tenant counts more than it shows
   */
  async *#all(context: CallContext, warnings: string[]): AsyncGenerator<JsonObject> {
    const seen = new Set<unknown>();
    const collected = new Collected(this.#calls.backend, 'groups');
    for (let read = 0; ; ) {
      const query = { startIndex: read + 1, count: PAGE_SIZE };
      const ask = (signal: AbortSignal) => this.#calls.page(query, { ...context, signal });
      const { entities, total = 0 } = await hedged(ask, context.signal, {
        after: HANGS,
        most: 2,
        wait: this.#wait,
      });
      const before = seen.size;
      for (const group of entities) {
        const { id = null } = group;
        if (seen.has(id)) continue;
        collected.add(id);
        seen.add(id);
        yield group;
      }
      read += entities.length;
      if (read >= total) return;
      // Nothing, or the same page again and again.
      if (seen.size === before) {
        warnings.push(missingEntities('group', total, seen.size));
        return;
      }
    }
  }
}
