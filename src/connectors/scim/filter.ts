/** What a server is asked for a filter, and whether its answer shows that it has looked at it. */
import { ScimError } from '../../scim/errors.ts';
import type { Comparison, Filter } from '../../scim/filter-ast.ts';
import { compileFilter, mayMatch } from '../../scim/filter-evaluate.ts';
import { allOf, mapPaths } from '../../scim/filter-tree.ts';
import type { JsonObject } from '../../scim/json.ts';

export interface ServerFilter {
  /** As the server is asked: without SAP's `emails[0].value`. */
  readonly asked: Filter;
  /** What holds for every entity that is shown. */
  readonly wanted: Filter;
  /** `emails[0].value`: the server finds any e-mail, and not all that it finds is wanted. */
  readonly isWider: boolean;
}

/**
 * @param property the system's own filter, which holds for every list
 * @throws ScimError 400 `invalidFilter` for a place in a list that no server can be asked for
 */
export function serverFilter(
  requested: Filter | undefined,
  property: Filter | undefined,
): ServerFilter | undefined {
  const wanted = allOf(property, requested);
  if (wanted === undefined) return undefined;
  let isWider = false;
  const asked = mapPaths(wanted, (path) => {
    if (path.index === undefined) return path;
    isWider = true;
    const { index: _, ...anywhere } = path;
    return anywhere;
  });
  // The opposite of "any" is more than the opposite of "the first".
  if (isWider && !findsMoreAnywhere(requested)) throw onlyAlone();
  return { asked, wanted, isWider };
}

/** Whether all that it finds is among what the same comparison with any place of the list finds. */
function findsMoreAnywhere(requested: Filter | undefined): boolean {
  return requested?.kind === 'compare' && requested.operator !== 'ne' && requested.value !== null;
}

/** Whether an entity that the server found can be one, as far as it is shown and servers compare in ways of their own. */
export function mayHold(filter: Filter, entity: JsonObject): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.operands.every((operand) => mayHold(operand, entity));
    case 'or':
      return filter.operands.some((operand) => mayHold(operand, entity));
    case 'compare':
      if (filter.operator === 'eq' && filter.value !== null) return mayMatch(filter, entity);
      return !compileFilter({ kind: 'present', path: filter.path })(entity) || compileFilter(filter)(entity);
    default:
      return true;
  }
}

/** Comparisons with texts that hold for all that is found, and of whose attribute some of these entities show nothing. */
export function unseen(filter: Filter, entities: readonly JsonObject[]): Comparison[] {
  if (filter.kind === 'and') return filter.operands.flatMap((operand) => unseen(operand, entities));
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return [];
  const isShown = compileFilter({ kind: 'present', path: filter.path });
  return entities.every(isShown) ? [] : [filter];
}

/** One comparison for equality, which servers without filters are searched for. */
export function isLookUp(filter: Filter | undefined): filter is Comparison | undefined {
  return filter === undefined || (filter.kind === 'compare' && filter.operator === 'eq');
}

function onlyAlone(): ScimError {
  const detail =
    'The filter cannot be used: a place in a list such as emails[0].value can only stand in a filter of one comparison, which is neither ne nor with null.';
  return new ScimError(400, detail, { scimType: 'invalidFilter' });
}
