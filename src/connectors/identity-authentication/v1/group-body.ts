/** What is sent for a group. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { CUSTOM_GROUP_EXTENSION } from '../entity-kind.ts';
import { groupName } from './membership.ts';

/** Each member once, by its id alone; what has none is left to the backend to refuse. */
export function groupBody(entity: JsonObject): JsonObject {
  const { members, ...rest } = entity;
  if (members === null || members === undefined) return rest;
  return { ...rest, members: Array.isArray(members) ? distinct(members) : members };
}

/**
 * SAP's default transformations show the technical name of a group as its display name: a client that hands it back as
 * it was read does not mean to rename the group. And the description can only be changed with the name beside it.
 *
 * @param before the group as it is
 */
export function replacingBody(entity: JsonObject, id: string, before: JsonObject): JsonObject {
  const body: JsonObject = { ...groupBody(entity), id };
  const name = groupName(before);
  const { displayName } = before;
  if (body['displayName'] === name && typeof displayName === 'string') body['displayName'] = displayName;
  const extension = body[CUSTOM_GROUP_EXTENSION];
  if (isJsonObject(extension) && extension['name'] === undefined && name !== undefined) {
    body[CUSTOM_GROUP_EXTENSION] = { ...extension, name };
  }
  return body;
}

function distinct(members: readonly JsonValue[]): JsonValue[] {
  const values = new Set<string>();
  const others: JsonValue[] = [];
  for (const member of members) {
    const value = isJsonObject(member) ? member['value'] : undefined;
    if (typeof value === 'string') values.add(value);
    else others.push(member);
  }
  return [...[...values].map((value) => ({ value })), ...others];
}
