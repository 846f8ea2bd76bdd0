/** GET on an endpoint: paging by index or cursor, filters, totals (proxy API, sections 2 to 4). */
import type { ListPage } from '../connectors/connector.ts';
import { PageText } from '../scim/carried/page.ts';
import { isUsableId } from '../scim/entity-id.ts';
import { ScimError } from '../scim/errors.ts';
import type { Filter } from '../scim/filter-ast.ts';
import { parseFilter } from '../scim/filter-parse.ts';
import type { JsonObject } from '../scim/json.ts';
import { listResponse } from '../scim/list-response.ts';
import { requireMatches } from './checked-connector.ts';
import { type CursorLinks, openWalk, type WalkedList } from './cursor/walk.ts';
import type { ProxiedEntity } from './entity.ts';
import { isSingleEntityFilter, translateFilter } from './filter.ts';
import { noteHidden } from './hidden.ts';
import { contradiction, type Page, parsePage, totalResults } from './paging.ts';
import { present } from './presenter.ts';
import { single } from './query.ts';
import { type Shape, shapeOf } from './shape.ts';
import type { ProxyContext, ProxyResponse, RawQuery } from './types.ts';

/** Of the entities that a list leaves out, in the log and in the warning. */
const MOST_NAMED = 3;

export async function listEntities(
  entity: ProxiedEntity,
  query: RawQuery,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const cursor = single(query, 'cursor');
  const walk = cursor === undefined ? undefined : await openWalk(walkedList(entity), query, cursor);
  const page = walk?.page ?? parsePage(single(query, 'startIndex'), single(query, 'count'));
  const shape = shapeOf(entity, query);
  const filterText = single(query, 'filter');
  const filter = filterText === undefined ? undefined : parseFilter(filterText);
  if (entity.read.ignore) return answer(page, 0, 0, [], []);

  const translated =
    filter === undefined
      ? undefined
      : translateFilter(filter, {
          entityType: entity.read.entityType,
          read: entity.read,
          targetId: (id) => (entity.write === undefined ? id : entity.write.targetId(id, 'read')),
        });
  if (translated === 'nothing') return answer(page, 0, 0, [], []);
  const isSingle = filter !== undefined && isSingleEntityFilter(filter, entity.read.entityType);
  // Two are enough to know that a filter for one entity is ambiguous.
  const asked = isSingle ? { startIndex: 1, count: 2 } : askedPage(page, entity);
  const native = isSingle ? undefined : walk?.native;
  const listing = entity.connector.list(
    {
      ...asked,
      ...(translated === undefined ? {} : { filter: translated }),
      omit: shape.omit,
      carry: mayCarry(page, filter, shape, context) ? entity.carriage?.plan : undefined,
      ...(native === undefined ? {} : { cursor: native }),
    },
    context,
  );
  const found = await (walk === undefined ? listing : walk.reading(listing));
  if (isSingle) {
    if (translated?.kind === 'compare')
      requireMatches(translated, found.entities, {
        systemId: entity.systemId,
        entityType: entity.read.entityType,
      });
    return await answerSingle(entity, page, found, shape, context);
  }

  const read = page.count === 0 ? 0 : (found.read ?? found.entities.length);
  const counted = {
    ...page,
    read,
    provided: found.total ?? (page.count === 0 && found.entities.length > 0 ? page.startIndex : undefined),
    hasReadCondition: entity.read.condition !== undefined,
    strategy: entity.settings.totalResultsStrategy,
  };
  const total = walk === undefined ? totalResults(counted) : walk.total(counted);
  const links = walk?.links(counted, native === undefined ? undefined : found);
  const text =
    found.carried === undefined
      ? undefined
      : new PageText(listOf(page, read, total, [], links), found.entities.length);
  const shown =
    page.count === 0 ? { resources: [], warnings: [] } : await show(entity, found, shape, context, text);
  const warnings = [
    ...(found.warnings ?? []),
    ...shown.warnings,
    ...contradictions(
      native === undefined ? contradiction(counted, entity.read.entityType) : undefined,
      entity,
      context,
    ),
  ];
  if (text !== undefined) return { status: 200, text: text.finish(), warnings };
  return answer(page, read, total, shown.resources, warnings, links);
}

function walkedList({ systemId, read, connector, cursors }: ProxiedEntity): WalkedList {
  const isNative = connector.capabilities.cursors === true;
  return { systemId, endpoint: read.scimEntityEndpoint, cursors, isNative };
}

/** Whether entities may go on with members that nobody has read: nobody looks for any, and all of them are shown. */
function mayCarry(
  page: Page,
  filter: Filter | undefined,
  shape: Shape,
  { takesText = false }: ProxyContext,
): boolean {
  return takesText && page.count > 1 && filter === undefined && shape.isWhole;
}

