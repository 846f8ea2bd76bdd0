/** Bodies of POST and PUT as servers want them. */
import type { JsonObject } from '../../scim/json.ts';
import { usableMembers } from '../membership/members.ts';
import { withSchemas } from '../scim-api/declared-schemas.ts';

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
