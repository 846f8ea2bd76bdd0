/** PATCH paths to members. */
import type { Filter } from '../../scim/filter-ast.ts';
import { parseFilter } from '../../scim/filter-parse.ts';
import { GROUP_SCHEMA } from '../../scim/schemas.ts';

const CORE_PREFIX = `${GROUP_SCHEMA}:`.toLowerCase();

/** `urn:ietf:params:scim:schemas:core:2.0:Group:members` is `members`. */
export function withoutCoreSchema(name: string): string {
  return name.toLowerCase().startsWith(CORE_PREFIX) ? name.slice(CORE_PREFIX.length) : name;
}

/** Whether the path selects members by a filter: `members[…]`, whatever is in it. */
export function isSelection(path: string): boolean {
  return /^members\s*\[/i.test(withoutCoreSchema(path));
}

/** The ids of `members[value eq "a" or value eq "b"]`, or `undefined` where the path says something else. */
export function idsInPath(path: string): string[] | undefined {
  if (!isSelection(path)) return undefined;
  let filter: Filter;
  try {
    filter = parseFilter(withoutCoreSchema(path));
  } catch {
    return undefined;
  }
  if (filter.kind !== 'valuePath') return undefined;
  return comparedIds(filter.filter);
}

function comparedIds(filter: Filter): string[] | undefined {
  if (filter.kind === 'or') {
    const ids = filter.operands.map(comparedIds);
    return ids.every((found) => found !== undefined) ? ids.flat() : undefined;
  }
  const named =
    filter.kind === 'compare' &&
    filter.operator === 'eq' &&
    filter.path.attribute.toLowerCase() === 'value' &&
    filter.path.subAttribute === undefined &&
    typeof filter.value === 'string';
  return named ? [String(filter.value)] : undefined;
}
