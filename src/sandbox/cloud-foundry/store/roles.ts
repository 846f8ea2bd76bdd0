/** Role assignments: one row per user, role type and organization or space. */
import type { Revision } from './revision.ts';

/** In the order in which Cloud Controller names them in its messages. */
export const ORGANIZATION_ROLES = [
  'organization_auditor',
  'organization_manager',
  'organization_billing_manager',
  'organization_user',
] as const;
export const SPACE_ROLES = ['space_auditor', 'space_manager', 'space_developer', 'space_supporter'] as const;

export type OrganizationRole = (typeof ORGANIZATION_ROLES)[number];
export type SpaceRole = (typeof SPACE_ROLES)[number];
export type RoleType = OrganizationRole | SpaceRole;

export interface Role {
  readonly guid: string;
  readonly type: RoleType;
  /** GUID of the user. */
  readonly user: string;
  /** GUID of the organization or of the space, as the type says. */
  readonly target: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export function isOrganizationRole(type: string): type is OrganizationRole {
  return (ORGANIZATION_ROLES as readonly string[]).includes(type);
}

export function isSpaceRole(type: string): type is SpaceRole {
  return (SPACE_ROLES as readonly string[]).includes(type);
}

export class RoleStore {
  readonly #revision: Revision;
  readonly #byGuid = new Map<string, Role>();
  readonly #byTarget = new Map<string, Map<string, Role>>();
  readonly #byUser = new Map<string, Map<string, Role>>();

  constructor(revision: Revision) {
    this.#revision = revision;
  }

  all(): MapIterator<Role> {
    return this.#byGuid.values();
  }

  get(guid: string): Role | undefined {
    return this.#byGuid.get(guid);
  }

  of(user: string): Role[] {
    return [...(this.#byUser.get(user)?.values() ?? [])];
  }

  /** The assignments in one organization or one space. */
  in(target: string): Role[] {
    return [...(this.#byTarget.get(target)?.values() ?? [])];
  }

  find(type: RoleType, user: string, target: string): Role | undefined {
    return this.of(user).find((role) => role.type === type && role.target === target);
  }

  add(role: Role): void {
    this.#byGuid.set(role.guid, role);
    put(this.#byTarget, role.target, role);
    put(this.#byUser, role.user, role);
    this.#revision.bump();
  }

  remove(guid: string): void {
    const role = this.#byGuid.get(guid);
    if (role === undefined) return;
    this.#byGuid.delete(guid);
    this.#byTarget.get(role.target)?.delete(guid);
    this.#byUser.get(role.user)?.delete(guid);
    this.#revision.bump();
  }
}

function put(index: Map<string, Map<string, Role>>, key: string, role: Role): void {
  const roles = index.get(key) ?? new Map<string, Role>();
  roles.set(role.guid, role);
  index.set(key, roles);
}
