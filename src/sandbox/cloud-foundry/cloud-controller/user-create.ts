/** `POST /v3/users`: a record for a GUID (administrators), or for a user of the UAA by name. */
import type { StandInAnswer } from '../../kit/message.ts';
import { createUser } from '../landscape.ts';
import { ccAnswer } from './answer.ts';
import { type Members, readBody, unknownFields } from './body.ts';
import type { CcCall } from './call.ts';
import { notAuthorized, unknownError, unprocessable } from './errors.ts';
import { isInternal, usersNamed } from './identity.ts';
import { userView } from './views.ts';

const LONGEST_GUID = 200;

export function postUser(call: CcCall): StandInAnswer {
  const body = readBody(call.request);
  if (!mayCreate(call)) throw notAuthorized();
  const problems = problemsOf(body);
  if (problems.length > 0) throw unprocessable(problems.join(', '));
  const guid = body.get('guid');
  return typeof guid === 'string' ? byGuid(call, guid) : byName(call, body);
}

/** In the words and the order of UserCreateMessage. An empty text counts as given. */
function problemsOf(body: Members): string[] {
  const [guid, origin, username] = ['guid', 'origin', 'username'].map((name) => body.get(name) ?? undefined);
  const unknown = unknownFields(body, ['metadata', 'guid', 'origin', 'username']);
  const problems = unknown === undefined ? [] : [unknown];
  if (guid !== undefined && typeof guid !== 'string') problems.push('Guid must be a string');
  if (guid !== undefined && (typeof guid !== 'string' || guid.length < 1 || guid.length > LONGEST_GUID)) {
    problems.push('Guid must be between 1 and 200 characters');
  }
  if (origin !== undefined && typeof origin !== 'string') problems.push('Origin must be a string');
  if (username !== undefined && typeof username !== 'string') problems.push('Username must be a string');
  if (guid !== undefined) {
    if (username !== undefined) problems.push("Username cannot be provided with 'guid'");
    if (origin !== undefined) problems.push("Origin cannot be provided with 'guid'");
  } else if (username === undefined && origin === undefined) {
    problems.push("Guid or 'username' and 'origin' must be provided");
  } else {
    if (username === undefined) problems.push("Origin can only be provided together with 'username'");
    if (origin === undefined) problems.push("Username can only be provided together with 'origin'");
    if (typeof origin === 'string' && isInternal(origin)) {
      problems.push("Origin cannot be 'uaa' when creating a user by username");
    }
  }
  return problems;
}

function byGuid(call: CcCall, guid: string): StandInAnswer {
  if (!call.access.isAdmin) throw notAuthorized();
  if (call.landscape.platformUsers.get(guid) !== undefined) {
    throw unprocessable(`User with guid '${guid}' already exists.`);
  }
  return created(call, guid);
}

function byName(call: CcCall, body: Members): StandInAnswer {
  const { landscape } = call;
  const [username, origin] = [String(body.get('username')), String(body.get('origin'))];
  // Recorded for an empty origin: nobody checks it before the UAA does.
  if (username === '' || origin === '') throw unknownError();
  const known = usersNamed(landscape, username, origin)[0];
  if (known !== undefined && landscape.platformUsers.get(known.id) !== undefined) {
    throw unprocessable(`User with username '${username}' and origin '${origin}' already exists.`);
  }
  const { id } = known ?? createUser(landscape, { userName: username, origin, email: username });
  return created(call, id);
}

/** Administrators; with the operator's consent everybody who manages an organization. */
function mayCreate({ landscape, access, caller }: CcCall): boolean {
  if (access.isAdmin) return true;
  return (
    landscape.settings.allowUserCreationByOrgManager &&
    landscape.roles.of(caller.guid).some((role) => role.type === 'organization_manager')
  );
}

function created({ landscape }: CcCall, guid: string): StandInAnswer {
  const user = landscape.platformUsers.ensure(guid, landscape.clock.now());
  return ccAnswer(201, userView(landscape, user));
}
