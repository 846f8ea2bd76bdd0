/**
 * Paging through the members of a group, or the groups of a user. How a tenant writes this is not public; this is
 * the form that SAP's SCIM library once parsed and SAP SuccessFactors answers.
 */

import { positionOf } from '../../identity-authentication/store/sorted-ids.ts';
import { invalidValue } from '../failure.ts';

export interface PartPage {
  /** An id, or `initial`. */
  readonly startId: string;
  readonly count: number | undefined;
}

/** `members[startId=initial&count=100]` → its page; `undefined` for any other name. */
export function parsePartPage(name: string, attribute: string): PartPage | undefined {
  const [, owner, query] = /^([^[\]]+)\[([^[\]]*)\]$/s.exec(name) ?? [];
  if (owner?.toLowerCase() !== attribute || query === undefined) return undefined;
  const parameters = new URLSearchParams(query);
  const count = parameters.get('count');
  if (count !== null && !/^\d{1,9}$/.test(count)) {
    throw invalidValue('Count is not a numeric value or is out of range.');
  }
  return {
    startId: parameters.get('startId') ?? 'initial',
    count: count === null ? undefined : Number(count),
  };
}

export interface Part {
  readonly ids: readonly string[];
  /** Of the next page, or `end`. */
  readonly nextId: string;
}

/** @param sorted all ids, ascending @param most the tenant's maximum */
export function partOf(sorted: readonly string[], page: PartPage, most: number): Part {
  const start = page.startId === 'initial' ? 0 : positionOf(sorted, page.startId);
  const end = start + Math.min(page.count ?? most, most);
  return { ids: sorted.slice(start, end), nextId: sorted[end] ?? 'end' };
}
