/** Fills a new tenant. */
import type { JsonObject } from '../../../scim/json.ts';
import type { Directory } from '../store/directory.ts';
import { idOf } from '../store/ids.ts';
import { seedGroup, seedMembers } from './groups.ts';
import { seedUser, seedUserOutline } from './users.ts';

export function seedDirectory({ settings, tables, memberships }: Directory): void {
  const { seed, users, groups, membersPerGroup } = settings;
  tables.User.seed(
    each(users, (index) => seedUserOutline(seed, index)),
    (index) => seedUser(seed, index),
  );
  tables.Group.seed(
    each(groups, (index) => seedGroup(seed, index)),
    (index) => seedGroup(seed, index),
  );
  for (let index = 0; index < groups; index += 1) {
    memberships.setMembers(idOf('Group', seed, index), seedMembers(seed, index, users, membersPerGroup));
  }
}

function* each(count: number, make: (index: number) => JsonObject): Iterable<JsonObject> {
  for (let index = 0; index < count; index += 1) yield make(index);
}
