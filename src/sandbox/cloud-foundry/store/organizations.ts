/** Organizations and their spaces. Names are unique ignoring case, of spaces within their organization. */
import type { Revision } from './revision.ts';

/** Times are milliseconds since the epoch. */
export interface Organization {
  readonly guid: string;
  readonly createdAt: number;
  name: string;
  suspended: boolean;
  /** Being deleted: still there, but refuses writes. */
  deleting: boolean;
  updatedAt: number;
}

export interface Space {
  readonly guid: string;
  /** GUID of the organization. */
  readonly organization: string;
  readonly createdAt: number;
  name: string;
  suspended: boolean;
  /** Being deleted: still there, but refuses writes. */
  deleting: boolean;
  updatedAt: number;
}

export class OrganizationStore {
  readonly #revision: Revision;
  readonly #organizations = new Map<string, Organization>();
  readonly #spaces = new Map<string, Space>();
  readonly #spacesOf = new Map<string, Map<string, Space>>();

  constructor(revision: Revision) {
    this.#revision = revision;
  }

  organizations(): MapIterator<Organization> {
    return this.#organizations.values();
  }

  organization(guid: string): Organization | undefined {
    return this.#organizations.get(guid);
  }

  spaces(): MapIterator<Space> {
    return this.#spaces.values();
  }

  space(guid: string): Space | undefined {
    return this.#spaces.get(guid);
  }

  spacesOf(organization: string): Space[] {
    return [...(this.#spacesOf.get(organization)?.values() ?? [])];
  }

  addOrganization(organization: Organization): void {
    this.#organizations.set(organization.guid, organization);
    this.#revision.bump();
  }

  addSpace(space: Space): void {
    this.#spaces.set(space.guid, space);
    const siblings = this.#spacesOf.get(space.organization) ?? new Map<string, Space>();
    siblings.set(space.guid, space);
    this.#spacesOf.set(space.organization, siblings);
    this.#revision.bump();
  }

  /** Applies `change` to an organization or a space. */
  update<T extends Organization | Space>(target: T, change: (target: T) => void): void {
    change(target);
    this.#revision.bump();
  }

  /** The organization's spaces go first: see {@link removeSpace}. */
  removeOrganization(guid: string): void {
    this.#organizations.delete(guid);
    this.#spacesOf.delete(guid);
    this.#revision.bump();
  }

  removeSpace(guid: string): void {
    const space = this.#spaces.get(guid);
    if (space === undefined) return;
    this.#spaces.delete(guid);
    this.#spacesOf.get(space.organization)?.delete(guid);
    this.#revision.bump();
  }
}
