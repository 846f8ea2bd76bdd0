/** One page as the backend gives it: its entities as clients see them, and the totals (proxy API, section 4). */
import type { ListPage, Sort } from '../connectors/connector.ts';
import { PageText } from '../scim/carried/page.ts';
import { ScimError } from '../scim/errors.ts';
import type { Filter } from '../scim/filter-ast.ts';
import type { JsonObject } from '../scim/json.ts';
import { listResponse } from '../scim/list-response.ts';
import { requireMatches } from './checked-connector.ts';
import type { CursorLinks } from './cursor/walk.ts';
import type { ProxiedEntity } from './entity.ts';
import type { ListRequest } from './list-request.ts';
import { contradiction, type Page, totalResults } from './paging.ts';
import { Showing } from './showing.ts';
import type { SortableEntries } from './sorting/sortable-entries.ts';
import type { ProxyContext } from './types.ts';

export interface FoundPage {
  /** `itemsPerPage`: entities that were read for the page, shown or not. */
  readonly read: number;
  /** `totalResults`; absent where nobody knows it and a cursor leads on. */
  readonly total: number | undefined;
  /** How many there are for the filter, where that is known: the hidden ones too, if the backend counted. */
  readonly provided: number | undefined;
  readonly resources: JsonObject[];
  /** In place of the resources: the whole answer. */
  readonly text?: Buffer | undefined;
  /** To the neighbours of the page, where the backend's own cursors lead there. Default: they are found by index. */
  readonly links?: CursorLinks | undefined;
  readonly warnings: readonly string[];
}

export const NOTHING: FoundPage = { read: 0, total: 0, provided: 0, resources: [], warnings: [] };

/** What the backend is asked, in its own names. */
export interface Asking {
  readonly filter?: Filter | undefined;
  readonly sort?: Sort | undefined;
}

/** @param entries where the resources are kept instead, for somebody who may sort them */
export async function readPage(
  entity: ProxiedEntity,
  request: ListRequest,
  asking: Asking,
  context: ProxyContext,
  entries?: SortableEntries,
): Promise<FoundPage> {
  const { page, shape, isSingle, walk } = request;
  // Cursors of backends know nothing of an order.
  const native = isSingle || asking.sort !== undefined || entries !== undefined ? undefined : walk?.native;
  // Two are enough to know that a filter for one entity is ambiguous.
  const asked = isSingle ? { startIndex: 1, count: 2 } : askedPage(page, entity);
  const listing = entity.connector.list(
    {
      ...asked,
      ...asking,
      omit: entries === undefined ? shape.omit : entries.looksAt(shape.omit),
      carry: mayCarry(request, context) ? entity.carriage?.plan : undefined,
      ...(native === undefined ? {} : { cursor: native }),
    },
    context,
  );
  const found = await (native === undefined || walk === undefined ? listing : walk.reading(listing));
  if (isSingle) return await singleOf(entity, request, asking, found, context);

  const read = page.count === 0 ? 0 : (found.read ?? found.entities.length);
  const provided =
    found.total ?? (page.count === 0 && found.entities.length > 0 ? page.startIndex : undefined);
  const counted = {
    ...page,
    read,
    provided,
    hasReadCondition: entity.read.condition !== undefined,
    strategy: entity.settings.totalResultsStrategy,
  };
  const total = walk === undefined ? totalResults(counted) : walk.total(counted);
  const links = walk?.links(counted, native === undefined ? undefined : found);
  const text =
    found.carried === undefined
      ? undefined
      : new PageText(
          listResponse({
            totalResults: total,
            startIndex: walk === undefined ? page.startIndex : undefined,
            itemsPerPage: read,
            resources: [],
            ...links,
          }),
          found.entities.length,
        );
  const resources: JsonObject[] = [];
  const showing = new Showing(entity, context, (resource, carried) => {
    if (text !== undefined) text.add(resource, carried);
    else if (entries !== undefined) entries.add(resource, shape);
    else resources.push(shape.apply(resource));
  });
  if (page.count > 0) await showing.add(found.entities, found.carried);
  const warnings = [
    ...(found.warnings ?? []),
    ...showing.finish(),
    ...toldContradiction(
      native === undefined ? contradiction(counted, entity.read.entityType) : undefined,
      entity,
      context,
    ),
  ];
  return { read, total, provided: found.total, resources, text: text?.finish(), links, warnings };
}

/** Whether entities may go on with members that nobody has read: nobody looks for any, and all of them are shown. */
function mayCarry({ page, filter, shape, sort }: ListRequest, { takesText = false }: ProxyContext): boolean {
  return takesText && page.count > 1 && filter === undefined && sort === undefined && shape.isWhole;
}

/** Where the backend gives no totals, `count=0` still has to find out whether there is anything. */
function askedPage({ startIndex, count }: Page, entity: ProxiedEntity): Page {
  return { startIndex, count: count === 0 && !entity.connector.capabilities.totals ? 1 : count };
}

async function singleOf(
  entity: ProxiedEntity,
  { page, shape }: ListRequest,
  { filter }: Asking,
  found: ListPage,
  context: ProxyContext,
): Promise<FoundPage> {
  const { systemId } = entity;
  const { entityType } = entity.read;
  if (filter?.kind === 'compare') requireMatches(filter, found.entities, { systemId, entityType });
  const { length } = found.entities;
  const { total = length } = found;
  if (length > 1 || (length === 1 && total > 1)) throw severalMatch(entity);
  const resources: JsonObject[] = [];
  const showing = new Showing(entity, context, (resource) => resources.push(shape.apply(resource)));
  await showing.add(found.entities);
  const told = showing.finish();
  const unseen =
    length < total
      ? `The backend says that ${total} ${entityType}(s) match, and shows none of them`
      : undefined;
  const wanted = page.startIndex === 1 && page.count > 0;
  // What the read condition hides does not exist for clients; what failed to be read does.
  const shown = length - showing.hidden;
  return {
    read: wanted ? length : 0,
    total: shown,
    provided: shown,
    resources: wanted ? resources : [],
    warnings: [...(found.warnings ?? []), ...told, ...toldContradiction(unseen, entity, context)],
  };
}

/** Of a filter that is meant for one entity. */
export function severalMatch({ systemId, read }: ProxiedEntity): ScimError {
  return new ScimError(
    400,
    `System ${systemId}: the filter is meant for one ${read.entityType} but the backend has several that match. ` +
      'Make the value unique there, or filter by another attribute.',
    { scimType: 'tooMany' },
  );
}

/** What clients are told of it, the administrator reads too. */
export function toldContradiction(
  what: string | undefined,
  entity: ProxiedEntity,
  { log }: ProxyContext,
): readonly string[] {
  if (what === undefined) return [];
  log.warn({ entityType: entity.read.entityType, what }, 'the total of a list and its entities do not agree');
  return [what];
}
