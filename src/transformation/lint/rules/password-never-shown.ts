import { isPassword } from '../../parse/password-constant.ts';
import { type LintRule, operationsOf } from '../rule.ts';

export const passwordNeverShown: LintRule = {
  name: 'password-never-shown',
  severity: 'warning',
  description: 'A mapping of a read transformation that writes a password, which no client is ever shown.',
  check({ direction, mappings, report }) {
    if (direction !== 'read') return;
    for (const parts of mappings) {
      const { type } = parts.model;
      if (type === 'remove' || type === 'rename' || operationsOf(parts, direction).length === 0) continue;
      if (!isPassword(parts.target?.expression)) continue;
      report(
        {
          key: 'targetPath',
          message: 'clients are never shown a password (RFC 7643 §7), so it is taken out of every answer',
          fix: 'remove the mapping, so that it does not even leave the backend where that can be helped',
        },
        parts,
      );
    }
  },
};
