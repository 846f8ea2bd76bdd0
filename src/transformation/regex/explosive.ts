/** Whether a backtracking matcher may need very many steps. */
import type { Node } from './ast.ts';

/**
 * True when an unbounded repetition stands inside another one: `(a+)+`. An atomic group, or a possessive quantifier, in
 * between stops the multiplication of possibilities.
 */
export function hasNestedRepetition(node: Node, inside = false): boolean {
  switch (node.kind) {
    case 'repeat': {
      const unbounded = node.max === Number.POSITIVE_INFINITY;
      return (unbounded && inside) || hasNestedRepetition(node.node, unbounded || inside);
    }
    case 'sequence':
    case 'choice':
      return node.nodes.some((part) => hasNestedRepetition(part, inside));
    case 'group':
    case 'lookahead':
    case 'lookbehind':
      return hasNestedRepetition(node.node, inside);
    case 'atomic':
      return hasNestedRepetition(node.node);
    default:
      return false;
  }
}
