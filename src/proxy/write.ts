/** POST, PUT, PATCH and DELETE (proxy API, section 2). */
import type { WriteResult } from '../connectors/connector.ts';
import type { JsonObject } from '../scim/json.ts';
import { answerWrite } from './after-write.ts';
import { emulatePatch } from './emulate-patch.ts';
import type { ProxiedEntity } from './entity.ts';
import { getEntity, notFound } from './get.ts';
import { guardWrite } from './guard.ts';
import { changesOnlyMembers, normalizePatchRequest } from './patch-request.ts';
import { baseLocation, type Presented } from './presenter.ts';
import { type Shape, shapeOf } from './shape.ts';
import { findExisting, noteSkipped } from './skip.ts';
import type { Preconditions, ProxyContext, ProxyResponse, RawQuery } from './types.ts';
import { transformWrite, updateInsteadOfDelete, writable } from './write-input.ts';

export async function createEntity(
  entity: ProxiedEntity,
  body: JsonObject,
  query: RawQuery,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const shape = shapeOf(entity, query);
  const write = writable(entity);
  if (write.skipOperations.has('create')) {
    noteSkipped(entity, 'create', context);
    return replaceEntity(entity, await findExisting(entity, body, context), body, query, {}, context);
  }
  const base = baseLocation(context.baseUrl, entity.read);
  const input = transformWrite(entity, 'create', body, undefined, base);
  const result = await entity.connector.create(input.body, context);
  const backendId = String(result.entity['id'] ?? input.backendId ?? '');
  return answerWrite(entity, { operation: 'create', status: 201, result, backendId }, shape, context);
}

export async function replaceEntity(
  entity: ProxiedEntity,
  id: string,
  body: JsonObject,
  query: RawQuery,
  preconditions: Preconditions,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const shape = shapeOf(entity, query);
  if (writable(entity).skipOperations.has('update')) return currentState(entity, id, query, context);
  const input = transformWrite(entity, 'update', body, id, baseLocation(context.baseUrl, entity.read));
  const backendId = input.backendId ?? id;
  await guardWrite(entity, id, backendId, preconditions, context);
  const result = await entity.connector.replace(backendId, input.body, ifMatch(preconditions), context);
  return answerWrite(
    entity,
    { operation: 'update', status: 200, result, backendId, clientId: id },
    shape,
    context,
  );
}

export async function patchEntity(
  entity: ProxiedEntity,
  id: string,
  body: JsonObject,
  query: RawQuery,
  preconditions: Preconditions,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const shape = shapeOf(entity, query);
  const write = writable(entity);
  const request = normalizePatchRequest(body);
  if (write.skipOperations.has('update')) return currentState(entity, id, query, context);
  const bodyless = answersWithoutBody(entity, request, shape);
  if (entity.connector.capabilities.patch !== 'native' || !write.scopes.has('patchEntity')) {
    const emulated = await emulatePatch(entity, id, request, preconditions, context);
    if (!emulated.changed) return answerUnchanged(emulated.current, bodyless, shape);
    return answerPatch(entity, id, emulated, bodyless, shape, context);
  }
  const input = transformWrite(entity, 'patch', request, id, baseLocation(context.baseUrl, entity.read));
  const backendId = input.backendId ?? id;
  await guardWrite(entity, id, backendId, preconditions, context);
  const result = await entity.connector.patch(backendId, input.body, ifMatch(preconditions), context);
  return answerPatch(entity, id, { backendId, result }, bodyless, shape, context);
}

export async function deleteEntity(
  entity: ProxiedEntity,
  id: string,
  preconditions: Preconditions,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const write = writable(entity);
  if (write.skipOperations.has('delete')) {
    noteSkipped(entity, 'delete', context);
    return { status: 204, warnings: [] };
  }
  const backendId = write.targetId(id, 'delete');
  if (backendId === undefined) throw notFound(entity, id);
  await guardWrite(entity, id, backendId, preconditions, context);
  if (entity.settings.updatesInsteadOfDelete(entity.read.entityType)) {
    const body = updateInsteadOfDelete(entity, id);
    const { warnings = [] } = await entity.connector.patch(backendId, body, ifMatch(preconditions), context);
    return { status: 204, warnings };
  }
  await entity.connector.delete(backendId, ifMatch(preconditions), context);
  return { status: 204, warnings: [] };
}

async function answerPatch(
  entity: ProxiedEntity,
  clientId: string,
  { backendId, result }: { readonly backendId: string; readonly result: WriteResult },
  bodyless: boolean,
  shape: Shape,
  context: ProxyContext,
): Promise<ProxyResponse> {
  if (bodyless) return { status: 204, version: result.version, warnings: result.warnings ?? [] };
  return answerWrite(
    entity,
    { operation: 'patch', status: 200, result, backendId, clientId },
    shape,
    context,
  );
}

function answerUnchanged(
  { resource, location, version }: Presented,
  bodyless: boolean,
  shape: Shape,
): ProxyResponse {
  if (bodyless) return { status: 204, version, warnings: [] };
  return { status: 200, body: shape.apply(resource), location, version, warnings: [] };
}

function currentState(
  entity: ProxiedEntity,
  id: string,
  query: RawQuery,
  context: ProxyContext,
): Promise<ProxyResponse> {
  noteSkipped(entity, 'update', context);
  return getEntity(entity, id, query, {}, context);
}

/** Reading a large group again only to show what the client itself sent is not worth it. */
function answersWithoutBody(entity: ProxiedEntity, request: JsonObject, shape: Shape): boolean {
  if (shape.namesAttributes) return false;
  const { patchReread } = entity.settings;
  return (
    patchReread === 'never' ||
    (patchReread === 'auto' && entity.read.entityType === 'group' && changesOnlyMembers(request))
  );
}

function ifMatch(preconditions: Preconditions): { readonly ifMatch?: string } {
  return preconditions.ifMatch === undefined ? {} : { ifMatch: preconditions.ifMatch };
}
