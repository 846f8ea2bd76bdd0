/**
 * Roles as groups: one group for each role in each organization, then one for each role in each space. Their order is
 * part of paging, so that it never changes: organizations by creation with their four roles each, then spaces likewise.
 */

export const ORGANIZATION_ROLES = [
  'organization_user',
  'organization_auditor',
  'organization_manager',
  'organization_billing_manager',
] as const;
export const SPACE_ROLES = ['space_auditor', 'space_developer', 'space_manager', 'space_supporter'] as const;

export type OrganizationRole = (typeof ORGANIZATION_ROLES)[number];
export type SpaceRole = (typeof SPACE_ROLES)[number];

/** Where a role group is. */
export type GroupRef =
  | { readonly kind: 'organization'; readonly organization: string; readonly role: OrganizationRole }
  | {
      readonly kind: 'space';
      readonly organization: string;
      readonly space: string;
      readonly role: SpaceRole;
    };

export interface Organization {
  readonly guid: string;
  readonly name: string;
}

export interface Space {
  readonly guid: string;
  readonly name: string;
  readonly organization: Organization;
}

/** Where a role is given, with the names that make up the name of its group. */
export interface Place {
  readonly organization: Organization;
  readonly space?: Space | undefined;
}

export interface RoleGroup {
  readonly ref: GroupRef;
  readonly place: Place;
}

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** `<org guid> <role>` or `<org guid> <space guid> <role>`; `undefined` for what can be no group. */
export function parseGroupId(id: string): GroupRef | undefined {
  const [organization = '', second = '', third, ...more] = id.split(' ');
  if (!GUID.test(organization) || more.length > 0) return undefined;
  if (third === undefined) {
    return isOrganizationRole(second) ? { kind: 'organization', organization, role: second } : undefined;
  }
  if (!GUID.test(second) || !isSpaceRole(third)) return undefined;
  return { kind: 'space', organization, space: second, role: third };
}

export function groupId(ref: GroupRef): string {
  return ref.kind === 'organization'
    ? `${ref.organization} ${ref.role}`
    : `${ref.organization} ${ref.space} ${ref.role}`;
}

/** `<landscape>:<org name>:<role>` or `<landscape>:<org name>:<space name>:<role>` */
export function displayName(landscape: string, { ref, place }: RoleGroup): string {
  const names = [place.organization.name, ...(place.space === undefined ? [] : [place.space.name])];
  return [landscape, ...names, ref.role].join(':');
}

/** What a name of a group may stand for. Names of organizations and spaces may have colons in them. */
export type NamedGroups =
  | { readonly kind: 'organization'; readonly role: OrganizationRole; readonly name: string }
  | {
      readonly kind: 'space';
      readonly role: SpaceRole;
      readonly candidates: readonly { readonly organization: string; readonly space: string }[];
    };

/** Without regard to case, as `displayName` is compared. `undefined` where no group can have this name. */
export function parseDisplayName(landscape: string, text: string): NamedGroups | undefined {
  const prefix = `${landscape}:`;
  const split = text.lastIndexOf(':');
  if (!sameName(text.slice(0, prefix.length), prefix) || split < prefix.length) return undefined;
  const role = text.slice(split + 1).toLowerCase();
  const rest = text.slice(prefix.length, split);
  if (rest === '') return undefined;
  if (isOrganizationRole(role)) return { kind: 'organization', role, name: rest };
  if (!isSpaceRole(role)) return undefined;
  const candidates = [...rest.matchAll(/:/g)]
    .map(({ index }) => ({ organization: rest.slice(0, index), space: rest.slice(index + 1) }))
    .filter(({ organization, space }) => organization !== '' && space !== '');
  return candidates.length === 0 ? undefined : { kind: 'space', role, candidates };
}

export function sameName(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** All places of a landscape in their order. */
export interface Places {
  readonly organizations: readonly Organization[];
  readonly spaces: readonly Space[];
}

export function groupCount({ organizations, spaces }: Places): number {
  return ORGANIZATION_ROLES.length * organizations.length + SPACE_ROLES.length * spaces.length;
}

/** The group at this position, from 0 on. */
export function groupAt(places: Places, index: number): RoleGroup | undefined {
  const { organizations, spaces } = places;
  const ofOrganizations = ORGANIZATION_ROLES.length * organizations.length;
  if (index < ofOrganizations) {
    const organization = organizations[Math.floor(index / ORGANIZATION_ROLES.length)];
    const role = ORGANIZATION_ROLES[index % ORGANIZATION_ROLES.length];
    return organization === undefined || role === undefined
      ? undefined
      : organizationGroup(organization, role);
  }
  const behind = index - ofOrganizations;
  const space = spaces[Math.floor(behind / SPACE_ROLES.length)];
  const role = SPACE_ROLES[behind % SPACE_ROLES.length];
  return space === undefined || role === undefined ? undefined : spaceGroup(space, role);
}

/** @param start from 0 on */
export function groupWindow(places: Places, start: number, count: number): RoleGroup[] {
  const length = Math.max(0, Math.min(count, groupCount(places) - start));
  return Array.from({ length }, (_, index) => groupAt(places, start + index)).filter(
    (group) => group !== undefined,
  );
}

export function organizationGroup(organization: Organization, role: OrganizationRole): RoleGroup {
  return { ref: { kind: 'organization', organization: organization.guid, role }, place: { organization } };
}

export function spaceGroup(space: Space, role: SpaceRole): RoleGroup {
  const { organization, guid } = space;
  return {
    ref: { kind: 'space', organization: organization.guid, space: guid, role },
    place: { organization, space },
  };
}

function isOrganizationRole(text: string): text is OrganizationRole {
  return ORGANIZATION_ROLES.some((role) => role === text);
}

function isSpaceRole(text: string): text is SpaceRole {
  return SPACE_ROLES.some((role) => role === text);
}
