/** The names that a read transformation writes to its output. */
import { operationsOfScope } from '../compile/operations.ts';
import type { EntityParts } from '../compile/parts.ts';
import type { PathStep } from '../jsonpath/types.ts';
import type { MappingType } from '../parse/model.ts';

/**
 * Names from the root of the output, one list for each place that a mapping may write to. Below the last name there may be
 * anything; an empty list stands for the whole output.
 */
export function targetNames({ mappings }: EntityParts): readonly (readonly string[])[] {
  return mappings
    .filter(({ model }) => operationsOfScope(model.scope).includes('read') && model.type !== 'remove')
    .flatMap(({ model, target }) => (target === undefined ? [] : [namesOn(target.steps, model.type)]));
}

function namesOn(steps: readonly PathStep[], type: MappingType): string[] {
  // What is renamed stays where it is, under any name.
  const certain = type === 'rename' ? steps.slice(0, -1) : steps;
  const names: string[] = [];
  for (const step of certain) {
    if (step.kind !== 'member') break;
    names.push(step.name);
  }
  return names;
}
