/** POST, PUT, PATCH and DELETE (proxy API, section 2). */
import { PatchUnsupported, type ReadAndReplace, type WriteResult } from '../connectors/connector.ts';
import { type JsonObject, jsonText } from '../scim/json.ts';
import {
  type NormalizedPatch,
  needsCurrent,
  normalizePatch,
  operationsForBackend,
} from '../scim/patch/index.ts';
import { answerWrite } from './after-write.ts';
import { alone, inTurn } from './alone.ts';
import { clientEntity } from './client-body.ts';
import { CurrentEntity } from './current-entity.ts';
import { emulatePatch, visible } from './emulate-patch.ts';
import type { ProxiedEntity } from './entity.ts';
import { type FullUpdate, prepareUpdate, sendUpdate } from './full-update.ts';
import { notFound } from './get.ts';
import { guardWrite } from './guard.ts';
import { createOnce } from './lost-create/create.ts';
import { changesOnlyMembers } from './members-only.ts';
import { baseLocation, type Presented } from './presenter.ts';
import { retryChanged } from './retry-changed.ts';
import { type Shape, shapeOf } from './shape.ts';
import {
  findExisting,
  noteSkipped,
  skippedDelete,
  skippedPatch,
  skippedReplace,
  skipWarning,
} from './skip.ts';
import { inStep } from './trace-step.ts';
import type { Preconditions, ProxyContext, ProxyResponse, RawQuery } from './types.ts';
import { unmetUnseen } from './unmet.ts';
import { type Wish, wishOf, wishOfPatch, wishOfReplace } from './wish.ts';
import { transformWrite, updateInsteadOfDelete, writable } from './write-input.ts';

export async function createEntity(
  entity: ProxiedEntity,
  body: JsonObject,
  query: RawQuery,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const shape = shapeOf(entity, query);
  const write = writable(entity);
  const input = clientEntity(entity, body, 'create');
  await context.pause?.();
  if (write.skipOperations.has('create')) {
    noteSkipped(entity, 'create', context);
    const existing = await findExisting(entity, input, context);
    const answer = await replaceEntity(entity, existing, body, query, {}, context, 'tell');
    return {
      ...answer,
      warnings: [skipWarning('create', 'the existing entity was updated'), ...answer.warnings],
    };
  }
  const base = baseLocation(context.baseUrl, entity.read);
  const written = inStep(context, 'write transformation', () =>
    transformWrite(entity, 'create', input, undefined, base),
  );
  await context.pause?.();
  const told = { ...context, secrets: written.secrets };
  const result = await createOnce(entity, { asked: input, written: written.body }, told);
  const backendId = jsonText(result.entity['id'] ?? written.backendId ?? '');
  const wish = { ...wishOf(entity, input, 'create'), sent: written.body };
  return answerWrite(entity, { operation: 'create', status: 201, result, backendId, wish }, shape, told);
}

