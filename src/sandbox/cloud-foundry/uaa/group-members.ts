/** `/Groups/{id}/members`: one membership at a time, without versions. */
import type { StandInAnswer } from '../../kit/message.ts';
import type { GroupMember, UaaGroup } from '../store/groups.ts';
import { requireScope } from './access.ts';
import { param, type UaaCall, uaaAnswer } from './call.ts';
import { scimError, userNotFound } from './errors.ts';
import { readMember, resolveMember } from './group-body.ts';
import { existingGroup } from './groups.ts';
import { userView } from './users/view.ts';

/** A bare array; with `returnEntities=true` each member carries its user. */
export function listMembers(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.read');
  const { landscape, query } = call;
  const members = [...existingGroup(call).members.values()];
  if (query.get('returnEntities') !== 'true') return uaaAnswer(200, members);
  return uaaAnswer(
    200,
    members.map((member) => {
      const user = landscape.users.get(member.value);
      return user === undefined ? member : { ...member, entity: userView(landscape, user) };
    }),
  );
}

export function getMember(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.read');
  return uaaAnswer(200, existingMember(call, existingGroup(call)));
}

export function postMember(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.write', 'groups.update');
  const { landscape } = call;
  const group = existingGroup(call);
  const body = readMember(call);
  if (body.type === 'USER' && landscape.users.get(body.value) === undefined) throw userNotFound(body.value);
  const member = resolveMember(landscape, body);
  if (group.members.has(member.value)) {
    throw scimError(
      409,
      'member_already_exists',
      `${member.value} is already part of the group: ${group.displayName}`,
    );
  }
  landscape.groups.update(group, ({ members }) => members.set(member.value, member));
  return uaaAnswer(201, member);
}

export function removeMember(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.write', 'groups.update');
  const group = existingGroup(call);
  const member = existingMember(call, group);
  call.landscape.groups.update(group, ({ members }) => members.delete(member.value));
  return uaaAnswer(200, member);
}

function existingMember(call: UaaCall, group: UaaGroup): GroupMember {
  const id = param(call, 'member');
  const member = group.members.get(id);
  if (member === undefined) {
    throw scimError(404, 'member_not_found', `Member ${id} does not exist in group ${group.id}`);
  }
  return member;
}
