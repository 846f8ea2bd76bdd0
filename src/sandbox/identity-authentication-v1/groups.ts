/** Groups: list, read, create, update, delete. PUT replaces the members, all of them. */
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import { compact, member, objectAt, stringAt } from '../identity-authentication/json-access.ts';
import type { MemberKind } from '../identity-authentication/store/memberships.ts';
import { createRandom, mixSeed, randomUuid } from '../kit/random.ts';
import { mismatchedGroupId, notFound, refused, taken } from './failure.ts';
import { pageOf } from './page.ts';
import { groupName, type Tenant } from './tenant.ts';
import { CORE_GROUP, CUSTOM_GROUP } from './urns.ts';
import { viewGroup } from './views.ts';

/** There is no filter; the parameter is not looked at. */
export function listGroups(tenant: Tenant, query: URLSearchParams): JsonObject {
  const { ids, head } = pageOf(tenant.groups.ids, query, 'shown');
  const found = ids.map((id) => tenant.groups.get(id)).filter((group) => group !== undefined);
  return { ...head, Resources: found.map((group) => viewGroup(tenant, group)) };
}

export function readGroup(tenant: Tenant, id: string): JsonObject {
  return viewGroup(tenant, stored(tenant, id));
}

export function createGroup(tenant: Tenant, body: JsonObject): JsonObject {
  const { groups, memberships, settings } = tenant;
  const displayName = requireDisplayName(body);
  const sent = objectAt(body, CUSTOM_GROUP);
  const name = stringAt(sent, 'name') || displayName;
  if (groups.find('name', name).length > 0) throw taken('Group with name', name);
  if (groups.ids.length >= settings.groupsPerTenant) {
    throw refused(`The tenant cannot have more than ${settings.groupsPerTenant} groups.`);
  }
  const members = membersOf(tenant, undefined, body);
  const id = tenant.newGroupId();
  const groupId = randomUuid(createRandom(mixSeed(~settings.seed, Number.parseInt(id.slice(16), 16))));
  const extension = compact({ name, description: stringAt(sent, 'description'), groupId });
  groups.put({ schemas: [CORE_GROUP, CUSTOM_GROUP], id, displayName, [CUSTOM_GROUP]: extension });
  memberships.setMembers(id, members);
  return readGroup(tenant, id);
}

export function updateGroup(tenant: Tenant, id: string, body: JsonObject): JsonObject {
  const before = stored(tenant, id);
  if (body['id'] !== id) throw mismatchedGroupId();
  const displayName = requireDisplayName(body);
  const sent = objectAt(body, CUSTOM_GROUP);
  const [name, description] = [stringAt(sent, 'name'), stringAt(sent, 'description')];
  // Documented: the description can only be changed with the name beside it.
  if (description !== undefined && name === undefined) throw refused('Missing required attribute [name].');
  if (name !== undefined && name !== groupName(before) && tenant.groups.find('name', name).length > 0) {
    throw taken('Group with name', name);
  }
  const members = membersOf(tenant, id, body);
  const extension = compact({
    ...objectAt(before, CUSTOM_GROUP),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
  });
  tenant.groups.put({ ...before, displayName, [CUSTOM_GROUP]: extension });
  tenant.memberships.setMembers(id, members);
  return readGroup(tenant, id);
}

export function deleteGroup(tenant: Tenant, id: string): void {
  stored(tenant, id);
  tenant.groups.delete(id);
  tenant.memberships.forget(id);
}

function stored({ groups }: Tenant, id: string): JsonObject {
  const group = groups.get(id);
  if (group === undefined) throw notFound('Group', id);
  return group;
}

function requireDisplayName(body: JsonObject): string {
  const displayName = stringAt(body, 'displayName');
  if (!displayName) throw refused('Missing required attribute [displayName].');
  return displayName;
}

/** Documented: without `members` everybody is unassigned; 20,000 in a group, 500 groups for a user. */
function membersOf(tenant: Tenant, groupId: string | undefined, body: JsonObject): Map<string, MemberKind> {
  const { settings, users, memberships } = tenant;
  const list = member(body, 'members') ?? [];
  if (!Array.isArray(list)) throw refused('Invalid value for [members].');
  const members = new Map<string, MemberKind>();
  for (const entry of list) {
    const id = isJsonObject(entry) ? stringAt(entry, 'value') : undefined;
    if (id === undefined || !users.has(id)) throw refused(`Member [${id ?? ''}] does not exist.`);
    members.set(id, 'User');
  }
  if (members.size > settings.membersPerWrite) {
    throw refused(`A group cannot have more than ${settings.membersPerWrite} members.`);
  }
  const present = groupId === undefined ? undefined : memberships.members(groupId);
  for (const id of members.keys()) {
    if (present?.has(id) || memberships.groupsOf(id).length < settings.groupsPerUser) continue;
    throw refused(`User [${id}] cannot be assigned to more than ${settings.groupsPerUser} groups.`);
  }
  return members;
}
