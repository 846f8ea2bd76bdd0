import { ExpressionError } from '../../errors.ts';
import type { ConditionNode } from '../../jsonpath/types.ts';
import { compileRegex } from '../../regex/index.ts';
import { nestsRepetition } from '../nested-repetition.ts';
import type { LintRule } from '../rule.ts';

/** Regular expressions of functions that need the bounded matcher are reported when the function is compiled. */
export const regexMayExplode: LintRule = {
  name: 'regex-may-explode',
  severity: 'warning',
  description:
    'A regular expression with a repetition inside a repetition, such as `(a+)+`. Here it runs in linear time or with a bounded number of steps, after which the entity fails; elsewhere it may take for ever.',
  check({ entity, mappings, report }) {
    for (const pattern of entity.condition === undefined ? [] : regexesOf(entity.condition.tree)) {
      if (nestsRepetition(pattern)) report(problemWith(pattern));
    }
    for (const parts of mappings) {
      const patterns = [
        ...parts.functions.map(({ source }) => source['regex']).filter(isReportedHere),
        ...(parts.condition === undefined ? [] : regexesOf(parts.condition.tree)),
      ];
      for (const pattern of patterns) if (nestsRepetition(pattern)) report(problemWith(pattern), parts);
    }
  },
};

function problemWith(pattern: string) {
  return {
    message: `the regular expression ${pattern} repeats a repetition; on some texts matchers need very long for it`,
    fix: 'write the repetition once, e.g. a+ instead of (a+)+',
  };
}

function isReportedHere(pattern: unknown): pattern is string {
  if (typeof pattern !== 'string') return false;
  try {
    return !compileRegex(pattern).mayExplode;
  } catch (error) {
    // With a variable in it, it is no expression yet.
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

function regexesOf(node: ConditionNode): readonly string[] {
  switch (node.kind) {
    case 'or':
    case 'and':
      return node.operands.flatMap(regexesOf);
    case 'not':
      return regexesOf(node.operand);
    case 'comparison':
      return [node.left, node.right].flatMap((operand) =>
        operand.kind === 'regex'
          ? [operand.parts.map((part) => (typeof part === 'string' ? part : '')).join('')]
          : [],
      );
    default:
      return [];
  }
}
