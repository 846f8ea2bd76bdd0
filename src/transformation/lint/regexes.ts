/** The regular expressions of conditions, those of filters in paths included. */
import type { ConditionNode, Operand, PathStep } from '../jsonpath/types.ts';

export interface RegexOperand {
  /** Without the variables in it. */
  readonly pattern: string;
  readonly flags: string;
  /** Whether there are none, so that it is the whole expression. */
  readonly constant: boolean;
}

export function regexesOfCondition(node: ConditionNode): readonly RegexOperand[] {
  switch (node.kind) {
    case 'or':
    case 'and':
      return node.operands.flatMap(regexesOfCondition);
    case 'not':
      return regexesOfCondition(node.operand);
    case 'exists':
      return regexesOfPath(node.path.steps);
    case 'comparison':
      return [node.left, node.right].flatMap(regexesOfOperand);
    case 'call':
      return regexesOfPath(node.path?.steps ?? []);
  }
}

export function regexesOfPath(steps: readonly PathStep[]): readonly RegexOperand[] {
  return steps.flatMap((step) => {
    if (step.kind === 'filter') return regexesOfCondition(step.condition);
    if (step.kind !== 'function') return [];
    return step.arguments.flatMap((argument) =>
      argument.kind === 'path' ? regexesOfPath(argument.path.steps) : [],
    );
  });
}

function regexesOfOperand(operand: Operand): readonly RegexOperand[] {
  if (operand.kind === 'path') return regexesOfPath(operand.path.steps);
  if (operand.kind === 'call') return regexesOfPath(operand.path?.steps ?? []);
  if (operand.kind !== 'regex') return [];
  const texts = operand.parts.filter((part) => typeof part === 'string');
  return [{ pattern: texts.join(''), flags: operand.flags, constant: texts.length === operand.parts.length }];
}
