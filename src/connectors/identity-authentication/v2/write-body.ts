/**
 * What is sent for an entity. Identity Directory takes `""` as no value, except where an attribute has canonical
 * values (its `/Schemas`): there it is a 400 ("Provided value is not part of 'status' canonical values").
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { usableMembers } from '../../membership/members.ts';
import { SAP_GROUP_EXTENSION, SAP_USER_EXTENSION } from '../../sap-extensions.ts';
import type { EntityKind } from '../../scim-api/entity-kind.ts';

/** Paths of attributes with canonical values; lists on the way are walked through. */
const CANONICAL: Readonly<Record<EntityKind, readonly (readonly string[])[]>> = {
  user: [
    ['userType'],
    ['emails', 'type'],
    ['phoneNumbers', 'type'],
    ['addresses', 'type'],
    ['ims', 'type'],
    ['photos', 'type'],
    [SAP_USER_EXTENSION, 'status'],
    [SAP_USER_EXTENSION, 'emails', 'type'],
    [SAP_USER_EXTENSION, 'phoneNumbers', 'type'],
    [SAP_USER_EXTENSION, 'socialIdentities', 'socialProvider'],
  ],
  group: [
    ['members', 'type'],
    [SAP_GROUP_EXTENSION, 'type'],
    [SAP_GROUP_EXTENSION, 'supportedOperations'],
  ],
};

/**
 * The entity without empty canonical values, members of a group as the backend wants them. What has to change is
 * copied, the rest is shared.
 *
 * @throws ScimError 400 `invalidValue` for members without a usable value
 */
export function writeBody(kind: EntityKind, entity: JsonObject): JsonObject {
  const whole = kind === 'group' ? withMembers(entity) : entity;
  return CANONICAL[kind].reduce((body, path) => withoutEmpty(body, path), whole);
}

/** Null is left: for a new group it says that there are none, and what it means for an old one is not known here. */
function withMembers(entity: JsonObject): JsonObject {
  const { members = null } = entity;
  return members === null ? entity : { ...entity, members: usableMembers(members) };
}

/** @param at how much of the path leads to the value */
function withoutEmpty<T extends JsonValue>(value: T, path: readonly string[], at?: number): T;
function withoutEmpty(value: JsonValue, path: readonly string[], at = 0): JsonValue {
  if (Array.isArray(value)) {
    let copy: JsonValue[] | undefined;
    for (const [index, entry] of value.entries()) {
      const replaced = withoutEmpty(entry, path, at);
      if (replaced === entry) continue;
      copy ??= [...value];
      copy[index] = replaced;
    }
    return copy ?? value;
  }
  const name = path[at];
  if (name === undefined || !isJsonObject(value) || !Object.hasOwn(value, name)) return value;
  const member = value[name];
  if (member === undefined) return value;
  if (at === path.length - 1) {
    if (member !== '') return value;
    const { [name]: _, ...others } = value;
    return others;
  }
  const replaced = withoutEmpty(member, path, at + 1);
  return replaced === member ? value : { ...value, [name]: replaced };
}
