/** `/Users` of the UAA. */
import type { StandInAnswer } from '../../kit/message.ts';
import { createUser, deleteUser, INTERNAL_ORIGIN, type Landscape, ZONE } from '../landscape.ts';
import type { UaaUser } from '../store/users.ts';
import { authenticate, checkScope, requireScope } from './access.ts';
import { param, resourceAnswer, type UaaCall } from './call.ts';
import { scimError, type UaaError, unexpectedError, userNotFound } from './errors.ts';
import { USER_COLUMNS } from './filter/columns.ts';
import { checkVersion, ifMatch, requireIfMatch } from './if-match.ts';
import { search } from './search.ts';
import { checkEmails, checkRemoved, checkUser, invalidUser, readUser, type UserBody } from './user-body.ts';
import { userAttributes, userView } from './user-view.ts';

export function listUsers(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.read');
  const { landscape } = call;
  return search(call, {
    kind: 'users',
    columns: USER_COLUMNS,
    all: () => landscape.users.all(),
    attributes: userAttributes(landscape),
  });
}

export function getUser(call: UaaCall): StandInAnswer {
  // People may read themselves.
  const token = authenticate(call);
  if (token.userId !== param(call, 'id')) checkScope(token, 'scim.read');
  return userAnswer(call, 200, existing(call));
}

export function postUser(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.write', 'scim.create');
  const { landscape } = call;
  const body = readUser(call);
  const origin = body.origin ?? INTERNAL_ORIGIN;
  if (origin === INTERNAL_ORIGIN && !body.password) {
    throw scimError(400, 'invalid_password', 'Password must be at least 1 characters in length.');
  }
  const { userName, email } = checkUser(body);
  checkRoom(landscape, origin);
  const other = landscape.users.find(userName, origin);
  if (other !== undefined) throw alreadyExists(landscape, userName, other);
  const user = createUser(landscape, {
    userName,
    origin,
    email,
    givenName: body.name?.givenName,
    familyName: body.name?.familyName,
    phoneNumber: body.phoneNumber,
    externalId: body.externalId,
    active: body.active,
    verified: body.verified,
  });
  if (body.password !== undefined && origin === INTERNAL_ORIGIN) {
    landscape.providers.get(origin)?.addAccount(userName, body.password);
  }
  return userAnswer(call, 201, user);
}

export async function putUser(call: UaaCall): Promise<StandInAnswer> {
  requireScope(call, 'scim.write');
  const wanted = requireIfMatch(call, 'Missing If-Match for PUT');
  const body = readUser(call);
  const user = existing(call);
  const version = wanted === 'any' ? user.version : wanted;
  const { userName, email } = checkUser(body);
  if ((body.origin ?? INTERNAL_ORIGIN) !== user.origin) {
    throw invalidUser("Cannot change user's origin in update operation.");
  }
  // The UAA does not expect a user without a name.
  const { name } = body;
  if (name === undefined) throw unexpectedError();
  return update(call, version, {
    userName,
    email,
    givenName: name.givenName,
    familyName: name.familyName,
    phoneNumber: body.phoneNumber,
    externalId: body.externalId,
    active: body.active,
    verified: body.verified,
  });
}

/** SCIM 1.1: the body is a partial user, not a list of operations. */
export async function patchUser(call: UaaCall): Promise<StandInAnswer> {
  requireScope(call, 'scim.write');
  // Says PUT here too.
  const wanted = requireIfMatch(call, 'Missing If-Match for PUT');
  const body = readUser(call);
  const user = existing(call);
  if (body.origin !== undefined && body.origin !== user.origin) {
    throw invalidUser('Cannot change origin in patch of user.');
  }
  checkRemoved(body.removed);
  return update(call, wanted === 'any' ? user.version : wanted, {
    userName: body.userName ?? user.userName,
    email: body.emails === undefined ? user.email : checkEmails(body.emails),
    givenName: body.name?.givenName ?? unlessRemoved(user.givenName, body, 'NAME', 'NAME.GIVENNAME'),
    familyName: body.name?.familyName ?? unlessRemoved(user.familyName, body, 'NAME', 'NAME.FAMILYNAME'),
    phoneNumber: body.phoneNumber ?? unlessRemoved(user.phoneNumber, body, 'PHONENUMBERS'),
    externalId: user.externalId,
    active: body.active,
    verified: body.verified,
  });
}

