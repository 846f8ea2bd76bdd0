/** The groups of the UAA. They stand for scopes and have nothing to do with Cloud Foundry roles. */
import type { Revision } from './revision.ts';

export interface GroupMember {
  readonly value: string;
  readonly type: 'USER' | 'GROUP';
  readonly origin: string;
}

/** Times are milliseconds since the epoch. */
export interface UaaGroup {
  readonly id: string;
  readonly created: number;
  displayName: string;
  description: string | undefined;
  /** By the member's id. */
  members: Map<string, GroupMember>;
  version: number;
  lastModified: number;
}

export interface Membership {
  readonly group: UaaGroup;
  /** `INDIRECT`: through a group that is a member of this one. */
  readonly type: 'DIRECT' | 'INDIRECT';
}

export class GroupStore {
  readonly #revision: Revision;
  readonly #byId = new Map<string, UaaGroup>();
  readonly #byName = new Map<string, UaaGroup>();
  /** Groups that have groups among their members. */
  readonly #parents = new Set<UaaGroup>();
  #reads = 0;

  constructor(revision: Revision) {
    this.#revision = revision;
  }

  all(): MapIterator<UaaGroup> {
    return this.#byId.values();
  }

  get(id: string): UaaGroup | undefined {
    return this.#byId.get(id);
  }

  find(displayName: string): UaaGroup | undefined {
    return this.#byName.get(displayName.toLowerCase());
  }

  add(group: UaaGroup): void {
    this.#byId.set(group.id, group);
    this.#index(group);
  }

  /** Applies `change` and keeps the name index right. */
  update(group: UaaGroup, change: (group: UaaGroup) => void): void {
    this.#byName.delete(group.displayName.toLowerCase());
    change(group);
    this.#index(group);
  }

  remove(id: string): void {
    const group = this.#byId.get(id);
    if (group === undefined) return;
    this.#byId.delete(id);
    this.#byName.delete(group.displayName.toLowerCase());
    this.#parents.delete(group);
    this.dropMember(id);
  }

  /** Takes a deleted user or group out of every group. */
  dropMember(id: string): void {
    for (const group of this.#byId.values()) group.members.delete(id);
    this.#revision.bump();
  }

  /** In no particular order: they come from a set, and two reads in a row differ. */
  membershipsOf(memberId: string): Membership[] {
    const found = new Map<string, Membership>();
    const collect = (id: string, type: Membership['type'], groups: Iterable<UaaGroup>): void => {
      for (const group of groups) {
        if (!group.members.has(id) || found.has(group.id)) continue;
        found.set(group.id, { group, type });
        collect(group.id, 'INDIRECT', this.#parents);
      }
    };
    collect(memberId, 'DIRECT', this.#byId.values());
    this.#reads += 1;
    const start = this.#reads % Math.max(1, found.size);
    const memberships = [...found.values()];
    return [...memberships.slice(start), ...memberships.slice(0, start)];
  }

  #index(group: UaaGroup): void {
    this.#byName.set(group.displayName.toLowerCase(), group);
    if (group.members.values().some(({ type }) => type === 'GROUP')) this.#parents.add(group);
    else this.#parents.delete(group);
    this.#revision.bump();
  }
}
