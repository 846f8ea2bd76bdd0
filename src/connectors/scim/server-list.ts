/**
 * Lists as SCIM servers answer with them, in the forms that there are: names in any case, totals as text or none at all, a
 * bare array, a single entity. What is no list at all would look like the end, and is refused.
 */
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { LIST_RESPONSE_SCHEMA } from '../../scim/schemas.ts';
import { type Backend, describeBackend, describeCall } from '../http/backend.ts';
import type { UpstreamAnswer } from '../http/upstream-client.ts';
import { asScim } from './server-entity.ts';

export interface ServerList {
  readonly entities: readonly JsonObject[];
  /** Absent: the server does not say. */
  readonly total: number | undefined;
  /** The number of the first of them, as the server has it; absent: it does not say. */
  readonly startIndex: number | undefined;
  /** It has a total, and nothing in place of the entities. */
  readonly isSilent: boolean;
  /** It says that there are more, behind a cursor (RFC 9865). */
  readonly hasNext: boolean;
}

/** @throws ScimError 502 for what is no list */
export function readServerList(backend: Backend, answer: UpstreamAnswer): ServerList {
  const { body } = answer;
  if (Array.isArray(body)) return { entities: entitiesOf(body, backend, answer), ...NOT_SAID };
  if (!isJsonObject(body)) throw noList(backend, answer, 'it is no JSON object');
  const list = new Map(Object.entries(body).map(([name, value]) => [name.toLowerCase(), value]));
  const resources = list.get('resources') ?? undefined;
  const total = countOf(list.get('totalresults'));
  if (total === 'wrong') throw noList(backend, answer, 'its totalResults is no number of entities');
  if (resources === undefined && total === undefined && !isListResponse(body)) {
    // A server that finds one entity gives it as it is.
    const entity = asScim(body);
    if (!hasId(entity)) throw noList(backend, answer, 'it has neither Resources nor totalResults');
    return { entities: [entity], ...NOT_SAID };
  }
  const startIndex = countOf(list.get('startindex'));
  const values = resources === undefined ? [] : Array.isArray(resources) ? resources : [resources];
  return {
    entities: entitiesOf(values, backend, answer),
    total,
    startIndex: startIndex === 'wrong' ? undefined : startIndex,
    isSilent: resources === undefined,
    hasNext: Boolean(list.get('nextcursor')),
  };
}

const NOT_SAID = { total: undefined, startIndex: undefined, isSilent: false, hasNext: false };

function entitiesOf(values: readonly JsonValue[], backend: Backend, answer: UpstreamAnswer): JsonObject[] {
  if (!values.every(isJsonObject)) throw noList(backend, answer, 'its Resources are no list of objects');
  return values.map(asScim);
}

function isListResponse({ schemas = null }: JsonObject): boolean {
  return Array.isArray(schemas) && schemas.includes(LIST_RESPONSE_SCHEMA);
}

function hasId({ id = null }: JsonObject): boolean {
  return typeof id === 'string' && id !== '';
}

function countOf(value: JsonValue | undefined): number | undefined | 'wrong' {
  if (value === undefined || value === null || value === '') return undefined;
  const count = typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : 'wrong';
}

export function noList(backend: Backend, { call, status }: UpstreamAnswer, what: string): ScimError {
  return new ScimError(
    502,
    `${describeBackend(backend)} answered ${describeCall(call)} with ${status}, but not with the ListResponse that was asked for: ${what}. If it is no fault of the backend, check whether the property URL leads to the SCIM API.`,
  );
}
