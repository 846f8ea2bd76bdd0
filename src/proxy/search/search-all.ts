/** A search over all types of resources of a system (RFC 7644 §3.4.3): one behind the other, in the order of the transformation. */
import type { FoundPage } from '../backend-page.ts';
import { openWalk, type Walk } from '../cursor/walk.ts';
import type { ProxiedEntity } from '../entity.ts';
import { answer } from '../list.ts';
import { type ListRequest, parseClientFilter } from '../list-request.ts';
import { parsePage } from '../paging.ts';
import { single } from '../query.ts';
import { readInto } from '../residual/matching.ts';
import { planFilter } from '../residual/plan.ts';
import { Window } from '../residual/window.ts';
import { parseSort, type SortRequest } from '../sorting/sort-request.ts';
import { SortableEntries, withoutNamed } from '../sorting/sortable-entries.ts';
import { notSorted } from '../sorting/sorted-page.ts';
import type { ProxyContext, ProxyResponse, RawQuery } from '../types.ts';
import { chainedPage } from './chained-pages.ts';
import { findPart, named, requireKnownNames, type SearchedType, searchedTypes } from './parts.ts';

/**
 * @param entities all types that there are
 * @param endpoints those that are searched
 * @throws ScimError
 */
export async function searchAll(
  entities: readonly ProxiedEntity[],
  endpoints: ReadonlySet<string>,
  query: RawQuery,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const walk = await walkOver(entities, query);
  const page = walk?.page ?? parsePage(single(query, 'startIndex'), single(query, 'count'));
  const request = { page, filter: parseClientFilter(query), sort: parseSort(query) };
  requireKnownNames(entities, request.filter, request.sort);
  const searched = entities.filter(({ read }) => endpoints.has(read.scimEntityEndpoint));
  const types = searchedTypes(searched, query, request);
  const parted = { ...context, takesText: false };
  const { sort } = request;
  const found =
    sort === undefined
      ? await chained(types, request, parted)
      : ((await sortedByProxy(types, request, sort, parted)) ??
        (await sortedIfWhole(types, request, sort, parted)));
  // What is calculated is for paging by index.
  const total = walk === undefined ? found.total : found.provided;
  return answer({ page, walk }, { ...found, total });
}

/** By index over all types: what backends have of cursors leads through one list only. */
async function walkOver([first]: readonly ProxiedEntity[], query: RawQuery): Promise<Walk | undefined> {
  const cursor = single(query, 'cursor');
  if (cursor === undefined || first === undefined) return undefined;
  const { systemId, cursors } = first;
  return await openWalk({ systemId, endpoint: '.search', cursors, isNative: false }, query, cursor);
}

type Request = Pick<ListRequest, 'page'>;

function chained(types: readonly SearchedType[], { page }: Request, context: ProxyContext) {
  const lists = types.map((type) => (part: ListRequest['page']) => findPart(type, part, context));
  return chainedPage(lists, page);
}

/** All of it is read, as far as that is allowed. */
async function sortedByProxy(
  types: readonly SearchedType[],
  { page }: Request,
  sort: SortRequest,
  context: ProxyContext,
): Promise<FoundPage | undefined> {
  const window = new Window(page, sort);
  const warnings: string[] = [];
  let read = 0;
  for (const { entity, request } of types) {
    const { residualLimit } = entity.settings;
    if (residualLimit === undefined) return undefined;
    try {
      const plan = planFilter(entity, request.filter);
      if (plan === 'nothing') continue;
      const all = await readInto(window, entity, request, plan, residualLimit - read, context);
      if (all === undefined) return undefined;
      read += all.read;
      warnings.push(...all.warnings);
    } catch (error) {
      throw named(entity, error);
    }
  }
  const resources = window.resources();
  return { read: resources.length, total: window.total, provided: window.total, resources, warnings };
}

/** All that there is may be on the page. */
async function sortedIfWhole(
  types: readonly SearchedType[],
  { page }: Request,
  sort: SortRequest,
  context: ProxyContext,
): Promise<FoundPage> {
  // By what is sorted need not be what is shown.
  const whole = types.map(({ entity, request }) => {
    const omit = withoutNamed(request.shape.omit, [sort.by]);
    const shape = { ...request.shape, omit, apply: <T>(resource: T) => resource };
    return { entity, request: { ...request, shape } };
  });
  const { origins, ...found } = await chained(whole, { page }, context);
  const entries = new SortableEntries(sort);
  for (const [index, resource] of found.resources.entries()) {
    const type = types[origins[index] ?? 0];
    if (type !== undefined) entries.add(resource, type.request.shape);
  }
  const isWhole = page.startIndex === 1 && found.provided !== undefined && found.provided <= found.read;
  if (isWhole || page.count === 0) return { ...found, resources: entries.sorted() };
  const [first] = types;
  const told = first === undefined ? [] : [notSorted(sort, first.entity)];
  return { ...found, resources: entries.asAdded(), warnings: [...told, ...found.warnings] };
}
