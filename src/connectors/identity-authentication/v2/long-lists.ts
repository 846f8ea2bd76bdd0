/**
 * Members of a group, or groups of a user, beyond what one answer holds. How a tenant gives the rest is not public:
 * the ways are tried once for each system, and the one that works is remembered.
 *
 * | way | request |
 * | --- | --- |
 * | pages | `attributes=members[startId=initial&count=20000]`, then on with `meta."members.nextId"` (as SAP SuccessFactors does) |
 * | search | the users with `groups.value eq "<id>"`, the groups with `members.value eq "<id>"` |
 */
import { isUsableId } from '../../../scim/entity-id.ts';
import { ScimError } from '../../../scim/errors.ts';
import { parseFilter } from '../../../scim/filter-parse.ts';
import { printFilter } from '../../../scim/filter-print.ts';
import type { JsonObject } from '../../../scim/json.ts';
import { at, objectsIn, own, textAt } from '../../../scim/json-access.ts';
import type { CallContext } from '../../connector.ts';
import { Collected } from '../../http/collected.ts';
import type { Budget } from '../../membership/budget.ts';
import type { EntityApi } from '../../scim-api/entity-api.ts';
import type { EntityKind } from '../../scim-api/entity-kind.ts';
import { END_ID, FIRST_ID } from '../../scim-api/start-id.ts';

/** The one list of each that can be large. */
const LONG_LIST: { readonly [Kind in EntityKind]: 'groups' | 'members' } = {
  user: 'groups',
  group: 'members',
};

export interface LongList {
  readonly values: readonly JsonObject[];
  /** Why values may be missing. */
  readonly cut?: string | undefined;
}

type Way = 'pages' | 'search' | 'none';

const PAGE_SIZE = 100;
const NOBODY = '00000000-0000-0000-0000-000000000000';
const NO_WAY = 'the tenant offers no way to read more';
const NO_TIME = 'the time for this request was over';

export class LongLists {
  readonly #owners: EntityApi;
  readonly #others: EntityApi;
  readonly #limit: number;
  #way: Way | undefined;

  /**
   * @param owners the entities with the lists
   * @param others the entities in the lists
   * @param limit values in one answer
   */
  constructor(owners: EntityApi, others: EntityApi, limit: number) {
    this.#owners = owners;
    this.#others = others;
    this.#limit = limit;
  }

