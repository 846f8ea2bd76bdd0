/**
 * Removals of members as RFC 7644 §3.5.2.2 has them: by a filter in the path. In the RFC a `remove` has no value, and a server
 * that goes by it empties the group where a client names members in one, as Microsoft Entra does.
 */
import { printFilter } from '../../scim/filter-print.ts';
import { compare } from '../../scim/filter-tree.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { withoutCoreSchema } from '../membership/member-path.ts';

/** @param body in which all members have usable values (`withUsableMembers`) */
export function withFilteredRemovals(body: JsonObject): JsonObject {
  const { Operations: operations } = body;
  if (!Array.isArray(operations)) return body;
  return { ...body, Operations: operations.flatMap(filtered) };
}

function filtered(operation: JsonValue): JsonValue[] {
  if (!isJsonObject(operation)) return [operation];
  const { op, path, value } = operation;
  const removes = typeof op === 'string' && op.toLowerCase() === 'remove';
  const isMembers = typeof path === 'string' && withoutCoreSchema(path.trim()).toLowerCase() === 'members';
  if (!removes || !isMembers || !Array.isArray(value)) return [operation];
  return value.filter(isJsonObject).map(({ value: id = null }) => ({
    op,
    path: `members[${printFilter(compare({ attribute: 'value' }, 'eq', String(id)))}]`,
  }));
}
