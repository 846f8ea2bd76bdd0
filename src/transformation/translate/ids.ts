/** Turns ids of one side into those of the other, by the mappings that do so in a run. */
import { operationsOfScope } from '../compile/operations.ts';
import type { EntityParts, MappingParts } from '../compile/parts.ts';
import type { Scope } from '../parse/model.ts';
import { RunContext } from '../run/context.ts';
import { createStep, runStep, type Step } from '../run/step.ts';
import type { Json, Operation } from '../types.ts';

const TARGET_ID = 'entityIdTargetSystem';
const SOURCE_ID = 'entityIdSourceSystem';
/** A GET has no scope of its own in the write transformation: the first that has mappings is used. */
const SCOPES_FOR_READ: readonly (Scope | undefined)[] = [undefined, 'deleteEntity', 'patchEntity'];

/** The backend's id for an id that a client uses; `undefined` when the mappings cannot turn it. */
export function createTargetId(
  entity: EntityParts,
  clock: () => number,
): (id: string, operation: Operation) => string | undefined {
  const translating = entity.mappings.filter(
    ({ model }) =>
      model.type === 'set' &&
      model.source.kind === 'variable' &&
      model.source.name === TARGET_ID &&
      model.targetVariable === TARGET_ID,
  );
  const steps = new Map<Operation, readonly Step[]>();
  return (id, operation) => {
    let selected = steps.get(operation);
    if (selected === undefined) {
      selected = select(translating, operation).map((parts) => withoutTarget(parts, operation));
      steps.set(operation, selected);
    }
    const context = new RunContext({}, { [TARGET_ID]: id }, clock);
    try {
      for (const step of selected) runStep(step, context);
    } catch {
      return undefined;
    }
    return asId(context.variables[TARGET_ID]);
  };
}

function select(translating: readonly MappingParts[], operation: Operation): readonly MappingParts[] {
  if (operation !== 'read') {
    return translating.filter(({ model }) => operationsOfScope(model.scope).includes(operation));
  }
  for (const scope of SCOPES_FOR_READ) {
    const found = translating.filter(({ model }) => model.scope === scope);
    if (found.length > 0) return found;
  }
  return [];
}

/** The id that clients see of an entity, whatever the rest of the transformation makes of it. */
export function createSourceId(
  entity: EntityParts,
  clock: () => number,
): (entity: Json) => string | undefined {
  let steps: readonly Step[] | undefined;
  return (input) => {
    steps ??= entity.mappings
      .filter(
        ({ model }) => model.targetVariable !== undefined && operationsOfScope(model.scope).includes('read'),
      )
      .map((parts) => withoutTarget(parts, 'read'));
    const context = new RunContext(input, undefined, clock);
    for (const step of steps) {
      try {
        runStep(step, context);
      } catch {
        // Another variable than the id, or the id cannot be computed: then it stays unset.
      }
    }
    return asId(context.variables[SOURCE_ID]);
  };
}

function withoutTarget(parts: MappingParts, operation: Operation): Step {
  return { ...createStep(parts, operation), target: undefined };
}

function asId(value: Json | undefined): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
