/** The tenant: its users, its groups, who is in which of them. */
import type { JsonObject } from '../../scim/json.ts';
import { listAt, objectAt, stringAt } from '../identity-authentication/json-access.ts';
import { createMemberships, type Memberships } from '../identity-authentication/store/memberships.ts';
import { createTable, type IndexKey, type Table } from '../identity-authentication/store/table.ts';
import type { Clock } from '../kit/clock.ts';
import { groupIdOf, userIdOf } from './ids.ts';
import type { Settings } from './options.ts';
import { CUSTOM_GROUP } from './urns.ts';

export interface Tenant {
  readonly settings: Settings;
  readonly clock: Clock;
  /** `http://…/service/scim` */
  readonly base: string;
  /** Documents without `meta.location`, `groups` and `members`, which are made for each answer. */
  readonly users: Table;
  readonly groups: Table;
  readonly memberships: Memberships;
  newUserId(): string;
  newGroupId(): string;
}

export function createTenant(settings: Settings, base: string, clock: Clock): Tenant {
  let users = settings.users;
  let groups = settings.groups;
  return {
    settings,
    clock,
    base,
    users: createTable(userKeys),
    groups: createTable(groupKeys),
    memberships: createMemberships(),
    newUserId: () => userIdOf(users++),
    newGroupId: () => groupIdOf(groups++),
  };
}

export function emailOf(user: JsonObject): string | undefined {
  return stringAt(listAt(user, 'emails')[0], 'value');
}

export function groupName(group: JsonObject): string {
  return stringAt(objectAt(group, CUSTOM_GROUP), 'name') ?? '';
}

function* userKeys(user: JsonObject): Iterable<IndexKey> {
  const [email, userName, uuid] = [emailOf(user), stringAt(user, 'userName'), stringAt(user, 'userUuid')];
  if (email !== undefined) yield ['emails', email.toLowerCase()];
  if (userName !== undefined) yield ['userName', userName.toLowerCase()];
  if (uuid !== undefined) yield ['userUuid', uuid];
}

function* groupKeys(group: JsonObject): Iterable<IndexKey> {
  yield ['name', groupName(group)];
}
