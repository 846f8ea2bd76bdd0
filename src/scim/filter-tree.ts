/** Building filters: conjunctions and disjunctions are kept flat, so that equal filters have equal trees. */
import type { AttributePath, ComparisonOperator, ComparisonValue, Filter } from './filter-ast.ts';

export function compare(path: AttributePath, operator: ComparisonOperator, value: ComparisonValue): Filter {
  return { kind: 'compare', path, operator, value };
}

/** All of them; `undefined` (no filter) asks for nothing. */
export function allOf(...filters: readonly (Filter | undefined)[]): Filter | undefined {
  return join(
    'and',
    filters.filter((filter) => filter !== undefined),
  );
}

/** `and` or `or` of the operands; of one operand that operand, of none `undefined`. */
export function join(kind: 'and' | 'or', operands: readonly Filter[]): Filter | undefined {
  if (operands.length < 2) return operands[0];
  return {
    kind,
    operands: operands.flatMap((operand) => (operand.kind === kind ? operand.operands : [operand])),
  };
}

/** The same filter of other attributes. Inside of a value path, names are those of its elements, and stay. */
export function mapPaths(filter: Filter, map: (path: AttributePath) => AttributePath): Filter {
  switch (filter.kind) {
    case 'compare':
    case 'present':
    case 'valuePath':
      return { ...filter, path: map(filter.path) };
    case 'not':
      return { ...filter, operand: mapPaths(filter.operand, map) };
    case 'and':
    case 'or':
      return { ...filter, operands: filter.operands.map((operand) => mapPaths(operand, map)) };
  }
}

/** All attributes that a filter names; of a value path the list. */
export function pathsIn(filter: Filter): AttributePath[] {
  switch (filter.kind) {
    case 'compare':
    case 'present':
    case 'valuePath':
      return [filter.path];
    case 'not':
      return pathsIn(filter.operand);
    case 'and':
    case 'or':
      return filter.operands.flatMap(pathsIn);
  }
}
