/** Lists: what is found, which part of it is on a page, and how the page is written. */
import type { JsonObject, JsonValue } from '../../../scim/json.ts';
import { LIST_RESPONSE_SCHEMA } from '../../../scim/schemas.ts';
import { Failure, refused } from '../failure.ts';
import { compileFilter } from '../filter/compile.ts';
import { type FilterNode, parseFilter } from '../filter/syntax.ts';
import { memberName } from '../schema/address.ts';
import type { ResourceType } from '../schema/resource-types.ts';
import type { Server } from '../server.ts';
import type { Resource } from '../store/directory.ts';
import { compileProjection, type Wanted } from './projection.ts';
import { inOrder, type Sorting } from './sort.ts';
import { viewOf, withoutSecrets, written } from './view.ts';

export interface ListQuery extends Wanted, Sorting {
  readonly filter?: string | undefined;
  /** From 1 on. */
  readonly startIndex?: number | undefined;
  readonly count?: number | undefined;
}

/** @throws {Failure} 400, or 501 where filters are not implemented */
export function listResources(server: Server, type: ResourceType, query: ListQuery): JsonValue {
  const project = compileProjection(type, query);
  const found = inOrder(server, type, search(server, type, query.filter), query);
  const { startIndex, resources } = page(server, found, query);
  const shown = resources.map((resource) => project(withoutSecrets(type, viewOf(server, resource))));
  return written(server, envelope(server, shown, found.length, startIndex));
}

function search(server: Server, type: ResourceType, filter: string | undefined): Resource[] {
  const { directory, switches } = server;
  const { filters } = switches.current;
  if (filter === undefined || filters === 'ignored') return directory.all(type.name);
  if (filters === 'not-implemented') throw new Failure(501, 'Filters are not implemented.');
  if (filters === 'refused') throw refused('invalidFilter', 'Filters are not supported.');
  const tree = parseFilter(filter);
  const test = compileFilter(tree, type);
  if (filters === 'userName-only' && soughtValue(tree, ['userName']) === undefined) {
    throw refused('invalidFilter', 'Only userName eq is supported.');
  }
  return candidates(server, type, tree).filter((resource) => test(viewOf(server, resource)));
}

/** Those that can be meant, where one value of an attribute with an index is sought. */
function candidates({ directory }: Server, type: ResourceType, tree: FilterNode): Resource[] {
  const id = soughtValue(tree, ['id']);
  if (id !== undefined) {
    const found = directory.get(type.name, id);
    return found === undefined ? [] : [found];
  }
  const value =
    type.unique === undefined
      ? undefined
      : soughtValue(tree, [type.unique, `${type.schema.id}:${type.unique}`]);
  return value === undefined ? directory.all(type.name) : directory.holders(type.name, value);
}

function soughtValue(tree: FilterNode, names: readonly string[]): string | undefined {
  if (tree.kind !== 'compare' || tree.operator !== 'eq' || typeof tree.value !== 'string') return undefined;
  const name = tree.name.toLowerCase();
  return names.some((each) => each.toLowerCase() === name) ? tree.value : undefined;
}

function page(
  { switches }: Server,
  found: readonly Resource[],
  { startIndex = 1, count }: ListQuery,
): { startIndex: number; resources: readonly Resource[] } {
  const { paging, pageLimit } = switches.current;
  if (paging === 'everything') return { startIndex: 1, resources: found };
  if (paging === 'first-page') return { startIndex: 1, resources: found.slice(0, pageLimit) };
  const first = Math.max(startIndex, 1);
  const size = Math.min(Math.max(count ?? pageLimit, 0), pageLimit);
  return { startIndex: first, resources: found.slice(first - 1, first - 1 + size) };
}

function envelope(
  { switches }: Server,
  resources: readonly JsonObject[],
  found: number,
  startIndex: number,
): JsonValue {
  const { lists, totals, emptyLists, listNames } = switches.current;
  const [first] = resources;
  if (lists === 'array') return [...resources];
  if (lists === 'single-object' && first !== undefined && resources.length === 1) return first;
  const total = {
    right: found,
    text: String(found),
    page: resources.length,
    'too-many': found + 1,
    none: undefined,
  };
  const none = { array: [], absent: undefined, null: null };
  const totalResults = total[totals];
  const list = resources.length === 0 ? none[emptyLists] : [...resources];
  const response: JsonObject = {
    schemas: [LIST_RESPONSE_SCHEMA],
    ...(totalResults === undefined ? {} : { totalResults }),
    itemsPerPage: resources.length,
    startIndex,
    ...(list === undefined ? {} : { Resources: list }),
  };
  if (listNames === 'exact') return response;
  return Object.fromEntries(Object.entries(response).map(([name, value]) => [name.toLowerCase(), value]));
}

/** From a query string. @throws {Failure} 400 `invalidValue` for what is no whole number */
export function readListQuery(query: URLSearchParams): ListQuery {
  return {
    ...readWanted(query),
    filter: query.get('filter') ?? undefined,
    startIndex: wholeNumber(query, 'startIndex'),
    count: wholeNumber(query, 'count'),
    sortBy: query.get('sortBy') ?? undefined,
    sortOrder: query.get('sortOrder') ?? undefined,
  };
}

export function readWanted(query: URLSearchParams): Wanted {
  return { attributes: names(query, 'attributes'), excludedAttributes: names(query, 'excludedAttributes') };
}

/** From the body of `.search` (RFC 7644 §3.4.3). @throws {Failure} 400 `invalidValue` */
export function readSearchRequest(body: JsonObject): ListQuery {
  const query = new URLSearchParams();
  for (const name of [
    'attributes',
    'excludedAttributes',
    'filter',
    'sortBy',
    'sortOrder',
    'startIndex',
    'count',
  ]) {
    const found = memberName(body, name);
    const value = found === undefined ? undefined : body[found];
    if (value !== undefined && value !== null)
      query.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  return readListQuery(query);
}

function names(query: URLSearchParams, parameter: string): string[] {
  return (query.get(parameter) ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^-?\d{1,15}$/.test(text)) throw refused('invalidValue', `${name} is a whole number, not ${text}.`);
  return Number(text);
}
