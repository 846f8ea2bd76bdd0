import { documentPaths } from '../../compile/conditions.ts';
import type { MappingParts } from '../../compile/parts.ts';
import type { LintRule } from '../rule.ts';

export const emptyList: LintRule = {
  name: 'empty-list',
  severity: 'warning',
  description:
    'A path with a wildcard or a filter reads `[]` when nothing matches, and `[]` is written; the mapping has neither a condition on that path nor `preserveArrayWithSingleElement`.',
  check({ mappings, report }) {
    for (const parts of mappings) {
      const { model, path } = parts;
      if (model.source.kind !== 'path' || path === undefined || path.definite) continue;
      if (model.preserveArrayWithSingleElement || model.targetPath === undefined || isGuarded(parts))
        continue;
      report(
        {
          key: 'sourcePath',
          message: `${path.expression} reads an empty list when nothing matches, and a list of one element is replaced by that element: what is written may be a list or not`,
          fix: `add "condition": "${path.expression} != []", or "preserveArrayWithSingleElement": true if a list is wanted`,
        },
        parts,
      );
    }
  },
};

/** Whether the condition looks at what the path starts with. */
function isGuarded({ condition, path }: MappingParts): boolean {
  if (condition === undefined || path === undefined) return false;
  const [first] = path.steps;
  return documentPaths(condition.tree).some(
    ({ steps }) => JSON.stringify(steps[0]) === JSON.stringify(first),
  );
}
