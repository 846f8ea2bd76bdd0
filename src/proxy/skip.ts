/** `skipOperations`: what a client is told about an operation that the administrator switched off. */
import { ScimError } from '../scim/errors.ts';
import type { JsonObject } from '../scim/json.ts';
import type { NormalizedPatch } from '../scim/patch/index.ts';
import { clientEntity } from './client-body.ts';
import { CurrentEntity } from './current-entity.ts';
import { apply, visible } from './emulate-patch.ts';
import type { ProxiedEntity } from './entity.ts';
import { notFound } from './get.ts';
import { guardWrite } from './guard.ts';
import { refuseFixed } from './immutable.ts';
import { baseLocation, type Presented } from './presenter.ts';
import type { Shape } from './shape.ts';
import type { Preconditions, ProxyContext, ProxyResponse } from './types.ts';
import { findByUnique, uniqueValueOf } from './unique-lookup.ts';
import { transformWrite, writable } from './write-input.ts';

export function noteSkipped(
  entity: ProxiedEntity,
  operation: 'create' | 'update' | 'delete',
  context: ProxyContext,
): void {
  entity.counters.skippedOperations += 1;
  // A skipped create is an update of what is there.
  if (operation !== 'create') context.account?.skipped();
  context.log.info(
    { entityType: entity.read.entityType, operation },
    'operation skipped: skipOperations of the write transformation',
  );
}

export function skipWarning(operation: 'create' | 'update' | 'delete', outcome: string): string {
  return `The ${operation} was skipped (skipOperations of the write transformation): ${outcome}`;
}

interface Skipped {
  /** As the client put it in the URL. */
  readonly id: string;
  readonly preconditions: Preconditions;
}

/** A PUT that changes nothing: what is wrong in it is refused as ever (proxy API, section 2). */
export async function skippedReplace(
  entity: ProxiedEntity,
  { id, input, preconditions }: Skipped & { readonly input: JsonObject },
  shape: Shape,
  context: ProxyContext,
): Promise<ProxyResponse> {
  transformWrite(entity, 'update', input, id, baseLocation(context.baseUrl, entity.read));
  const { view, current } = await present(entity, id, shape.omit, preconditions, context);
  await refuseFixed(entity, input, current);
  return answerSkipped(entity, view, shape, context);
}

/** A PATCH that changes nothing. */
export async function skippedPatch(
  entity: ProxiedEntity,
  { id, patch, preconditions }: Skipped & { readonly patch: NormalizedPatch },
  shape: Shape,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const { view, current } = await present(entity, id, [], preconditions, context);
  const { resource } = await apply(entity, view.resource, patch, context);
  if (entity.connector.capabilities.patch !== 'native' || !writable(entity).scopes.has('patchEntity')) {
    const input = clientEntity(entity, resource, 'update');
    await refuseFixed(entity, input, current);
    transformWrite(entity, 'update', input, id, baseLocation(context.baseUrl, entity.read));
  }
  return answerSkipped(entity, view, shape, context);
}

/** A DELETE that changes nothing; whether there is such an entity is only asked where a version has to be compared. */
export async function skippedDelete(
  entity: ProxiedEntity,
  id: string,
  current: CurrentEntity,
  preconditions: Preconditions,
  context: ProxyContext,
): Promise<ProxyResponse> {
  await guardWrite(entity, id, current, preconditions);
  noteSkipped(entity, 'delete', context);
  return { status: 204, warnings: [skipWarning('delete', 'nothing was deleted')] };
}

async function present(
  entity: ProxiedEntity,
  id: string,
  omit: readonly string[],
  preconditions: Preconditions,
  context: ProxyContext,
): Promise<{ readonly view: Presented; readonly current: CurrentEntity }> {
  const readId = writable(entity).targetId(id, 'read');
  if (readId === undefined) throw notFound(entity, id);
  const current = new CurrentEntity(entity, readId, { omit }, context);
  const view = await visible(entity, id, current);
  await guardWrite(entity, id, current, preconditions);
  return { view, current };
}

function answerSkipped(
  entity: ProxiedEntity,
  { resource, location, version }: Presented,
  shape: Shape,
  context: ProxyContext,
): ProxyResponse {
  noteSkipped(entity, 'update', context);
  const warnings = [skipWarning('update', 'nothing was changed')];
  return { status: 200, body: shape.apply(resource), location, version, warnings };
}

/**
 * The id, as clients see it, of the entity that a skipped create means: the one with the same unique attribute.
 *
 * @throws ScimError 403 when there is none, 400 `tooMany` when there are several
 */
export async function findExisting(
  entity: ProxiedEntity,
  body: JsonObject,
  context: ProxyContext,
): Promise<string> {
  const { entityType } = entity.read;
  const unique = uniqueValueOf(entity, body);
  const attribute = entity.settings.uniqueAttribute(entityType);
  const refusal = new ScimError(
    403,
    `System ${entity.systemId} creates no ${entityType}s (skipOperations of its write transformation), and it has none ` +
      `with this ${attribute ?? 'unique attribute'} that could be updated.`,
  );
  if (unique === undefined) throw refusal;
  const { entities, total } = await findByUnique(entity, unique, 2, context);
  const [found] = entities;
  if (found === undefined) throw refusal;
  if (entities.length > 1 || (total ?? 0) > 1) {
    throw new ScimError(
      400,
      `System ${entity.systemId} has several ${entityType}s with this ${attribute}, so that none was updated. Make it unique there.`,
      {
        scimType: 'tooMany',
      },
    );
  }
  const id = entity.read.sourceId(found);
  if (id === undefined) throw refusal;
  return id;
}
