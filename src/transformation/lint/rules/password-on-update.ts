import type { LintRule } from '../rule.ts';

export const passwordOnUpdate: LintRule = {
  name: 'password-on-update',
  severity: 'warning',
  description:
    'A credential as constant for a password in a mapping without the scope `createEntity`: every update sets the password again.',
  check({ mappings, report }) {
    for (const parts of mappings) {
      const isSecret = parts.model.node.members.get('constant')?.node.secret === true;
      if (!isSecret || parts.model.scope === 'createEntity') continue;
      report(
        {
          key: 'constant',
          message: 'the password that users have chosen is replaced by this one on every update',
          fix: 'add "scope": "createEntity"',
        },
        parts,
      );
    }
  },
};
