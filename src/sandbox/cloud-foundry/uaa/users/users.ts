/** `/Users` of the UAA, but for POST. */
import type { StandInAnswer } from '../../../kit/message.ts';
import { deleteUser, INTERNAL_ORIGIN } from '../../landscape.ts';
import type { UaaUser } from '../../store/users.ts';
import type { BodyTarget } from '../body/read-body.ts';
import { param, resourceAnswer, type UaaCall } from '../call.ts';
import { scimError, UaaError, unexpectedError, userNotFound } from '../errors.ts';
import { USER_COLUMNS } from '../filter/columns.ts';
import { hasText } from '../has-text.ts';
import { checkVersion, ifMatch, requireIfMatch, wrongVersion } from '../if-match.ts';
import { search } from '../search.ts';
import { patched } from './patch-user.ts';
import { hasAlias, readUser } from './read-user.ts';
import { rowOf } from './row.ts';
import { invalidUser, type ScimUser, validate } from './scim-user.ts';
import { checkSelfEdit } from './self-edit.ts';
import { checkUpdate, nameTaken } from './statements.ts';
import { userAnswer, userAttributes, withoutGroups } from './view.ts';

const REQUEST = 'javax.servlet.http.HttpServletRequest';
const RESPONSE = 'javax.servlet.http.HttpServletResponse';
const REPLACE: BodyTarget = {
  type: 'scim.ScimUser',
  method: 'scim.endpoints.ScimUserEndpoints.updateUser',
  parameters: [
    'org.cloudfoundry.identity.uaa.scim.ScimUser',
    'java.lang.String',
    'java.lang.String',
    REQUEST,
    RESPONSE,
    'org.cloudfoundry.identity.uaa.oauth.provider.OAuth2Authentication',
  ],
};
const PATCH: BodyTarget = { ...REPLACE, method: 'scim.endpoints.ScimUserEndpoints.patchUser' };

export function listUsers(call: UaaCall): StandInAnswer {
  const { landscape } = call;
  return search(call, {
    kind: 'users',
    columns: USER_COLUMNS,
    all: () => landscape.users.all(),
    attributes: userAttributes(landscape),
  });
}

export function getUser(call: UaaCall): StandInAnswer {
  return userAnswer(call.landscape, 200, existing(call));
}

export async function putUser(call: UaaCall): Promise<StandInAnswer> {
  const body = readUser(call, REPLACE);
  checkSelfEdit(call, call.landscape.users.get(param(call, 'id')), body);
  const version = versionFor(call, requireIfMatch(call, 'Missing If-Match for PUT'));
  if (body.meta === null) throw unexpectedError();
  existing(call);
  if (hasAlias(body)) throw invalidAlias();
  return update(call, version, body);
}

/** SCIM 1.1: the body is a partial user, not a list of operations. */
export async function patchUser(call: UaaCall): Promise<StandInAnswer> {
  const body = readUser(call, PATCH);
  // Says PUT here too.
  const version = versionFor(call, requireIfMatch(call, 'Missing If-Match for PUT'));
  const stored = existing(call);
  const user = patched(stored, body);
  checkSelfEdit(call, stored, user);
  if (hasAlias(body)) throw invalidAlias();
  return update(call, version, user);
}

/** Answers with the user as it was read; whoever finds nothing left to delete afterwards gets 422. */
export async function removeUser(call: UaaCall): Promise<StandInAnswer> {
  const { landscape } = call;
  const version = versionFor(call, ifMatch(call) ?? -1);
  const user = existing(call);
  const answer = userAnswer(call.landscape, 200, user);
  await landscape.interleaving.beforeWrite();
  const found = landscape.users.get(user.id);
  if (found === undefined || isStale(version, found)) {
    // The UAA names the version asked for in both places, and still sends the tag of what it has read.
    const error = scimError(422, 'scim', wrongVersion(resource(user.id), version, version));
    throw new UaaError(error.status, error.body, { ...error.headers, etag: answer.headers?.['etag'] ?? '' });
  }
  deleteUser(landscape, user.id);
  return answer;
}

export function verifyUser(call: UaaCall): StandInAnswer {
  const { landscape } = call;
  const version = versionFor(call, ifMatch(call) ?? -1);
  const user = existing(call);
  if (isStale(version, user)) {
    throw scimError(422, 'scim', wrongVersion(resource(user.id), user.version, version));
  }
  landscape.users.update(user, (changed) => {
    changed.verified = true;
  });
  return resourceAnswer(200, withoutGroups(landscape, user), user.version);
}

/** `*` is the version that is there now. */
function versionFor(call: UaaCall, wanted: number | 'any'): number {
  return wanted === 'any' ? existing(call).version : wanted;
}

/** Where a version is a choice, negative ones are none. */
function isStale(version: number, user: UaaUser): boolean {
  return version >= 0 && version !== user.version;
}

function resource(id: string): string {
  return `a user (${id})`;
}

function existing(call: UaaCall): UaaUser {
  const id = param(call, 'id');
  const user = call.landscape.users.get(id);
  if (user === undefined) throw userNotFound(id);
  return user;
}

/**
 * Writes the user that the path names if it has this version still.
 *
 * @throws UaaError 400 for what is not valid, in the database's own words where it is the database that refuses; 404
 *   when the user is gone, 409 for another version; 500 without a name, which the UAA does not expect
 */
async function update(call: UaaCall, version: number, user: ScimUser): Promise<StandInAnswer> {
  const { landscape } = call;
  const origin = hasText(user.origin) ? user.origin : INTERNAL_ORIGIN;
  if (origin !== existing(call).origin) {
    throw invalidUser("Cannot change user's origin in update operation.");
  }
  validate({ ...user, origin });
  if (user.name === null) throw unexpectedError();
  const row = rowOf(user, origin);
  // The statement is refused before a row is looked for.
  checkUpdate(row);
  await landscape.interleaving.beforeWrite();
  const stored = existing(call);
  checkVersion(version, stored.version, resource(stored.id));
  const other = landscape.users.find(row.userName, row.origin);
  if (other !== undefined && other !== stored) throw nameTaken(row);
  landscape.users.update(stored, (changed) => {
    Object.assign(changed, row);
    // The UAA counts in 32 bits.
    changed.version = (changed.version + 1) | 0;
    changed.lastModified = landscape.clock.now();
  });
  return userAnswer(call.landscape, 200, stored);
}

function invalidAlias(): UaaError {
  return scimError(400, 'scim', "The fields 'aliasId' and/or 'aliasZid' are invalid.");
}
