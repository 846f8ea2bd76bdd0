/** Lists with `sortBy` (RFC 7644 §3.4.2.3): sorted as a whole, or not at all and told so. */
import { printAttributePath } from '../../scim/attribute-path.ts';
import { ScimError } from '../../scim/errors.ts';
import type { Filter } from '../../scim/filter-ast.ts';
import { type FoundPage, readPage } from '../backend-page.ts';
import type { ProxiedEntity } from '../entity.ts';
import type { ListRequest } from '../list-request.ts';
import { RESIDUAL_LIMIT_PROPERTY } from '../properties.ts';
import { isDefined, whyUndefined } from '../residual/check.ts';
import { findMatching } from '../residual/matching.ts';
import type { ProxyContext } from '../types.ts';
import { isDisordered, nativeSort } from './native-sort.ts';
import type { SortRequest } from './sort-request.ts';
import { SortableEntries } from './sortable-entries.ts';

/** @param filter in the backend's names, which it can do as a whole */
export async function findSorted(
  entity: ProxiedEntity,
  request: ListRequest,
  sort: SortRequest,
  filter: Filter | undefined,
  context: ProxyContext,
): Promise<FoundPage> {
  if (!isDefined(entity.read, sort.by)) throw unknownName(sort, entity);
  const native = await nativeSort(entity, sort, context);
  if (native === undefined && entity.settings.residualLimit !== undefined) {
    const sorted = await findMatching(entity, request, { pushed: filter, rest: undefined }, context);
    if (sorted !== undefined) return sorted;
  }
  const entries = new SortableEntries(sort);
  const found = await readPage(entity, request, { filter, sort: native }, context, entries);
  if (isWhole(request, found)) return { ...found, resources: entries.sorted() };
  const resources = entries.asAdded();
  if (native === undefined)
    return { ...found, resources, warnings: [notSorted(sort, entity), ...found.warnings] };
  if (!isDisordered(entries.values, sort.order)) return { ...found, resources };
  entity.sortTrust.isBroken = true;
  const what = `The backend says that it sorts, and does not sort by ${printAttributePath(sort.by)}: it is not asked to any more`;
  context.log.warn({ entityType: entity.read.entityType, what }, 'the backend does not sort');
  return { ...found, resources, warnings: [what, ...found.warnings] };
}

/** Sorted by nothing, a list would look sorted. */
function unknownName({ by }: SortRequest, { read }: ProxiedEntity): ScimError {
  const detail = `sortBy cannot be used: ${printAttributePath(by)}: ${whyUndefined(read, by)}.`;
  return new ScimError(400, detail, { scimType: 'invalidValue' });
}

/** All that there is for the filter is on this page. */
function isWhole({ page }: ListRequest, { read, provided }: FoundPage): boolean {
  return page.startIndex === 1 && provided !== undefined && provided <= read;
}

export function notSorted({ by }: SortRequest, { settings }: ProxiedEntity): string {
  const why =
    settings.residualLimit === undefined
      ? `without the property ${RESIDUAL_LIMIT_PROPERTY} the proxy does only what is on one page`
      : `there are more entities than ${RESIDUAL_LIMIT_PROPERTY} allows to read`;
  return `Not sorted by ${printAttributePath(by)}: the backend does not, and ${why}`;
}