/** Answers with the user as it was read; whoever finds nothing left to delete afterwards gets 422. */
export async function removeUser(call: UaaCall): Promise<StandInAnswer> {
  requireScope(call, 'scim.write');
  const wanted = ifMatch(call);
  const user = existing(call);
  const version = wanted === 'any' ? user.version : wanted;
  const answer = userAnswer(call, 200, user);
  await call.landscape.interleaving.beforeWrite();
  const found = call.landscape.users.get(user.id);
  if (found === undefined || (version !== undefined && version !== found.version)) {
    // The UAA puts the version asked for in both places, and -1 for none.
    throw scimError(
      422,
      'scim',
      `Attempt to update a user (${user.id}) with wrong version: expected=${version ?? -1} but found=${version ?? -1}`,
    );
  }
  deleteUser(call.landscape, user.id);
  return answer;
}

export function verifyUser(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.write', 'scim.create');
  const version = ifMatch(call);
  const user = existing(call);
  checkVersion(version ?? 'any', user.version, `a user (${user.id})`);
  call.landscape.users.update(user, (changed) => {
    changed.verified = true;
  });
  return userAnswer(call, 200, user);
}

function existing(call: UaaCall): UaaUser {
  const id = param(call, 'id');
  const user = call.landscape.users.get(id);
  if (user === undefined) throw userNotFound(id);
  return user;
}

function userAnswer(call: UaaCall, status: number, user: UaaUser): StandInAnswer {
  return resourceAnswer(status, userView(call.landscape, user), user.version);
}

type Change = Pick<
  UaaUser,
  'userName' | 'email' | 'givenName' | 'familyName' | 'phoneNumber' | 'externalId' | 'active' | 'verified'
>;

/**
 * Writes `change` to the user that the path names if it has this version still.
 *
 * @throws UaaError 404 when it is gone, 409 for another version, 400 with the database's own words when the name is
 *   taken
 */
async function update(call: UaaCall, version: number, change: Change): Promise<StandInAnswer> {
  const { landscape } = call;
  await landscape.interleaving.beforeWrite();
  const user = existing(call);
  checkVersion(version, user.version, `a user (${user.id})`);
  const other = landscape.users.find(change.userName, user.origin);
  if (other !== undefined && other !== user) throw nameCollision(change.userName, user.origin);
  landscape.users.update(user, (changed) => {
    Object.assign(changed, change);
    changed.version += 1;
    changed.lastModified = landscape.clock.now();
  });
  return userAnswer(call, 200, user);
}

function unlessRemoved<T>(value: T, body: UserBody, ...names: readonly string[]): T | undefined {
  return body.removed.some((name) => names.includes(name)) ? undefined : value;
}

function checkRoom({ settings, providers, users }: Landscape, origin: string): void {
  if (settings.checkOrigin && !providers.has(origin)) {
    throw invalidUser(`Invalid origin ${origin} in Identity Zone ${ZONE}`);
  }
  if (settings.userLimit !== undefined && users.size >= settings.userLimit) {
    throw invalidUser(
      `The maximum allowed numbers of users: ${settings.userLimit} is reached already in Identity Zone ${ZONE}`,
    );
  }
}

function alreadyExists({ settings }: Landscape, userName: string, other: UaaUser): UaaError {
  const extra = settings.legacyUaa
    ? { user_id: other.id, active: other.active, verified: other.verified }
    : { origin: other.origin };
  return scimError(409, 'scim_resource_already_exists', `Username already in use: ${userName}`, extra);
}

function nameCollision(userName: string, origin: string): UaaError {
  const key = [userName, origin, ZONE].map((part) => part.toLowerCase()).join(', ');
  return scimError(
    400,
    'scim',
    'PreparedStatementCallback; SQL [update users set version=?, lastModified=?, username=?, email=?, givenName=?, ' +
      'familyName=?, active=?, phoneNumber=?, verified=?, origin=?, external_id=?, salt=? where id=? and version=? ' +
      'and identity_zone_id=?]; ERROR: duplicate key value violates unique constraint "users_unique_key"\n' +
      `  Detail: Key (lower(username::text), lower(origin::text), lower(identity_zone_id::text))=(${key}) already exists.`,
  );
}
