/**
 * What a filter is about entities of one type. The resource type is known before anybody is asked, and an attribute that the type
 * does not have is treated as one without a value (RFC 7644 §3.4.2.1).
 */
import type { AttributePath, Filter } from '../../scim/filter-ast.ts';
import { compileFilter } from '../../scim/filter-evaluate.ts';
import { join } from '../../scim/filter-tree.ts';
import { isCoreSchema } from '../../scim/schemas.ts';

export interface KnownOfType {
  /** `User` */
  readonly resourceType: string;
  /** Whether entities of the type can have the attribute. */
  readonly has: (path: AttributePath) => boolean;
}

/** @returns what is left of it, or what it is for all entities of the type */
export function foldFilter(filter: Filter, known: KnownOfType): Filter | boolean {
  switch (filter.kind) {
    case 'and':
      return folded(filter, filter.operands, false, known);
    case 'or':
      return folded(filter, filter.operands, true, known);
    case 'not': {
      const operand = foldFilter(filter.operand, known);
      if (typeof operand === 'boolean') return !operand;
      return operand === filter.operand ? filter : { kind: 'not', operand };
    }
    default: {
      const { resourceType, has } = known;
      if (isResourceType(filter.path)) return compileFilter(filter)({ meta: { resourceType } });
      return has(filter.path) ? filter : compileFilter(filter)({});
    }
  }
}

/** @param decisive the value of an operand that is that of the whole */
function folded(
  filter: Extract<Filter, { kind: 'and' | 'or' }>,
  operands: readonly Filter[],
  decisive: boolean,
  known: KnownOfType,
): Filter | boolean {
  const all = operands.map((operand) => foldFilter(operand, known));
  if (all.includes(decisive)) return decisive;
  const left = all.filter((operand) => typeof operand !== 'boolean');
  if (left.length === operands.length && left.every((operand, at) => operand === operands[at])) return filter;
  return join(filter.kind, left) ?? !decisive;
}

function isResourceType({ schema, attribute, subAttribute = '' }: AttributePath): boolean {
  return (
    attribute.toLowerCase() === 'meta' &&
    subAttribute.toLowerCase() === 'resourcetype' &&
    (schema === undefined || isCoreSchema(schema))
  );
}
