import type { MappingParts } from '../../compile/parts.ts';
import { contradicts } from '../contradiction.ts';
import type { ConditionPlace } from '../places.ts';
import { type LintContext, type LintRule, operationsOf, type RuleProblem } from '../rule.ts';

export const unreachableMapping: LintRule = {
  name: 'unreachable-mapping',
  severity: 'warning',
  description:
    'A mapping, a function or a whole entity type that can never do anything: its scope does not exist in this direction or is skipped, or its condition is never true or contradicts itself.',
  check(context) {
    const outOfScope = new Set<MappingParts>();
    for (const parts of context.mappings) {
      const problem = scopeProblem(parts, context);
      if (problem === undefined) continue;
      outOfScope.add(parts);
      context.report(problem, parts);
    }
    for (const place of context.conditions) {
      if (place.where !== undefined && (place.where.model.ignore || outOfScope.has(place.where))) continue;
      const problem = conditionProblem(place, context);
      if (problem !== undefined) context.report({ at: place.at, ...problem }, place.where);
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

/** What never happens then, and what to do instead. */
const NEVER = {
  entity: ['no entity is ever served', 'or set "ignore": true'],
  mapping: ['the mapping never runs', 'or remove the mapping'],
  function: ['the function never runs', 'or remove the function'],
} as const;

function conditionProblem(place: ConditionPlace, { entity }: LintContext): RuleProblem | undefined {
  const [never, otherwise] = NEVER[place.of];
  // A condition on nothing but parameters is a switch that the system's properties turn.
  if (place.verbatim && constantOf(place, entity) === false) {
    return {
      message: `the condition is never true, whatever the entity: ${never}`,
      fix: `compare with an attribute, ${otherwise}`,
    };
  }
  const attribute = contradicts(place.tree);
  return attribute === undefined
    ? undefined
    : {
        message: `the condition asks two things of ${attribute} that never hold together: ${never}`,
        fix: `join them by ||, ${otherwise}`,
      };
}

function constantOf({ of, where, functionIndex }: ConditionPlace, entity: LintContext['entity']) {
  if (of === 'entity') return entity.condition?.constant;
  if (of === 'mapping') return where?.condition?.constant;
  return where?.functions[functionIndex ?? -1]?.runs;
}
