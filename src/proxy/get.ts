/** GET of one entity. */
import { ScimError } from '../scim/errors.ts';
import { resourceTypeName } from '../scim/schemas.ts';
import type { ProxiedEntity } from './entity.ts';
import { noteHidden } from './hidden.ts';
import { present, presentationError } from './presenter.ts';
import { shapeOf } from './shape.ts';
import { inStep } from './trace-step.ts';
import type { Preconditions, ProxyContext, ProxyResponse, RawQuery } from './types.ts';
import { matchesVersion } from './versions.ts';

export async function getEntity(
  entity: ProxiedEntity,
  id: string,
  query: RawQuery,
  preconditions: Preconditions,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const shape = shapeOf(entity, query);
  const backendId = entity.write === undefined ? id : entity.write.targetId(id, 'read');
  if (entity.read.ignore || backendId === undefined) throw notFound(entity, id);
  const {
    entity: found,
    version,
    warnings = [],
  } = await entity.connector.get(backendId, { omit: shape.omit }, context);
  await context.pause?.();
  const presented = inStep(context, 'read transformation', () =>
    present(entity, found, context.baseUrl, version),
  );
  if (presented.status === 'filtered') {
    noteHidden(entity, 1, context);
    throw notFound(entity, id);
  }
  if (presented.status === 'failed') {
    const { mapping, path, reason } = presented;
    context.log.warn(
      { entityType: entity.read.entityType, entityId: id, mapping, path, reason },
      'entity cannot be shown: its read transformation failed',
    );
    throw presentationError(entity.systemId, entity.read, presented);
  }
  const { location, version: shownVersion } = presented;
  const { ifNoneMatch } = preconditions;
  if (ifNoneMatch !== undefined && matchesVersion(ifNoneMatch, shownVersion)) {
    return { status: 304, location, version: shownVersion, warnings };
  }
  await context.pause?.();
  return { status: 200, body: shape.apply(presented.resource), location, version: shownVersion, warnings };
}

export function notFound(entity: ProxiedEntity, id: string): ScimError {
  return new ScimError(
    404,
    `${resourceTypeName(entity.read.entityType)} ${id} not found in system ${entity.systemId}.`,
  );
}
