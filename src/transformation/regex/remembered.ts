/** How many steps a matcher needs that remembers where choices lead nowhere. */
import type { Node } from './ast.ts';
import { CHARACTERS_PER_STEP, expandedSize } from './cost.ts';

/** Of a choice: to open it, to come back to it, and to go on behind it. */
const STEPS_PER_ALTERNATIVE = 3;

/**
 * At each position of a text. What is between one choice and the next is done anew for each way to get there.
 */
export function rememberedSteps(node: Node): number {
  switch (node.kind) {
    case 'sequence':
      return node.nodes.reduce((sum, part, i) => {
        const again = (arrivals(part) - 1) * stepsToChoice(node.nodes, i + 1);
        return sum + rememberedSteps(part) + again;
      }, 0);
    case 'choice':
      return node.nodes.reduce((sum, part) => sum + rememberedSteps(part) + STEPS_PER_ALTERNATIVE, 0);
    case 'group':
      return rememberedSteps(node.node) + 2;
    case 'repeat': {
      const copies = Math.max(1, Number.isFinite(node.max) ? node.max : node.min);
      return copies * (rememberedSteps(node.node) + 1);
    }
    default:
      return expandedSize(node);
  }
}

/** In how many ways the end of a node is reached, without a choice there that would remember it. */
function arrivals(node: Node): number {
  switch (node.kind) {
    case 'choice':
      return node.nodes.reduce((sum, part) => sum + arrivals(part), 0);
    case 'group':
      return arrivals(node.node);
    case 'sequence':
      return node.nodes.map(arrivals).findLast((count) => count > 1) ?? 1;
    case 'repeat':
      if (!Number.isFinite(node.max)) return 1;
      return node.max - node.min + arrivals(node.node);
    default:
      return 1;
  }
}

function stepsToChoice(nodes: readonly Node[], from: number): number {
  let steps = 0;
  for (const node of nodes.slice(from)) {
    const { isFixed, size } = straight(node);
    steps += size;
    if (!isFixed) break;
  }
  return steps;
}

/** What is done of a node before its first choice. */
function straight(node: Node): { readonly isFixed: boolean; readonly size: number } {
  switch (node.kind) {
    case 'sequence': {
      const end = node.nodes.findIndex((part) => !straight(part).isFixed);
      return { isFixed: end === -1, size: stepsToChoice(node.nodes, 0) };
    }
    case 'choice':
      return { isFixed: false, size: 1 };
    case 'group':
      return straight(node.node);
    case 'repeat': {
      const inner = straight(node.node);
      const size = node.node.kind === 'set' ? node.min / CHARACTERS_PER_STEP : node.min * inner.size;
      return { isFixed: inner.isFixed && node.min === node.max, size };
    }
    default:
      return { isFixed: true, size: 1 };
  }
}
