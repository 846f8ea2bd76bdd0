/** Reading what version 1 answers, in the form that the rest of the proxy can rely on. */
import { isUsableId } from '../../../scim/entity-id.ts';
import { isJsonObject, type JsonObject } from '../../../scim/json.ts';
import type { Backend } from '../../http/backend.ts';
import { readListAnswer } from '../../http/list-answer.ts';
import type { UpstreamAnswer, UpstreamCall } from '../../http/upstream-client.ts';
import type { EntityList } from '../../scim-api/answers.ts';
import type { EntityKind } from '../../scim-api/entity-kind.ts';

/**
 * `nextId` is the cursor of the next page, `end` after the last one; only with cursor paging.
 *
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
