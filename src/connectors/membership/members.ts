/**
 * Members as bodies name them. Backends drop a member without a usable value and take the rest, so that a list of such
 * members empties the group: they are refused before anything is sent, also where a transformation made them.
 */
import { ScimError } from '../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { isUsable } from '../../scim/members.ts';

/** By id; each of them has a `value`, in this spelling. */
export type Members = ReadonlyMap<string, JsonObject>;

/**
 * Each member once. A member is an object with a `value`, whatever the case of that name, or the id itself.
 *
 * @param value a list of members, or one of them
 * @throws ScimError 400 `invalidValue` for null, and where one of them has no id
 */
export function membersById(value: JsonValue): Map<string, JsonObject> {
  if (value === null) throw noMembers();
  const members = Array.isArray(value) ? value : [value];
  const byId = new Map<string, JsonObject>();
  for (const [index, entry] of members.entries()) {
    const member = withValue(entry);
    const id = member?.['value'];
    if (member === undefined || !isUsable(id))
      throw memberWithoutValue(`entry ${index + 1} of ${members.length}`);
    byId.set(id, member);
  }
  return byId;
}

/** The same as a list, which a backend understands in whatever spelling it was given. */
export function usableMembers(value: JsonValue): JsonObject[] {
  return [...membersById(value).values()];
}

/** The name of the value, as a member spells it. */
export function valueName(member: JsonObject): string | undefined {
  return Object.hasOwn(member, 'value')
    ? 'value'
    : Object.keys(member).find((name) => name.toLowerCase() === 'value');
}

/** @param which member, for people */
export function memberWithoutValue(which: string): ScimError {
  return refusal(
    `A member needs a value: the id of the user or group, as a text that is not blank. There is none in ${which}`,
  );
}

function noMembers(): ScimError {
  return refusal(
    'Members cannot be null or without a value: send [] for nobody, or leave members out; a PATCH that removes all of them has no value',
  );
}

function refusal(reason: string): ScimError {
  const detail = `${reason}. Look at what the client sent, and at what the write transformation made of it; nothing was changed.`;
  return new ScimError(400, detail, { scimType: 'invalidValue' });
}

function withValue(entry: JsonValue): JsonObject | undefined {
  if (!isJsonObject(entry)) return isUsable(entry) ? { value: entry } : undefined;
  const name = valueName(entry);
  if (name === undefined || name === 'value') return entry;
  const { [name]: value = null, ...others } = entry;
  return { ...others, value };
}
