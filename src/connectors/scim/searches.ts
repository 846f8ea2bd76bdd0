/**
 * Lists with a filter. The server is asked first; where it refuses the filter, takes no notice of it, or has none by its own
 * word and finds nothing, one comparison for equality is looked for page by page, and all else is refused: an empty list or
 * one of everybody would look like an answer.
 */

import { randomUUID } from 'node:crypto';
import { printAttributePath } from '../../scim/attribute-path.ts';
import { ScimError } from '../../scim/errors.ts';
import type { Comparison, Filter } from '../../scim/filter-ast.ts';
import { compileFilter } from '../../scim/filter-evaluate.ts';
import { printFilter } from '../../scim/filter-print.ts';
import { allOf } from '../../scim/filter-tree.ts';
import type { JsonObject } from '../../scim/json.ts';
import { valueAt } from '../../scim/value-at.ts';
import { isAskable } from '../askable.ts';
import type { CallContext, ListPage, ListQuery } from '../connector.ts';
import { missingEntities } from '../http/list-answer.ts';
import { isLookUp, mayHold, type ServerFilter, serverFilter, unseen } from './filter.ts';
import type { Pages } from './pages.ts';
import type { ServerApi, ServerQuery } from './server-api.ts';
import type { ServiceProviderConfig } from './service-provider-config.ts';

/** Entities on a page of a search. */
const PAGE_SIZE = 100;
/** Who asks for so few looks for one. */
const LOOK_UP = 2;
/** Attributes of which it is remembered whether the server looks at them. */
const MOST_REMEMBERED = 64;
/** Entities among which one is looked for that a filter can be tried with. */
const SAMPLE = 10;
/** Values that mean the same to every reader of filters. */
const PLAIN = /^[\w.@-]+$/;
/** Entities that are looked at. */
const MOST_SEARCHED = 10_000;
/** Of answers to a filter that the server cannot do. */
const REFUSED: ReadonlySet<number> = new Set([400, 501]);

export class Searches {
  readonly #api: ServerApi;
  readonly #pages: Pages;
  readonly #config: ServiceProviderConfig;
  readonly #property: Filter | undefined;
  /** By attribute, whether the server looks at it. */
  readonly #heeds = new Map<string, boolean>();
  /** By attribute, that the server has found something by it. */
  readonly #finds = new Map<string, boolean>();

  /** @param property the system's own filter, which holds for every list */
  constructor(api: ServerApi, pages: Pages, config: ServiceProviderConfig, property: Filter | undefined) {
    this.#api = api;
    this.#pages = pages;
    this.#config = config;
    this.#property = property;
  }

