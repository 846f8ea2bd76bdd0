/**
 * Lists of what the backend cannot find or sort by itself: all that it gives is read, up to a limit, and the proxy looks at
 * what clients would see of it.
 */
import { ScimError } from '../../scim/errors.ts';
import { compileFilter } from '../../scim/filter-evaluate.ts';
import { pathsIn } from '../../scim/filter-tree.ts';
import type { FoundPage } from '../backend-page.ts';
import { severalMatch, toldContradiction } from '../backend-page.ts';
import type { ProxiedEntity } from '../entity.ts';
import type { ListRequest } from '../list-request.ts';
import { contradiction, MAX_COUNT } from '../paging.ts';
import { RESIDUAL_LIMIT_PROPERTY } from '../properties.ts';
import { Showing } from '../showing.ts';
import { withoutNamed } from '../sorting/sortable-entries.ts';
import type { ProxyContext } from '../types.ts';
import { checkFilter } from './check.ts';
import type { FilterPlan } from './plan.ts';
import { Window } from './window.ts';

/** Different warnings of pages that are handed on. */
const MOST_WARNINGS = 10;

/**
 * `undefined`: there are more entities than may be read.
 *
 * @throws ScimError 400 `invalidFilter` for what is wrong in the filter, `tooMany` where it is meant for one entity
 */
export async function findMatching(
  entity: ProxiedEntity,
  request: ListRequest,
  plan: FilterPlan,
  context: ProxyContext,
): Promise<FoundPage | undefined> {
  const window = new Window(request.page, request.sort);
  const warnings = await readInto(window, entity, request, plan, entity.settings.residualLimit ?? 0, context);
  if (warnings === undefined) return undefined;
  if (request.isSingle && window.total > 1) throw severalMatch(entity);
  const resources = window.resources();
  return {
    read: resources.length,
    total: window.total,
    provided: window.total,
    resources,
    warnings: warnings.warnings,
  };
}

export interface ReadThrough {
  /** Entities that the backend gave. */
  readonly read: number;
  readonly warnings: readonly string[];
}

/**
 * @param limit entities read at most
 * @returns nothing where there are more
 */
export async function readInto(
  window: Window,
  entity: ProxiedEntity,
  request: ListRequest,
  { pushed, rest }: FilterPlan,
  limit: number,
  context: ProxyContext,
): Promise<ReadThrough | undefined> {
  if (rest !== undefined) checkFilter(entity, rest);
  const matches = rest === undefined ? () => true : compileFilter(rest);
  const looked = [...(rest === undefined ? [] : pathsIn(rest)), ...(request.sort ? [request.sort.by] : [])];
  const omit = withoutNamed(request.shape.omit, looked);
  const showing = new Showing(entity, context, (resource) => {
    if (matches(resource)) window.add(resource, request.shape);
  });
  const told = new Set<string>();
  let read = 0;
  let total: number | undefined;
  for (;;) {
    context.signal.throwIfAborted();
    const giveBack = context.memory?.scope?.();
    const before = window.size;
    const count = Math.min(MAX_COUNT, limit + 1 - read);
    const page = await entity.connector.list({ startIndex: read + 1, count, filter: pushed, omit }, context);
    const given = page.read ?? page.entities.length;
    total = page.total;
    if (total !== undefined && total > limit) return undefined;
    for (const warning of page.warnings ?? []) if (told.size < MOST_WARNINGS) told.add(warning);
    await showing.add(page.entities);
    read += given;
    giveBack?.(Math.min(1, Math.max(0, window.size - before) / Math.max(1, page.entities.length)));
    // A total that is too small is none: then the empty page is the end.
    if (given === 0 || read === total) break;
    if (read > limit) return undefined;
  }
  // Behind what was read there is room for more; a total that is too small speaks of what was read.
  const place = (total ?? 0) > read ? { startIndex: read + 1, read: 0 } : { startIndex: 1, read };
  const wrong = contradiction({ ...place, count: 1, provided: total }, entity.read.entityType);
  return {
    read,
    warnings: [...told, ...showing.finish(), ...toldContradiction(wrong, entity, context)],
  };
}

/** More than may be read. */
export function tooManyToRead(
  { systemId, read, settings }: ProxiedEntity,
  what = 'the backend cannot do this filter alone',
): ScimError {
  return new ScimError(
    400,
    `System ${systemId}: ${what}, and there are more than the ${settings.residualLimit} ${read.entityType}s that the proxy may look through for it. ` +
      `Join it by "and" with what the backend can do, such as ${read.entityType === 'group' ? 'displayName' : 'userName'} eq "…", or raise the property ${RESIDUAL_LIMIT_PROPERTY}.`,
    { scimType: 'tooMany' },
  );
}
