/** The parts of a condition that ask something, those in filters of its paths included. */
import type { ConditionNode, Operand, PathExpression, PathStep } from '../jsonpath/types.ts';

type Leaf = Extract<ConditionNode, { kind: 'exists' | 'comparison' | 'call' }>;

export interface Question {
  readonly node: Leaf;
  /** The steps to what `@` is, from the document's root; `undefined` where that is unknown. */
  readonly element: readonly PathStep[] | undefined;
}

export function questionsOf(
  node: ConditionNode,
  element: readonly PathStep[] | undefined,
): readonly Question[] {
  switch (node.kind) {
    case 'or':
    case 'and':
      return node.operands.flatMap((operand) => questionsOf(operand, element));
    case 'not':
      return questionsOf(node.operand, element);
    default:
      return [
        { node, element },
        ...pathsOf(node).flatMap((path) => questionsOfFilters(path.steps, resolved(path, element))),
      ];
  }
}

/** Those of the filters of a path that starts at the document. */
export function questionsOfPath(steps: readonly PathStep[]): readonly Question[] {
  return questionsOfFilters(steps, steps);
}

function questionsOfFilters(
  steps: readonly PathStep[],
  absolute: readonly PathStep[] | undefined,
): readonly Question[] {
  const before = absolute === undefined ? 0 : absolute.length - steps.length;
  return steps.flatMap((step, index) =>
    step.kind === 'filter' ? questionsOf(step.condition, absolute?.slice(0, before + index + 1)) : [],
  );
}

export function pathsOf(node: Leaf): readonly PathExpression[] {
  if (node.kind === 'exists') return [node.path];
  const operands: readonly Operand[] = node.kind === 'comparison' ? [node.left, node.right] : [node];
  return operands.flatMap((operand) =>
    (operand.kind === 'path' || operand.kind === 'call') && operand.path !== undefined ? [operand.path] : [],
  );
}

/** From the document's root. */
export function resolved(
  { root, steps }: PathExpression,
  element: readonly PathStep[] | undefined,
): readonly PathStep[] | undefined {
  if (root === '$') return steps;
  return element === undefined ? undefined : [...element, ...steps];
}
