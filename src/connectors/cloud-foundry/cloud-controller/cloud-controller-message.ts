/**
 * The errors in an answer of Cloud Controller, found by content: a 429 comes as text/plain (API documentation, "Errors").
 * Version 2 had one without a list (`code`, `error_code`, `description`), and gateways write as they like.
 */
import { isJsonObject, type JsonObject } from '../../../scim/json.ts';

export interface CloudControllerMessage {
  /** Of its table of errors (`errors/v2.yml`, `errors/v3.yml`). */
  readonly code: number | undefined;
  /** As it came: made `presentable` before anybody sees it. */
  readonly detail: string | undefined;
}

export const CODE = {
  invalidToken: 1000,
  unknownRequest: 10000,
  unknownError: 10001,
  notAuthorized: 10003,
  insufficientScope: 10007,
  notFound: 10010,
  notUnique: 10016,
  orgSuspended: 10017,
  spaceSuspended: 10019,
  beingDeleted: 10020,
  uaaUnavailable: 20004,
} as const;

/** For errors that have no code. */
const TITLES: Readonly<Record<string, number>> = {
  'CF-InvalidAuthToken': CODE.invalidToken,
  'CF-NotFound': CODE.unknownRequest,
  UnknownError: CODE.unknownError,
  'CF-NotAuthorized': CODE.notAuthorized,
  'CF-InsufficientScope': CODE.insufficientScope,
  'CF-ResourceNotFound': CODE.notFound,
  'CF-UniquenessError': CODE.notUnique,
  'CF-OrgSuspended': CODE.orgSuspended,
  'CF-SpaceSuspended': CODE.spaceSuspended,
  'CF-ResourceBeingDeleted': CODE.beingDeleted,
  'CF-UaaUnavailable': CODE.uaaUnavailable,
};
const MEANT: ReadonlySet<number | undefined> = new Set<number>(Object.values(CODE));

/** Those whose code means something here first; nothing where the body is not Cloud Controller's. */
export function readMessages(body: Buffer): readonly CloudControllerMessage[] {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return [];
  }
  if (!isJsonObject(json)) return [];
  const { errors } = json;
  const found = Array.isArray(errors) ? errors.filter(isJsonObject) : [json];
  const messages = found
    .map(messageOf)
    .filter(({ code, detail }) => code !== undefined || detail !== undefined);
  return messages.toSorted((one, other) => Number(MEANT.has(other.code)) - Number(MEANT.has(one.code)));
}

function messageOf({
  code,
  title,
  error_code: name,
  detail,
  description,
}: JsonObject): CloudControllerMessage {
  const number = typeof code === 'string' && /^\d{1,9}$/.test(code) ? Number(code) : code;
  const texts = [detail, description, title].filter((each) => typeof each === 'string');
  const known = typeof title === 'string' ? title : name;
  return {
    code: typeof number === 'number' ? number : TITLES[typeof known === 'string' ? known : ''],
    detail: texts.find((text) => text.trim() !== ''),
  };
}
