/** `/Groups/{id}/members`: one membership at a time, without versions. */
import type { StandInAnswer } from '../../../kit/message.ts';
import type { Landscape } from '../../landscape.ts';
import type { GroupMember } from '../../store/groups.ts';
import { param, type UaaCall, uaaAnswer } from '../call.ts';
import { groupNotFound, scimError, userNotFound } from '../errors.ts';
import { booleanParameter } from '../query-values.ts';
import { withoutGroups } from '../users/view.ts';
import { readMember } from './body.ts';
import { existingGroup } from './groups.ts';
import { checkMember, insertMember } from './membership.ts';
import { withoutMembers } from './view.ts';

/** A bare array; with `returnEntities=true` each member carries its user or group. */
export function listMembers(call: UaaCall): StandInAnswer {
  const { landscape } = call;
  const entities = booleanParameter(call.query, 'returnEntities');
  const members = [...existingGroup(landscape, param(call, 'id')).members.values()];
  return uaaAnswer(
    200,
    entities ? members.map((member) => ({ ...member, entity: entityOf(landscape, member) })) : members,
  );
}

/** The UAA takes any method but DELETE for a read here, under the scopes of that method. */
export function getMember(call: UaaCall): StandInAnswer {
  return uaaAnswer(200, existingMember(call));
}

export async function postMember(call: UaaCall): Promise<StandInAnswer> {
  const { landscape } = call;
  const id = param(call, 'id');
  const member = checkMember(landscape, id, readMember(call));
  await landscape.interleaving.beforeWrite();
  insertMember(landscape, id, member);
  return uaaAnswer(201, member);
}

export async function removeMember(call: UaaCall): Promise<StandInAnswer> {
  const { groups, interleaving } = call.landscape;
  const member = existingMember(call);
  await interleaving.beforeWrite();
  const group = groups.get(param(call, 'id'));
  if (group?.members.has(member.value) !== true) {
    throw scimError(422, 'scim', 'unexpected number of members removed');
  }
  groups.removeMember(group, member.value);
  return uaaAnswer(200, member);
}

/** Whether the group exists is not asked. */
function existingMember(call: UaaCall): GroupMember {
  const [group, id] = [param(call, 'id'), param(call, 'member')];
  const member = call.landscape.groups.get(group)?.members.get(id);
  if (member === undefined) {
    throw scimError(404, 'member_not_found', `Member ${id} does not exist in group ${group}`);
  }
  return member;
}

/** The row alone: without the groups and approvals of a user, without the members of a group. */
function entityOf(landscape: Landscape, { type, value }: GroupMember): Record<string, unknown> {
  if (type === 'GROUP') {
    const group = landscape.groups.get(value);
    if (group === undefined) throw groupNotFound(value);
    return withoutMembers(group);
  }
  const user = landscape.users.get(value);
  if (user === undefined) throw userNotFound(value);
  return withoutGroups(landscape, user);
}
