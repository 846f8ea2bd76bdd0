/** Members of groups in requests (RFC 7643 §4.2). */
import { ScimError } from './errors.ts';
import type { Filter } from './filter-ast.ts';
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

/** Whether the filter in a path compares the `value` of members with no id: `value co ""` holds for all of them. */
export function comparesNoMember(tree: Filter): boolean {
  switch (tree.kind) {
    case 'compare':
      return tree.path.attribute.toLowerCase() === 'value' && !isUsable(tree.value);
    case 'and':
    case 'or':
      return tree.operands.some(comparesNoMember);
    case 'not':
      return comparesNoMember(tree.operand);
    default:
      return false;
  }
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
