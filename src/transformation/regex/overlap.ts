/** In how many ways alternatives can match together. */
import type { Node } from './ast.ts';
import type { Charset } from './charset.ts';
import { firstSet } from './first.ts';

/** More alternatives are not compared with each other: they are lists of words. */
const MAX_COMPARED = 50;
/** Code points of a beginning. */
const MAX_BEGINNING = 8;

/**
 * Of alternatives that exclude each other only one can match.
 *
 * @param ways of each of the nodes
 */
export function waysOfChoice(nodes: readonly Node[], ways: readonly number[]): number {
  if (nodes.length > MAX_COMPARED) return Math.max(...ways);
  const beginnings = nodes.map(beginning);
  const together = beginnings.map((one) =>
    beginnings.reduce((sum, other, i) => (exclude(one, other) ? sum : sum + (ways[i] as number)), 0),
  );
  return Math.max(...together);
}

/** The sets of the code points that a node begins with, as far as it takes exactly one of each. */
function beginning(node: Node): readonly Charset[] {
  switch (node.kind) {
    case 'set':
      return [node.set];
    case 'group':
      return beginning(node.node);
    case 'sequence': {
      const end = node.nodes.findIndex(({ kind }) => kind !== 'set');
      const sets = (end === -1 ? node.nodes : node.nodes.slice(0, end)).flatMap(beginning);
      const next = end === -1 ? undefined : firstSet(node.nodes[end] as Node);
      return next === undefined ? sets : [...sets, next];
    }
    default: {
      const first = firstSet(node);
      return first === undefined ? [] : [first];
    }
  }
}

function exclude(one: readonly Charset[], other: readonly Charset[]): boolean {
  const shared = Math.min(one.length, other.length, MAX_BEGINNING);
  for (let i = 0; i < shared; i++) {
    if (!(one[i] as Charset).overlaps(other[i] as Charset)) return true;
  }
  return false;
}
