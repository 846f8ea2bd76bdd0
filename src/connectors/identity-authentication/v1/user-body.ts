/** What is sent for a user, and what a merging PUT leaves behind. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';

/** Booleans and numbers that version 1 takes as texts. */
const TEXTS = [
  'sendMail',
  'mailVerified',
  'telephoneVerified',
  'sourceSystem',
  'passwordFailedLoginAttempts',
] as const;

/** What people may mean to clear, and what a PUT without it does not clear. */
const KEPT: readonly (readonly string[])[] = [
  ['userName'],
  ['displayName'],
  ['name', 'givenName'],
  ['name', 'middleName'],
  ['name', 'honorificPrefix'],
  ['addresses'],
  ['phoneNumbers'],
  ['locale'],
  ['timeZone'],
  [ENTERPRISE, 'employeeNumber'],
  [ENTERPRISE, 'costCenter'],
  [ENTERPRISE, 'organization'],
  [ENTERPRISE, 'division'],
  [ENTERPRISE, 'department'],
  [ENTERPRISE, 'manager'],
];

/** Documented are `customAttribute1` to `customAttribute10`. */
const CUSTOM_ATTRIBUTES = Array.from({ length: 10 }, (_, index) => `customAttribute${index + 1}`);

export function userBody(entity: JsonObject): JsonObject {
  const body: JsonObject = { ...entity };
  for (const name of TEXTS) {
    const value = body[name];
    if (typeof value === 'boolean' || typeof value === 'number') body[name] = String(value);
  }
  const { active } = body;
  if (typeof active === 'string' && /^(?:true|false)$/i.test(active)) {
    body['active'] = active.toLowerCase() === 'true';
  }
  setCorporateGroups(body);
  return body;
}

/**
 * On PUT, a list that the body has replaces the one that is there, as far as version 1 can: corporate groups by an
 * empty list, custom attributes by an empty value each. What the body does not mention at all stays: a transformation
 * that does not map an attribute says nothing about it.
 */
export function replacingBody(entity: JsonObject, id: string): JsonObject {
  const body: JsonObject = { ...userBody(entity), id };
  if (Object.hasOwn(body, CUSTOM)) body[CUSTOM] = allCustomAttributes(body[CUSTOM]);
  return body;
}

/** What the client left out or emptied and the user still has, by name. */
export function keptAttributes(sent: JsonObject, answered: JsonObject): string[] {
  return KEPT.filter((path) => isFilled(valueAt(answered, path)) && !isFilled(valueAt(sent, path))).map(
    (path) => path.join('.').replace(`${ENTERPRISE}.`, ''),
  );
}

/**
 * SAP's default transformations read the groups of a user and write them as his corporate groups, which is another
 * thing: what a client hands back as it was read must not turn assignments into corporate groups. Assigned groups have
 * a `$ref`, corporate groups have not.
 */
function setCorporateGroups(body: JsonObject): void {
  if (!Object.hasOwn(body, 'corporateGroups')) return;
  const sent = body['corporateGroups'];
  const list = Array.isArray(sent) ? sent : [];
  const corporate = list.filter((group) => !(isJsonObject(group) && typeof group['$ref'] === 'string'));
  if (list.length > 0 && corporate.length === 0) delete body['corporateGroups'];
  else body['corporateGroups'] = corporate;
}

function allCustomAttributes(extension: JsonValue | undefined): JsonObject {
  const sent = isJsonObject(extension) ? extension['attributes'] : undefined;
  const attributes = Array.isArray(sent) ? sent.filter(isJsonObject) : [];
  if (attributes.length === 0) return { attributes: [] };
  const named = new Set(attributes.map(({ name }) => name));
  const cleared = CUSTOM_ATTRIBUTES.filter((name) => !named.has(name)).map((name) => ({ name, value: '' }));
  return { attributes: [...attributes, ...cleared] };
}

function valueAt(entity: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = entity;
  for (const name of path)
    value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

function isFilled(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isJsonObject(value) || Object.keys(value).length > 0;
}
