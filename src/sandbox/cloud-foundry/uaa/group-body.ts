/** The group, or the group member, in a request body. */
import type { Landscape } from '../landscape.ts';
import type { GroupMember } from '../store/groups.ts';
import {
  type Body,
  checkSchemas,
  objects,
  readMembers,
  readObject,
  removedAttributes,
  text,
} from './body.ts';
import type { UaaCall } from './call.ts';
import { scimError, type UaaError } from './errors.ts';

export interface GroupBody {
  readonly displayName: string | undefined;
  readonly description: string | undefined;
  readonly members: readonly MemberBody[] | undefined;
  /** Upper case, of `meta.attributes`. */
  readonly removed: readonly string[];
}

export interface MemberBody {
  readonly value: string;
  readonly type: 'USER' | 'GROUP';
  readonly origin: string | undefined;
  /** Only in a PATCH. */
  readonly remove: boolean;
}

const GROUP = ['id', 'meta', 'schemas', 'displayName', 'description', 'zoneId', 'members'];
const MEMBER = ['value', 'type', 'origin', 'operation', 'entity'];

/** @throws UaaError 400 */
export function readGroup(call: UaaCall): GroupBody {
  const body = readMembers(readObject(call), GROUP, 'ScimGroup');
  checkSchemas(body);
  return {
    displayName: text(body, 'displayName'),
    description: text(body, 'description'),
    members: objects(body, 'members')?.map(memberOf),
    removed: removedAttributes(body),
  };
}

/** @throws UaaError 400 */
export function readMember(call: UaaCall): MemberBody {
  return memberOf(readObject(call));
}

function memberOf(value: object): MemberBody {
  const body: Body = readMembers(value, MEMBER, 'ScimGroupMember');
  const type = (text(body, 'type') ?? 'USER').toUpperCase();
  if (type !== 'USER' && type !== 'GROUP') throw invalidMember(`Invalid group member type: ${type}`);
  return {
    value: text(body, 'value') ?? '',
    type,
    origin: text(body, 'origin'),
    remove: text(body, 'operation')?.toLowerCase() === 'delete',
  };
}

/**
 * The member as it is stored.
 *
 * @throws UaaError 400 when there is no such user or group
 */
export function resolveMember({ users, groups }: Landscape, member: MemberBody): GroupMember {
  const user = member.type === 'USER' ? users.get(member.value) : undefined;
  if (user === undefined && (member.type === 'USER' || groups.get(member.value) === undefined)) {
    throw invalidMember(`Invalid group member: ${member.value}`);
  }
  return { value: member.value, type: member.type, origin: member.origin ?? user?.origin ?? 'uaa' };
}

function invalidMember(message: string): UaaError {
  return scimError(400, 'invalid_scim_resource', message);
}
