import type { MappingParts } from '../../compile/parts.ts';
import { ExpressionError } from '../../errors.ts';
import { compileRegex, shortened } from '../../regex/index.ts';
import { type RegexOperand, regexPlaces } from '../regexes.ts';
import type { LintRule } from '../rule.ts';

export const regexTooManySteps: LintRule = {
  name: 'regex-too-many-steps',
  severity: 'warning',
  description:
    'A regular expression that may need more steps on a text of 1,000 characters than an entity has, after which the entity fails; most often repetitions inside of each other, such as `([a-z]{1,255}){1,100}`, or `(a+)+` beside look-around or a back-reference.',
  check(context) {
    /** Of each mapping, and of the entity type. */
    const seen = new Map<MappingParts | undefined, Set<string>>();
    for (const { regex, where, at } of regexPlaces(context)) {
      const patterns = seen.get(where) ?? new Set();
      seen.set(where, patterns);
      const { pattern, flags } = regex;
      if (patterns.has(`${flags}/${pattern}`)) continue;
      patterns.add(`${flags}/${pattern}`);
      if (mayExceed(regex)) context.report({ ...problemWith(pattern), at }, where);
    }
  },
};

function problemWith(pattern: string) {
  return {
    message: `the regular expression ${shortened(pattern)} may need too many steps on a text of 1,000 characters; then the entity fails`,
    fix: 'use smaller counts or * and +, no repetition inside of another one unless a delimiter follows it, as in (?:a+b)+, and check lengths with a condition of its own',
  };
}

function mayExceed({ pattern, flags, constant }: RegexOperand): boolean {
  if (!constant) return false;
  try {
    return compileRegex(pattern, flags).mayExceed;
  } catch (error) {
    // With a variable in it, it is no expression yet.
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}
