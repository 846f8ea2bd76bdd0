/** Users or groups of the Identity Directory SCIM API (`/scim`, version 2). */

import { printAttributePath } from '../../../scim/attribute-path.ts';
import type { CarryPlan } from '../../../scim/carried/plan.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { Filter } from '../../../scim/filter-ast.ts';
import { mayMatch } from '../../../scim/filter-evaluate.ts';
import { printFilter } from '../../../scim/filter-print.ts';
import type { JsonObject } from '../../../scim/json.ts';
import type { BackendFacts } from '../../../scim/schema/backend-facts.ts';
import { isAskable } from '../../askable.ts';
import type {
  CallContext,
  CarryOver,
  EntityConnector,
  EntityResult,
  ListPage,
  ListQuery,
  ReadOptions,
  WriteOptions,
  WriteResult,
} from '../../connector.ts';
import type { Collected } from '../../http/collected.ts';
import { missingEntities } from '../../http/list-answer.ts';
import { Budget } from '../../membership/budget.ts';
import type { EntityApi } from '../../scim-api/entity-api.ts';
import { createOnce } from '../../scim-api/lost-create.ts';
import { beginning, nextCursorOf } from '../../scim-api/start-id.ts';
import { FACTS } from './facts.ts';
import { upstreamFilter } from './filter.ts';
import type { LongLists } from './long-lists.ts';
import { writeBody } from './write-body.ts';

export interface EntityConnectorOptions {
  /** The system's own filter for lists. */
  readonly filter: Filter | undefined;
  /** Read the whole list of an entity that the backend cuts. */
  readonly completeLists: boolean;
  /** By which attribute a create whose answer got lost is looked up. */
  readonly uniqueAttribute: string;
  /** How often it is sent again. */
  readonly createAttempts: number;
  /** What a PUT has to repeat. */
  readonly carryOver: CarryOver | undefined;
  /** A PUT takes away what it does not name, and nothing is repeated. */
  readonly erasesUnnamed: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** How entities of one kind are updated. */
export type Writes = Pick<EntityConnector, 'replace' | 'patch'>;

/** The most that the API gives on one page. */
const PAGE_SIZE = 100;
/** Entities that are read at most to find those whose first value is the wanted one. */
const MOST_CANDIDATES = 1_000;
/** Answers that say nothing about the request itself. */
const BUSY: ReadonlySet<number> = new Set([429, 503, 504]);

export class IdentityDirectoryEntities implements EntityConnector {
  readonly capabilities = { totals: true, patch: 'native', versions: true, cursors: true } as const;
  readonly carryOver: CarryOver | undefined;
  readonly erasesUnnamed: boolean;
  readonly looksAt: readonly string[];
  readonly facts: BackendFacts | undefined;
  readonly #api: EntityApi;
  readonly #lists: LongLists;
  readonly #writes: Writes;
  readonly #options: EntityConnectorOptions;

  constructor(api: EntityApi, lists: LongLists, writes: Writes, options: EntityConnectorOptions) {
    this.#api = api;
    this.#lists = lists;
    this.#writes = writes;
    this.#options = options;
    this.carryOver = options.carryOver;
    this.erasesUnnamed = options.erasesUnnamed;
    this.facts = FACTS[api.kind];
    this.looksAt = ['id', 'meta', lists.attribute];
  }

