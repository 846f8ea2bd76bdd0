/** Which documents a filter can match at all, where an index knows; so that looking up one user does not read all. */
import type { FilterNode } from './syntax.ts';

/** Ids of the documents whose attribute equals the value; `undefined` where no index knows. */
export type Lookup = (name: string, value: string) => readonly string[] | undefined;

/** A superset of the matching ids, in no order and possibly repeating; `undefined`: could be any. */
export function candidates(node: FilterNode, lookup: Lookup): readonly string[] | undefined {
  switch (node.kind) {
    case 'compare':
      return node.operator === 'eq' && typeof node.value === 'string'
        ? lookup(node.name, node.value)
        : undefined;
    case 'and': {
      const known = node.operands.flatMap((operand) => {
        const ids = candidates(operand, lookup);
        return ids === undefined ? [] : [ids];
      });
      return known.sort((one, other) => one.length - other.length)[0];
    }
    case 'or': {
      const ids: string[] = [];
      for (const operand of node.operands) {
        const known = candidates(operand, lookup);
        if (known === undefined) return undefined;
        ids.push(...known);
      }
      return ids;
    }
    case 'parentheses':
      return node.negated ? undefined : candidates(node.operand, lookup);
    case 'element':
      return candidates(node.filter, (name, value) => lookup(`${node.name}.${name}`, value));
    case 'present':
      return undefined;
  }
}
