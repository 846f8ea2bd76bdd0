/**
 * Lists as SCIM backends answer with them (RFC 7644 §3.4.2). What clients page through has to be what was asked for: a list
 * that is none, or is silent about what it has, would look like the end.
 */
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { type Backend, describeBackend, describeCall } from './backend.ts';
import { requireAtMost } from './other-answer.ts';
import type { UpstreamAnswer, UpstreamCall } from './upstream-client.ts';

export interface ListAnswer {
  /** The list with all that stands beside the entities. */
  readonly body: JsonObject;
  readonly entities: readonly JsonObject[];
  /** For each of them, what was not read of it; absent: they are whole. */
  readonly carried: UpstreamAnswer['carried'];
  /** Only absent where the page was asked for by a cursor. */
  readonly total: number | undefined;
}

/**
 * `itemsPerPage` is the size of the page or what is on it, so only the entities themselves are looked at.
 *
 * @param query as it was sent: `startIndex` and `count`, or `startId` for a cursor
 * @throws ScimError 502 for what is no list, lacks its total or its entities, is too long or begins elsewhere
 */
export function readListAnswer(
  backend: Backend,
  answer: UpstreamAnswer,
  query: NonNullable<UpstreamCall['query']>,
): ListAnswer {
  const { body, call } = answer;
  if (!isJsonObject(body)) throw noList(backend, answer, 'it is no JSON object');
  // Names have no case (RFC 7643 §2.1), and the UAA writes this one small.
  const resources = body['Resources'] ?? body['resources'] ?? undefined;
  if (resources !== undefined && !(Array.isArray(resources) && resources.every(isJsonObject))) {
    throw noList(backend, answer, 'its Resources are no list of objects');
  }
  const entities = (resources ?? []) as JsonObject[];
  requireAtMost(query['count'], entities, backend, call);
  const total = totalOf(body, query, entities, (what) => noList(backend, answer, what));
  if (resources === undefined && mustHaveSome(query, total)) {
    throw noList(backend, answer, `its totalResults is ${total} and it has no Resources`);
  }
  return { body, entities, carried: answer.carried, total };
}

/** A warning about a list that was read to its end, and has less than the backend counts. @param kind `user`, `group` */
export function missingEntities(kind: string, total: number, read: number): string {
  return `The backend says that there are ${total} ${kind}s, and shows ${read} of them`;
}

function totalOf(
  { totalResults = null, startIndex = null }: JsonObject,
  query: NonNullable<UpstreamCall['query']>,
  entities: readonly JsonObject[],
  fail: (what: string) => ScimError,
): number | undefined {
  if (isCount(totalResults)) {
    const asked = query['startIndex'];
    const isElsewhere =
      typeof asked === 'number' && typeof startIndex === 'number' && Math.max(startIndex, 1) !== asked;
    if (isElsewhere && entities.length > 0) {
      throw fail(`it begins with number ${startIndex} where number ${asked} was asked for`);
    }
    return totalResults;
  }
  if (totalResults === null && query['startId'] !== undefined) return undefined;
  throw fail(totalResults === null ? 'it has no totalResults' : 'its totalResults is no number of entities');
}

/** Whether entities have to be on the page, by the backend's own total. */
function mustHaveSome(query: NonNullable<UpstreamCall['query']>, total = 0): boolean {
  const { count, startIndex = 1, startId = 'initial' } = query;
  // What is behind a later cursor, nobody knows.
  return count !== 0 && startId === 'initial' && total >= Number(startIndex);
}

function isCount(value: JsonValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function noList(backend: Backend, { call, status }: UpstreamAnswer, what: string): ScimError {
  const advice = backend.addressAdvice ?? 'check whether the property URL leads to the SCIM API';
  return new ScimError(
    502,
    `${describeBackend(backend)} answered ${describeCall(call)} with ${status}, but not with the ListResponse that was asked for: ${what}. If it is no fault of the backend, ${advice}.`,
  );
}