  canFilter(filter: Filter): boolean {
    return isAskable(() => upstreamFilter(this.#api.kind, filter, this.#options.filter));
  }

  async list(query: ListQuery, context: CallContext): Promise<ListPage> {
    const { filter, keep } = upstreamFilter(this.#api.kind, query.filter, this.#options.filter);
    const collected = this.#lists.collecting();
    const { count } = query;
    const page = (startIndex: number, pageSize: number, carry?: CarryPlan) =>
      this.#page(
        { startIndex, count: pageSize, filter, omit: query.omit, carry, cursor: query.cursor },
        query.filter,
        collected,
        context,
      );
    if (keep === undefined) return await page(query.startIndex, count, query.carry);
    if (query.cursor !== undefined) {
      // How many the proxy keeps of all of them, nobody knows before the end.
      const { entities, total: _, ...found } = await page(query.startIndex, count);
      return { ...found, entities: entities.filter(keep), read: entities.length };
    }

    const kept: JsonObject[] = [];
    const warnings: string[] = [];
    for (let read = 0; ; ) {
      const { entities, total = 0, warnings: told = [] } = await page(read + 1, PAGE_SIZE);
      for (const entity of entities.filter(keep)) {
        collected.add(entity);
        kept.push(entity);
      }
      warnings.push(...told);
      read += entities.length;
      if (entities.length === 0 || read >= total) {
        if (read < total) warnings.push(missingEntities(this.#api.kind, total, read));
        break;
      }
      if (read >= MOST_CANDIDATES) throw tooManyCandidates();
    }
    const first = query.startIndex - 1;
    return { entities: kept.slice(first, first + count), total: kept.length, warnings };
  }

  async get(id: string, options: ReadOptions, context: CallContext): Promise<EntityResult> {
    const query = { excludedAttributes: this.#excluded(options) };
    const { entity, version } = await this.#api.get(id, query, context);
    if (!this.#lists.isCut(entity)) return { entity, version, warnings: [] };
    const whole = await this.#complete([entity], this.#lists.collecting(), context);
    const { warnings } = whole;
    return {
      entity: whole.entities[0] ?? entity,
      version,
      warnings,
      ...(warnings.length === 0 ? {} : { incomplete: [this.#lists.attribute] }),
    };
  }

  async create(entity: JsonObject, context: CallContext): Promise<EntityResult> {
    const { uniqueAttribute, createAttempts } = this.#options;
    const body = writeBody(this.#api.kind, entity);
    return this.#told(await createOnce(this.#api, body, uniqueAttribute, createAttempts, context));
  }

  async replace(
    id: string,
    entity: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const result = await this.#writes.replace(id, writeBody(this.#api.kind, entity), options, context);
    return result.entity === undefined ? result : this.#told({ ...result, entity: result.entity });
  }

  async patch(
    id: string,
    body: JsonObject,
    options: WriteOptions,
    context: CallContext,
  ): Promise<WriteResult> {
    const result = await this.#writes.patch(id, body, options, context);
    return result.entity === undefined ? result : this.#told({ ...result, entity: result.entity });
  }

  async delete(id: string, options: WriteOptions, context: CallContext): Promise<void> {
    await this.#api.delete(id, options, context);
  }

  /** An answer to a write may be cut too. */
  #told(result: EntityResult): EntityResult {
    const { entity, warnings = [] } = result;
    return {
      ...result,
      warnings: this.#lists.isCut(entity) ? [...warnings, this.#lists.cutWarning(entity)] : warnings,
    };
  }

  /** @param requested by the client, of the filter that is sent */
  async #page(
    asked: ListQuery,
    requested: Filter | undefined,
    collected: Collected,
    context: CallContext,
  ): Promise<ListPage> {
    const { startIndex, count, filter, cursor } = asked;
    const query = {
      ...beginning(startIndex, cursor),
      count,
      filter: filter === undefined ? undefined : printFilter(filter),
      excludedAttributes: this.#excluded(asked),
    };
    const list = await this.#api.list(query, context, this.#isAsked(requested), asked.carry);
    const { entities, total, carried } = list;
    const nextCursor = nextCursorOf(list, cursor, this.#api.backend);
    return { ...(await this.#complete(entities, collected, context)), total, carried, nextCursor };
  }

  /** Of a look-up by the unique attribute: whoever finds an entity by it writes to its id from then on. */
  #isAsked(filter: Filter | undefined): ((entity: JsonObject) => boolean) | undefined {
    if (filter?.kind !== 'compare' || filter.operator !== 'eq') return undefined;
    const unique = this.#options.uniqueAttribute.toLowerCase();
    if (printAttributePath(filter.path).toLowerCase() !== unique) return undefined;
    return (entity) => mayMatch(filter, entity);
  }

  /** What the backend cut is read to its end where that is wanted and possible, else told. */
  async #complete(
    entities: readonly JsonObject[],
    collected: Collected,
    context: CallContext,
  ): Promise<{ readonly entities: JsonObject[]; readonly warnings: string[] }> {
    const whole: JsonObject[] = [];
    const warnings: string[] = [];
    for (const entity of entities) {
      if (!this.#lists.isCut(entity)) {
        whole.push(entity);
        continue;
      }
      const { values, cut } = await this.#whole(entity, collected, context);
      whole.push({ ...entity, [this.#lists.attribute]: [...values] });
      if (cut !== undefined) warnings.push(this.#lists.cutWarning(entity, cut));
    }
    return { entities: whole, warnings };
  }

  async #whole(
    entity: JsonObject,
    collected: Collected,
    context: CallContext,
  ): Promise<{ readonly values: readonly JsonObject[]; readonly cut?: string | undefined }> {
    const values = this.#lists.valuesOf(entity);
    if (!this.#options.completeLists) return { values, cut: 'reading all of them is not enabled' };
    try {
      const budget = new Budget(context, this.#options.now);
      return await this.#lists.complete(entity, budget, context, collected);
    } catch (error) {
      const isBusy = error instanceof ScimError && BUSY.has(error.status) && !context.signal.aborted;
      if (!isBusy) throw error;
      return { values, cut: 'the tenant takes no more requests at the moment' };
    }
  }

  #excluded({ omit = [] }: ReadOptions): string | undefined {
    const { attribute } = this.#lists;
    return omit.includes(attribute) ? attribute : undefined;
  }
}

function tooManyCandidates(): ScimError {
  const detail = `More than ${MOST_CANDIDATES} entities have this value at some place of the list, too many to look for those that have it first: leave out the [0].`;
  return new ScimError(400, detail, { scimType: 'tooMany' });
}
