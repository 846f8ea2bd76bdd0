import type { MappingParts } from '../../compile/parts.ts';
import { matchPlace } from '../../translate/target-path.ts';
import { isUnconditional, type LintRule } from '../rule.ts';

export const mandatoryVariableTarget: LintRule = {
  name: 'mandatory-variable-target',
  severity: 'warning',
  description:
    'The mandatory variable `entityIdSourceSystem` has no target for some entities: it is set only under a condition or by optional mappings, or no mapping writes `$.id`.',
  check({ entity, mappings, direction, report }) {
    if (direction !== 'read' || entity.model.ignore) return;
    const setters = mappings.filter(({ model }) => model.targetVariable === 'entityIdSourceSystem');
    const [first] = setters;
    if (first === undefined) return;
    if (!setters.some(setsAlways)) {
      report(
        {
          key: 'targetVariable',
          message: 'entityIdSourceSystem is mandatory, and no mapping sets it for every entity',
          fix: 'remove the condition and "optional", or add a defaultValue',
        },
        first,
      );
    }
    if (!mappings.some(writesId)) {
      report(
        {
          key: 'targetVariable',
          message: 'the id of the entity is in entityIdSourceSystem, and no mapping writes it to the output',
          fix: 'add "targetPath": "$.id"',
        },
        first,
      );
    }
  },
};

function setsAlways(parts: MappingParts): boolean {
  return isUnconditional(parts) && (!parts.model.optional || parts.model.defaultValue !== undefined);
}

function writesId({ target, model }: MappingParts): boolean {
  return model.type !== 'remove' && target !== undefined && matchPlace(target.steps, ['id']) !== undefined;
}
