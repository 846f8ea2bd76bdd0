/** Everything that clients of a round have made, as far as they were told, and what is wrong with what is there. */
import type { SystemKey } from '../faults/kinds.ts';
import type { BackendUser, Snapshot } from '../stage/backend-messages.ts';
import { MADE } from '../stage/made.ts';
import { Contest } from './contest.ts';
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
  readonly #contests = new Map<string, Contest>();

  /** Not there yet. */
  user(userName: string): BookUser {
    const user: BookUser = { userName, value: new Register(ABSENT), id: undefined };
    this.#users.set(userName, user);
    return user;
  }

  /** Whom all clients change. @param values of now */
  contest(user: BackendUser, isWhole: boolean): Contest {
    const known = this.#contests.get(user.userName);
    if (known !== undefined) return known;
    const made = new Contest(user, user, isWhole);
    this.#contests.set(user.userName, made);
    return made;
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
    const others = before.users.filter(({ userName }) => !this.#contests.has(userName));
    return [
      ...this.#ofUsers(after),
      ...this.#ofContests(after),
      ...this.#ofMemberships(before, after),
      ...untouched(others, after),
    ].map((sentence) => `${system}: ${sentence}`);
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
      const isKnown = this.#users.has(userName) || this.#contests.has(userName);
      if (userName.startsWith(MADE) && !isKnown) found.push(`nobody has made ${userName}`);
    }
    return found;
  }

  #ofContests({ users }: Snapshot): string[] {
    return [...this.#contests.values()].flatMap((contest) => {
      const is = users.filter(({ userName }) => userName === contest.userName);
      const [one] = is;
      if (one === undefined || is.length > 1) return [`${contest.userName} is there ${is.length} times`];
      return contest.wrongSince(contest.now(), one);
    });
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
function untouched(before: readonly BackendUser[], after: Snapshot): string[] {
  const now = new Map(after.users.map((user) => [user.id, user]));
  return before.flatMap(({ id, userName, familyName }) => {
    const user = now.get(id);
    if (user === undefined) return [`${userName} was there before, and is gone`];
    return user.familyName === familyName ? [] : [`${userName} was ${familyName}, and is ${user.familyName}`];
  });
}
