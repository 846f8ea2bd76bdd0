import type { Json } from '../../types.ts';
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
      const earlier = new Set<string>();
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
          return;
        }
        const text = comparable(key);
        if (earlier.has(text)) {
          report(
            {
              key: 'valueMappings',
              message: `entry ${index + 1} of valueMappings has the key of an entry before it, so it never matches`,
              fix: 'remove one of the two',
            },
            parts,
          );
        }
        earlier.add(text);
      });
    }
  },
};

/** Equal for keys that match the same values: scalars match by their text. */
function comparable(key: readonly Json[]): string {
  const values = key.map((value) => (typeof value === 'object' ? value : String(value)));
  return JSON.stringify(values, withSortedNames);
}

/** For `JSON.stringify`: equal objects have equal texts. */
function withSortedNames(_name: string, value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
