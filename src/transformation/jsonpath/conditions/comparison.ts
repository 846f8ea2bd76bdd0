/** Comparisons, with shorter ways for those that transformations are full of. */
import type { Json } from '../../types.ts';
import { Decimal } from '../decimal.ts';
import type { Run } from '../read/run.ts';
import { NotApplicable } from '../read/signals.ts';
import type { Predicate } from '../read/step.ts';
import { readsElement } from '../syntax/analyse.ts';
import type { ConditionNode } from '../types.ts';
import type { ConditionContext } from './context.ts';
import { compareNumbers, equalValues } from './equality.ts';
import { locate } from './locate.ts';
import { type CompiledOperand, compileOperand } from './operands.ts';
import { COMPARISONS, emptinessOf } from './operators.ts';
import { isNumber, type Value } from './values.ts';

type ComparisonNode = Extract<ConditionNode, { kind: 'comparison' }>;
type Read = (run: Run, item: Json) => Value;

export function compileComparison(node: ComparisonNode, context: ConditionContext): Predicate {
  const left = compileOperand(node.left, context);
  const right = compileOperand(node.right, context);
  // Unlike for the library, what is missing is empty; but in a filter of a path it is neither empty nor not.
  const isMissingEmpty = node.operator === 'EMPTY' && left.isPath && !context.nested;
  const short = shortcut(node, left, right, isMissingEmpty);
  const isRepeated = context.repeated && !readsElement(node);
  // Whether a large object is empty takes as long as listing its names.
  if (short !== undefined && left.isSafe && !(isRepeated && node.operator === 'EMPTY')) return short;
  const compare = short ?? general(node, left, right, isMissingEmpty);
  return locate(context.place(node), isRepeated ? once(node, compare) : compare);
}

/** Compares what is the same for every element only for the first one. */
function once(node: ComparisonNode, compare: Predicate): Predicate {
  return (run, item) => {
    const result = run.remember(node, () => {
      try {
        return compare(run, item);
      } catch (error) {
        if (error instanceof NotApplicable) return error;
        throw error;
      }
    });
    if (result instanceof NotApplicable) throw result;
    return result;
  };
}

function general(
  node: ComparisonNode,
  left: CompiledOperand,
  right: CompiledOperand,
  isMissingEmpty: boolean,
): Predicate {
  const compare = COMPARISONS[node.operator];
  if (isMissingEmpty) {
    return (run, item) => {
      const value = left.read(run, item);
      const expected = right.read(run, item);
      return value === undefined || value === null ? expected === true : compare(run, value, expected);
    };
  }
  return (run, item) => compare(run, left.read(run, item), right.read(run, item));
}

function shortcut(
  node: ComparisonNode,
  left: CompiledOperand,
  right: CompiledOperand,
  isMissingEmpty: boolean,
): Predicate | undefined {
  if (!left.isPath || right.constant === undefined) return undefined;
  const { value } = right.constant;
  const { read } = left;
  if (node.operator === '==') return equalsConstant(read, value);
  if (node.operator === '!=') {
    const equals = equalsConstant(read, value);
    return (run, item) => !equals(run, item);
  }
  if (node.operator === '===') return identicalToConstant(read, value);
  if (node.operator === 'EMPTY' && typeof value === 'boolean')
    return isEmpty(read, value, isMissingEmpty && value);
  return undefined;
}

function equalsConstant(read: Read, constant: Value): Predicate {
  if (constant === null || typeof constant === 'boolean') return (run, item) => read(run, item) === constant;
  if (constant instanceof Decimal && constant.exact) {
    const { value: number } = constant;
    return (run, item) => {
      const value = read(run, item);
      return value === number || (value !== undefined && equalValues(run, value, constant));
    };
  }
  return (run, item) => {
    const value = read(run, item);
    return value === constant || (value !== undefined && equalValues(run, value, constant));
  };
}

function identicalToConstant(read: Read, constant: Value): Predicate {
  if (!(constant instanceof Decimal)) return (run, item) => read(run, item) === constant;
  return (run, item) => {
    const value = read(run, item);
    return isNumber(value) && compareNumbers(value, constant) === 0;
  };
}

function isEmpty(read: Read, expected: boolean, ifMissing: boolean): Predicate {
  return (run, item) => {
    const value = read(run, item);
    if (value === undefined || value === null) return ifMissing;
    return emptinessOf(run, value) === expected;
  };
}
