/** `POST /v3/users`: a record for a GUID (administrators), or for a user of the UAA by name. */
import type { StandInAnswer } from '../../kit/message.ts';
import { createUser } from '../landscape.ts';
import { ccAnswer } from './answer.ts';
import { type Members, readBody, unknownFields } from './body.ts';
import type { CcCall } from './call.ts';
import { notAuthorized, unknownError, unprocessable } from './errors.ts';
import { isInternal, usersNamed } from './identity.ts';
import { userView } from './views.ts';

export function postUser(call: CcCall): StandInAnswer {
  const body = readBody(call.request);
  const unknown = unknownFields(body, ['guid', 'username', 'origin', 'metadata']);
  if (unknown !== undefined) throw unprocessable(unknown);
  const guid = body.get('guid');
  return typeof guid === 'string' && guid !== '' ? byGuid(call, body, guid) : byName(call, body);
}

function byGuid(call: CcCall, body: Members, guid: string): StandInAnswer {
  if (body.has('username') || body.has('origin')) {
    throw unprocessable('Username cannot be provided with guid');
  }
  if (!call.access.isAdmin) throw notAuthorized();
  if (call.landscape.platformUsers.get(guid) !== undefined) {
    throw unprocessable(`User with guid '${guid}' already exists.`);
  }
  return created(call, guid);
}

function byName(call: CcCall, body: Members): StandInAnswer {
  const username = body.get('username');
  const origin = body.get('origin');
  // Recorded: nobody checks for an empty origin.
  if (origin === '') throw unknownError();
  if (typeof username !== 'string' || username === '' || typeof origin !== 'string') {
    throw unprocessable('Username and origin, or guid must be provided');
  }
  if (isInternal(origin)) {
    throw unprocessable("Origin cannot be 'uaa' when creating a user by username");
  }
  if (!mayCreateByName(call)) throw notAuthorized();
  const { landscape } = call;
  const known = usersNamed(landscape, username, origin)[0];
  if (known !== undefined && landscape.platformUsers.get(known.id) !== undefined) {
    throw unprocessable(`User with username '${username}' and origin '${origin}' already exists.`);
  }
  const { id } = known ?? createUser(landscape, { userName: username, origin, email: username });
  return created(call, id);
}

/** Administrators; with the operator's consent everybody who manages an organization. */
function mayCreateByName({ landscape, access, caller }: CcCall): boolean {
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
