/** Roles in spaces need `organization_user`: what to do first where Cloud Controller refuses a change for that reason. */
import type { ScimError } from '../../../scim/errors.ts';
import type { Outcome } from '../../membership/bounded.ts';
import { CloudControllerError } from '../cloud-controller/cloud-controller-error.ts';
import { displayName, type GroupRef, groupId, type Place } from './role-group.ts';

export interface Explanation {
  readonly ref: GroupRef;
  readonly place: Place | undefined;
  readonly landscape: string;
  readonly operation: 'add' | 'remove';
  readonly user: string;
  readonly userName: string | undefined;
}

/** Cloud Controller's own words about the hierarchy name neither the user nor what to do first. */
export function explained(outcome: Outcome, explanation: Explanation): Outcome {
  if (outcome.status !== 'refused' || !isHierarchy(outcome.error)) return outcome;
  const { error } = outcome;
  const { ref, place, landscape, operation, user, userName } = explanation;
  const who = userName === undefined ? `User ${user}` : `User ${userName} (${user})`;
  const organization = {
    kind: 'organization',
    organization: ref.organization,
    role: 'organization_user',
  } as const;
  const where = place === undefined ? ref.organization : `"${place.organization.name}"`;
  const group =
    place === undefined
      ? `group ${groupId(organization)}`
      : `group "${displayName(landscape, { ref: organization, place: { organization: place.organization } })}" (id "${groupId(organization)}")`;
  const advice =
    operation === 'add'
      ? `${who} is not organization_user of organization ${where}: add the user to ${group} first, or set the property btp.cf.pm.ensure.org.user to true.`
      : `${who} still has roles in spaces of organization ${where}: remove the user from the groups of these spaces first.`;
  const said = error.said === undefined ? '' : ` Cloud Controller says: ${error.said}`;
  return {
    status: 'refused',
    error: new CloudControllerError(error.kind, error.status, `${advice}${said}`, error.said),
  };
}

export function isHierarchy(error: ScimError): error is CloudControllerError {
  return error instanceof CloudControllerError && error.kind === 'hierarchy';
}
