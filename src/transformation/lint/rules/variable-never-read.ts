import { variablesRead } from '../../compile/variables.ts';
import { meant } from '../../meant.ts';
import { NameIndex } from '../../name-index.ts';
import { isProvided, isReadOutside, OUTSIDE_VARIABLES } from '../known-variables.ts';
import type { LintRule } from '../rule.ts';

export const variableNeverRead: LintRule = {
  name: 'variable-never-read',
  severity: 'warning',
  description: 'A `targetVariable` that nothing reads.',
  check({ mappings, direction, report }) {
    const read = new Set(mappings.flatMap((parts) => [...variablesRead(parts)]));
    const known = new NameIndex([...read].filter((name) => !isProvided(name, direction)));
    for (const parts of mappings) {
      const { targetVariable } = parts.model;
      if (targetVariable === undefined || read.has(targetVariable) || isReadOutside(targetVariable)) continue;
      const similar = known.meantBy(targetVariable) ?? meant(targetVariable, OUTSIDE_VARIABLES);
      report(
        {
          key: 'targetVariable',
          message: `nothing reads the variable ${targetVariable}`,
          fix:
            similar === undefined
              ? 'remove targetVariable, or correct its name'
              : `write ${similar}, if that is meant`,
        },
        parts,
      );
    }
  },
};
