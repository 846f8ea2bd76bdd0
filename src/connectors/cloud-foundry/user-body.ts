/** Users as the UAA takes them, and as the read transformation gets them. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';

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

/** In lists, what a user does not have is null. */
export function presentUser(user: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(user).filter(([name, value]) => value !== null && !HIDDEN.has(name)),
  );
}

export function versionOf(user: JsonObject): string | undefined {
  const meta = user['meta'];
  const version = isJsonObject(meta) ? meta['version'] : undefined;
  return typeof version === 'number' ? String(version) : undefined;
}

export interface UserBody {
  readonly body: JsonObject;
  /** What of the request the UAA cannot keep; without personal data. */
  readonly warnings: readonly string[];
}

export function createBody(entity: JsonObject, origin: string): UserBody {
  const { emails, warnings } = oneEmail(entity['emails']);
  return { body: { ...sent(entity), ...emails, schemas: SCHEMAS, origin }, warnings };
}

/** A full update, which has to name everything: the UAA resets what is missing. It insists on a name. */
export function replaceBody(entity: JsonObject, origin: string): UserBody {
  const { emails, warnings } = oneEmail(entity['emails']);
  return { body: { name: {}, ...sent(entity), ...emails, schemas: SCHEMAS, origin }, warnings };
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

/** `userName "ada", e-mail "ada@example.com"` */
export function identifiersOf(body: JsonObject): string | undefined {
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

/** The UAA takes exactly one, and of it no more than its value. */
function oneEmail(value: JsonValue | undefined): { emails: JsonObject; warnings: string[] } {
  if (!Array.isArray(value)) return { emails: {}, warnings: [] };
  const emails = value.filter(isJsonObject);
  const chosen = emails.find((email) => email['primary'] === true) ?? emails[0];
  const address = chosen?.['value'];
  const warnings =
    emails.length > 1
      ? [`The UAA keeps one e-mail address: of ${emails.length} only the primary one was sent`]
      : [];
  return { emails: address === undefined ? {} : { emails: [{ value: address, primary: true }] }, warnings };
}

function emailOf(user: JsonObject): JsonValue | undefined {
  const { emails } = user;
  const first = Array.isArray(emails) ? emails.find(isJsonObject) : undefined;
  return first?.['value'];
}

function lower(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