export async function replaceEntity(
  entity: ProxiedEntity,
  id: string,
  body: JsonObject,
  query: RawQuery,
  preconditions: Preconditions,
  context: ProxyContext,
  fixed: FullUpdate['fixed'] = 'refuse',
): Promise<ProxyResponse> {
  const shape = shapeOf(entity, query);
  const write = writable(entity);
  const input = clientEntity(entity, body, 'update');
  await context.pause?.();
  if (write.skipOperations.has('update')) {
    return skippedReplace(entity, { id, input, preconditions }, shape, context);
  }
  const readId = write.targetId(id, 'update');
  if (readId === undefined) throw notFound(entity, id);
  const update = { id, input, fixed, preconditions };
  const work = (connection: ReadAndReplace, held: ProxyContext) =>
    retryChanged(preconditions, held, async () => {
      const options = { omit: notNeededFor(entity, input), forUpdate: true };
      const current = new CurrentEntity(entity, readId, options, held, connection);
      const prepared = await prepareUpdate(entity, update, current, held);
      const result = await sendUpdate(connection, prepared, preconditions.ifMatch, current, held);
      const before = (await current.known()) === undefined ? undefined : await current.view();
      return { prepared, result, before };
    });
  const { prepared, result, before } = await alone(entity, readId, context, work);
  return answerWrite(
    entity,
    {
      operation: 'update',
      status: 200,
      result,
      backendId: prepared.backendId,
      clientId: id,
      wish: wishOfReplace(entity, input, before?.resource, prepared),
    },
    shape,
    { ...context, secrets: prepared.secrets },
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
  await context.pause?.();
  const patch = normalizePatch(body, { vocabulary: entity.vocabulary, id });
  await context.pause?.();
  if (write.skipOperations.has('update')) {
    return skippedPatch(entity, { id, patch, preconditions }, shape, context);
  }
  const bodyless = answersWithoutBody(entity, patch, shape);
  const request = { id, patch, preconditions };
  if (entity.connector.capabilities.patch !== 'native' || !write.scopes.has('patchEntity')) {
    return await patchByUpdate(entity, request, bodyless, shape, context);
  }
  const readId = write.targetId(id, 'patch');
  if (readId === undefined) throw notFound(entity, id);
  // What depends on the entity as it is must not be overtaken; all else goes side by side.
  const isAlone = needsCurrent(patch.steps);
  try {
    return await inTurn(entity, readId, isAlone, context, (held) =>
      patchNatively(entity, { ...request, readId }, bodyless, shape, held),
    );
  } catch (error) {
    if (!(error instanceof PatchUnsupported)) throw error;
    return await patchByUpdate(entity, request, bodyless, shape, context);
  }
}

/** Lists that are as the client says, and of which the entity as it is says nothing. */
function notNeededFor({ notNeeded, connector }: ProxiedEntity, input: JsonObject): readonly string[] {
  const { onRequest } = connector.carryOver ?? {};
  if (onRequest === undefined) return notNeeded;
  return notNeeded.filter((name) => !onRequest.has(name) || Object.hasOwn(input, name));
}

interface PatchRequest {
  /** As the client put it in the URL. */
  readonly id: string;
  readonly patch: NormalizedPatch;
  readonly preconditions: Preconditions;
}

async function patchByUpdate(
  entity: ProxiedEntity,
  { id, patch, preconditions }: PatchRequest,
  bodyless: boolean,
  shape: Shape,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const emulated = await emulatePatch(entity, id, patch, preconditions, context);
  if (!emulated.changed) return answerUnchanged(emulated.current, bodyless, shape);
  const told = { ...context, secrets: emulated.secrets };
  return await answerPatch(entity, id, emulated, bodyless, shape, told);
}

async function patchNatively(
  entity: ProxiedEntity,
  { id, readId, patch, preconditions }: PatchRequest & { readonly readId: string },
  bodyless: boolean,
  shape: Shape,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const current = new CurrentEntity(entity, readId, { omit: entity.notNeeded }, context);
  const before = async () => ({
    entity: (await current.result()).entity,
    meta: (await current.view())?.resource['meta'],
  });
  const operations = await operationsForBackend(patch.steps, before, entity.vocabulary.schemas.core.id);
  if (operations.length === 0) {
    const view = await visible(entity, id, current);
    await guardWrite(entity, id, current, preconditions);
    return answerUnchanged(view, bodyless, shape);
  }
  await context.pause?.();
  const request = entity.links.toBackend({ schemas: patch.schemas, Operations: operations });
  const base = baseLocation(context.baseUrl, entity.read);
  const input = inStep(context, 'write transformation', () =>
    transformWrite(entity, 'patch', request, id, base),
  );
  const backendId = input.backendId ?? id;
  await guardWrite(entity, id, current, preconditions);
  const told = { ...context, secrets: input.secrets };
  const result = await entity.connector.patch(backendId, input.body, ifMatch(preconditions), told);
  const wish = wishOfPatch(entity, operations);
  return answerPatch(entity, id, { backendId, result, wish }, bodyless, shape, told);
}

export async function deleteEntity(
  entity: ProxiedEntity,
  id: string,
  preconditions: Preconditions,
  context: ProxyContext,
): Promise<ProxyResponse> {
  const write = writable(entity);
  const backendId = write.targetId(id, 'delete');
  if (backendId === undefined) throw notFound(entity, id);
  const current = new CurrentEntity(entity, backendId, { omit: entity.notNeeded }, context);
  if (write.skipOperations.has('delete')) {
    return skippedDelete(entity, id, current, preconditions, context);
  }
  await guardWrite(entity, id, current, preconditions);
  const property = entity.settings.updatesInsteadOfDelete(entity.read.entityType);
  if (property !== undefined) {
    const body = updateInsteadOfDelete(entity, id, property);
    // Whoever repeats what he has read of the entity must not enable it again.
    const { warnings = [] } = await inTurn(entity, backendId, false, context, (held) =>
      entity.patchInsteadOfDelete(backendId, body, ifMatch(preconditions), held),
    );
    return { status: 204, warnings };
  }
  await retryChanged(preconditions, context, () =>
    entity.connector.delete(backendId, ifMatch(preconditions), context),
  );
  return { status: 204, warnings: [] };
}

async function answerPatch(
  entity: ProxiedEntity,
  clientId: string,
  {
    backendId,
    result,
    wish,
  }: { readonly backendId: string; readonly result: WriteResult; readonly wish: Wish },
  bodyless: boolean,
  shape: Shape,
  context: ProxyContext,
): Promise<ProxyResponse> {
  if (bodyless) {
    const warnings = [...unmetUnseen(entity, wish), ...(result.warnings ?? [])];
    return { status: 204, version: result.version, warnings };
  }
  return answerWrite(
    entity,
    { operation: 'patch', status: 200, result, backendId, clientId, wish },
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

/** Reading a large group again only to show what the client itself sent is not worth it. */
function answersWithoutBody(entity: ProxiedEntity, patch: NormalizedPatch, shape: Shape): boolean {
  if (shape.namesAttributes) return false;
  const { patchReread } = entity.settings;
  return (
    patchReread === 'never' ||
    (patchReread === 'auto' &&
      entity.read.entityType === 'group' &&
      entity.connector.capabilities.showsChangedMembers !== true &&
      changesOnlyMembers(patch))
  );
}

function ifMatch(preconditions: Preconditions): { readonly ifMatch?: string } {
  return preconditions.ifMatch === undefined ? {} : { ifMatch: preconditions.ifMatch };
}
