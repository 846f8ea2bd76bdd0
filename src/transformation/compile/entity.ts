/** Compiles one entity type. */
import type { EntityModel } from '../parse/model.ts';
import { type CompileEnvironment, TextCompiler } from './environment.ts';
import { compileMapping } from './mapping.ts';
import { hasEffect } from './operations.ts';
import type { EntityParts, MappingParts } from './parts.ts';

export interface CompiledEntity extends EntityParts {
  /** All mappings, also those that never run; for the lint and the correlation attributes. */
  readonly all: readonly MappingParts[];
}

export function compileEntity(model: EntityModel, environment: CompileEnvironment): CompiledEntity {
  const texts = new TextCompiler(environment, model.ignore);
  const all = model.mappings.map((mapping) =>
    compileMapping(mapping, mapping.ignore && !model.ignore ? new TextCompiler(environment, true) : texts),
  );
  return {
    model,
    condition: texts.condition(model.condition, model.node.members.get('condition')?.node),
    mappings: all.filter((parts) => hasEffect(parts.model)),
    all,
  };
}
