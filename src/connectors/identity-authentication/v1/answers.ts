/** Reading what version 1 answers: entities and lists, in the form that the rest of the proxy can rely on. */
import { isUsableId } from '../../../scim/entity-id.ts';
import { ScimError } from '../../../scim/errors.ts';
import { isJsonObject, type JsonObject } from '../../../scim/json.ts';
import { type Backend, describeBackend, describeCall } from '../../http/backend.ts';
import { requireAtMost, requireSame } from '../../http/other-answer.ts';
import type { UpstreamAnswer } from '../../http/upstream-client.ts';
import type { EntityKind } from '../entity-kind.ts';

export interface ListAnswer {
  readonly entities: readonly JsonObject[];
  readonly total: number | undefined;
  /** The cursor of the next page, `end` after the last one; only with cursor paging. */
  readonly nextId: string | undefined;
}

/**
 * @param id of the entity that is meant; absent on create
 * @throws ScimError 502 for an answer that is no entity, or another one
 */
export function readEntity(
  kind: EntityKind,
  backend: Backend,
  answer: UpstreamAnswer,
  id: string | undefined,
): JsonObject {
  const { body } = answer;
  if (!isJsonObject(body) || typeof body['id'] !== 'string' || body['id'] === '') {
    throw unexpected(backend, answer, `a ${kind} with an id`);
  }
  requireSame(body, id, kind, backend, answer.call);
  return body;
}

/**
 * `itemsPerPage` is the size of the page or what is on it, so only `Resources` is looked at.
 *
 * @param count how many were asked for at most
 * @throws ScimError 502
 */
export function readList(
  backend: Backend,
  answer: UpstreamAnswer,
  count: string | number | undefined,
): ListAnswer {
  const { body } = answer;
  const resources = isJsonObject(body) ? (body['Resources'] ?? []) : undefined;
  if (!isJsonObject(body) || !Array.isArray(resources) || !resources.every(isJsonObject)) {
    throw unexpected(backend, answer, 'a ListResponse with Resources');
  }
  requireAtMost(count, resources, backend, answer.call);
  const { totalResults, nextId } = body;
  const isCount = typeof totalResults === 'number' && Number.isSafeInteger(totalResults) && totalResults >= 0;
  return {
    entities: resources,
    total: isCount ? totalResults : undefined,
    nextId: isUsableId(nextId) ? nextId : undefined,
  };
}

/**
 * `meta.version` is the constant "1.0": as an entity tag it would say that nothing ever changes. A user without
 * `active` has the status "new" and cannot log on.
 */
export function presentEntity(kind: EntityKind, entity: JsonObject): JsonObject {
  const { meta, ...rest } = entity;
  const active = kind === 'user' && typeof entity['active'] !== 'boolean' ? { active: false } : {};
  if (!isJsonObject(meta)) return { ...entity, ...active };
  const { version: _, ...others } = meta;
  return { ...rest, ...active, meta: others };
}

function unexpected(backend: Backend, answer: UpstreamAnswer, expected: string): ScimError {
  const { call, status } = answer;
  const done =
    call.method === 'GET'
      ? ''
      : ' The change was probably made: read the entity before you repeat the request.';
  return new ScimError(
    502,
    `${describeBackend(backend)} answered ${describeCall(call)} with ${status}, but not with ${expected}. Check whether the property URL leads to the SCIM API.${done}`,
  );
}
