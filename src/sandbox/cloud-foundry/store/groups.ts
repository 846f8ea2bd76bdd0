/** The groups of the UAA. They stand for scopes and have nothing to do with Cloud Foundry roles. */
import { lower } from './database-text.ts';
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
  readonly #defaults: readonly string[];
  readonly #byId = new Map<string, UaaGroup>();
  readonly #byName = new Map<string, UaaGroup>();
  /** Groups that have, or had, groups among their members. */
  readonly #parents = new Set<UaaGroup>();
  #reads = 0;

  /** @param defaults names of the groups that every user counts as a member of */
  constructor(revision: Revision, defaults: readonly string[]) {
    this.#revision = revision;
    this.#defaults = defaults.map(lower);
  }

  all(): MapIterator<UaaGroup> {
    return this.#byId.values();
  }

  get(id: string): UaaGroup | undefined {
    return this.#byId.get(id);
  }

  find(displayName: string): UaaGroup | undefined {
    return this.#byName.get(lower(displayName));
  }

  isDefault(id: string): boolean {
    const group = this.#byId.get(id);
    return group !== undefined && this.#defaults.includes(lower(group.displayName));
  }

  add(group: UaaGroup): void {
    this.#byId.set(group.id, group);
    this.#index(group);
  }

  /** Applies `change` and keeps the name index right. */
  update(group: UaaGroup, change: (group: UaaGroup) => void): void {
    this.#byName.delete(lower(group.displayName));
    change(group);
    this.#index(group);
  }

  remove(id: string): void {
    const group = this.#byId.get(id);
    if (group === undefined) return;
    this.#byId.delete(id);
    this.#byName.delete(lower(group.displayName));
    this.#parents.delete(group);
    this.dropMember(id);
    this.#revision.bump();
  }

  addMember(group: UaaGroup, member: GroupMember): void {
    group.members.set(member.value, member);
    if (member.type === 'GROUP') this.#parents.add(group);
  }

  removeMember(group: UaaGroup, memberId: string): void {
    group.members.delete(memberId);
  }

  /** Takes a deleted user or group out of every group. */
  dropMember(id: string): void {
    for (const group of this.#byId.values()) group.members.delete(id);
  }

  /**
   * Of a user. In no particular order: they come from a set, and two reads in a row differ. Groups that have a
   * default group as a member do not count.
   */
  membershipsOf(userId: string): Membership[] {
    const found = new Map<string, Membership>();
    const join = (ids: readonly string[], type: Membership['type'], groups: Iterable<UaaGroup>): void => {
      const joined = [...groups].filter(
        (group) => !found.has(group.id) && ids.some((id) => group.members.has(id)),
      );
      for (const group of joined) found.set(group.id, { group, type });
      if (joined.length === 0) return;
      join(
        joined.map(({ id }) => id),
        'INDIRECT',
        this.#parents,
      );
    };
    join([userId], 'DIRECT', this.#byId.values());
    for (const name of this.#defaults) {
      const group = this.#byName.get(name);
      if (group !== undefined) found.set(group.id, { group, type: 'DIRECT' });
    }
    this.#reads += 1;
    const start = this.#reads % Math.max(1, found.size);
    const memberships = [...found.values()];
    return [...memberships.slice(start), ...memberships.slice(0, start)];
  }

  #index(group: UaaGroup): void {
    this.#byName.set(lower(group.displayName), group);
    this.#revision.bump();
  }
}
