/** Whole lists, page by page, of a size that is another one each time. */
import { type Random, randomInteger } from '../../../src/sandbox/kit/random.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import type { SystemKey } from '../faults/kinds.ts';
import type { Call, Told } from './exchange.ts';
import { type Walk, walk } from './walk.ts';

/** Systems whose lists have cursors of their own. */
const CURSORS: ReadonlySet<SystemKey> = new Set(['v2', 'v1']);

export interface ListsOptions {
  readonly system: SystemKey;
  readonly random: Random;
  /** There all the time: everybody who walks through a list meets them. */
  readonly residents: readonly string[];
  readonly residentGroups: readonly string[];
  ask(call: Call): Promise<Told | undefined>;
  report(what: string, detail: string): void;
  /** Sentences about a group as it is shown. */
  wrongMembers(group: JsonObject): readonly string[];
}

export class Lists {
  readonly #options: ListsOptions;

  constructor(options: ListsOptions) {
    this.#options = options;
  }

  /** Who comes and goes meanwhile shifts pages by index; by cursor, who is there all the time is there exactly once. */
  async users(): Promise<void> {
    const { system, residents, random } = this.#options;
    const by = CURSORS.has(system) ? 'cursor' : 'index';
    const seen = await this.#walk({ endpoint: 'Users', by, count: 10 + randomInteger(random, 90) });
    if (seen !== undefined && by === 'cursor') this.#expectOnce(residents, seen, 'user');
  }

  /** No group comes or goes meanwhile. */
  async groups(): Promise<void> {
    const { system, residentGroups, random, report, wrongMembers } = this.#options;
    const by = CURSORS.has(system) && random() < 0.5 ? 'cursor' : 'index';
    const count = 2 + randomInteger(random, 10);
    const seen = await this.#walk({ endpoint: 'Groups', by, count, attributes: 'members' });
    if (seen === undefined) return;
    this.#expectOnce([...new Set([...residentGroups, ...seen.map(idOf)])], seen, 'group');
    for (const sentence of seen.flatMap(wrongMembers))
      report('a list shows a member otherwise than acknowledged', `${system}, ${sentence}`);
  }

  async #walk(list: Walk): Promise<JsonObject[] | undefined> {
    return await walk((call) => this.#options.ask(call), list);
  }

  #expectOnce(ids: readonly string[], seen: readonly JsonObject[], what: 'user' | 'group'): void {
    const { system, report } = this.#options;
    for (const [id, times] of notOnce(ids, seen))
      report(`a list does not show each ${what} once`, `${system} ${id}: ${times} times`);
  }
}

export function idOf({ id }: JsonObject): string {
  return String(id);
}

/** Of these ids, those that are not there exactly once, with how often they are. */
export function notOnce(ids: readonly string[], seen: readonly JsonObject[]): [id: string, times: number][] {
  const times = new Map<string, number>();
  for (const id of seen.map(idOf)) times.set(id, (times.get(id) ?? 0) + 1);
  return ids.map((id): [string, number] => [id, times.get(id) ?? 0]).filter(([, count]) => count !== 1);
}
