/** Groups as the UAA takes them, and as the read transformation gets them. */
import { ScimError } from '../../scim/errors.ts';
import type { JsonObject } from '../../scim/json.ts';
import { own } from '../../scim/json-access.ts';
import { storable } from '../uaa-api/storable.ts';
import { type Member, membersIn } from './group-api.ts';

/** Sent by every request with a body. */
export const SCHEMAS = ['urn:scim:schemas:core:1.0'];

/** What the UAA computes, and `members`, which a change has to complete itself. */
export const NEVER_CARRIED: ReadonlySet<string> = new Set(['id', 'meta', 'schemas', 'zoneId', 'members']);

/** @param isOwn whether a member is shown */
export function presentGroup(group: JsonObject, isOwn: (member: JsonObject) => boolean): JsonObject {
  const shown = Object.entries(group).filter(([name, value]) => value !== null && name !== 'schemas');
  const entity = Object.fromEntries(shown);
  return 'members' in entity ? { ...entity, members: membersIn(group).filter(isOwn) } : entity;
}

/**
 * A whole group: what is missing of it would be erased, all members too.
 *
 * @throws ScimError 400 `invalidValue` without a name, and for what the UAA cannot store
 */
export function groupBody(entity: JsonObject, members: readonly JsonObject[]): JsonObject {
  const { displayName = null } = entity;
  if (typeof displayName !== 'string' || displayName.trim() === '') throw withoutName();
  const sent = Object.entries(entity).filter(([name]) => !NEVER_CARRIED.has(name));
  return storable({ ...Object.fromEntries(sent), schemas: SCHEMAS, members: [...members] });
}

/** The kind of member that clients mean by `type`, whatever the case: users where they do not say. */
export function typeOf(member: JsonObject): Member['type'] {
  const type = own(member, 'type');
  return typeof type === 'string' && type.toUpperCase() === 'GROUP' ? 'GROUP' : 'USER';
}

function withoutName(): ScimError {
  return new ScimError(
    400,
    'A group of the UAA needs a name: displayName has to be a text that is not blank. Nothing was sent. Look at what the client sent, and at what the write transformation made of it.',
    { scimType: 'invalidValue' },
  );
}
