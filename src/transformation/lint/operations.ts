/** On which operations a mapping matters. */
import { operationsOfDirection, operationsOfScope } from '../compile/operations.ts';
import type { MappingParts } from '../compile/parts.ts';
import type { Direction, Operation } from '../types.ts';

/** Operations on which the mapping runs; none in the read direction for one with a scope. */
export function operationsOf(parts: MappingParts, direction: Direction): readonly Operation[] {
  const possible = operationsOfDirection(direction);
  return operationsOfScope(parts.model.scope).filter((operation) => possible.includes(operation));
}
