/** Conditions that only ask whether the value to be mapped or removed is there. */
import type { MappingParts } from '../compile/parts.ts';
import type { ConditionNode, Operand, PathExpression, PathStep } from '../jsonpath/types.ts';

/** Whether the mapping's condition holds for every entity whose source value could be looked for. */
export function isPresenceGuard({ condition, path }: MappingParts): boolean {
  return condition !== undefined && path !== undefined && guards(condition.tree, path.steps);
}

/** Whether the condition of a mapping that removes an attribute is `$.a EMPTY true`, about the attribute of the same name. */
export function isAbsenceGuard({ condition, target }: MappingParts): boolean {
  const tree = condition?.tree;
  return (
    tree?.kind === 'comparison' &&
    tree.operator === 'EMPTY' &&
    tree.left.kind === 'path' &&
    tree.left.path.steps.length === target?.steps.length &&
    leadsTo(tree.left.path, target.steps) &&
    tree.right.kind === 'boolean' &&
    tree.right.value
  );
}

/** `$.a EMPTY false`, `$.a != []`, `$.a != null`, `$.a` and those joined by `&&`, on the path or one before it. */
function guards(node: ConditionNode, source: readonly PathStep[]): boolean {
  switch (node.kind) {
    case 'and':
      return node.operands.every((operand) => guards(operand, source));
    case 'exists':
      return leadsTo(node.path, source);
    case 'comparison':
      return (
        node.left.kind === 'path' &&
        leadsTo(node.left.path, source) &&
        (node.operator === 'EMPTY'
          ? node.right.kind === 'boolean' && !node.right.value
          : (node.operator === '!=' || node.operator === '!==') && isNothing(node.right))
      );
    default:
      return false;
  }
}

function isNothing(operand: Operand): boolean {
  switch (operand.kind) {
    case 'null':
      return true;
    case 'string':
      return operand.parts.every((part) => part === '');
    case 'json':
      return /^\[\s*\]$/.test(operand.text);
    default:
      return false;
  }
}

function leadsTo(path: PathExpression, source: readonly PathStep[]): boolean {
  return (
    path.steps.length <= source.length &&
    path.steps.every((step, index) => JSON.stringify(step) === JSON.stringify(source[index]))
  );
}
