/** Reading what a SCIM API answers: entities, lists, versions. */
import { isUsableId } from '../../scim/entity-id.ts';
import { parseEntityTag } from '../../scim/entity-tag.ts';
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import type { EntityResult } from '../connector.ts';
import { type Backend, describeBackend, describeCall } from '../http/backend.ts';
import type { ResponseHeaders } from '../http/exchange.ts';
import { type ListAnswer, readListAnswer } from '../http/list-answer.ts';
import { otherAnswer, requireSame } from '../http/other-answer.ts';
import type { UpstreamAnswer, UpstreamCall } from '../http/upstream-client.ts';
import type { EntityKind } from './entity-kind.ts';

export interface EntityList extends ListAnswer {
  /** Where the next page begins, of lists that were read by `startId`; `end` after the last one. */
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
): EntityResult {
  const { body, headers } = answer;
  if (!isJsonObject(body) || typeof body['id'] !== 'string' || body['id'] === '') {
    throw unexpectedAnswer(backend, answer, `a ${kind} with an id`);
  }
  requireSame(body, id, kind, backend, answer.call);
  return { entity: body, version: versionOf(body, headers) };
}

/**
 * @param query as it was sent
 * @param isAsked whether an entity can be one that the filter finds; default: any
 * @throws ScimError 502 for an answer that is no such list, or about something else
 */
export function readList(
  backend: Backend,
  answer: UpstreamAnswer,
  query: NonNullable<UpstreamCall['query']>,
  isAsked: (entity: JsonObject) => boolean = () => true,
): EntityList {
  const list = readListAnswer(backend, answer, query);
  if (!list.entities.every(isAsked)) {
    throw otherAnswer(backend, answer.call, 'other entities than those asked for');
  }
  const { nextId } = list.body;
  // Without it, what comes behind would look like the end.
  if (typeof nextId === 'string' && !isUsableId(nextId)) {
    throw unexpectedAnswer(backend, answer, 'a nextId that can be sent back');
  }
  return { ...list, nextId: typeof nextId === 'string' ? nextId : undefined };
}

/** `meta.version`, else the `ETag`, which has `-gzip` at its end when the answer went through a compressing server. */
function versionOf(entity: JsonObject, headers: ResponseHeaders): string | undefined {
  const meta = entity['meta'];
  const version: JsonValue | undefined = isJsonObject(meta) ? meta['version'] : undefined;
  // Policy groups have numbers.
  if (typeof version === 'number') return String(version);
  const text = typeof version === 'string' && version !== '' ? version : headers['etag'];
  return text === undefined ? undefined : parseEntityTag(text).replace(/-gzip$/, '') || undefined;
}

/** @param expected what the answer should have been, with its article */
function unexpectedAnswer(backend: Backend, answer: UpstreamAnswer, expected: string): ScimError {
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
