/**
 * What stands in for the backend's answer to a write that is not sent, so that the steps behind it go on as they would:
 * backends of SCIM answer a POST and a PUT with the entity, and the others only with a status.
 */
import type { DryRunAnswer } from '../../connectors/dry-run.ts';
import { isJsonObject, type JsonObject } from '../../scim/json.ts';

/** Ids of what does not exist: `dry-run-1`, `dry-run-2`, … */
const MADE_UP_ID = 'dry-run-';

/** Identity Authentication gives users a `userUuid` beside the id, which its read transformations rely on. */
const SAP_USER = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const USERS = /\/Users$/;
const VERSION_1_USERS = /\/service\/scim\/Users$/;
const VERSION_2_USERS = /\/scim\/Users$/;
/** Of the UAA; Identity Authentication is always told. */
const DEFAULTS = { active: true };
/** Version 1 keeps what a PUT does not name; others replace all of it. */
const VERSION_1 = /\/service\/scim\//;

export interface MadeUp {
  readonly answer: DryRunAnswer;
  /** What would be there afterwards, as far as it is known. */
  readonly entity?: JsonObject | undefined;
}

/**
 * @param path of the URL
 * @param body as it would be sent
 * @param before the entity as it was read in the same dry run
 * @param number of the made-up id that a new entity gets
 */
export function madeUpAnswer(
  method: string,
  path: string,
  body: JsonObject | undefined,
  { before, number }: { readonly before: JsonObject | undefined; readonly number: number },
): MadeUp {
  if (method === 'POST') {
    const id = `${MADE_UP_ID}${number}`;
    return answered(201, {
      ...(USERS.test(path) ? DEFAULTS : {}),
      ...withoutPassword(body),
      ...ownSide(path, id, body),
      id,
    });
  }
  if (method === 'PUT') {
    const kept = VERSION_1.test(path) ? before : metaOf(before);
    return answered(200, { ...kept, ...withoutPassword(body), id: lastSegment(path) });
  }
  return { answer: { status: 204, headers: {}, body: Buffer.alloc(0) } };
}

/** Decoded. */
export function lastSegment(path: string): string {
  return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
}

function answered(status: number, entity: JsonObject): MadeUp {
  return { answer: jsonAnswer(status, entity), entity };
}

export function jsonAnswer(status: number, body: JsonObject): DryRunAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) };
}

function metaOf({ meta }: JsonObject = {}): JsonObject {
  return meta === undefined ? {} : { meta };
}

/** RFC 7643 §4.1.1: a password is never returned. */
function withoutPassword({ password: _, ...entity }: JsonObject = {}): JsonObject {
  return entity;
}

function ownSide(path: string, id: string, body: JsonObject | undefined): JsonObject {
  if (VERSION_1_USERS.test(path)) return { userUuid: id };
  if (!VERSION_2_USERS.test(path)) return {};
  const sent = body?.[SAP_USER];
  return { [SAP_USER]: { ...(isJsonObject(sent) ? sent : {}), userUuid: id } };
}
