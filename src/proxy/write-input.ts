/** From a client's body to what the backend gets: the write transformation and what its outcomes mean. */
import { ScimError } from '../scim/errors.ts';
import { type JsonObject, jsonText } from '../scim/json.ts';
import type { EntityTransformation, Json, Operation, RunOptions } from '../transformation/index.ts';
import { failureText, secretTexts } from '../transformation/index.ts';
import { noteFailure } from './counters.ts';
import { deletingUpdate } from './deleting-update.ts';
import type { ProxiedEntity } from './entity.ts';
import { notFound } from './get.ts';

export interface WriteInput {
  readonly body: JsonObject;
  /** The id that the connector addresses; on create only if a mapping assigns one. */
  readonly backendId: string | undefined;
  /** The secrets in it, under whatever name they stand there; see {@link CallContext.secrets}. */
  secrets(): readonly string[];
}

/** The write transformation of an entity type that can be changed. @throws ScimError 501 */
export function writable(entity: ProxiedEntity): EntityTransformation {
  if (entity.write === undefined || entity.write.ignore || entity.read.ignore) {
    throw new ScimError(
      501,
      `System ${entity.systemId} does not write ${entity.read.scimEntityEndpoint}: its transformations ignore this entity type.`,
    );
  }
  return entity.write;
}

/**
 * @param id as the client put it in the URL; absent on create
 * @throws ScimError 400 `invalidValue` when the entity does not fit the transformation, 404 for an id that it cannot
 *   turn into the backend's
 */
export function transformWrite(
  entity: ProxiedEntity,
  operation: Exclude<Operation, 'read' | 'delete'>,
  body: JsonObject,
  id: string | undefined,
  entityBaseLocation: string,
): WriteInput {
  const write = writable(entity);
  if (id !== undefined && write.targetId(id, operation) === undefined) throw notFound(entity, id);
  const variables: Record<string, Json> = { entityBaseLocation };
  if (id !== undefined) variables['entityIdTargetSystem'] = id;
  const options = { operation, variables };
  const result = write.run(body, options);
  switch (result.status) {
    case 'transformed': {
      const target = result.variables['entityIdTargetSystem'];
      return {
        body: result.output,
        backendId: target === undefined || target === null ? undefined : jsonText(target),
        secrets: () => secretsOf(write, body, options, result.output),
      };
    }
    case 'filtered':
      noteFailure(entity.counters, write.entityType, 'write', 'condition');
      throw new ScimError(
        400,
        `System ${entity.systemId} does not take this ${write.entityType}: it does not meet the condition at ${write.conditionPlace}: ${result.condition}. ` +
          'Send what it asks for, or correct the condition.',
        { scimType: 'invalidValue' },
      );
    case 'failed':
      noteFailure(entity.counters, write.entityType, 'write', 'mapping');
      throw new ScimError(
        400,
        `System ${entity.systemId}: the write transformation cannot process this ${write.entityType}: ${failureText(result)}. ` +
          'Correct what is sent, or the mapping.',
        { scimType: 'invalidValue' },
      );
  }
}

/** Found by another run, which tells: a write that succeeds does not pay for it. What is random in it is found by its name. */
function secretsOf(
  write: EntityTransformation,
  body: JsonObject,
  options: RunOptions,
  output: JsonObject,
): readonly string[] {
  const found = new Set(secretTexts(output));
  write.run(body, { ...options, trace: true, onSecret: (text) => found.add(text) });
  return [...found];
}

/**
 * The PATCH that stands for a DELETE.
 *
 * @param property that asks for it
 * @throws ScimError 501 where there is none: deleting is what the property is there to prevent
 */
export function updateInsteadOfDelete(entity: ProxiedEntity, id: string, property: string): JsonObject {
  const native = entity.connector.capabilities.patch === 'native';
  const body = native ? deletingUpdate(writable(entity), id) : undefined;
  if (body !== undefined) return body;
  throw new ScimError(
    501,
    `System ${entity.systemId} updates a ${entity.read.entityType} instead of deleting it (property ${property}), but ` +
      (native
        ? 'the deleteEntity mappings of its write transformation make no Operations; map them, or set the property to false.'
        : 'its backend takes no PATCH; set the property to false.'),
  );
}
