/** Members in request bodies. */
import { ScimError } from '../../../scim/errors.ts';
import type { JsonObject, JsonValue } from '../../../scim/json.ts';
import { type Members, membersById } from '../../membership/members.ts';

/** Ids of users, each once. @param value a member or a list of them @throws ScimError 400 `invalidValue` */
export function memberIds(value: JsonValue): Set<string> {
  const members = membersById(value);
  requireUsers(members);
  return new Set(members.keys());
}

/** @throws ScimError 400 `invalidValue` for members of another type */
export function requireUsers(members: Members): void {
  for (const member of members.values()) requireUser(member);
}

function requireUser(member: JsonObject): void {
  const name = Object.keys(member).find((candidate) => candidate.toLowerCase() === 'type');
  const type = name === undefined ? undefined : member[name];
  if (typeof type !== 'string' || type.toLowerCase() === 'user') return;
  const detail = `The members cannot be changed: only users can be members, not ${JSON.stringify(type.slice(0, 50))}.`;
  throw new ScimError(400, detail, { scimType: 'invalidValue' });
}
