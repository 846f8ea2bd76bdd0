/** Which top-level attributes go from the input to the output as they are, whatever else is in the input. */
import { operationsOfScope } from '../compile/operations.ts';
import type { EntityParts, MappingParts } from '../compile/parts.ts';
import type { PathStep } from '../jsonpath/types.ts';
import type { Operation } from '../types.ts';

export function copiesWhole(entity: EntityParts, attribute: string, operation: Operation): boolean {
  const name = attribute.toLowerCase();
  return entity.mappings.some(
    (parts) =>
      operationsOfScope(parts.model.scope).includes(operation) &&
      (parts.condition === undefined || parts.condition.constant === true) &&
      parts.model.type === 'set' &&
      parts.model.source.kind === 'path' &&
      copies(parts, name),
  );
}

function copies({ path, target, functions }: MappingParts, name: string): boolean {
  if (path === undefined || target === undefined || functions.length > 0) return false;
  if (path.steps.length === 0) return target.steps.length === 0;
  return isMember(path.steps, name) && isMember(target.steps, name);
}

function isMember(steps: readonly PathStep[], name: string): boolean {
  const [only] = steps;
  return steps.length === 1 && only?.kind === 'member' && only.name.toLowerCase() === name;
}
