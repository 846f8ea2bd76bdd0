import type { LintRule } from '../rule.ts';

export const missingTarget: LintRule = {
  name: 'missing-target',
  severity: 'warning',
  description:
    'A mapping that writes nothing. Only one that marks a `correlationAttribute` may have no target; `remove` and `rename` need a `targetPath`.',
  check({ entity, report }) {
    for (const parts of entity.all) {
      const { model } = parts;
      if (model.type === 'remove' || model.type === 'rename') {
        if (model.targetPath !== undefined) continue;
        report(
          {
            severity: 'error',
            message: `a mapping of type ${model.type} needs a targetPath`,
            fix: `write "targetPath": what to ${model.type}`,
          },
          parts,
        );
      } else if (
        model.targetPath === undefined &&
        model.targetVariable === undefined &&
        !model.correlationAttribute
      ) {
        report(
          {
            message: 'the mapping has neither targetPath nor targetVariable, so it is never evaluated',
            fix: 'add a target, or remove the mapping',
          },
          parts,
        );
      }
    }
  },
};
