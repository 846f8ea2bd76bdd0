import type { LintRule } from '../rule.ts';

export const variablePath: LintRule = {
  name: 'variable-path',
  severity: 'error',
  description: '`variablePath` without `sourceVariable`.',
  check({ entity, report }) {
    for (const parts of entity.all) {
      const { members } = parts.model.node;
      if (members.has('variablePath') && !members.has('sourceVariable')) {
        report(
          {
            key: 'variablePath',
            message: 'variablePath is a path inside of a variable, and there is no sourceVariable',
            fix: 'add "sourceVariable", or write sourcePath',
          },
          parts,
        );
      }
    }
  },
};
