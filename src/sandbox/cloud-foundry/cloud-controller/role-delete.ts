/** `DELETE /v3/roles/{guid}`: accepted now, done by a job; until then the role is there. */
import type { StandInAnswer } from '../../kit/message.ts';
import type { Landscape } from '../landscape.ts';
import { isOrganizationRole, type Role } from '../store/roles.ts';
import { acceptedAnswer } from './answer.ts';
import type { CcCall } from './call.ts';
import { notFound, unprocessable } from './errors.ts';
import { checkOrganizationWrite, checkSpaceWrite } from './role-create.ts';
import { visibleRole } from './roles.ts';

export function deleteRole(call: CcCall): StandInAnswer {
  const { landscape } = call;
  const role = visibleRole(call);
  checkWrite(call, role);
  if (role.type === 'organization_user' && hasSpaceRoles(landscape, role)) {
    throw unprocessable(
      'Cannot delete organization_user role while user has roles in spaces in that organization.',
    );
  }
  const now = landscape.clock.now();
  const job = landscape.jobs.enqueue(landscape.guids.next('job'), 'role.delete', role.guid, now);
  return acceptedAnswer(`${landscape.url}/v3/jobs/${job.guid}`);
}

function checkWrite(call: CcCall, role: Role): void {
  const { organizations } = call.landscape;
  if (isOrganizationRole(role.type)) {
    const organization = organizations.organization(role.target);
    if (organization === undefined) throw notFound('Role');
    checkOrganizationWrite(call, organization);
    return;
  }
  const space = organizations.space(role.target);
  if (space === undefined) throw notFound('Role');
  checkSpaceWrite(call, space);
}

/** Against what is there now: a role whose job still waits counts. */
function hasSpaceRoles({ organizations, roles }: Landscape, { user, target }: Role): boolean {
  return roles.of(user).some((role) => organizations.space(role.target)?.organization === target);
}