  get attribute(): 'members' | 'groups' {
    return LONG_LIST[this.#owners.kind];
  }

  /** Whether values may be missing from this entity. */
  isCut(entity: JsonObject): boolean {
    const { length } = this.valuesOf(entity);
    const count = at(entity, 'meta', `${this.attribute}.cnt`);
    return length >= this.#limit && (typeof count !== 'number' || count > length);
  }

  valuesOf(entity: JsonObject): JsonObject[] {
    return objectsIn(own(entity, this.attribute));
  }

  cutWarning(entity: JsonObject, reason?: string): string {
    const { kind } = this.#owners;
    const why = reason === undefined ? '' : ` (${reason})`;
    return `${kind} ${textAt(entity, 'id') ?? 'without id'}: Identity Authentication gives at most ${this.#limit} ${this.attribute}, there may be more${why}`;
  }

  /** For one request. */
  collecting(): Collected {
    return new Collected(this.#owners.backend, `${this.#owners.kind}s or ${this.attribute}`);
  }

  /**
   * All values of an entity that is cut.
   *
   * @param collected what else is kept for the same request
   * @throws ScimError what the backend answers
   */
  async complete(
    entity: JsonObject,
    budget: Budget,
    context: CallContext,
    collected = this.collecting(),
  ): Promise<LongList> {
    const id = textAt(entity, 'id') ?? '';
    const seen = this.valuesOf(entity);
    const ways: readonly Way[] = this.#way === undefined ? ['pages', 'search'] : [this.#way];
    for (const way of ways) {
      const found =
        way === 'pages'
          ? await this.#pages(id, budget, collected, context)
          : way === 'search'
            ? await this.#search(id, budget, collected, context)
            : undefined;
      if (found === undefined) continue;
      this.#way = way;
      // Nested groups are not among the users that a search finds.
      return { ...found, values: union(found.values, seen) };
    }
    // A way that worked before may work again the next time.
    this.#way ??= 'none';
    return { values: seen, cut: NO_WAY };
  }

  async #pages(
    id: string,
    budget: Budget,
    collected: Collected,
    context: CallContext,
  ): Promise<LongList | undefined> {
    const values: JsonObject[] = [];
    const visited = new Set<string>();
    for (let startId = FIRST_ID; startId !== END_ID; ) {
      if (budget.mayStart() !== undefined) return { values, cut: NO_TIME };
      const attributes = `${this.attribute}[startId=${startId}&count=${this.#limit}]`;
      const { entity } = await unlessRefused(this.#owners.get(id, { attributes }, context));
      if (entity === undefined) return undefined;
      const nextId = textAt(entity, 'meta', `${this.attribute}.nextId`);
      if (!isUsableId(nextId) || visited.has(nextId)) return undefined;
      visited.add(nextId);
      for (const value of this.valuesOf(entity)) {
        collected.add(value);
        values.push(value);
      }
      startId = nextId;
    }
    return { values };
  }

  async #search(
    id: string,
    budget: Budget,
    collected: Collected,
    context: CallContext,
  ): Promise<LongList | undefined> {
    if (this.#way === undefined && !(await this.#filters(context))) return undefined;
    const values: JsonObject[] = [];
    const attributes = this.attribute === 'groups' ? 'id,displayName,meta' : 'id,meta';
    const visited = new Set<string>();
    for (let startId = FIRST_ID; startId !== END_ID; ) {
      if (budget.mayStart() !== undefined) return { values, cut: NO_TIME };
      const query = { filter: this.#filter(id), startId, count: PAGE_SIZE, attributes };
      const { entities, total, nextId } = await this.#others.list(query, context);
      if (nextId !== undefined && visited.has(nextId)) return undefined;
      for (const value of entities.flatMap((other) => this.#valueOf(other))) {
        collected.add(value);
        values.push(value);
      }
      // Whoever knows nothing of `startId` gives the first page again and again.
      if (nextId === undefined) return total === values.length ? { values } : undefined;
      visited.add(nextId);
      startId = nextId;
    }
    return { values };
  }

  /** A tenant that ignores the filter finds somebody here too. */
  async #filters(context: CallContext): Promise<boolean> {
    const query = { filter: this.#filter(NOBODY), startIndex: 1, count: 0 };
    const found = await unlessRefused(this.#others.list(query, context));
    return found.total === 0;
  }

  #filter(id: string): string {
    const attribute = this.attribute === 'groups' ? 'members' : 'groups';
    return printFilter(parseFilter(`${attribute}.value eq ${JSON.stringify(id)}`));
  }

  #valueOf(entity: JsonObject): JsonObject[] {
    const value = textAt(entity, 'id');
    if (value === undefined) return [];
    const display = textAt(entity, 'displayName');
    const location = textAt(entity, 'meta', 'location');
    return [
      {
        value,
        ...(this.attribute === 'members' ? { type: 'User' } : {}),
        ...(display === undefined ? {} : { display }),
        ...(location === undefined ? {} : { $ref: location }),
      },
    ];
  }
}

/** What the call gives, or nothing where the backend does not understand it. */
async function unlessRefused<T extends object>(call: Promise<T>): Promise<Partial<T>> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ScimError && isRefusal(error)) return {};
    throw error;
  }
}

/** Also a 400 that was taken to mean that the id cannot be one: it has just been read. */
function isRefusal({ status, cause }: ScimError): boolean {
  return status === 400 || status === 501 || (cause instanceof ScimError && cause.status === 400);
}

function union(values: readonly JsonObject[], more: readonly JsonObject[]): JsonObject[] {
  const known = new Set(values.map((entry) => own(entry, 'value')));
  return [...values, ...more.filter((entry) => !known.has(own(entry, 'value')))];
}
