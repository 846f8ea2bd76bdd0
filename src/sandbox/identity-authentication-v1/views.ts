/** Users and groups as answers show them. */
import type { JsonObject } from '../../scim/json.ts';
import { objectAt, stringAt } from '../identity-authentication/json-access.ts';
import { groupName, type Tenant } from './tenant.ts';
import { ENTERPRISE_USER } from './urns.ts';

export function viewUser(tenant: Tenant, user: JsonObject): JsonObject {
  const { base, groups, memberships } = tenant;
  const id = stringAt(user, 'id') ?? '';
  const shown = memberships.groupsOf(id).flatMap((groupId) => {
    const group = groups.get(groupId);
    if (group === undefined) return [];
    const name = groupName(group);
    // Seen in a live answer: the value is the name, the id stands in $ref only.
    return [{ value: name, $ref: `${base}/Groups/${groupId}`, display: name }];
  });
  const { schemas, meta, ...rest } = user;
  return {
    schemas: schemas ?? [],
    meta: metaOf(tenant, 'User', id, meta),
    ...rest,
    ...managerOf(tenant, user),
    ...(shown.length === 0 ? {} : { groups: shown }),
  };
}

/** Documented: at most 100 members in any answer, and nothing says that there are more. */
export function viewGroup(tenant: Tenant, group: JsonObject): JsonObject {
  const { base, users, memberships, settings } = tenant;
  const id = stringAt(group, 'id') ?? '';
  const members: JsonObject[] = [];
  for (const userId of memberships.members(id).keys()) {
    if (members.length === settings.membersPerAnswer) break;
    const display = stringAt(users.get(userId), 'displayName');
    members.push({
      value: userId,
      $ref: `${base}/Users/${userId}`,
      ...(display === undefined ? {} : { display }),
    });
  }
  return {
    ...group,
    ...(members.length === 0 ? {} : { members }),
    meta: metaOf(tenant, 'Group', id, group['meta']),
  };
}

function metaOf(
  { base }: Tenant,
  resourceType: 'User' | 'Group',
  id: string,
  meta: JsonObject[string] | undefined,
): JsonObject {
  const known = typeof meta === 'object' && meta !== null && !Array.isArray(meta) ? meta : {};
  return { location: `${base}/${resourceType}s/${id}`, resourceType, version: '1.0', ...known };
}

function managerOf({ base, users }: Tenant, user: JsonObject): JsonObject {
  const enterprise = objectAt(user, ENTERPRISE_USER);
  const value = stringAt(objectAt(enterprise, 'manager'), 'value');
  if (enterprise === undefined || value === undefined) return {};
  const displayName = stringAt(users.get(value), 'displayName');
  const manager = {
    value,
    $ref: `${base}/Users/${value}`,
    ...(displayName === undefined ? {} : { displayName }),
  };
  return { [ENTERPRISE_USER]: { ...enterprise, manager } };
}
