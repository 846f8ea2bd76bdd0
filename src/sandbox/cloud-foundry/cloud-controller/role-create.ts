/**
 * `POST /v3/roles`. What is checked first decides the answer: shape (422), organization or space exists (422),
 * permission (403), suspended or being deleted (403, 422), user (422, 503), membership (422), duplicate (422).
 */
import type { StandInAnswer } from '../../kit/message.ts';
import { createUser, type Landscape } from '../landscape.ts';
import type { Organization, Space } from '../store/organizations.ts';
import { isOrganizationRole, type Role } from '../store/roles.ts';
import { ccAnswer } from './answer.ts';
import { readBody } from './body.ts';
import type { CcCall } from './call.ts';
import {
  beingDeleted,
  featureDisabled,
  notAuthorized,
  orgSuspended,
  spaceSuspended,
  unknownError,
  unprocessable,
} from './errors.ts';
import { displayName, isInternal, usersNamed } from './identity.ts';
import { type RoleRequest, readRole, type UserReference } from './role-body.ts';
import { roleView } from './views.ts';

export async function createRole(call: CcCall): Promise<StandInAnswer> {
  const request = readRole(readBody(call.request));
  const user = isOrganizationRole(request.type)
    ? organizationMember(call, request)
    : spaceMember(call, request);
  const { landscape } = call;
  await makeRecord(landscape, user);
  checkDuplicate(landscape, request, user);
  const now = landscape.clock.now();
  const role: Role = {
    guid: landscape.guids.next('role'),
    type: request.type,
    user,
    target: request.target,
    createdAt: now,
  };
  landscape.roles.add(role);
  return ccAnswer(201, roleView(landscape, role));
}

/**
 * The record of a user is made with the first role, after a look whether there is one. Who comes second with it gets an
 * error that this endpoint does not expect.
 *
 * @throws CcError 500
 */
async function makeRecord({ platformUsers, firstRoles, clock }: Landscape, user: string): Promise<void> {
  if (platformUsers.get(user) !== undefined) return;
  await firstRoles.beforeWrite();
  if (platformUsers.get(user) !== undefined) throw unknownError();
  platformUsers.ensure(user, clock.now());
}

/** The GUID of the user. One given by GUID is not looked up anywhere: whatever it is becomes a member. */
function organizationMember(call: CcCall, { target, user }: RoleRequest): string {
  const organization = call.landscape.organizations.organization(target);
  if (organization === undefined) {
    throw unprocessable(
      'Invalid organization. Ensure that the organization exists and you have access to it.',
    );
  }
  checkOrganizationWrite(call, organization);
  return user.kind === 'guid' ? user.guid : resolveName(call, user);
}

/** The GUID of the user: visible to the caller, and `organization_user` of the space's organization. */
function spaceMember(call: CcCall, { target, user }: RoleRequest): string {
  const { landscape, access } = call;
  const space = landscape.organizations.space(target);
  if (space === undefined) {
    throw unprocessable('Invalid space. Ensure that the space exists and you have access to it.');
  }
  checkSpaceWrite(call, space);
  const guid = user.kind === 'guid' ? user.guid : findByName(call, user);
  if (
    guid === undefined ||
    !access.seesUser(guid) ||
    landscape.roles.find('organization_user', guid, space.organization) === undefined
  ) {
    throw unprocessable(
      "Users cannot be assigned roles in a space if they do not have a role in that space's organization.",
    );
  }
  return guid;
}

/** @throws CcError 403 or 422 where roles of the organization cannot be changed */
export function checkOrganizationWrite({ access }: CcCall, organization: Organization): void {
  if (!access.managesOrganization(organization.guid)) throw notAuthorized();
  if (access.isAdmin) return;
  if (organization.deleting) throw beingDeleted('organization');
  if (organization.suspended) throw orgSuspended();
}

/** @throws CcError 403 or 422 where roles of the space cannot be changed */
export function checkSpaceWrite({ landscape, access }: CcCall, space: Space): void {
  if (!access.managesSpace(space)) throw notAuthorized();
  if (access.isAdmin) return;
  const organization = landscape.organizations.organization(space.organization);
  if (organization?.deleting) throw beingDeleted('organization');
  if (organization?.suspended) throw orgSuspended();
  // The state of a space alone does not stop the managers of its organization.
  if (!landscape.settings.spaceSuspension || access.managesOrganization(space.organization)) return;
  if (space.deleting) throw beingDeleted('space');
  if (space.suspended) throw spaceSuspended();
}

type NamedUser = Extract<UserReference, { kind: 'name' }>;

function resolveName(call: CcCall, user: NamedUser): string {
  const { landscape } = call;
  const { username, origin } = user;
  const found = findByName(call, user);
  if (found !== undefined) return found;
  if (origin === undefined) throw unprocessable(`No user exists with the username '${username}'.`);
  if (landscape.settings.allowUserCreationByOrgManager && !isInternal(origin)) {
    return createUser(landscape, { userName: username, origin, email: username }).id;
  }
  throw unprocessable(`No user exists with the username '${username}' and origin '${origin}'.`);
}

function findByName({ landscape, access }: CcCall, { username, origin }: NamedUser): string | undefined {
  if (!landscape.settings.setRolesByUsername && !access.isAdmin) {
    throw featureDisabled('set_roles_by_username');
  }
  const users = usersNamed(landscape, username, origin);
  if (users.length > 1) {
    const origins = users.map((user) => user.origin).sort();
    throw unprocessable(
      `Ambiguous user. User with username '${username}' exists in the following origins: ${origins.join(', ')}. ` +
        'Specify an origin to disambiguate.',
    );
  }
  return users[0]?.id;
}

function checkDuplicate(landscape: Landscape, { type, target }: RoleRequest, user: string): void {
  if (landscape.roles.find(type, user, target) === undefined) return;
  const { organizations } = landscape;
  const place = isOrganizationRole(type)
    ? `organization '${organizations.organization(target)?.name}'`
    : `space '${organizations.space(target)?.name}'`;
  throw unprocessable(`User '${displayName(landscape, user)}' already has '${type}' role in ${place}.`);
}
