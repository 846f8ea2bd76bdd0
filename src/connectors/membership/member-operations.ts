/**
 * The last look at a PATCH (RFC 7644 §3.5.2) of a group before it is sent or taken apart: wherever it names members,
 * they have usable values. What it says about anything else is not looked at.
 */
import { ScimError } from '../../scim/errors.ts';
import type { Filter } from '../../scim/filter-ast.ts';
import { parseFilter } from '../../scim/filter-parse.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../scim/json.ts';
import { comparesNoMember } from '../../scim/members.ts';
import { GROUP_SCHEMA } from '../../scim/schemas.ts';
import { withoutCoreSchema } from './member-path.ts';
import { membersById, memberWithoutValue, usableMembers, valueName } from './members.ts';

/** `members`, `members[value eq "a"]`, `members.value`, `members[value eq "a"].value` */
const MEMBERS = /^members\s*(?:\[(?<selection>.*)\])?(?:\.(?<part>.+))?$/is;

/**
 * The same request, members of it in one spelling.
 *
 * @throws ScimError 400 `invalidValue`
 */
export function withUsableMembers(body: JsonObject): JsonObject {
  const { Operations: given } = body;
  // A transformation that does not preserve lists makes a single operation of a list with one.
  const operations = isJsonObject(given) ? [given] : given;
  if (!Array.isArray(operations)) return body;
  return { ...body, Operations: operations.map((entry) => (isJsonObject(entry) ? checked(entry) : entry)) };
}

function checked(operation: JsonObject): JsonObject {
  const { op, path, value } = operation;
  const removes = typeof op === 'string' && op.toLowerCase() === 'remove';
  const name = typeof path === 'string' ? path.trim() : '';
  const members = MEMBERS.exec(withoutCoreSchema(name))?.groups;
  if (members !== undefined) {
    const usable = checkedValue(members, value, removes);
    return usable === undefined ? operation : { ...operation, value: usable };
  }
  const isWhole = name === '' || name.toLowerCase() === GROUP_SCHEMA.toLowerCase();
  return isWhole && isJsonObject(value) ? { ...operation, value: checkedParts(value, removes) } : operation;
}

/** Of a value object, which has attributes as names, also below the URN of their schema. */
function checkedParts(value: JsonObject, removes: boolean): JsonObject {
  const parts = Object.entries(value).map(([name, part]) => {
    const members = MEMBERS.exec(withoutCoreSchema(name))?.groups;
    if (members !== undefined) return [name, checkedValue(members, part, removes) ?? part];
    const isCore = name.toLowerCase() === GROUP_SCHEMA.toLowerCase();
    return [name, isCore && isJsonObject(part) ? checkedParts(part, removes) : part];
  });
  return Object.fromEntries(parts);
}

function checkedValue(
  { selection, part }: { readonly [name: string]: string | undefined },
  value: JsonValue | undefined,
  removes: boolean,
): JsonValue | undefined {
  if (selection !== undefined) checkSelection(selection);
  if (part !== undefined) {
    if (part.toLowerCase() !== 'value') return value;
    if (removes) throw memberWithoutValue('a member that loses it');
    membersById(value ?? null);
    return value;
  }
  if (selection === undefined) {
    // Only a removal may do without: it then means all.
    if (value === undefined && removes) return undefined;
    return usableMembers(value ?? null);
  }
  const leavesValue = removes || (isJsonObject(value) && valueName(value) === undefined);
  if (!leavesValue) membersById(value ?? null);
  return value;
}

/** What cannot be read selects nothing that is known here: the backend has to say what it makes of it. */
function checkSelection(text: string): void {
  let filter: Filter;
  try {
    filter = parseFilter(text);
  } catch (error) {
    if (error instanceof ScimError) return;
    throw error;
  }
  if (comparesNoMember(filter)) throw memberWithoutValue('a filter of the path');
}
