/**
 * The pages of a collection as the proxy asks for them, whatever the server makes of `startIndex` and `count` (RFC 7644
 * §3.4.2.4): it may give fewer, as servers have limits; all of them, or always those from the first on; no total, or one that
 * only counts the page. What is given is what was asked for, or an error: no page is shown twice, and none is left out.
 */
import { ScimError } from '../../scim/errors.ts';
import { type JsonObject, jsonText } from '../../scim/json.ts';
import type { CallContext, ListPage } from '../connector.ts';
import type { ServerApi, ServerPage, ServerQuery } from './server-api.ts';

/** Entities that one request may have to give where a server always begins with the first one. */
const MOST_AT_ONCE = 10_000;
/** Who asks for fewer does not read a whole list. */
const SMALLEST_PAGE = 5;
const LONGEST_KEY = 2_000;
/** Lists of which it is remembered what their pages begin with. */
const MOST_REMEMBERED = 32;

export class Pages {
  readonly #api: ServerApi;
  /** By list, what the page from 1 on began with when it was last read. */
  readonly #firsts = new Map<string, string>();
  /** By list, the page behind the first one that was read last. */
  readonly #lasts = new Map<string, { readonly startIndex: number; readonly begin: string }>();
  /** Whether the server takes notice of `startIndex`, as far as anybody had to find out. */
  #heedsStart: boolean | undefined;
  /** Whether its totals are those of the whole list; `undefined`: nobody knows yet. */
  #totalsAreWhole: boolean | undefined;

  constructor(api: ServerApi) {
    this.#api = api;
  }

