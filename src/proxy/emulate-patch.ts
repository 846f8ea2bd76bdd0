/**
 * PATCH for backends that have none, or transformations without `patchEntity` mappings: read, apply, replace.
 * All operations take effect or none, and where nothing changes the backend is not written to.
 */

import type { ReadAndReplace, WriteResult } from '../connectors/connector.ts';
import type { JsonObject } from '../scim/json.ts';
import { applyPatch } from '../scim/patch/index.ts';
import { coreSchema } from '../scim/schemas.ts';
import type { ProxiedEntity } from './entity.ts';
import { notFound } from './get.ts';
import { baseLocation, type Presented, present, presentationError } from './presenter.ts';
import type { Preconditions, ProxyContext } from './types.ts';
import { changedMeanwhile, matchesVersion } from './versions.ts';
import { transformWrite, writable } from './write-input.ts';

export type EmulatedPatch =
  | { readonly changed: false; readonly current: Presented }
  | { readonly changed: true; readonly backendId: string; readonly result: WriteResult };

/**
 * @param request as `normalizePatchRequest` gives it
 * @throws ScimError 400 for operations that do not fit the entity, 404, 412, and what the write transformation and the
 *   backend have against the result
 */
export async function emulatePatch(
  entity: ProxiedEntity,
  id: string,
  request: JsonObject,
  preconditions: Preconditions,
  context: ProxyContext,
): Promise<EmulatedPatch> {
  const readId = writable(entity).targetId(id, 'update');
  if (readId === undefined) throw notFound(entity, id);
  const work = (connection: ReadAndReplace) =>
    readApplyReplace(entity, { id, readId }, request, preconditions, connection, context);
  const { connector } = entity;
  return connector.exclusively === undefined
    ? await work(connector)
    : await connector.exclusively(readId, context, work);
}

async function readApplyReplace(
  entity: ProxiedEntity,
  { id, readId }: { readonly id: string; readonly readId: string },
  request: JsonObject,
  preconditions: Preconditions,
  connection: ReadAndReplace,
  context: ProxyContext,
): Promise<EmulatedPatch> {
  const base = baseLocation(context.baseUrl, entity.read);
  const read = await connection.get(readId, {}, context);
  const current = present(entity.read, read.entity, base, read.version);
  // What the read condition hides has no form that operations could be applied to.
  if (current.status === 'filtered') throw notFound(entity, id);
  if (current.status === 'failed') throw presentationError(entity.systemId, entity.read, current);
  const { ifMatch } = preconditions;
  const { versions } = entity.connector.capabilities;
  if (versions && ifMatch !== undefined && !matchesVersion(ifMatch, current.version)) {
    throw changedMeanwhile(entity, id);
  }

  const { resource, changed } = applyPatch(current.resource, request, {
    coreSchema: coreSchema(entity.read.entityType),
  });
  if (!changed) return { changed: false, current };
  const input = transformWrite(entity, 'update', resource, id, base);
  const backendId = input.backendId ?? id;
  const versioned = versions && current.version !== undefined;
  const result = await connection.replace(
    backendId,
    input.body,
    versioned ? { ifMatch: `"${current.version}"` } : {},
    context,
  );
  return { changed: true, backendId, result };
}
