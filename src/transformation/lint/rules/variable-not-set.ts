import { variablesRead } from '../../compile/variables.ts';
import { isProvided } from '../known-variables.ts';
import { type LintContext, type LintRule, operationsOf } from '../rule.ts';

export const variableNotSet: LintRule = {
  name: 'variable-not-set',
  severity: 'warning',
  description: 'A mapping reads a variable that no mapping sets, or that only a later mapping sets.',
  check(context) {
    const { mappings, direction, report } = context;
    mappings.forEach((parts, index) => {
      for (const name of variablesRead(parts)) {
        if (isProvided(name, direction) || isSetBefore(name, index, context)) continue;
        const later = mappings.find(({ model }) => model.targetVariable === name);
        report(
          later === undefined
            ? {
                message: `no mapping sets the variable ${name}`,
                fix: `add a mapping with "targetVariable": "${name}" before this one, or correct the name`,
              }
            : {
                message: `the variable ${name} is read here, and set only by mapping ${later.model.index + 1} (line ${later.model.line})`,
                fix: 'move the mapping that sets it before this one, and let both run on the same operations',
              },
          parts,
        );
      }
    });
  },
};

/** Set before on one of the operations at least. */
function isSetBefore(name: string, index: number, { mappings, direction }: LintContext): boolean {
  const reader = mappings[index];
  if (reader === undefined) return false;
  const operations = operationsOf(reader, direction);
  return mappings
    .slice(0, index)
    .some(
      (parts) =>
        parts.model.targetVariable === name &&
        operationsOf(parts, direction).some((operation) => operations.includes(operation)),
    );
}