  /** @throws ScimError 502 where the server does not give this page */
  async read(query: ServerQuery, context: CallContext): Promise<ListPage> {
    if (query.count === 0) return await this.#count(query, context);
    if (query.startIndex === 1) return await this.#first(query, context);
    if (this.#heedsStart === false) return await this.#fromFirst(query, context);
    const page = await this.#api.list(query, context);
    const { entities, total, startIndex } = page;
    requireResources(page, query.startIndex);
    if (entities.length === 0) return { entities, total: this.#whole(total) };
    if (await this.#beginsWithFirst(query, page, context)) {
      // Some servers begin anew behind their end.
      if (await this.#givesOthers(query, page, context)) return { entities: [], total: this.#whole(total) };
      this.#warn('it takes no notice of startIndex: pages are cut out of longer ones', context);
      return await this.#fromFirst(query, context);
    }
    await this.#refuseRepeated(query, page, context);
    if (startIndex !== undefined && startIndex > 1 && startIndex !== query.startIndex) {
      throw page.refuse(`it begins with number ${startIndex} where number ${query.startIndex} was asked for`);
    }
    if (total !== undefined && total < query.startIndex - 1 + entities.length) this.#doubtTotals(context);
    return { entities: entities.slice(0, query.count), total: this.#whole(total) };
  }

  /** Some servers give their last page for everything behind it, which would never come to an end. @throws ScimError 502 */
  async #refuseRepeated(query: ServerQuery, page: ServerPage, context: CallContext): Promise<void> {
    const { startIndex } = query;
    const list = listOf(query);
    const begin = keyOf(page.entities[0]);
    const before = this.#lasts.get(list);
    keep(this.#lasts, list, { startIndex, begin });
    if (before === undefined || before.startIndex === startIndex || before.begin !== begin) return;
    // Where something was deleted meanwhile, the other page begins with another one now.
    const { entities } = await this.#api.list({ ...query, startIndex: before.startIndex, count: 1 }, context);
    if (keyOf(entities[0]) !== begin) return;
    throw page.refuse(
      `it begins with the same entity from number ${startIndex} on as from ${before.startIndex} on`,
    );
  }

  async #first(query: ServerQuery, context: CallContext): Promise<ListPage> {
    const page = await this.#api.list(query, context);
    const { entities, total } = page;
    requireResources(page, 1);
    this.#remember(query, entities[0]);
    if (total !== undefined && total < entities.length) this.#doubtTotals(context);
    await this.#learnTotals(query, page, context);
    return { entities: entities.slice(0, query.count), total: this.#whole(total) };
  }

  /** Some servers have the number of those on the page as their total: the first list that is said to be whole tells. */
  async #learnTotals(query: ServerQuery, page: ServerPage, context: CallContext): Promise<void> {
    const { entities, total } = page;
    if (total === undefined || this.#totalsAreWhole !== undefined) return;
    if (total > entities.length) this.#totalsAreWhole = true;
    if (query.count < SMALLEST_PAGE || total === 0 || total !== entities.length) return;
    const isMore = await this.#hasAnother(query, page, context);
    if (isMore === true) this.#doubtTotals(context);
    else if (isMore === false) this.#totalsAreWhole = true;
  }

  #doubtTotals(context: CallContext): void {
    if (this.#totalsAreWhole === false) return;
    this.#totalsAreWhole = false;
    this.#warn('totalResults counts the entities of the page: there are no totals', context);
  }

  /** `undefined`: the server did not say. */
  async #hasAnother(
    query: ServerQuery,
    { entities }: ServerPage,
    context: CallContext,
  ): Promise<boolean | undefined> {
    const behind = { ...query, startIndex: entities.length + 1, count: 1 };
    try {
      const [next] = (await this.#api.list(behind, context)).entities;
      return next !== undefined && !entities.some((entity) => keyOf(entity) === keyOf(next));
    } catch (error) {
      if (!(error instanceof ScimError) || context.signal.aborted) throw error;
      // There are servers that refuse to look behind the end.
      return error.status === 400 ? false : undefined;
    }
  }

  async #beginsWithFirst(query: ServerQuery, page: ServerPage, context: CallContext): Promise<boolean> {
    const { entities, startIndex, total } = page;
    const remembered = this.#firsts.get(listOf(query));
    const begin = keyOf(entities[0]);
    if (remembered !== begin) {
      if (this.#heedsStart === true) return false;
      const isRight = startIndex === undefined ? remembered !== undefined : startIndex >= query.startIndex;
      const isBehindEnd = total !== undefined && total < query.startIndex;
      if (isRight && !isBehindEnd && entities.length <= query.count) return false;
    }
    const [first] = (await this.#api.list({ ...query, startIndex: 1, count: 1 }, context)).entities;
    this.#remember(query, first);
    if (keyOf(first) === begin) return true;
    this.#heedsStart = true;
    return false;
  }

  /** Of a page that begins with the first entity: whether that is not so for any `startIndex`. */
  async #givesOthers(query: ServerQuery, { entities }: ServerPage, context: CallContext): Promise<boolean> {
    if (this.#heedsStart === true) return true;
    const [second] = (await this.#api.list({ ...query, startIndex: 2, count: 1 }, context)).entities;
    const givesOthers = second === undefined || keyOf(second) !== keyOf(entities[0]);
    // The second one may be behind the end.
    if (givesOthers || entities.length > 1) this.#heedsStart = givesOthers;
    return givesOthers;
  }

  /** @throws ScimError 502 where the server gives too few at once */
  async #fromFirst(query: ServerQuery, context: CallContext): Promise<ListPage> {
    const before = query.startIndex - 1;
    const wanted = before + query.count;
    if (wanted > MOST_AT_ONCE) throw tooMany(this.#api, query.startIndex);
    const page = await this.#api.list({ ...query, startIndex: 1, count: wanted }, context);
    const total = this.#whole(page.total);
    const entities = page.entities.slice(before, wanted);
    const { length } = page.entities;
    if (entities.length === 0 && length > 0 && ((total ?? 0) > before || page.hasNext)) {
      const all = total === undefined ? 'of all' : `of ${total}`;
      throw page.refuse(`it takes no notice of startIndex, and gives only ${length} ${all} entities at once`);
    }
    return { entities, total };
  }

  /** Where there are no totals, one entity tells that there are some. */
  async #count(query: ServerQuery, context: CallContext): Promise<ListPage> {
    const none = { entities: [] };
    try {
      const total = this.#whole((await this.#api.list(query, context)).total);
      if (total !== undefined) return { ...none, total };
    } catch (error) {
      // There are servers that take no 0.
      if (!(error instanceof ScimError) || error.status !== 400) throw error;
    }
    const { entities, total } = await this.read({ ...query, count: 1 }, context);
    return { ...none, total: total ?? (entities.length > 0 ? query.startIndex : undefined) };
  }

  #whole(total: number | undefined): number | undefined {
    return this.#totalsAreWhole === false ? undefined : total;
  }

  #remember(query: ServerQuery, first: JsonObject | undefined): void {
    if (first === undefined) this.#firsts.delete(listOf(query));
    else keep(this.#firsts, listOf(query), keyOf(first));
  }

  #warn(what: string, { log }: CallContext): void {
    log.warn({ entityType: this.#api.entityType, what }, 'the server does not page as it should');
  }
}

/** What tells a list from others, whichever page of it is read. */
function listOf({ filter = '', sortBy, sortOrder }: ServerQuery): string {
  return sortBy === undefined ? filter : `${sortBy} ${sortOrder} ${filter}`;
}

/** The oldest one goes where there are too many. */
function keep<Value>(known: Map<string, Value>, list: string, value: Value): void {
  known.delete(list);
  known.set(list, value);
  const [oldest] = known.keys();
  if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
}

/** What tells an entity from others, also where it has no id. */
function keyOf(entity: JsonObject | undefined): string {
  if (entity === undefined) return '';
  const { id } = entity;
  return id === undefined ? jsonText(entity).slice(0, LONGEST_KEY) : jsonText(id);
}

/** @throws ScimError 502 where there have to be entities by the server's own total, and nothing is said about them */
function requireResources(page: ServerPage, startIndex: number): void {
  const { total = 0, isSilent } = page;
  if (isSilent && total >= startIndex) {
    throw page.refuse(`its totalResults is ${total} and it has no Resources`);
  }
}

function tooMany({ backend, entityType }: ServerApi, startIndex: number): ScimError {
  const detail = `${backend.name} (system ${backend.systemId}) takes no notice of startIndex, so that ${entityType}s from number ${startIndex} on cannot be read: no more than ${MOST_AT_ONCE} are asked for at once. Narrow the list by a filter.`;
  return new ScimError(502, detail);
}
