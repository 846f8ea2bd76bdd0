/** What is sent for a group. */
import { isJsonObject, type JsonObject } from '../../../scim/json.ts';
import { membersById } from '../../membership/members.ts';
import { CUSTOM_GROUP_EXTENSION } from '../../sap-extensions.ts';
import { groupName } from './membership.ts';

/** Each member once, by its id alone. @throws ScimError 400 `invalidValue` for null and for members that have none */
export function groupBody(entity: JsonObject): JsonObject {
  const { members, ...rest } = entity;
  if (members === undefined) return rest;
  return { ...rest, members: [...membersById(members).keys()].map((value) => ({ value })) };
}

/** A new group may say by null, too, that it has no members. */
export function newGroupBody(entity: JsonObject): JsonObject {
  const { members = null, ...rest } = entity;
  return groupBody(members === null ? rest : entity);
}

/**
 * SAP's default transformations show the technical name of a group as its display name: a client that hands it back as
 * it was read does not mean to rename the group. And the description can only be changed with the name beside it.
 *
 * @param wanted as {@link groupBody} gives it
 * @param before the group as it is
 */
export function replacingBody(wanted: JsonObject, id: string, before: JsonObject): JsonObject {
  const body: JsonObject = { ...wanted, id };
  const name = groupName(before);
  const { displayName } = before;
  if (body['displayName'] === name && typeof displayName === 'string') body['displayName'] = displayName;
  const extension = body[CUSTOM_GROUP_EXTENSION];
  if (isJsonObject(extension) && extension['name'] === undefined && name !== undefined) {
    body[CUSTOM_GROUP_EXTENSION] = { ...extension, name };
  }
  return body;
}
