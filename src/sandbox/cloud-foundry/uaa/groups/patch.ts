/** PATCH of a group, as SCIM 1.1 has it: the body is a partial group, not a list of operations. */
import type { UaaGroup } from '../../store/groups.ts';
import { scimError, unexpectedError } from '../errors.ts';
import type { GroupBody } from './body.ts';
import type { WantedMember, WantedMembers } from './membership.ts';
import type { GroupTexts } from './rows.ts';

export interface GroupContent extends GroupTexts {
  readonly members: WantedMembers;
}

/**
 * First `meta.attributes` are removed, then the rest is applied. Members in the patch take the place of those with
 * their value, or go when they say `"operation": "delete"`.
 *
 * @throws UaaError 400 for what cannot be removed, 500 for holes in the lists
 */
export function patched(group: UaaGroup, patch: GroupBody): GroupContent {
  const removed = patch.removed.map(removable);
  const description = removed.includes('DESCRIPTION') ? undefined : group.description;
  const displayName = removed.includes('DISPLAYNAME') ? undefined : group.displayName;
  const members = removed.includes('MEMBERS') ? [] : [...group.members.values()];
  return {
    displayName: patch.displayName ?? displayName,
    description: patch.description ?? description,
    members: patch.members === undefined ? members : merged(members, patch.members),
  };
}

/** In upper case. */
function removable(name: string | null): string {
  if (name === null) throw unexpectedError();
  const upper = name.toUpperCase();
  switch (upper) {
    case 'DESCRIPTION':
    case 'DISPLAYNAME':
    case 'MEMBERS':
      return upper;
    case 'ZONEID':
      throw scimError(400, 'scim', 'Cannot delete or change ZoneId');
    case 'ID':
      throw scimError(400, 'scim', 'Cannot delete or change ID');
    default:
      throw scimError(400, 'scim', `Attribute ${name} cannot be removed using "Meta.attributes"`);
  }
}

function merged(members: readonly WantedMember[], patch: NonNullable<GroupBody['members']>): WantedMembers {
  const changes = patch.map((member) => {
    if (member === null) throw unexpectedError();
    return member;
  });
  const named = new Set(changes.map(({ value }) => value));
  return [...members.filter(({ value }) => !named.has(value)), ...changes.filter(({ remove }) => !remove)];
}
