import { ExpressionError } from '../../errors.ts';
import type { ConditionNode } from '../../jsonpath/types.ts';
import { compileRegex, shortened } from '../../regex/index.ts';
import { nestsRepetition } from '../nested-repetition.ts';
import { regexesOfCondition } from '../regexes.ts';
import type { LintRule } from '../rule.ts';

/** Regular expressions of functions that need the bounded matcher are reported when the function is compiled. */
export const regexMayExplode: LintRule = {
  name: 'regex-may-explode',
  severity: 'warning',
  description:
    'A regular expression with a repetition inside a repetition, such as `(a+)+`. Here it runs in linear time or with a bounded number of steps, after which the entity fails; elsewhere it may take for ever.',
  check({ entity, mappings, report }) {
    for (const pattern of entity.condition === undefined ? [] : patternsOf(entity.condition.tree)) {
      if (nestsRepetition(pattern)) report(problemWith(pattern));
    }
    for (const parts of mappings) {
      const patterns = [
        ...parts.functions.map(({ source }) => source['regex']).filter(isReportedHere),
        ...(parts.condition === undefined ? [] : patternsOf(parts.condition.tree)),
      ];
      for (const pattern of patterns) if (nestsRepetition(pattern)) report(problemWith(pattern), parts);
    }
  },
};

function problemWith(pattern: string) {
  return {
    message: `the regular expression ${shortened(pattern)} repeats a repetition; on some texts matchers need very long for it`,
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

function patternsOf(tree: ConditionNode): readonly string[] {
  return regexesOfCondition(tree).map(({ pattern }) => pattern);
}
