/** Members in request bodies. */
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonValue } from '../../scim/json.ts';

/** Ids of users, each once. @param value a member or a list of them; null is none @throws ScimError 400 `invalidValue` */
export function memberIds(value: JsonValue): Set<string> {
  const members = value === null ? [] : Array.isArray(value) ? value : [value];
  return new Set(members.map(memberId));
}

function memberId(member: JsonValue): string {
  const value = isJsonObject(member) ? own(member, 'value') : member;
  if (typeof value !== 'string' || value === '') {
    throw invalid('each of the members needs a value: the id of a user');
  }
  const type = isJsonObject(member) ? own(member, 'type') : undefined;
  if (typeof type === 'string' && type.toLowerCase() !== 'user') {
    throw invalid(`only users can be members, not ${JSON.stringify(type.slice(0, 50))}`);
  }
  return value;
}

function own(object: { readonly [key: string]: JsonValue }, name: string): JsonValue | undefined {
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : object[key];
}

function invalid(reason: string): ScimError {
  return new ScimError(400, `The members cannot be changed: ${reason}.`, { scimType: 'invalidValue' });
}
