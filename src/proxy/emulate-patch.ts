/**
 * PATCH for backends that have none, or transformations without `patchEntity` mappings: read, apply, replace.
 * All operations take effect or none, and where nothing changes the backend is not written to.
 */

import type { ReadAndReplace, WriteResult } from '../connectors/connector.ts';
import { ScimError } from '../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../scim/json.ts';
import {
  applyPatch,
  applyPatchInTurns,
  type NormalizedPatch,
  type PatchResult,
  patchBody,
} from '../scim/patch/index.ts';
import { isNeverReturned } from '../scim/schema/never-returned.ts';
import { coreSchema } from '../scim/schemas.ts';
import { alone } from './alone.ts';
import { clientEntity } from './client-body.ts';
import { CurrentEntity } from './current-entity.ts';
import { differences } from './differences.ts';
import type { ProxiedEntity } from './entity.ts';
import { prepareUpdate, sendUpdate } from './full-update.ts';
import { notFound } from './get.ts';
import { guardWrite } from './guard.ts';
import { type Presented, presentationError } from './presenter.ts';
import { retryChanged } from './retry-changed.ts';
import type { Preconditions, ProxyContext } from './types.ts';
import { type Wish, wishOfEdit } from './wish.ts';
import { writable } from './write-input.ts';

export type EmulatedPatch =
  | { readonly changed: false; readonly current: Presented }
  | {
      readonly changed: true;
      readonly backendId: string;
      readonly result: WriteResult;
      readonly wish: Wish;
      /** See {@link WriteInput.secrets}. */
      secrets(): readonly string[];
    };

/**
 * @throws ScimError 400 for operations that do not fit the entity, 404, 412, and what the write transformation and the
 *   backend have against the result
 */
export async function emulatePatch(
  entity: ProxiedEntity,
  id: string,
  patch: NormalizedPatch,
  preconditions: Preconditions,
  context: ProxyContext,
): Promise<EmulatedPatch> {
  const readId = writable(entity).targetId(id, 'update');
  if (readId === undefined) throw notFound(entity, id);
  refuseUnseenRemoval(entity, patch);
  const work = (connection: ReadAndReplace, held: ProxyContext) =>
    retryChanged(preconditions, held, () =>
      readApplyReplace(entity, { id, readId }, patch, preconditions, connection, held),
    );
  return await alone(entity, readId, context, work);
}

async function readApplyReplace(
  entity: ProxiedEntity,
  { id, readId }: { readonly id: string; readonly readId: string },
  patch: NormalizedPatch,
  preconditions: Preconditions,
  connection: ReadAndReplace,
  context: ProxyContext,
): Promise<EmulatedPatch> {
  const current = new CurrentEntity(entity, readId, { forUpdate: true }, context, connection);
  const view = await visible(entity, id, current);
  await guardWrite(entity, id, current, preconditions);
  await refuseIncomplete(entity, current);
  const { resource, changed } = await apply(entity, view.resource, patch, context);
  if (!changed) return { changed: false, current: view };

  await context.pause?.();
  const input = clientEntity(entity, resource, 'update');
  const before = clientEntity(entity, view.resource, 'update');
  await context.pause?.();
  const edit = { isInPlace: reachesIntoValues(patch), removes: takesAway(before, input) };
  const update = { id, input, edit, fixed: 'refuse', preconditions } as const;
  const prepared = await prepareUpdate(entity, update, current, context);
  const versioned = entity.connector.capabilities.versions && view.version !== undefined;
  const ifMatch = versioned ? `"${view.version}"` : undefined;
  const result = await sendUpdate(connection, prepared, ifMatch, current, context);
  const wish = wishOfEdit(entity, input, before, prepared);
  const { backendId, secrets } = prepared;
  return { changed: true, backendId, result, wish, secrets };
}

/** A full update leaves what clients never see as it is: that it was taken away would not be true. @throws ScimError 400 */
function refuseUnseenRemoval({ systemId }: ProxiedEntity, { steps }: NormalizedPatch): void {
  for (const { operation, index = 0 } of steps) {
    const { op, path } = operation;
    if (op !== 'remove' || typeof path !== 'string' || !isNeverReturned([path])) continue;
    throw new ScimError(
      400,
      `Operations[${index}]: System ${systemId} takes changes as a whole, in which ${path} can be replaced but not taken away. Nothing was changed.`,
      { scimType: 'mutability' },
    );
  }
}

/** Whether all operations change parts of values: a list that is sent as a whole has other values at its places. */
function reachesIntoValues({ steps }: NormalizedPatch): boolean {
  return steps.every(({ operation: { value } }) => {
    const values = isJsonObject(value) ? Object.values(value) : [value];
    return !values.some((member) => Array.isArray(member));
  });
}

/** Whether something that was there is not there any more; of lists, whether anything is another value. */
function takesAway(before: JsonObject, after: JsonObject): boolean {
  return differences(before, after).some((place) => {
    let value: JsonValue | undefined = after;
    for (const part of place) {
      if (typeof part === 'number') return true;
      value = isJsonObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
    }
    return value === undefined || value === null;
  });
}

/** What the operations make of the entity as clients see it. @throws ScimError 400 */
export async function apply(
  entity: ProxiedEntity,
  resource: JsonObject,
  patch: NormalizedPatch,
  { pause, signal }: ProxyContext,
): Promise<PatchResult> {
  if (patch.steps.length === 0) return { resource, changed: false };
  const body = patchBody(patch);
  const options = {
    coreSchema: coreSchema(entity.read.entityType),
    extensions: entity.vocabulary.extensions,
    numbers: patch.steps.map(({ index }) => index ?? 0),
  };
  if (pause === undefined) return applyPatch(resource, body, options);
  await pause();
  return await applyPatchInTurns(resource, body, options, () => {
    signal.throwIfAborted();
    return pause();
  });
}

/** The entity as clients see it. @throws ScimError 404, 500 */
export async function visible(entity: ProxiedEntity, id: string, current: CurrentEntity): Promise<Presented> {
  const presentation = await current.presentation();
  // What the read condition hides has no form that operations could be applied to.
  if (presentation.status === 'filtered') throw notFound(entity, id);
  if (presentation.status === 'failed') throw presentationError(entity.systemId, entity.read, presentation);
  return presentation;
}

async function refuseIncomplete(entity: ProxiedEntity, current: CurrentEntity): Promise<void> {
  const { incomplete = [] } = await current.result();
  const written = incomplete.filter((name) => isWritten(entity, name));
  if (written.length === 0) return;
  throw new ScimError(
    501,
    `System ${entity.systemId}: the PATCH would have to be sent as a full update, but the backend gives only a part of ${written.join(', ')}, ` +
      'so that the rest would be lost. Nothing was changed. Give the write transformation patchEntity mappings.',
  );
}

/** Whether a full update sends anything of the list. */
function isWritten(entity: ProxiedEntity, list: string): boolean {
  return writable(entity).uncarried({ [list]: [{ value: 'x' }] }, 'update').length === 0;
}
