import type { LintRule } from '../rule.ts';

export const unusedDefault: LintRule = {
  name: 'unused-default',
  severity: 'warning',
  description:
    'A `defaultValue` that can never be used, as the mapping is not `optional` and has no functions.',
  check({ mappings, report }) {
    for (const parts of mappings) {
      const { model } = parts;
      if (
        model.defaultValue !== undefined &&
        !model.optional &&
        model.type === 'set' &&
        model.functions.length === 0
      ) {
        report(
          {
            key: 'defaultValue',
            message:
              'the defaultValue is not used: a missing value makes a mapping fail that is not optional',
            fix: 'add "optional": true',
          },
          parts,
        );
      }
    }
  },
};