  /** Of a server nobody knows more before it is asked than what it says of itself. */
  canFilter(filter: Filter): boolean {
    if (this.#config.known.filter === false && !isLookUp(filter)) return false;
    return isAskable(() => serverFilter(filter, this.#property));
  }

  async list(query: ListQuery, context: CallContext): Promise<ListPage> {
    const filter = serverFilter(query.filter, this.#property);
    if (filter === undefined) return await this.#pages.read(serverQuery(query), context);
    const id = idIn(query.filter);
    if (id !== undefined) return await this.#byId(id, filter, query, context);
    try {
      const page = filter.isWider
        ? await this.#search(filter, printFilter(filter.asked), query, context)
        : await this.#ask(filter, query, context);
      if (page !== undefined && !(await this.#findsNothing(page, query, context))) return page;
    } catch (error) {
      if (!(error instanceof ScimError) || !REFUSED.has(error.status)) throw error;
      if (!isLookUp(query.filter)) throw this.#impossible(error.message);
      this.#tell('it refuses the filter', context);
    }
    if (!isLookUp(query.filter)) {
      throw this.#impossible('it takes no notice of the filter, or has none by its ServiceProviderConfig.');
    }
    const page = await this.#search(filter, undefined, query, context);
    if (page === undefined) throw this.#impossible('it finds what does not match.');
    return page;
  }

  /** @returns nothing where the server cannot have looked at the filter */
  async #ask(filter: ServerFilter, query: ListQuery, context: CallContext): Promise<ListPage | undefined> {
    // Of a mere total nobody could see what was counted.
    const count = Math.max(query.count, 1);
    const asked = { ...serverQuery(query), count, filter: printFilter(filter.asked) };
    const page = await this.#filled(await this.#pages.read(asked, context), asked, context);
    if (!(await this.#isAbout(filter, page.entities, context))) return undefined;
    if (query.count > 0) return page;
    const { total = page.entities.length > 0 ? query.startIndex : undefined } = page;
    return { entities: [], total };
  }

  /** Whether that says nothing, as the server has no filters by its own word, or does not find what there is. */
  async #findsNothing(
    { entities, total = 0 }: ListPage,
    { startIndex, filter: requested }: ListQuery,
    context: CallContext,
  ): Promise<boolean> {
    const lookUp = isLookUp(requested) ? requested : undefined;
    const name = lookUp && printAttributePath(lookUp.path).toLowerCase();
    if (entities.length > 0 && name !== undefined) this.#remember(this.#finds, name, true);
    if (entities.length > 0 || total > 0 || startIndex > 1) return false;
    const { filter: hasFilters } = await this.#config.features(context);
    if (hasFilters === false) {
      this.#tell('it has no filters by its ServiceProviderConfig, and finds nothing', context);
      return true;
    }
    if (lookUp === undefined || name === undefined || this.#finds.get(name) === true) return false;
    const finds = await this.#findsKnown(lookUp, context);
    if (finds === true) this.#remember(this.#finds, name, true);
    if (finds === false) this.#tell('it does not find by the filter what there is', context);
    return finds === false;
  }
  /** Whether it finds by this attribute one of those that it lists; `undefined`: it cannot be tried. */
  async #findsKnown({ path }: Comparison, context: CallContext): Promise<boolean | undefined> {
    const { index: _, ...anywhere } = path;
    const all = this.#property && printFilter(this.#property);
    try {
      const sample = { startIndex: 1, count: SAMPLE, filter: all, omit: ['members'] };
      const { entities } = await this.#api.list(sample, context);
      if (entities.length === 0) return undefined;
      const values = entities.map((entity) => valueAt(entity, path));
      const value = values.find((each) => typeof each === 'string' && PLAIN.test(each));
      // Nothing speaks against it.
      if (typeof value !== 'string') return true;
      const known = allOf(this.#property, { kind: 'compare', path: anywhere, operator: 'eq', value });
      const query = { startIndex: 1, count: 1, filter: known && printFilter(known) };
      const { entities: found, total = 0 } = await this.#api.list(query, context);
      return found.length > 0 || total > 0;
    } catch (error) {
      if (error instanceof ScimError && !context.signal.aborted) return undefined;
      throw error;
    }
  }

  #remember(known: Map<string, boolean>, name: string, value: boolean): void {
    if (known.size < MOST_REMEMBERED) known.set(name, value);
  }

  /** Of a look-up, all that is asked for, or the certainty that there is no more: totals may be wrong. */
  async #filled(page: ListPage, asked: ServerQuery, context: CallContext): Promise<ListPage> {
    const { entities, total = 0 } = page;
    const { length } = entities;
    const missing = asked.count - length;
    if (asked.count > LOOK_UP || length === 0 || missing <= 0 || total <= length) return page;
    const next = { ...asked, startIndex: asked.startIndex + length, count: missing };
    const { entities: others } = await this.#pages.read(next, context);
    const all = [...entities, ...others];
    return { entities: all, total: all.length < asked.count ? all.length : total };
  }

  /** Whether the server has looked at the filter, as far as that can be seen. */
  async #isAbout(
    { asked }: ServerFilter,
    entities: readonly JsonObject[],
    context: CallContext,
  ): Promise<boolean> {
    const isContradicted = entities.some((entity) => !mayHold(asked, entity));
    if (!isContradicted && (await this.#heedsAll(unseen(asked, entities), context))) return true;
    this.#tell('it finds what does not match, and so takes no notice of the filter', context);
    return false;
  }

  /** A value that nothing has shows whether a server looks at an attribute that it does not show. */
  async #heedsAll(comparisons: readonly Comparison[], context: CallContext): Promise<boolean> {
    for (const { path } of comparisons) {
      const name = printAttributePath(path).toLowerCase();
      let heeds = this.#heeds.get(name);
      if (heeds === undefined) {
        const filter = printFilter({ kind: 'compare', path, operator: 'eq', value: randomUUID() });
        const { entities } = await this.#api.list({ startIndex: 1, count: 1, filter }, context);
        heeds = entities.length === 0;
        this.#remember(this.#heeds, name, heeds);
      }
      if (!heeds) return false;
    }
    return true;
  }

  /**
   * @param asked what the server may be asked meanwhile; absent: it gives everything
   * @returns nothing where the server takes no notice of that
   * @throws ScimError 400 `tooMany` where there are too many to be looked at
   */
  async #search(
    filter: ServerFilter,
    asked: string | undefined,
    query: ListQuery,
    context: CallContext,
  ): Promise<ListPage | undefined> {
    const isWanted = compileFilter(filter.wanted);
    const omit = notCompared(query.omit, filter);
    const found: JsonObject[] = [];
    const warnings: string[] = [];
    for (let read = 0; ; ) {
      const page = { ...serverQuery(query), startIndex: read + 1, count: PAGE_SIZE, filter: asked, omit };
      const { entities, total } = await this.#pages.read(page, context);
      if (asked !== undefined && !(await this.#isAbout(filter, entities, context))) return undefined;
      for (const entity of entities) if (isWanted(entity)) found.push(entity);
      read += entities.length;
      if (entities.length === 0 || (total !== undefined && read >= total)) {
        if (total !== undefined && read < total)
          warnings.push(missingEntities(this.#api.entityType, total, read));
        break;
      }
      if (read >= MOST_SEARCHED) throw this.#tooMany();
      await context.pause?.();
    }
    const first = query.startIndex - 1;
    return { entities: found.slice(first, first + query.count), total: found.length, warnings };
  }

  /** Servers find by id where they find nothing by a filter. */
  async #byId(
    id: string,
    filter: ServerFilter,
    { startIndex, count, omit }: ListQuery,
    context: CallContext,
  ): Promise<ListPage> {
    const found: JsonObject[] = [];
    try {
      const { entity } = await this.#api.get(id, notCompared(omit, filter), context);
      if (compileFilter(filter.wanted)(entity)) found.push(entity);
    } catch (error) {
      if (!(error instanceof ScimError) || error.status !== 404) throw error;
    }
    return { entities: found.slice(startIndex - 1, startIndex - 1 + count), total: found.length };
  }

  #tell(what: string, { log }: CallContext): void {
    log.warn({ entityType: this.#api.entityType, what }, 'the server does not filter as it should');
  }

  #impossible(why: string): ScimError {
    const { backend, entityType } = this.#api;
    const example = entityType === 'user' ? 'userName eq "ada"' : 'displayName eq "Administrators"';
    const detail = `${backend.name} (system ${backend.systemId}) cannot be asked this filter: ${why} Possible is one comparison such as ${example}, for which all ${entityType}s are looked through.`;
    return new ScimError(400, detail, { scimType: 'invalidFilter' });
  }

  #tooMany(): ScimError {
    const { backend, entityType } = this.#api;
    const detail = `${backend.name} (system ${backend.systemId}) does not do this filter itself, and has more than ${MOST_SEARCHED} ${entityType}s, too many to look through: compare another attribute, or one that it can filter by.`;
    return new ScimError(400, detail, { scimType: 'tooMany' });
  }
}

/** Without the filter. */
function serverQuery({ startIndex, count, omit, sort }: ListQuery): ServerQuery {
  const sorting = sort && { sortBy: printAttributePath(sort.by), sortOrder: sort.order };
  return { startIndex, count, omit, ...sorting };
}

/** Attributes that the filter does not look at either. */
function notCompared(omit: readonly string[] = [], { wanted }: ServerFilter): readonly string[] {
  const text = printFilter(wanted).toLowerCase();
  return omit.filter((name) => !text.includes(name.toLowerCase()));
}

function idIn(filter: Filter | undefined): string | undefined {
  if (filter?.kind !== 'compare' || filter.operator !== 'eq') return undefined;
  const { schema, attribute, subAttribute, index } = filter.path;
  if (schema !== undefined || subAttribute !== undefined || index !== undefined) return undefined;
  return attribute === 'id' && typeof filter.value === 'string' ? filter.value : undefined;
}
