import type { LintRule } from '../rule.ts';

export const missingEntityId: LintRule = {
  name: 'missing-entity-id',
  severity: 'warning',
  description:
    'A read transformation that never sets the mandatory variable `entityIdSourceSystem`: every entity fails.',
  check({ entity, mappings, direction, report }) {
    if (direction !== 'read' || entity.model.ignore) return;
    if (mappings.some(({ model }) => model.targetVariable === 'entityIdSourceSystem')) return;
    report({
      message: `no mapping of ${JSON.stringify(entity.model.entityType)} sets the variable entityIdSourceSystem, which is mandatory in a read transformation: every entity will fail`,
      fix: 'add {"sourcePath": "$.id", "targetVariable": "entityIdSourceSystem", "targetPath": "$.id"}; if this is a write transformation, name it under "write"',
    });
  },
};
