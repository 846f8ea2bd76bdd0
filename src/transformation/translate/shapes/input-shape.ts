/** What a write transformation takes from its input, and what an input has to have. */
import { operationsOfScope } from '../../compile/operations.ts';
import type { EntityParts, MappingParts } from '../../compile/parts.ts';
import type { ConditionNode, Operand, PathStep } from '../../jsonpath/types.ts';
import type { Operation } from '../../types.ts';
import { removedAfterwards } from '../uncarried.ts';
import { valuePaths } from '../value-paths.ts';
import { ANYTHING, at, either, listOf, type Names, NOTHING, type Shape, without } from './value-shape.ts';

export function inputShape(entity: EntityParts, operation: Operation): Shape {
  const running = runningOn(entity, operation);
  return running
    .flatMap((parts, index) => {
      const removed = removedAfterwards(parts, running.slice(index + 1));
      const taken = removed.reduce((shape, steps) => without(shape, steps), ANYTHING);
      const isList = parts.model.preserveArrayWithSingleElement;
      return valuePaths(parts).map((steps) =>
        at(steps, isList && steps.at(-1)?.kind === 'member' ? listOf(taken) : taken),
      );
    })
    .reduce(either, NOTHING);
}

/** Names from the root of values without which every entity fails, or does not meet the condition of the entity type. */
export function requiredSources(entity: EntityParts, operation: Operation): readonly Names[] {
  const mandatory = runningOn(entity, operation).filter(isMandatory);
  const demanded = entity.condition === undefined ? [] : pathsDemanded(entity.condition.tree);
  return [...mandatory.map(({ path }) => path?.steps ?? []), ...demanded]
    .map(namesBeforeLists)
    .filter((names) => names.length > 0);
}

function runningOn({ mappings }: EntityParts, operation: Operation): readonly MappingParts[] {
  return mappings.filter(
    ({ model, condition }) =>
      operationsOfScope(model.scope).includes(operation) && condition?.constant !== false,
  );
}

function isMandatory({ model, condition, functions }: MappingParts): boolean {
  return (
    model.type === 'set' &&
    model.source.kind === 'path' &&
    !model.optional &&
    model.defaultValue === undefined &&
    (condition === undefined || condition.constant === true) &&
    !functions.some(({ compiled }) => compiled.takesMissing)
  );
}

/** Paths that the condition finds nothing at in no entity that meets it. */
function pathsDemanded(node: ConditionNode): (readonly PathStep[])[] {
  switch (node.kind) {
    case 'and':
      return node.operands.flatMap(pathsDemanded);
    case 'exists':
      return node.path.root === '$' ? [node.path.steps] : [];
    case 'comparison': {
      const { left, operator, right } = node;
      if (left.kind !== 'path' || left.path.root !== '$') return [];
      return isDemand(operator, right, left.path.steps) ? [left.path.steps] : [];
    }
    default:
      return [];
  }
}

function isDemand(operator: string, right: Operand, steps: readonly PathStep[]): boolean {
  switch (operator) {
    case 'EMPTY':
      return right.kind === 'boolean' && !right.value;
    case '==':
    case '===':
      return right.kind === 'string' || right.kind === 'boolean';
    case '>':
      return right.kind === 'number' && Number(right.text) >= 0 && steps.at(-1)?.kind === 'function';
    default:
      return false;
  }
}

/** What is inside of a list need not be in each of its elements. */
function namesBeforeLists(steps: readonly PathStep[]): Names {
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind !== 'member') break;
    names.push(step.name);
  }
  return names;
}
