import type { MappingType } from '../../parse/model.ts';
import type { LintRule } from '../rule.ts';

const WITHOUT_EFFECT: Readonly<Record<MappingType, readonly string[]>> = {
  set: ['valueMappings'],
  valueMapping: [],
  remove: ['functions', 'defaultValue', 'targetVariable', 'valueMappings'],
  rename: ['functions', 'defaultValue', 'targetVariable', 'valueMappings'],
};

export const keyWithoutEffect: LintRule = {
  name: 'key-without-effect',
  severity: 'warning',
  description: 'A key that does nothing in a mapping of this type, such as `functions` beside `remove`.',
  check({ entity, report }) {
    for (const parts of entity.all) {
      const { type, node } = parts.model;
      for (const key of WITHOUT_EFFECT[type]) {
        if (!node.members.has(key)) continue;
        report(
          {
            key,
            message: `${key} has no effect in a mapping of type ${type}`,
            fix: type === 'set' ? 'add "type": "valueMapping"' : `remove ${key}`,
          },
          parts,
        );
      }
    }
  },
};
