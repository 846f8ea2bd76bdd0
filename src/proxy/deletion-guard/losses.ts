/** What the entity had before a change and has not after it, in the backend's own attributes. */
import { booleanOf } from '../../scim/boolean.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { findMember } from '../../scim/patch/json-tools.ts';

/** Of Identity Authentication, beside `active`: each follows the other. */
const STATUS = { schema: 'urn:ietf:params:scim:schemas:extension:sap:2.0:User', name: 'status' };

/** Words that a request about whether a user may log on has in its paths or names. */
export const STATE_NAMES: readonly string[] = ['active', STATUS.name];

/** Whether the user could log on, and cannot any more; to take `active` away altogether is as good as that. */
export function isDeactivated(before: JsonObject, after: JsonObject): boolean {
  if (!mayLogOn(before)) return false;
  const isTakenAway = findMember(before, 'active') !== undefined && findMember(after, 'active') === undefined;
  return isTakenAway || !mayLogOn(after);
}

/**
 * Who says nothing about it may. Whatever is there and does not clearly say yes is a no: backends take `0`, `""` and `null`
 * for one.
 */
function mayLogOn(entity: JsonObject): boolean {
  const active = findMember(entity, 'active');
  if (active !== undefined && booleanOf(active) !== true) return false;
  const extension = findMember(entity, STATUS.schema);
  const status = isJsonObject(extension) ? findMember(extension, STATUS.name) : undefined;
  return typeof status !== 'string' || status.trim().toLowerCase() !== 'inactive';
}

/** Whether it clearly says that the user may log on. */
export function isOn(entity: JsonObject): boolean {
  return booleanOf(findMember(entity, 'active')) === true && mayLogOn(entity);
}

/**
 * Members that are gone afterwards.
 *
 * @param named ids that the request itself says shall go: a backend may compare them without regard to case
 */
export function goneMembers(
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  named: ReadonlySet<string>,
): number {
  const folded = new Set([...named].filter((id) => !before.has(id)).map((id) => id.toLowerCase()));
  let gone = 0;
  for (const id of before) if (!after.has(id) || folded.has(id.toLowerCase())) gone += 1;
  return gone;
}

/** Ids of members, however they are written: a list or a single one, objects or ids alone, numbers as ids. */
export function memberIds(members: JsonValue | undefined): Set<string> {
  const list = Array.isArray(members) ? members : members === undefined || members === null ? [] : [members];
  const ids = list.map((member) => (isJsonObject(member) ? findMember(member, 'value') : member));
  return new Set(ids.filter((id) => typeof id === 'string' || typeof id === 'number').map(String));
}
