/** Bodies of POST, PUT and PATCH as servers want them. */
import type { JsonObject } from '../../scim/json.ts';
import { PATCH_OP_SCHEMA } from '../../scim/schemas.ts';
import { withUsableMembers } from '../membership/member-operations.ts';
import { usableMembers } from '../membership/members.ts';
import { withSchemas } from '../scim-api/declared-schemas.ts';
import { withFilteredRemovals } from './member-removals.ts';

/**
 * The same entity, `schemas` of users and groups complete, members of a group with values.
 *
 * @throws ScimError 400 `invalidValue` for members without a usable value
 */
export function writeBody(entityType: string, entity: JsonObject): JsonObject {
  // Which schemas an entity type of somebody's own has, nobody knows here.
  if (entityType !== 'user' && entityType !== 'group') return entity;
  const body = withSchemas(entityType, entity);
  // Null is left: for a new group it says that there are none.
  const { members = null } = body;
  return entityType === 'group' && members !== null ? { ...body, members: usableMembers(members) } : body;
}

/**
 * The same request, which names its schema (RFC 7644 §3.5.2) also where a write transformation does not carry `schemas`; members
 * of a group with values, and removed by their ids.
 *
 * @throws ScimError 400 `invalidValue` for members without a usable value
 */
export function patchBody(entityType: string, body: JsonObject): JsonObject {
  const { schemas = null } = body;
  const isNamed = Array.isArray(schemas) && schemas.length > 0;
  const request = isNamed ? body : { ...body, schemas: [PATCH_OP_SCHEMA] };
  return entityType === 'group' ? withFilteredRemovals(withUsableMembers(request)) : request;
}
