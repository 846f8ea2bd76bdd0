/** Filters from tree to text (RFC 7644 §3.4.2.2), with no more parentheses than needed. */
import { printAttributePath } from './attribute-path.ts';
import type { Filter } from './filter-ast.ts';

/** The inverse of `parseFilter`; attribute names are printed as they are. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'compare':
      // Strings, numbers and literals of filters are those of JSON.
      return `${printAttributePath(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`;
    case 'present':
      return `${printAttributePath(filter.path)} pr`;
    case 'not':
      return `not (${printFilter(filter.operand)})`;
    case 'valuePath':
      return `${printAttributePath(filter.path)}[${printFilter(filter.filter)}]`;
    case 'or':
      return filter.operands.map(printFilter).join(' or ');
    case 'and':
      return filter.operands
        .map((operand) => (operand.kind === 'or' ? `(${printFilter(operand)})` : printFilter(operand)))
        .join(' and ');
  }
}