/** Where the backend gives no totals, `count=0` still has to find out whether there is anything. */
function askedPage({ startIndex, count }: Page, entity: ProxiedEntity): Page {
  return { startIndex, count: count === 0 && !entity.connector.capabilities.totals ? 1 : count };
}

async function answerSingle(
  entity: ProxiedEntity,
  page: Page,
  found: ListPage,
  shape: Shape,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const { length } = found.entities;
  const { total = length } = found;
  if (length > 1 || (length === 1 && total > 1)) {
    throw new ScimError(
      400,
      `System ${entity.systemId}: the filter is meant for one ${entity.read.entityType} but the backend has several that match. ` +
        'Make the value unique there, or filter by another attribute.',
      { scimType: 'tooMany' },
    );
  }
  const shown = await show(entity, found, shape, context);
  const unseen =
    length < total
      ? `The backend says that ${total} ${entity.read.entityType}(s) match, and shows none of them`
      : undefined;
  const wanted = page.startIndex === 1 && page.count > 0;
  return answer(
    page,
    wanted ? length : 0,
    // What the read condition hides does not exist for clients; what failed to be read does.
    length - shown.hidden,
    wanted ? shown.resources : [],
    [...(found.warnings ?? []), ...shown.warnings, ...contradictions(unseen, entity, context)],
  );
}

/** What clients are told of it, the administrator reads too. */
function contradictions(
  what: string | undefined,
  entity: ProxiedEntity,
  { log }: ProxyContext,
): readonly string[] {
  if (what === undefined) return [];
  log.warn({ entityType: entity.read.entityType, what }, 'the total of a list and its entities do not agree');
  return [what];
}

interface Shown {
  readonly resources: JsonObject[];
  readonly warnings: readonly string[];
  /** How many the read condition hides. */
  readonly hidden: number;
}

/** @param text where the resources are written instead, with what is carried of them */
async function show(
  entity: ProxiedEntity,
  page: ListPage,
  shape: Shape,
  context: ProxyContext,
  text?: PageText,
): Promise<Shown> {
  const resources: JsonObject[] = [];
  const failures: string[] = [];
  const seen = new Set<string>();
  let repeated = 0;
  let hidden = 0;
  for (const [index, backendEntity] of page.entities.entries()) {
    const paused = context.pause?.();
    if (paused !== undefined) {
      await paused;
      context.signal.throwIfAborted();
    }
    const { id: backendId } = backendEntity;
    if (typeof backendId === 'string') {
      if (seen.has(backendId)) {
        repeated += 1;
        continue;
      }
      seen.add(backendId);
    }
    const carried = page.carried?.[index];
    const presented = present(entity, backendEntity, context.baseUrl, undefined, carried);
    if (presented.status === 'presented') {
      if (text === undefined) resources.push(shape.apply(presented.resource));
      else text.add(presented.resource, carried);
    } else if (presented.status === 'filtered') {
      hidden += 1;
    } else {
      const { mapping, path, reason } = presented;
      const id = isUsableId(backendId) ? backendId : 'without usable id';
      entity.counters.failedReads += 1;
      failures.push(`${id} (${mapping})`);
      if (failures.length <= MOST_NAMED) {
        context.log.warn(
          { entityType: entity.read.entityType, entityId: id, mapping, path, reason },
          'entity left out of a list: its read transformation failed',
        );
      }
    }
  }
  noteHidden(entity, hidden, context);
  const more = failures.length - MOST_NAMED;
  if (more > 0) {
    context.log.warn(
      { entityType: entity.read.entityType, more },
      'more entities left out of the same list, likewise',
    );
  }
  const warnings = [
    ...(failures.length === 0 ? [] : [warning(entity, failures)]),
    ...(repeated === 0
      ? []
      : [`${repeated} ${entity.read.entityType}(s) left out that the backend gave twice on this page`]),
  ];
  return { resources, warnings, hidden };
}

function warning(entity: ProxiedEntity, failures: readonly string[]): string {
  const named = failures.slice(0, MOST_NAMED).join(', ');
  return `${failures.length} ${entity.read.entityType}(s) left out, their read transformation failed: ${named}${
    failures.length > MOST_NAMED ? ', ...' : ''
  }`;
}

function answer(
  page: Page,
  itemsPerPage: number,
  total: number | undefined,
  resources: JsonObject[],
  warnings: readonly string[],
  links?: CursorLinks,
): ProxyResponse {
  return { status: 200, body: listOf(page, itemsPerPage, total, resources, links), warnings };
}

function listOf(
  { startIndex, byCursor = false }: Page,
  itemsPerPage: number,
  total: number | undefined,
  resources: JsonObject[],
  links: CursorLinks = {},
): JsonObject {
  return listResponse({
    totalResults: total,
    startIndex: byCursor ? undefined : startIndex,
    itemsPerPage,
    resources,
    ...links,
  });
}
