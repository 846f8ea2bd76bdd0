/** One entity type of a transformation, ready to run. */
import type { CompiledEntity } from './compile/entity.ts';
import type { Scope, SkippableOperation } from './parse/model.ts';
import { Runner, type RunnerOptions } from './run/runner.ts';
import { findAttributeSource } from './translate/attribute-source.ts';
import { canOmit } from './translate/can-omit.ts';
import { copiesWhole } from './translate/copies-whole.ts';
import { createSourceId, createTargetId } from './translate/ids.ts';
import { inputShape, requiredSources } from './translate/shapes/input-shape.ts';
import { outputShape } from './translate/shapes/output-shape.ts';
import { NOTHING } from './translate/shapes/value-shape.ts';
import { sourceNames } from './translate/source-names.ts';
import { targetsPlace } from './translate/target-path.ts';
import { createUncarried } from './translate/uncarried.ts';
import type { EntityTransformation, RunResult } from './types.ts';

export function createEntityTransformation(
  entity: CompiledEntity,
  options: RunnerOptions & { readonly file: string | undefined },
): EntityTransformation {
  const { model } = entity;
  const runner = new Runner(entity, options);
  return Object.freeze({
    entityType: model.entityType,
    scimEntityEndpoint: model.scimEntityEndpoint,
    ignore: model.ignore,
    skipOperations: new Set<SkippableOperation>(model.skipOperations),
    condition: model.condition,
    conditionPlace: entity.conditionPlace,
    conditionLine: model.conditionLine,
    file: options.file,
    scopes: new Set<Scope>(
      entity.mappings.map((parts) => parts.model.scope).filter((scope) => scope !== undefined),
    ),
    correlationAttributes: entity.all
      .filter((parts) => parts.model.correlationAttribute && !parts.model.ignore)
      .flatMap(({ model: { source } }) => (source.kind === 'path' ? [source.path] : [])),
    run: model.ignore
      ? () => ignoredResult(model.entityType)
      : (input, runOptions) => runner.run(input, runOptions),
    attributeSource: (target) => findAttributeSource(entity, target),
    sourceId: createSourceId(entity, options.clock),
    targetId: createTargetId(entity, options.clock),
    canOmit: (attribute) => canOmit(entity, attribute),
    sourceNames: sourceNames(entity),
    uncarried: createUncarried(entity),
    copiesWhole: (attribute, operation) => copiesWhole(entity, attribute, operation),
    outputShape: () => (model.ignore ? NOTHING : outputShape(entity)),
    inputShape: (operation) => (model.ignore ? NOTHING : inputShape(entity, operation)),
    requiredSources: (operation) => requiredSources(entity, operation),
    targets: (place) => targetsPlace(entity, place),
    carriage: (kept) => (model.ignore ? undefined : runner.carriage(kept)),
  } satisfies EntityTransformation);
}

function ignoredResult(entityType: string): RunResult {
  return {
    status: 'failed',
    mapping: `the entity type ${JSON.stringify(entityType)}`,
    path: '$',
    reason: 'the entity type is ignored ("ignore": true), nothing of it is transformed',
  };
}
