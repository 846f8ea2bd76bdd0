import type { MappingParts } from '../../compile/parts.ts';
import { ExpressionError } from '../../errors.ts';
import { parseCondition } from '../../jsonpath/index.ts';
import { compileRegex, type JavaRegex, shortened } from '../../regex/index.ts';
import { type RegexOperand, regexesOfCondition, regexesOfPath } from '../regexes.ts';
import type { LintRule } from '../rule.ts';

export const regexTooManySteps: LintRule = {
  name: 'regex-too-many-steps',
  severity: 'warning',
  description:
    'A regular expression that may need more steps on a text of 1,000 characters than an entity has, after which the entity fails; most often counted repetitions inside of each other, such as `([a-z]{1,255}){1,100}`.',
  check({ entity, mappings, report }) {
    for (const found of entity.condition === undefined ? [] : regexesOfCondition(entity.condition.tree)) {
      if (exceeds(found)) report(problemWith(found.pattern));
    }
    for (const parts of mappings) {
      const patterns = [
        ...conditionRegexes(parts).filter(exceeds),
        ...functionRegexes(parts).filter(isReportedHere),
      ].map(({ pattern }) => pattern);
      for (const pattern of new Set(patterns)) report(problemWith(pattern), parts);
    }
  },
};

function problemWith(pattern: string) {
  return {
    message: `the regular expression ${shortened(pattern)} may need too many steps on a text of 1,000 characters; then the entity fails`,
    fix: 'use smaller counts or * and +, no repetition inside of another one, and check lengths with a condition of its own',
  };
}

function conditionRegexes({
  condition,
  path,
  paths,
  target,
  functions,
}: MappingParts): readonly RegexOperand[] {
  return [
    ...(condition === undefined ? [] : regexesOfCondition(condition.tree)),
    ...[path, ...paths, target].flatMap((one) => (one === undefined ? [] : regexesOfPath(one.steps))),
    ...functions.flatMap(({ source: { condition: text } }) =>
      typeof text === 'string' ? regexesOfCondition(parseCondition(text)) : [],
    ),
  ];
}

function functionRegexes({ functions }: MappingParts): readonly RegexOperand[] {
  return functions
    .map(({ source }) => source['regex'])
    .filter((pattern) => typeof pattern === 'string')
    .map((pattern) => ({ pattern, flags: '', constant: true }));
}

function exceeds(found: RegexOperand): boolean {
  return compiled(found)?.mayExceed === true;
}

/** Those that explode are reported when the function is compiled. */
function isReportedHere(found: RegexOperand): boolean {
  const regex = compiled(found);
  return regex?.mayExceed === true && !regex.mayExplode;
}

function compiled({ pattern, flags, constant }: RegexOperand): JavaRegex | undefined {
  if (!constant) return undefined;
  try {
    return compileRegex(pattern, flags);
  } catch (error) {
    // With a variable in it, it is no expression yet.
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}
