/** The code points that a match can begin with, so that a search can pass over all others. */
import type { Node } from './ast.ts';
import type { Charset } from './charset.ts';
import { width } from './width.ts';

/** `undefined` when a match can be empty, or when it is not known. */
export function firstSet(node: Node): Charset | undefined {
  switch (node.kind) {
    case 'set':
      return node.set;
    case 'group':
    case 'atomic':
      return firstSet(node.node);
    case 'repeat':
      return node.min > 0 ? firstSet(node.node) : undefined;
    case 'choice':
      return unionOf(node.nodes);
    case 'sequence':
      return firstOfSequence(node.nodes);
    default:
      return undefined;
  }
}

function unionOf(nodes: readonly Node[]): Charset | undefined {
  const sets = nodes.map(firstSet);
  return sets.every((set) => set !== undefined) ? sets.reduce((a, b) => a.union(b)) : undefined;
}

/** Everything up to the first node that takes something contributes. */
function firstOfSequence(nodes: readonly Node[]): Charset | undefined {
  let union: Charset | undefined;
  for (const node of nodes) {
    const { min, max } = width(node);
    if (max === 0) continue;
    const set = firstSet(min > 0 ? node : withoutEmpty(node));
    if (set === undefined) return undefined;
    union = union === undefined ? set : union.union(set);
    if (min > 0) return union;
  }
  return undefined;
}

/** A repetition as if it had to take something. */
function withoutEmpty(node: Node): Node {
  return node.kind === 'repeat' && node.min === 0 ? { ...node, min: 1 } : node;
}
