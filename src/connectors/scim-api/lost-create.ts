/**
 * A create whose answer got lost: whether the entity is there tells its unique attribute. It is answered with the entity
 * where that has the values that were sent, and sent once more only where it is not there. The first one may still come
 * then, which nobody can prevent: a warning says so.
 */
import { ScimError } from '../../scim/errors.ts';
import type { Comparison, Filter } from '../../scim/filter-ast.ts';
import { mayMatch } from '../../scim/filter-evaluate.ts';
import { parseFilter } from '../../scim/filter-parse.ts';
import { printFilter } from '../../scim/filter-print.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { objectsIn, own } from '../../scim/json-access.ts';
import { madeWithin } from '../../scim/made-within.ts';
import { valueAt } from '../../scim/value-at.ts';
import type { CallContext, EntityResult } from '../connector.ts';
import { TransportFailure } from '../http/exchange.ts';
import { CUSTOM_GROUP_EXTENSION } from '../sap-extensions.ts';
import type { EntityList } from './answers.ts';
import type { EntityApi } from './entity-api.ts';
import type { EntityKind } from './entity-kind.ts';

/** By which attribute one entity is found where the properties do not say. */
export const DEFAULT_UNIQUE: Readonly<Record<EntityKind, string>> = {
  user: 'userName',
  group: `${CUSTOM_GROUP_EXTENSION}:name`,
};

/** What a create needs that may have to be looked up. */
export interface CreateApi extends Pick<EntityApi, 'kind' | 'create' | 'get'> {
  list(...query: Parameters<EntityApi['list']>): Promise<Pick<EntityList, 'entities' | 'total'>>;
}

/**
 * @param unique attribute such as `userName` or `emails[0].value`
 * @param attempts how often the request is sent again
 */
export async function createOnce(
  api: CreateApi,
  body: JsonObject,
  unique: string,
  attempts: number,
  context: CallContext,
): Promise<EntityResult> {
  const from = Date.now();
  let lost: unknown;
  for (let repeats = 0; ; repeats += 1) {
    try {
      const made = await api.create(body, context);
      return repeats === 0 ? made : sentAgain(made, api.kind);
    } catch (error) {
      if (saysNothing(error) && lost !== undefined) throw lost;
      const filter = comparisonFor(unique, body);
      const mayLookUp = filter !== undefined && !context.signal.aborted;
      const wasLost = isLost(error) || (repeats > 0 && isConflict(error));
      if (!wasLost || !mayLookUp) throw error;
      const query = { filter: printFilter(filter), startIndex: 1, count: 2 };
      const { entities, total = 0 } = await api.list(query, context).catch(() => {
        throw error;
      });
      const [found] = entities;
      // It may be there, and is not shown.
      if (found === undefined && total > 0) throw error;
      // An answer about somebody else says nothing about the create.
      if (found !== undefined && !mayMatch(filter, found)) throw error;
      if (found !== undefined) return await theSame(api, { body, unique, from }, found, error, context);
      if (repeats >= attempts || isConflict(error)) throw error;
      lost = error;
    }
  }
}

/** What there is only one of now may be there twice, or again, later: no backend takes a request back. */
export function sentAgain(made: EntityResult, entityType: string): EntityResult {
  const warning = `No answer came at first and no such ${entityType} was there, so it was sent again. Should the backend still carry out what it got first, it has one more, also after this one was deleted`;
  return { ...made, warnings: [warning, ...(made.warnings ?? [])] };
}

/** Whether this came of a repetition that the backend has not looked at, whatever became of the attempts before. */
export function saysNothing(error: unknown): boolean {
  return error instanceof ScimError && (error.isUndone || error.status === 429);
}

async function theSame(
  api: CreateApi,
  { body, unique, from }: { readonly body: JsonObject; readonly unique: string; readonly from: number },
  found: JsonObject,
  cause: unknown,
  context: CallContext,
): Promise<EntityResult> {
  const id = own(found, 'id');
  if (typeof id === 'string' && agrees(api.kind, body, found)) {
    const whole = await api.get(id, {}, context).catch(() => {
      throw cause;
    });
    if (hasMembers(body, whole.entity) && !wasThere(whole.entity, from)) return whole;
  }
  throw otherValues(api.kind, unique, cause);
}

/**
 * Whether an entity is older than the request that was sent at this time.
 *
 * @param from milliseconds since the epoch, by the time of day, which is what entities say
 */
export function wasThere(entity: JsonObject, from: number): boolean {
  return madeWithin(entity, { from, to: Date.now() }) === false;
}

/** The create may have made it, or somebody else. */
export function otherValues(entityType: string, unique: string, cause: unknown): ScimError {
  const detail = `There is a ${entityType} with this ${unique}, older than the request or with other values than those that were sent. Whether the request created it is not known, as no answer came: read it.`;
  return new ScimError(409, detail, { scimType: 'uniqueness', cause });
}

/** No answer came, and the request may have arrived. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof ScimError) || !(error.cause instanceof TransportFailure)) return false;
  const { progress, reason } = error.cause;
  return progress !== 'unsent' && reason !== 'ABORTED';
}

function isConflict(error: unknown): boolean {
  return error instanceof ScimError && error.status === 409;
}

/** What finds the entity by this attribute; `undefined` where the entity has no text there. */
export function comparisonFor(unique: string, body: JsonObject): Comparison | undefined {
  let filter: Filter;
  try {
    filter = parseFilter(`${unique} pr`);
  } catch {
    return undefined;
  }
  if (filter.kind !== 'present') return undefined;
  const { index, ...path } = filter.path;
  const value = valueAt(body, filter.path);
  if (typeof value !== 'string' || value === '') return undefined;
  return { kind: 'compare', path, operator: 'eq', value };
}

const COMPARED: Readonly<Record<EntityKind, readonly string[]>> = {
  user: ['userName', 'externalId', 'displayName', 'userType', 'name', 'emails'],
  group: ['displayName', 'externalId', CUSTOM_GROUP_EXTENSION],
};

function agrees(kind: EntityKind, sent: JsonObject, found: JsonObject): boolean {
  return COMPARED[kind].every((name) => isPart(own(sent, name), own(found, name)));
}

/** Whether all members that were sent are in the group, read by its id: lists may show fewer. */
export function hasMembers(sent: JsonObject, whole: JsonObject): boolean {
  return isPart(own(sent, 'members'), own(whole, 'members'));
}

/** Whether what was sent is what is there; what was not sent may be anything. */
export function isPart(sent: JsonValue | undefined, found: JsonValue | undefined): boolean {
  if (sent === undefined || sent === null || sent === '') return true;
  if (Array.isArray(sent)) {
    const values = new Set(objectsIn(found).map((entry) => lower(own(entry, 'value'))));
    return objectsIn(sent).every((entry) => values.has(lower(own(entry, 'value'))));
  }
  if (isJsonObject(sent)) return Object.keys(sent).every((name) => isPart(sent[name], own(found, name)));
  return sent === found;
}

function lower(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
