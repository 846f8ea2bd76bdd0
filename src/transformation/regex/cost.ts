/** How many steps a regular expression may need, as far as its tree tells. */
import type { Node } from './ast.ts';
import type { Charset } from './charset.ts';
import { firstSet } from './first.ts';
import { waysOfChoice } from './overlap.ts';
import { width } from './width.ts';

/** Instructions of the program when counted repetitions are written out, as RE2 does. */
export function expandedSize(node: Node): number {
  switch (node.kind) {
    case 'sequence':
      return node.nodes.reduce((sum, part) => sum + expandedSize(part), 0);
    case 'choice':
      return node.nodes.reduce((sum, part) => sum + expandedSize(part) + 1, 0);
    case 'group':
      return expandedSize(node.node) + 2;
    case 'atomic':
    case 'lookahead':
    case 'lookbehind':
      return expandedSize(node.node) + 4;
    case 'repeat': {
      const { min, max } = node;
      const copies = max === Number.POSITIVE_INFINITY ? Math.max(min, 1) : max;
      return copies * (expandedSize(node.node) + (copies === min ? 0 : 1));
    }
    default:
      return 1;
  }
}

/** Runs of one set of characters are passed quickly. */
export const CHARACTERS_PER_STEP = 4;

/** On a text of some length: in how many ways a node can match from one position, and how many steps one takes. */
interface Effort {
  readonly ways: number;
  readonly steps: number;
}

/** An estimate of the steps that a matcher needs which remembers nothing, on an unlucky text of that length. */
export function worstSteps(node: Node, length: number): number {
  return length * effort(node, { length, captured: longestCaptures(node) }).steps;
}

interface Circumstances {
  /** Of the text. */
  readonly length: number;
  /** How many code points each group can take. */
  readonly captured: ReadonlyMap<number, number>;
}

function effort(node: Node, circumstances: Circumstances): Effort {
  const { length, captured } = circumstances;
  switch (node.kind) {
    case 'sequence':
      return effortOfSequence(node.nodes, circumstances);
    case 'choice': {
      const parts = node.nodes.map((part) => effort(part, circumstances));
      return {
        ways: waysOfChoice(
          node.nodes,
          parts.map(({ ways }) => ways),
        ),
        steps: parts.reduce((sum, { steps }) => sum + steps, 0),
      };
    }
    case 'group':
      return effort(node.node, circumstances);
    // Once they match they are done.
    case 'atomic':
    case 'lookahead':
      return { ways: 1, steps: effort(node.node, circumstances).steps };
    // Begins at one distance after the other.
    case 'lookbehind': {
      const distances = Math.max(1, Math.min(node.max, length) - node.min + 1);
      return {
        ways: 1,
        steps: distances * (Math.min(node.max, length) + effort(node.node, circumstances).steps),
      };
    }
    case 'repeat': {
      const { min } = width(node.node);
      const most = Math.min(node.max, Math.ceil(length / Math.max(min, 1)));
      const one = effort(node.node, circumstances);
      const ways = one.ways > 1 ? one.ways ** most : 1;
      const iterations = Math.max(1, most);
      if (node.node.kind === 'set') {
        return { ways: Math.max(1, most - node.min + 1), steps: 1 + iterations / CHARACTERS_PER_STEP };
      }
      const size = expandedSize(node.node);
      // With one way only, what an iteration takes the others do not take: together they pass the text once.
      const isQuick = one.ways === 1 && one.steps <= length * size && !looksAround(node.node);
      const passes = isQuick ? iterations * size + length : iterations * one.steps;
      return { ways: ways * Math.max(1, most - node.min + 1), steps: ways * passes };
    }
    case 'backreference': {
      const compared = Math.min(captured.get(node.group) ?? 0, length / 2);
      return { ways: 1, steps: 1 + compared / CHARACTERS_PER_STEP };
    }
    default:
      return { ways: 1, steps: 1 };
  }
}

function longestCaptures(node: Node, captured: Map<number, number> = new Map()): ReadonlyMap<number, number> {
  switch (node.kind) {
    case 'sequence':
    case 'choice':
      for (const part of node.nodes) longestCaptures(part, captured);
      break;
    case 'group':
      captured.set(node.index, width(node.node).max);
      longestCaptures(node.node, captured);
      break;
    case 'repeat':
    case 'atomic':
    case 'lookahead':
    case 'lookbehind':
      longestCaptures(node.node, captured);
  }
  return captured;
}

function effortOfSequence(nodes: readonly Node[], circumstances: Circumstances): Effort {
  let ways = 1;
  let steps = 0;
  /** Before the last node, and what that one repeats. */
  let waysBefore = 1;
  let repeated: Charset | undefined;
  for (const node of nodes) {
    const one = effort(node, circumstances);
    steps += ways * one.steps;
    // What cannot be a part of the repetition before it can follow only the longest one.
    const first = repeated && firstSet(node);
    const isDelimited = first !== undefined && repeated?.overlaps(first) === false;
    if (isDelimited) ways = waysBefore;
    waysBefore = ways;
    ways *= one.ways;
    repeated = repeatedSet(node);
  }
  return { ways, steps };
}

function repeatedSet(node: Node): Charset | undefined {
  if (node.kind === 'group') return repeatedSet(node.node);
  return node.kind === 'repeat' && node.node.kind === 'set' ? node.node.set : undefined;
}

function looksAround(node: Node): boolean {
  switch (node.kind) {
    case 'lookahead':
    case 'lookbehind':
    case 'backreference':
      return true;
    case 'sequence':
    case 'choice':
      return node.nodes.some(looksAround);
    case 'group':
    case 'atomic':
    case 'repeat':
      return looksAround(node.node);
    default:
      return false;
  }
}
