/** Who is in a group: the rules for one member and for all of them. */
import type { Landscape } from '../../landscape.ts';
import type { GroupMember, UaaGroup } from '../../store/groups.ts';
import { checkTexts, statementError } from '../database.ts';
import { groupNotFound, scimError, type UaaError, unexpectedError, userNotFound } from '../errors.ts';
import { hasText } from '../has-text.ts';

const INSERT =
  'insert into group_membership ( group_id,member_id,member_type,authorities,added,origin,identity_zone_id ) values (?,?,?,?,?,?,?)';
const LONGEST_ORIGIN = 36;
const SELECT = {
  USER:
    'select id,version,created,lastModified,username,email,givenName,familyName,active,phoneNumber,verified,origin,' +
    'external_id,identity_zone_id,alias_id,alias_zid,salt,passwd_lastmodified,last_logon_success_time,' +
    'previous_logon_success_time from users where id=? and identity_zone_id=?',
  GROUP:
    'select id,displayName,description,created,lastModified,version,identity_zone_id from "groups" ' +
    'where id=? and identity_zone_id=?',
} as const;

/** A member as it was asked for. */
export interface WantedMember {
  readonly value: string | undefined;
  /** Absent: a user, when it comes to be stored. */
  readonly type: GroupMember['type'] | undefined;
  readonly origin: string;
}

/** `null`: a list of members may have holes, on which the UAA trips once it gets there. */
export type WantedMembers = readonly (WantedMember | null)[];

/**
 * The member as it would be stored, if it may be.
 *
 * @throws UaaError 409 `member_already_exists`; 404 for a user or group there is not; 400 for what names none, and
 *   for the group itself
 */
export function checkMember(landscape: Landscape, groupId: string, member: WantedMember | null): GroupMember {
  const { groups, users } = landscape;
  if (groups.isDefault(groupId)) throw alreadyMember('Trying to add member to default group');
  if (member === null) throw unexpectedError();
  const { value, type = 'USER', origin } = member;
  if (!hasText(value) || !hasText(origin)) {
    throw scimError(
      400,
      'invalid_scim_resource',
      'group-id, member-id, origin and member-type must be non-empty',
    );
  }
  if (value === groupId) {
    throw scimError(400, 'invalid_scim_resource', 'trying to nest group within itself, aborting');
  }
  const group = groups.get(groupId);
  if (group === undefined) throw groupNotFound(groupId);
  checkTexts(SELECT[type], [{ place: 1, value }]);
  if (type === 'USER' && users.get(value) === undefined) throw userNotFound(value);
  if (type === 'GROUP' && groups.get(value) === undefined) throw groupNotFound(value);
  if (group.members.has(value)) throw alreadyMember(`${value} is already part of the group: ${groupId}`);
  return { value, type, origin };
}

/** @throws UaaError 400 in the database's words: an origin it cannot store, or a member who came in meanwhile */
export function insertMember({ groups }: Landscape, groupId: string, member: GroupMember): void {
  checkTexts(INSERT, [{ place: 6, value: member.origin, length: LONGEST_ORIGIN }]);
  const group = groups.get(groupId);
  // Nothing ties the two tables together: a member of no group is stored as well, and never seen.
  if (group === undefined) return;
  if (group.members.has(member.value)) {
    throw statementError(
      INSERT,
      'duplicate key value violates unique constraint "group_membership_unique_key"\n' +
        `  Detail: Key (member_id, group_id)=(${member.value}, ${groupId}) already exists.`,
    );
  }
  groups.addMember(group, member);
}

/** @throws UaaError as `checkMember` and `insertMember` do */
export function addMember(landscape: Landscape, groupId: string, member: WantedMember | null): void {
  insertMember(landscape, groupId, checkMember(landscape, groupId, member));
}

/**
 * Removes whoever is not wanted, then adds whoever is missing, one by one: those before a failure stay. A member
 * who is in is the same when value and type are; its origin stays as it is.
 *
 * @throws UaaError as `addMember` does
 */
export function replaceMembers(landscape: Landscape, group: UaaGroup, wanted: WantedMembers): void {
  const before = [...group.members.values()];
  const keep = new Set(wanted.map(identity));
  for (const member of before) {
    if (!keep.has(identity(member))) landscape.groups.removeMember(group, member.value);
  }
  const known = new Set(before.map(identity));
  for (const member of wanted) {
    if (!known.has(identity(member))) addMember(landscape, group.id, member);
  }
}

/** A type that was not sent is not that of the stored member, whatever it will be stored as. */
function identity(member: WantedMember | null): string {
  return member === null ? '' : `${member.type} ${member.value}`;
}

function alreadyMember(message: string): UaaError {
  return scimError(409, 'member_already_exists', message);
}
