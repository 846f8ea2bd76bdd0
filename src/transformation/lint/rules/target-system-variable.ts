import { variablesRead } from '../../compile/variables.ts';
import { TARGET_SYSTEM_VARIABLES } from '../known-variables.ts';
import type { LintRule } from '../rule.ts';

export const targetSystemVariable: LintRule = {
  name: 'target-system-variable',
  severity: 'info',
  description: '`assignGroup` and `unassignGroup` have an effect only in target systems, not in a proxy.',
  check({ mappings, report }) {
    for (const parts of mappings) {
      const names = [...variablesRead(parts), parts.model.targetVariable];
      const name = names.find(
        (candidate) => candidate !== undefined && TARGET_SYSTEM_VARIABLES.has(candidate),
      );
      if (name === undefined) continue;
      report(
        {
          message: `${name} assigns groups in target systems; in a proxy system it has no effect`,
          fix: 'let the client assign groups through the Groups endpoint',
        },
        parts,
      );
    }
  },
};
