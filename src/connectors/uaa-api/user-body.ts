/** Users as the UAA takes them, and as the read transformation gets them. */
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { longTexts } from './long-texts.ts';
import { storable } from './storable.ts';

const SCHEMAS = ['urn:scim:schemas:core:1.0'];
/** What would cost the UAA look-ups of its own, or is not the user's. */
const HIDDEN: ReadonlySet<string> = new Set([
  'groups',
  'approvals',
  'schemas',
  'salt',
  'aliasId',
  'aliasZid',
]);
/** What the UAA computes, or refuses from a client. */
export const COMPUTED: ReadonlySet<string> = new Set([
  ...HIDDEN,
  'id',
  'meta',
  'zoneId',
  'password',
  'passwordLastModified',
  'lastLogonTime',
  'previousLogonTime',
]);

/** Everything but groups and approvals, which the UAA then need not look up. */
export const USER_ATTRIBUTES =
  'id,userName,name,emails,active,verified,origin,zoneId,externalId,phoneNumbers,meta,passwordLastModified,lastLogonTime,previousLogonTime';

/** In lists, what a user does not have is null. @param withGroups the groups of the UAA that the user is in are shown */
export function presentUser(user: JsonObject, withGroups: boolean): JsonObject {
  const isShown = (name: string) => !HIDDEN.has(name) || (withGroups && name === 'groups');
  return Object.fromEntries(Object.entries(user).filter(([name, value]) => value !== null && isShown(name)));
}

/** Of a user or group. */
export function versionOf(user: JsonObject): string | undefined {
  const meta = user['meta'];
  const version = isJsonObject(meta) ? meta['version'] : undefined;
  return typeof version === 'number' ? String(version) : undefined;
}

export interface UserBody {
  readonly body: JsonObject;
  /** What of the request the UAA cannot keep; without personal data. */
  readonly warnings: readonly string[];
  /** For the case that the UAA refuses it. */
  readonly about: AboutUser;
}

export interface AboutUser {
  /** `userName "ada", e-mail "ada@example.com"` */
  readonly identifiers: string | undefined;
  /** Which values may be too long: the UAA does not say. */
  readonly hint: string | undefined;
}

/** @throws ScimError 400 `invalidValue` for what the UAA cannot store, and without an e-mail address */
export function createBody(entity: JsonObject, origin: string): UserBody {
  return userBody(entity, origin);
}

/**
 * A full update, which has to name everything: the UAA resets what is missing. It insists on a name.
 *
 * @param current as the UAA has the user: null is no wish to reset whether the user may log on
 * @throws ScimError as on create
 */
export function replaceBody(entity: JsonObject, origin: string, current: JsonObject): UserBody {
  const kept = ['active', 'verified'].filter((name) => entity[name] === null && name in current);
  const complete = kept.length === 0 ? entity : { ...entity, ...pick(current, kept) };
  return userBody({ ...complete, name: complete['name'] ?? {} }, origin);
}

function userBody(entity: JsonObject, origin: string): UserBody {
  const { email, warnings } = oneEmail(entity['emails']);
  const emails = [{ value: email, primary: true }];
  const body = storable({ ...sent(entity), emails, schemas: SCHEMAS, origin });
  return { body, warnings, about: { identifiers: identifiersOf(body), hint: longTexts(body) } };
}

/** Whether the user is what a create asked for. */
export function isSameUser(user: JsonObject, body: JsonObject): boolean {
  const name = body['name'];
  const names = isJsonObject(name) ? name : {};
  const stored = isJsonObject(user['name']) ? user['name'] : {};
  return (
    lower(user['userName']) === lower(body['userName']) &&
    lower(emailOf(user)) === lower(emailOf(body)) &&
    ['givenName', 'familyName'].every((part) => (names[part] ?? null) === (stored[part] ?? null))
  );
}

function identifiersOf(body: JsonObject): string | undefined {
  const texts = [
    ['userName', body['userName']],
    ['e-mail', emailOf(body)],
  ].flatMap(([name, value]) =>
    typeof value === 'string' ? [`${name} ${JSON.stringify(value.slice(0, 100))}`] : [],
  );
  return texts.length === 0 ? undefined : texts.join(', ');
}

function sent(entity: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(entity).filter(([name]) => !COMPUTED.has(name)));
}

function pick(user: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(user).filter(([name]) => names.includes(name)));
}

/**
 * The UAA takes exactly one, and of it no more than its value. A blank one it takes too, and then shows the user without
 * any.
 */
function oneEmail(value: JsonValue | undefined): { email: string; warnings: string[] } {
  const emails = Array.isArray(value) ? value.filter(isJsonObject) : [];
  const email = (emails.find(({ primary }) => primary === true) ?? emails[0])?.['value'];
  if (typeof email !== 'string' || BLANK.test(email)) throw withoutEmail();
  const warnings =
    emails.length > 1
      ? [`The UAA keeps one e-mail address: of ${emails.length} only the primary one was sent`]
      : [];
  return { email, warnings };
}

/** For people, whatever the UAA takes for blank: white space, controls and characters without a form. */
const BLANK = /^[\s\p{Z}\p{Cc}\p{Cf}]*$/u;

function withoutEmail(): ScimError {
  return new ScimError(
    400,
    'A user of the UAA needs an e-mail address: emails has to be a list with an object whose value is a text that is not blank. Nothing was sent. ' +
      'Look at what the client sent, and at what the write transformation made of it.',
    { scimType: 'invalidValue' },
  );
}

function emailOf(user: JsonObject): JsonValue | undefined {
  const { emails } = user;
  const first = Array.isArray(emails) ? emails.find(isJsonObject) : undefined;
  return first?.['value'];
}

function lower(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
