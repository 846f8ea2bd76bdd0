/** How many code points a node can take. */
import type { Node } from './ast.ts';

export interface Width {
  readonly min: number;
  /** `Infinity` when there is no bound, and for back-references, whose bound is not known. */
  readonly max: number;
}

const NONE: Width = { min: 0, max: 0 };

export function width(node: Node): Width {
  switch (node.kind) {
    case 'set':
      return { min: 1, max: 1 };
    case 'sequence':
      return node.nodes.map(width).reduce((a, b) => ({ min: a.min + b.min, max: a.max + b.max }), NONE);
    case 'choice':
      return node.nodes
        .map(width)
        .reduce((a, b) => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }));
    case 'group':
    case 'atomic':
      return width(node.node);
    case 'repeat': {
      const { min, max } = width(node.node);
      return { min: times(min, node.min), max: times(max, node.max) };
    }
    case 'backreference':
      return { min: 0, max: Number.POSITIVE_INFINITY };
    case 'empty':
    case 'lookahead':
    case 'lookbehind':
    case 'assertion':
      return NONE;
  }
}

/** Zero times infinitely often is nothing. */
function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}
