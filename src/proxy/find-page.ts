/** A page of what a request asks for: by the backend alone where it can, else with the proxy's help. */
import type { Filter } from '../scim/filter-ast.ts';
import { resourceTypeName } from '../scim/schemas.ts';
import { type FoundPage, NOTHING, readPage } from './backend-page.ts';
import type { ProxiedEntity } from './entity.ts';
import type { ListRequest } from './list-request.ts';
import { findMatching, tooManyToRead } from './residual/matching.ts';
import { type FilterPlan, isRefusedFilter, planFilter, withAdvice, withoutBackend } from './residual/plan.ts';
import { foldFilter } from './search/fold.ts';
import { findSorted } from './sorting/sorted-page.ts';
import type { ProxyContext } from './types.ts';

/** @throws ScimError */
export async function findPage(
  entity: ProxiedEntity,
  request: ListRequest,
  context: ProxyContext,
): Promise<FoundPage> {
  const filter = request.filter === undefined ? undefined : ofResourceType(entity, request.filter);
  if (entity.read.ignore || filter === 'nothing') return NOTHING;
  const plan = planFilter(entity, filter);
  if (plan === 'nothing') return NOTHING;
  try {
    return await byPlan(entity, request, plan, context);
  } catch (error) {
    // Some backends say only when they are asked.
    if (filter === undefined || plan.pushed === undefined || !isRefusedFilter(error)) throw error;
    if (entity.settings.residualLimit === undefined) throw withAdvice(error);
    return await byProxy(entity, request, withoutBackend(filter), context);
  }
}

/** Of its own type nobody has to ask the backend. */
function ofResourceType({ read }: ProxiedEntity, filter: Filter): Filter | 'nothing' | undefined {
  const folded = foldFilter(filter, { resourceType: resourceTypeName(read.entityType), has: () => true });
  if (typeof folded !== 'boolean') return folded;
  return folded ? undefined : 'nothing';
}

async function byPlan(
  entity: ProxiedEntity,
  request: ListRequest,
  plan: FilterPlan,
  context: ProxyContext,
): Promise<FoundPage> {
  if (plan.rest !== undefined) return await byProxy(entity, request, plan, context);
  const { sort, isSingle, page } = request;
  if (sort !== undefined && !isSingle && page.count > 0)
    return await findSorted(entity, request, sort, plan.pushed, context);
  return await readPage(entity, request, asking(plan.pushed), context);
}

function asking(filter: Filter | undefined) {
  return filter === undefined ? {} : { filter };
}

async function byProxy(
  entity: ProxiedEntity,
  request: ListRequest,
  plan: FilterPlan,
  context: ProxyContext,
): Promise<FoundPage> {
  const found = await findMatching(entity, request, plan, context);
  if (found === undefined) throw tooManyToRead(entity);
  return found;
}
