/** Compiles one entity type. */

import { offsetOfKey } from '../parse/locate.ts';
import type { EntityModel } from '../parse/model.ts';
import { type CompileEnvironment, placeOf, TextCompiler } from './environment.ts';
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
  const placeOfKey = (key: string) =>
    placeOf(environment, environment.findings.line(offsetOfKey(model.node, key)));
  const entityType = JSON.stringify(model.entityType);
  return {
    model,
    conditionPlace: model.condition === undefined ? undefined : placeOfKey('condition'),
    labels: {
      condition: `${placeOfKey('condition')}: the condition of the entity type ${entityType}`,
      whole: `${placeOfKey('mappings')}: the mappings of the entity type ${entityType} together`,
    },
    condition: texts.condition(model.condition, model.node.members.get('condition')?.node),
    mappings: all.filter((parts) => hasEffect(parts.model)),
    all,
  };
}
