/** What a caller sees and may change, by its own roles. */
import type { Landscape } from '../landscape.ts';
import type { Space } from '../store/organizations.ts';
import { isOrganizationRole, type Role } from '../store/roles.ts';
import type { Caller } from './caller.ts';

export class Access {
  readonly #landscape: Landscape;
  readonly #caller: Caller;
  /** Organizations in which the caller has any role of the organization. */
  readonly #organizations = new Set<string>();
  readonly #managedOrganizations = new Set<string>();
  /** Spaces in which the caller has any role of the space. */
  readonly #spaces = new Set<string>();
  readonly #managedSpaces = new Set<string>();

  constructor(landscape: Landscape, caller: Caller) {
    this.#landscape = landscape;
    this.#caller = caller;
    for (const { type, target } of landscape.roles.of(caller.guid)) {
      (isOrganizationRole(type) ? this.#organizations : this.#spaces).add(target);
      if (type === 'organization_manager') this.#managedOrganizations.add(target);
      if (type === 'space_manager') this.#managedSpaces.add(target);
    }
  }

  get isAdmin(): boolean {
    return this.#caller.isAdmin;
  }

  seesOrganization(guid: string): boolean {
    return this.#caller.readsAll || this.#organizations.has(guid);
  }

  seesSpace(space: Space): boolean {
    return (
      this.#caller.readsAll ||
      this.#spaces.has(space.guid) ||
      this.#managedOrganizations.has(space.organization)
    );
  }

  seesRole(role: Role): boolean {
    if (isOrganizationRole(role.type)) return this.seesOrganization(role.target);
    const space = this.#landscape.organizations.space(role.target);
    return space !== undefined && this.seesSpace(space);
  }

  /** Itself, and members of organizations it belongs to. Whoever has no role yet is seen by nobody. */
  seesUser(guid: string): boolean {
    if (this.#caller.readsAll || guid === this.#caller.guid) return true;
    return this.#landscape.roles
      .of(guid)
      .some(({ type, target }) => isOrganizationRole(type) && this.#organizations.has(target));
  }

  managesOrganization(guid: string): boolean {
    return this.#caller.isAdmin || this.#managedOrganizations.has(guid);
  }

  managesSpace(space: Space): boolean {
    return this.managesOrganization(space.organization) || this.#managedSpaces.has(space.guid);
  }
}
