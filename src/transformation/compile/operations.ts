/** Which mappings run on which operation. */
import type { MappingModel, Scope } from '../parse/model.ts';
import type { Direction, Operation } from '../types.ts';

export const OPERATIONS: readonly Operation[] = ['read', 'create', 'update', 'patch', 'delete'];

const WITHOUT_SCOPE: readonly Operation[] = ['read', 'create', 'update'];
const BY_SCOPE: Readonly<Record<Scope, readonly Operation[]>> = {
  createEntity: ['create'],
  patchEntity: ['patch'],
  deleteEntity: ['delete'],
};
const BY_DIRECTION: Readonly<Record<Direction, readonly Operation[]>> = {
  read: ['read'],
  write: ['create', 'update', 'patch', 'delete'],
};

export function operationsOfScope(scope: Scope | undefined): readonly Operation[] {
  return scope === undefined ? WITHOUT_SCOPE : BY_SCOPE[scope];
}

export function operationsOfDirection(direction: Direction): readonly Operation[] {
  return BY_DIRECTION[direction];
}

/** Whether the mapping does anything when it runs: one without target only marks a correlation attribute. */
export function hasEffect(model: MappingModel): boolean {
  return !model.ignore && (model.targetPath !== undefined || model.targetVariable !== undefined);
}
