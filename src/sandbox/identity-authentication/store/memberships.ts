/** Who is in which group. Assigning happens on the group; what a user's `groups` shows follows from it. */

/** What a member is. */
export type MemberKind = 'User' | 'Group';

/** Member id → what it is, in the order of assignment. */
export type Members = ReadonlyMap<string, MemberKind>;

export interface Memberships {
  /** Changes with every change. */
  readonly revision: number;
  members(groupId: string): Members;
  /** Ids of the groups this user or group is directly in, ascending. */
  groupsOf(memberId: string): readonly string[];
  setMembers(groupId: string, members: Members): void;
  /** A user or group that is gone: takes its memberships, and as a group its members, away. */
  forget(id: string): void;
}

const NONE: Members = new Map();

export function createMemberships(): Memberships {
  const members = new Map<string, Map<string, MemberKind>>();
  const groups = new Map<string, Set<string>>();
  let revision = 0;

  function leave(groupId: string, memberId: string): void {
    const of = groups.get(memberId);
    of?.delete(groupId);
    if (of?.size === 0) groups.delete(memberId);
  }

  return {
    get revision() {
      return revision;
    },
    members: (groupId) => members.get(groupId) ?? NONE,
    groupsOf: (memberId) => [...(groups.get(memberId) ?? [])].sort(),
    setMembers(groupId, next) {
      for (const memberId of members.get(groupId)?.keys() ?? []) {
        if (!next.has(memberId)) leave(groupId, memberId);
      }
      for (const memberId of next.keys()) {
        const of = groups.get(memberId);
        if (of === undefined) groups.set(memberId, new Set([groupId]));
        else of.add(groupId);
      }
      if (next.size === 0) members.delete(groupId);
      else members.set(groupId, new Map(next));
      revision += 1;
    },
    forget(id) {
      for (const groupId of groups.get(id) ?? []) members.get(groupId)?.delete(id);
      groups.delete(id);
      for (const memberId of members.get(id)?.keys() ?? []) leave(id, memberId);
      members.delete(id);
      revision += 1;
    },
  };
}
