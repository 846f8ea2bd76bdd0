import { variablesRead } from '../../compile/variables.ts';
import { isReadOutside } from '../known-variables.ts';
import type { LintRule } from '../rule.ts';

export const variableNeverRead: LintRule = {
  name: 'variable-never-read',
  severity: 'warning',
  description: 'A `targetVariable` that nothing reads.',
  check({ mappings, report }) {
    const read = new Set(mappings.flatMap((parts) => [...variablesRead(parts)]));
    for (const parts of mappings) {
      const { targetVariable } = parts.model;
      if (targetVariable === undefined || read.has(targetVariable) || isReadOutside(targetVariable)) continue;
      report(
        {
          key: 'targetVariable',
          message: `nothing reads the variable ${targetVariable}`,
          fix: 'remove targetVariable, or correct its name',
        },
        parts,
      );
    }
  },
};
