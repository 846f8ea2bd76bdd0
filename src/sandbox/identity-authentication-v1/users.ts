/** Users: list, read, create, update, delete. */
import type { JsonObject } from '../../scim/json.ts';
import { listAt, objectAt, stringAt } from '../identity-authentication/json-access.ts';
import { isoSeconds } from '../identity-authentication/timestamps.ts';
import { createRandom, mixSeed, randomUuid } from '../kit/random.ts';
import { emailTaken, missingFamilyName, notFound, refused, taken } from './failure.ts';
import { matchingUsers } from './filter.ts';
import { cursorPageOf, pageOf } from './page.ts';
import { emailOf, type Tenant } from './tenant.ts';
import { CORE_USER, CUSTOM_USER, ENTERPRISE_USER } from './urns.ts';
import { mergeUser } from './user-merge.ts';
import { viewUser } from './views.ts';

/** Documented for names that people see. */
const FORBIDDEN = /[<>:]/;

export function listUsers(tenant: Tenant, query: URLSearchParams): JsonObject {
  const { users } = tenant;
  const filter = query.get('filter');
  const ids = filter === null ? users.ids : matchingUsers(tenant, filter);
  const startId = query.get('startId');
  const page = startId === null ? pageOf(ids, query, 'size') : cursorPageOf(ids, startId, query);
  const found = page.ids.map((id) => users.get(id)).filter((user) => user !== undefined);
  return { ...page.head, Resources: found.map((user) => viewUser(tenant, user)) };
}

export function readUser(tenant: Tenant, id: string): JsonObject {
  return viewUser(tenant, stored(tenant, id));
}

export function createUser(tenant: Tenant, body: JsonObject): JsonObject {
  const now = isoSeconds(tenant.clock.now());
  const draft = mergeUser(defaults(body), body);
  if (emailOf(draft) === undefined) throw refused('Missing required attribute [emails].');
  check(tenant, undefined, body, draft);
  const id = tenant.newUserId();
  const userUuid = randomUuid(createRandom(mixSeed(tenant.settings.seed, Number(id.slice(1)))));
  const user = { ...draft, id, userUuid, meta: { created: now, lastModified: now } };
  tenant.users.put(withSchemas(user));
  return readUser(tenant, id);
}

export function updateUser(tenant: Tenant, id: string, body: JsonObject): JsonObject {
  const before = stored(tenant, id);
  if (body['id'] !== id) throw refused('Mismatched user id');
  if ('passwordStatus' in body && !('password' in body)) {
    throw refused('The attribute passwordStatus needs the attribute password.');
  }
  const merged = mergeUser(before, body);
  check(tenant, id, body, merged);
  const meta = { ...objectAt(before, 'meta'), lastModified: isoSeconds(tenant.clock.now()) };
  tenant.users.put(withSchemas({ ...merged, meta }));
  return readUser(tenant, id);
}

export function deleteUser(tenant: Tenant, id: string): void {
  stored(tenant, id);
  tenant.users.delete(id);
  tenant.memberships.forget(id);
}

function stored({ users }: Tenant, id: string): JsonObject {
  const user = users.get(id);
  if (user === undefined) throw notFound('User', id);
  return user;
}

/** Documented defaults; without `active` the status is "new", and `active` stays away. */
function defaults(body: JsonObject): JsonObject {
  return {
    userType: 'public',
    mailVerified: 'false',
    telephoneVerified: 'false',
    passwordStatus: 'password' in body ? 'initial' : 'disabled',
    passwordFailedLoginAttempts: '0',
  };
}

function check(tenant: Tenant, id: string | undefined, body: JsonObject, user: JsonObject): void {
  const name = objectAt(user, 'name');
  if (!stringAt(name, 'familyName')) throw missingFamilyName();
  for (const text of [stringAt(name, 'givenName'), stringAt(name, 'familyName'), user['displayName']]) {
    if (typeof text === 'string' && FORBIDDEN.test(text)) throw refused('Invalid characters in name.');
  }
  if (listAt(body, 'emails').length > 1) throw refused('Only one email is allowed.');
  if ('active' in body && typeof body['active'] !== 'boolean') throw refused('Invalid value for [active].');
  for (const flag of ['sendMail', 'mailVerified', 'telephoneVerified']) {
    if (flag in body && !/^(?:true|false)$/i.test(stringAt(body, flag) ?? '')) {
      throw refused(`Invalid value for [${flag}].`);
    }
  }
  requireFree(tenant, id, user);
  const manager = stringAt(objectAt(objectAt(body, ENTERPRISE_USER), 'manager'), 'value');
  if (manager !== undefined && manager !== '' && !tenant.users.has(manager)) {
    throw refused(`Manager [${manager}] does not exist.`);
  }
}

function requireFree({ users }: Tenant, id: string | undefined, user: JsonObject): void {
  const [email, userName] = [emailOf(user), stringAt(user, 'userName')];
  const isTaken = (index: string, value: string) =>
    users.find(index, value.toLowerCase()).some((owner) => owner !== id);
  if (email !== undefined && isTaken('emails', email)) throw emailTaken(email);
  if (userName !== undefined && isTaken('userName', userName)) {
    throw taken('User profile with login name', userName);
  }
}

function withSchemas(user: JsonObject): JsonObject {
  const extensions = [ENTERPRISE_USER, CUSTOM_USER].filter((urn) => Object.hasOwn(user, urn));
  return { ...user, schemas: [CORE_USER, ...extensions] };
}
