/** Everything that clients of a round have made, as far as they were told, and what is wrong with what is there. */
import type { SystemKey } from '../faults/kinds.ts';
import type { Snapshot } from '../stage/backend-messages.ts';
import { MADE } from '../stage/made.ts';
import { Register } from './register.ts';

export const ABSENT = 'absent';
const IN = 'in';
const OUT = 'out';

export interface BookUser {
  readonly userName: string;
  /** The family name, or {@link ABSENT}. */
  readonly value: Register;
  id: string | undefined;
}

export interface Membership {
  /** As clients name the group. */
  readonly group: string;
  readonly member: string;
  readonly value: Register;
}

export function membershipValue(isMember: boolean): string {
  return isMember ? IN : OUT;
}

export class Book {
  readonly #users = new Map<string, BookUser>();
  readonly #memberships = new Map<string, Membership>();

  /** Not there yet. */
  user(userName: string): BookUser {
    const user: BookUser = { userName, value: new Register(ABSENT), id: undefined };
    this.#users.set(userName, user);
    return user;
  }

  /** A user who is no member yet. */
  membership(group: string, member: string): Membership {
    const key = `${group} / ${member}`;
    const known = this.#memberships.get(key);
    if (known !== undefined) return known;
    const made: Membership = { group, member, value: new Register(OUT) };
    this.#memberships.set(key, made);
    return made;
  }

  /** @param before of the same backend, when the round began; @returns sentences */
  differences(system: SystemKey, before: Snapshot, after: Snapshot): string[] {
    return [...this.#ofUsers(after), ...this.#ofMemberships(before, after), ...untouched(before, after)].map(
      (sentence) => `${system}: ${sentence}`,
    );
  }

  #ofUsers({ users }: Snapshot): string[] {
    const found: string[] = [];
    const there = Map.groupBy(users, ({ userName }) => userName);
    for (const { userName, value } of this.#users.values()) {
      const [one, ...others] = there.get(userName) ?? [];
      if (others.length > 0) found.push(`${userName} is there ${others.length + 1} times`);
      const is = one?.familyName ?? ABSENT;
      if (!value.may(is)) found.push(`user ${userName} is ${is}, and may be ${value}`);
    }
    for (const { userName } of users) {
      if (userName.startsWith(MADE) && !this.#users.has(userName)) found.push(`nobody has made ${userName}`);
    }
    return found;
  }

  #ofMemberships(before: Snapshot, { groups }: Snapshot): string[] {
    const found: string[] = [];
    for (const { group, member, value } of this.#memberships.values()) {
      const times = groups[group]?.filter((id) => id === member).length ?? 0;
      if (times > 1) found.push(`${member} is in ${group} ${times} times`);
      const is = membershipValue(times > 0);
      if (!value.may(is)) found.push(`member ${member} of ${group} is ${is}, and may be ${value}`);
    }
    for (const [group, ids] of Object.entries(groups)) {
      const others = ids.filter((id) => !this.#memberships.has(`${group} / ${id}`));
      const were = before.groups[group] ?? [];
      for (const id of others) if (!were.includes(id)) found.push(`nobody has put ${id} into ${group}`);
      for (const id of were) if (!others.includes(id)) found.push(`nobody has taken ${id} out of ${group}`);
    }
    return found;
  }
}

/** Nobody has touched users that were there before. */
function untouched(before: Snapshot, after: Snapshot): string[] {
  const now = new Map(after.users.map((user) => [user.id, user]));
  return before.users.flatMap(({ id, userName, familyName }) => {
    const user = now.get(id);
    if (user === undefined) return [`${userName} was there before, and is gone`];
    return user.familyName === familyName ? [] : [`${userName} was ${familyName}, and is ${user.familyName}`];
  });
}
