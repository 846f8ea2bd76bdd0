/** Comparisons that are accepted, and to whose operands the operator cannot be applied: they never hold. */
import type { ConditionNode, Operand, Operator } from '../jsonpath/types.ts';
import type { RuleProblem } from './rule.ts';

type Comparison = Extract<ConditionNode, { kind: 'comparison' }>;

interface RightSide {
  /** Of a literal. What a path leads to is not known. */
  readonly kind: Operand['kind'];
  readonly what: string;
  readonly fix: string;
}

const LIST: RightSide = { kind: 'json', what: 'a list', fix: "write a list such as ['a', 'b'] behind it" };

const RIGHT_SIDES: Partial<Record<Operator, RightSide>> = {
  IN: LIST,
  NIN: LIST,
  SUBSETOF: LIST,
  ANYOF: LIST,
  NONEOF: LIST,
  SIZE: { kind: 'number', what: 'a number', fix: 'write the number without quotes' },
  EMPTY: { kind: 'boolean', what: 'true or false', fix: 'write true or false behind it, without quotes' },
};

/** Operators of the library that conditions have nothing for. */
const UNUSABLE: Partial<Record<Operator, string>> = {
  MATCHES: 'write =~ /…/',
  ALL: 'write SUBSETOF',
  TYPE: 'ask for the value itself',
  EXISTS: 'write the path alone',
};

export function inapplicable({ operator, left, right }: Comparison): RuleProblem | undefined {
  const instead = UNUSABLE[operator];
  if (instead !== undefined) return { message: `${operator} never holds in a condition`, fix: instead };
  if (operator === '=~') {
    if (left.kind === 'regex' || right.kind === 'regex') return undefined;
    return {
      message: '=~ never holds without a regular expression between slashes',
      fix: 'write it like =~ /a.*/, or write == for a text',
    };
  }
  const needed = RIGHT_SIDES[operator];
  if (needed === undefined || right.kind === needed.kind || right.kind === 'path') return undefined;
  return { message: `${operator} never holds without ${needed.what} behind it`, fix: needed.fix };
}
