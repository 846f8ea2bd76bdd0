/** Filters on groups: version 1 knows none, so they are applied to the groups as they are read. */
import { printAttributePath } from '../../../scim/attribute-path.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { AttributePath, Filter } from '../../../scim/filter-ast.ts';
import { compileFilter } from '../../../scim/filter-evaluate.ts';
import type { JsonObject } from '../../../scim/json.ts';
import { isCoreSchema } from '../../../scim/schemas.ts';
import { CUSTOM_GROUP_EXTENSION } from '../../sap-extensions.ts';

const CORE: ReadonlySet<string> = new Set(['id', 'displayname']);
const EXTENSION: ReadonlySet<string> = new Set(['name', 'description', 'groupid']);

/** @throws ScimError 400 `invalidFilter` for attributes that are cut (members) or that groups do not have */
export function groupFilter(filter: Filter): (group: JsonObject) => boolean {
  check(filter);
  return compileFilter(filter);
}

/** The id that the filter asks for, where it asks for nothing else. */
export function idOf(filter: Filter): string | undefined {
  const asksForId =
    filter.kind === 'compare' && filter.operator === 'eq' && printAttributePath(filter.path) === 'id';
  return asksForId && typeof filter.value === 'string' ? filter.value : undefined;
}

function check(filter: Filter): void {
  switch (filter.kind) {
    case 'and':
    case 'or':
      filter.operands.forEach(check);
      return;
    case 'not':
      check(filter.operand);
      return;
    default:
      if (!isKnown(filter.path)) throw impossible(filter.path);
  }
}

function isKnown({ schema, attribute, index, subAttribute }: AttributePath): boolean {
  if (index !== undefined || subAttribute !== undefined) return false;
  const name = attribute.toLowerCase();
  if (schema?.toLowerCase() === CUSTOM_GROUP_EXTENSION.toLowerCase()) return EXTENSION.has(name);
  const isCore = schema === undefined || isCoreSchema(schema);
  return isCore && CORE.has(name);
}

function impossible(path: AttributePath): ScimError {
  const detail = `Groups of Identity Authentication version 1 cannot be looked for by ${printAttributePath(path)}. Possible are id, displayName, and name, description and groupId of ${CUSTOM_GROUP_EXTENSION}, such as displayName eq "Administrators". There is no delta read.`;
  return new ScimError(400, detail, { scimType: 'invalidFilter' });
}
