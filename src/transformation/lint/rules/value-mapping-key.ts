import { isDeepStrictEqual } from 'node:util';
import type { LintRule } from '../rule.ts';

export const valueMappingKey: LintRule = {
  name: 'value-mapping-key',
  severity: 'warning',
  description:
    'An entry of `valueMappings` that can never be found: its key has the wrong length, or an earlier entry has the same.',
  check({ mappings, report }) {
    for (const parts of mappings) {
      const { valueMappings, source } = parts.model;
      if (source.kind !== 'paths') continue;
      valueMappings.forEach(({ key }, index) => {
        if (key.length !== source.paths.length) {
          report(
            {
              key: 'valueMappings',
              message: `entry ${index + 1} of valueMappings has a key of ${key.length} values for ${source.paths.length} sourcePaths, so it never matches`,
              fix: 'give the key one value for each of the sourcePaths',
            },
            parts,
          );
        } else if (valueMappings.slice(0, index).some((earlier) => isDeepStrictEqual(earlier.key, key))) {
          report(
            {
              key: 'valueMappings',
              message: `entry ${index + 1} of valueMappings has the key of an entry before it, so it never matches`,
              fix: 'remove one of the two',
            },
            parts,
          );
        }
      });
    }
  },
};
