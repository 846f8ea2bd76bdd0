/** Who gets which role: decided by the index alone, so that every run and every size agrees. */
import type { OrganizationRole, SpaceRole } from '../store/roles.ts';

/** So many people belong to the first organization, whatever their own: more than any default page shows. */
const IN_FIRST_ORGANIZATION = 150;

export interface Assignment {
  /** Index of the organization. */
  readonly organization: number;
  readonly type: OrganizationRole;
}

/** Every ninth person is nobody's member: the UAA knows them, Cloud Controller has never heard of them. */
function hasRoles(person: number): boolean {
  return person % 9 !== 8;
}

export function homeOf(person: number, organizations: number): number {
  return person % organizations;
}

/** Auditors without `organization_user`: a role in the organization that does not admit to its spaces. */
function isAuditorOnly(person: number): boolean {
  return person % 50 === 7;
}

export function organizationAssignments(person: number, organizations: number): Assignment[] {
  if (!hasRoles(person)) return [];
  const organization = homeOf(person, organizations);
  if (isAuditorOnly(person)) return [{ organization, type: 'organization_auditor' }];
  const types: OrganizationRole[] = ['organization_user'];
  if (person % 20 === 0) types.push('organization_manager');
  if (person % 15 === 1) types.push('organization_auditor');
  if (person % 40 === 2) types.push('organization_billing_manager');
  const assignments = types.map((type) => ({ organization, type }));
  if (organization !== 0 && person < IN_FIRST_ORGANIZATION) {
    assignments.push({ organization: 0, type: 'organization_user' });
  }
  return assignments;
}

/** Roles in one space of the person's own organization. */
export function spaceAssignments(person: number): SpaceRole[] {
  if (!hasRoles(person) || isAuditorOnly(person)) return [];
  const types: SpaceRole[] = [];
  if (person % 3 === 0) types.push('space_developer');
  if (person % 10 === 1) types.push('space_manager');
  if (person % 11 === 2) types.push('space_auditor');
  if (person % 29 === 3) types.push('space_supporter');
  return types;
}
