/** PATCH paths that name members by their ids. */
import type { Filter } from '../../scim/filter-ast.ts';
import { parseFilter } from '../../scim/filter-parse.ts';

/** The ids of `members[value eq "a" or value eq "b"]`, or `undefined` where the path says something else. */
export function idsInPath(path: string): string[] | undefined {
  let filter: Filter;
  try {
    filter = parseFilter(path);
  } catch {
    return undefined;
  }
  if (filter.kind !== 'valuePath' || filter.path.attribute.toLowerCase() !== 'members') return undefined;
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
