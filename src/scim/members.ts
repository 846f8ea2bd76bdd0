/** Members of groups in requests (RFC 7643 §4.2). */
import { ScimError } from './errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';

/**
 * The members, each as an object with its id. Some clients send a single one without brackets, or ids alone.
 *
 * @param members with names in their own spelling
 * @throws ScimError 400 `invalidValue` for a member without a usable `value`: a backend that drops such members would
 *   empty the group
 */
export function usableMembers(members: JsonValue): JsonObject[] {
  return (Array.isArray(members) ? members : [members]).map(usableMember);
}

function usableMember(member: JsonValue): JsonObject {
  const value = isJsonObject(member) ? member['value'] : member;
  if (!isUsable(value)) throw unusableMember();
  return isJsonObject(member) ? member : { value };
}

export function isUsable(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

export function unusableMember(): ScimError {
  return new ScimError(
    400,
    'A member needs a value: the id of the user or group, a text that is not blank. Nothing was changed. ' +
      'To have no members, send an empty list.',
    { scimType: 'invalidValue' },
  );
}
