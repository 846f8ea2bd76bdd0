import type { MappingParts } from '../../compile/parts.ts';
import { contradicts } from '../contradiction.ts';
import { type LintContext, type LintRule, operationsOf } from '../rule.ts';

export const unreachableMapping: LintRule = {
  name: 'unreachable-mapping',
  severity: 'warning',
  description:
    'A mapping that can never run: its scope does not exist in this direction or is skipped, or its condition contradicts itself.',
  check(context) {
    for (const parts of context.mappings) {
      const problem = scopeProblem(parts, context) ?? conditionProblem(parts);
      if (problem !== undefined) context.report(problem, parts);
    }
  },
};

function scopeProblem(parts: MappingParts, { entity, direction }: LintContext) {
  const operations = operationsOf(parts, direction);
  if (operations.length === 0) {
    return {
      key: 'scope',
      message: `the scope ${parts.model.scope} belongs to write transformations; in a ${direction} transformation the mapping never runs`,
      fix: 'remove the scope, or move the mapping',
    };
  }
  // Without a scope of its own a mapping is not at fault when the administrator switches its operations off.
  if (parts.model.scope === undefined) return undefined;
  const skipped: readonly string[] = entity.model.skipOperations;
  if (!operations.every((operation) => skipped.includes(operation))) return undefined;
  return {
    key: 'scope',
    message: `the mapping runs only on ${operations.join(' and ')}, which skipOperations leaves out`,
    fix: 'remove the mapping, or the operation from skipOperations',
  };
}

function conditionProblem({ condition, model }: MappingParts) {
  if (condition === undefined) return undefined;
  // A condition on nothing but parameters is a switch that the system's properties turn.
  const isSwitch = model.node.members.get('condition')?.node.verbatim === false;
  if (condition.constant === false && !isSwitch) {
    return {
      key: 'condition',
      message: 'the condition is never true, whatever the entity',
      fix: 'compare with an attribute, or remove the mapping',
    };
  }
  const attribute = contradicts(condition.tree);
  return attribute === undefined
    ? undefined
    : {
        key: 'condition',
        message: `the condition asks two things of ${attribute} that never hold together`,
        fix: 'join them by ||, or make two mappings',
      };
}
