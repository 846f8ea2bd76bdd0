import { isPassword } from '../../parse/password-constant.ts';
import { variablesIn } from '../../template.ts';
import type { LintRule } from '../rule.ts';

export const passwordInClear: LintRule = {
  name: 'password-in-clear',
  severity: 'warning',
  description: 'A password for users that stands in the transformation as it is.',
  check({ mappings, report }) {
    for (const parts of mappings) {
      const { source, type, functions, node } = parts.model;
      if (type !== 'set' || functions.length > 0 || !isPassword(parts.target?.expression)) continue;
      if (source.kind !== 'constant' || typeof source.value !== 'string' || source.value === '') continue;
      // What a parameter or a variable brings stands elsewhere.
      if (node.members.get('constant')?.node.verbatim !== true || variablesIn(source.value).length > 0)
        continue;
      report(
        {
          key: 'constant',
          message: 'whoever sees this transformation sees the password of the users',
          fix: 'write %initial.password%, and set the property initial.password to {"env": "NAME"} or {"file": "path"}',
        },
        parts,
      );
    }
  },
};
