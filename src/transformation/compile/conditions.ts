/** Questions about conditions and paths that the compiler and the lint ask. */
import { EvaluationError } from '../errors.ts';
import { conditionPaths } from '../jsonpath/index.ts';
import type { CompiledCondition, ConditionNode, PathExpression, PathStep } from '../jsonpath/types.ts';

/**
 * Paths that start at the document, also those inside of filters.
 *
 * @param element whether `@` outside of filters is the document, as it is in the condition of a mapping
 */
export function documentPaths(node: ConditionNode, element = true): readonly PathExpression[] {
  return conditionPaths(node)
    .filter(({ path, within }) => path.root === '$' || (element && within === undefined))
    .map(({ path }) => path);
}

/** The path itself and those in its filters that start at the document. */
export function documentPathsOf(steps: readonly PathStep[]): readonly PathExpression[] {
  return documentPaths({ kind: 'exists', path: { root: '$', steps } });
}

/** What the condition gives when nothing can change it; `undefined` when something can, or when it only ever fails. */
export function constantResult(tree: ConditionNode, compiled: CompiledCondition): boolean | undefined {
  if (compiled.variables.length > 0 || readsDocument(tree)) return undefined;
  try {
    return compiled.test({});
  } catch (error) {
    if (error instanceof EvaluationError) return undefined;
    throw error;
  }
}

/** Whether the condition depends on what it is evaluated on; variables aside. */
function readsDocument(node: ConditionNode): boolean {
  switch (node.kind) {
    case 'or':
    case 'and':
      return node.operands.some(readsDocument);
    case 'not':
      return readsDocument(node.operand);
    case 'exists':
    case 'call':
      return true;
    case 'comparison':
      return [node.left, node.right].some(({ kind }) => kind === 'path' || kind === 'call');
  }
}
