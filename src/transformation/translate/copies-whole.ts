/** Which top-level attributes go from the input to the output as they are, and stay so to the end. */
import { operationsOfScope } from '../compile/operations.ts';
import type { EntityParts, MappingParts } from '../compile/parts.ts';
import type { PathStep } from '../jsonpath/types.ts';
import type { Operation } from '../types.ts';

export function copiesWhole(entity: EntityParts, attribute: string, operation: Operation): boolean {
  const name = attribute.toLowerCase();
  const running = entity.mappings.filter(
    ({ model, condition }) =>
      operationsOfScope(model.scope).includes(operation) && condition?.constant !== false,
  );
  const at = running.findLastIndex(
    (parts) =>
      (parts.condition === undefined || parts.condition.constant === true) &&
      parts.model.type === 'set' &&
      parts.model.source.kind === 'path' &&
      copies(parts, name),
  );
  return at !== -1 && !running.slice(at + 1).some((parts) => mayChange(parts, name));
}

/** Whether the mapping writes, renames or removes something of the attribute. */
function mayChange({ target }: MappingParts, name: string): boolean {
  const [first] = target?.steps ?? [];
  if (target === undefined) return false;
  return first?.kind !== 'member' || first.name.toLowerCase() === name;
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
