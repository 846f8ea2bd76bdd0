/** Sorting by the backend, as far as it can be trusted. */
import type { Sort } from '../../connectors/connector.ts';
import { compareSortValues, type SortOrder, type SortValue } from '../../scim/sort-values.ts';
import type { ProxiedEntity } from '../entity.ts';
import { backendAttribute } from '../filter.ts';
import type { ProxyContext } from '../types.ts';
import type { SortRequest } from './sort-request.ts';

/** Texts that every collation has in the same order, whatever it makes of accents and punctuation. */
const PLAIN = /^[a-z0-9]+$/;

/** What the backend is asked; `undefined`: it cannot, or its values are not those that clients see. */
export async function nativeSort(
  entity: ProxiedEntity,
  { by, order }: SortRequest,
  context: ProxyContext,
): Promise<Sort | undefined> {
  const { connector, sortTrust } = entity;
  if (sortTrust.isBroken || (connector.canSort === undefined && connector.capabilities.sorts !== true)) {
    return undefined;
  }
  const attribute = backendAttribute(entity, by);
  if (attribute === undefined) return undefined;
  const can = connector.canSort === undefined || (await connector.canSort(attribute, context));
  return can ? { by: attribute, order } : undefined;
}

/** Whether two neighbours stand the wrong way round, whatever the backend thinks of letters. */
export function isDisordered(values: readonly SortValue[], order: SortOrder): boolean {
  return values.some((value, index) => {
    const before = values[index - 1];
    return index > 0 && isSure(before) && isSure(value) && compareSortValues(before, value, order) > 0;
  });
}

/** What has no value stands where the backend likes. */
function isSure(value: SortValue): boolean {
  return typeof value === 'number' || (value !== undefined && PLAIN.test(value));
}
