/** Reading what version 1 answers: entities and lists, in the form that the rest of the proxy can rely on. */
import { isUsableId } from '../../../scim/entity-id.ts';
import { ScimError } from '../../../scim/errors.ts';
import { isJsonObject, type JsonObject } from '../../../scim/json.ts';
import { type Backend, describeBackend, describeCall } from '../../http/backend.ts';
import { type ListAnswer, readListAnswer } from '../../http/list-answer.ts';
import { requireSame } from '../../http/other-answer.ts';
import type { UpstreamAnswer, UpstreamCall } from '../../http/upstream-client.ts';
import type { EntityKind } from '../../scim-api/entity-kind.ts';

export interface EntityList extends ListAnswer {
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
 * @param query as it was sent
 * @throws ScimError 502
 */
export function readList(
  backend: Backend,
  answer: UpstreamAnswer,
  query: NonNullable<UpstreamCall['query']>,
): EntityList {
  const list = readListAnswer(backend, answer, query);
  const { nextId } = list.body;
  return { ...list, nextId: isUsableId(nextId) ? nextId : undefined };
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
