/** Bodies of POST and PUT as servers want them. */
import { isJsonObject, type JsonObject } from '../../scim/json.ts';
import { coreSchema } from '../../scim/schemas.ts';
import { usableMembers } from '../membership/members.ts';

const URN = /^urn:/i;
/** Those whose core schema has a name that everybody knows. */
const KNOWN: ReadonlySet<string> = new Set(['user', 'group']);

/**
 * The same entity, `schemas` complete (RFC 7643 §3), members of a group with values. Null as an extension is left out: both
 * mean that there is none (§2.5).
 *
 * @throws ScimError 400 `invalidValue` for members without a usable value
 */
export function writeBody(entityType: string, entity: JsonObject): JsonObject {
  const { schemas, ...rest } = entity;
  const declared = Array.isArray(schemas) ? [...schemas] : [];
  if (KNOWN.has(entityType) && !declared.includes(coreSchema(entityType))) {
    declared.unshift(coreSchema(entityType));
  }
  const body: JsonObject = { schemas: declared };
  for (const [name, value] of Object.entries(rest)) {
    if (URN.test(name)) {
      if (value === null) continue;
      if (isJsonObject(value) && !declared.includes(name)) declared.push(name);
    }
    body[name] = value;
  }
  if (declared.length === 0) delete body['schemas'];
  // Null is left: for a new group it says that there are none.
  const { members = null } = body;
  return entityType === 'group' && members !== null ? { ...body, members: usableMembers(members) } : body;
}
