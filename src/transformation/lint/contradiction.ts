/** Finds conditions that no entity can meet. */
import type { ConditionNode, Operand } from '../jsonpath/types.ts';

/** What a part of the condition says about one path. */
interface Demand {
  readonly path: string;
  readonly text: string;
  readonly equals?: string;
  readonly differs?: string;
  readonly empty?: boolean;
}

/** The path of which parts joined by `&&` demand opposites. */
export function contradicts(tree: ConditionNode): string | undefined {
  if (tree.kind !== 'and') return undefined;
  const demands = tree.operands.map(demandOf).filter((demand) => demand !== undefined);
  for (const [index, left] of demands.entries()) {
    for (const right of demands.slice(index + 1)) {
      if (left.path === right.path && excludes(left, right)) return left.text;
    }
  }
  return undefined;
}

function excludes(left: Demand, right: Demand): boolean {
  if (left.equals !== undefined && right.equals !== undefined) return left.equals !== right.equals;
  if (left.empty !== undefined && right.empty !== undefined) return left.empty !== right.empty;
  if (emptiness(left, right) || emptiness(right, left)) return true;
  return (
    (left.equals !== undefined && left.equals === right.differs) ||
    (right.equals !== undefined && right.equals === left.differs)
  );
}

/** What equals a text is empty exactly when that text is. */
function emptiness({ equals }: Demand, { empty }: Demand): boolean {
  return equals !== undefined && empty !== undefined && empty !== (equals === "''");
}

function demandOf(node: ConditionNode): Demand | undefined {
  if (node.kind !== 'comparison' || node.left.kind !== 'path') return undefined;
  const { path } = node.left;
  // Several elements may meet several demands.
  if (!path.steps.every((step) => step.kind === 'member' || step.kind === 'index')) return undefined;
  const about = {
    path: JSON.stringify(path),
    text: path.steps.map((step) => (step.kind === 'member' ? step.name : '[]')).join('.'),
  };
  const { operator, right } = node;
  if (operator === 'EMPTY' && right.kind === 'boolean') return { ...about, empty: right.value };
  const literal = literalOf(right);
  if (literal === undefined) return undefined;
  if (operator === '==' || operator === '===') return { ...about, equals: literal };
  if (operator === '!=' || operator === '!==') return { ...about, differs: literal };
  return undefined;
}

/** Numbers and texts convert into each other, so only literals of one kind can be told apart. */
function literalOf(operand: Operand): string | undefined {
  switch (operand.kind) {
    case 'string': {
      const [only = '', ...more] = operand.parts;
      return more.length === 0 && typeof only === 'string' && Number.isNaN(Number.parseFloat(only))
        ? `'${only}'`
        : undefined;
    }
    case 'boolean':
      return String(operand.value);
    default:
      return undefined;
  }
}
