/** What filters over users and groups may name, and what the indexes know about it. */
import type { JsonObject, JsonValue } from '../../../scim/json.ts';
import { stringAt } from '../../identity-authentication/json-access.ts';
import { invalidFilter } from '../failure.ts';
import type { Kind } from '../schema/registry.ts';
import { type Address, addressKey, readAttribute, resolveName } from '../schema/resolve.ts';
import { CUSTOM_GROUP, SAP_USER } from '../schema/urns.ts';
import type { Directory } from '../store/directory.ts';
import type { Lookup } from './candidates.ts';
import type { FilterScope } from './compile.ts';

export function entityScope(directory: Directory, kind: Kind): FilterScope<JsonObject> {
  const refused = directory.settings.refusedFilters;
  return {
    resolve(name) {
      const address = resolveName(directory.schemas, kind, name);
      if (address === undefined) throw invalidFilter(`Attribute with name '${name}' does not exist`);
      const key = addressKey(address);
      if (
        !isFilterable(kind, address, key) ||
        refused.some((each) => each === key || each.startsWith(`${key}.`))
      ) {
        throw invalidFilter(`Filtering by attribute '${name}' is not supported`);
      }
      return address;
    },
    read: (document, address) => readValue(directory, kind, document, address),
  };
}

/** Documented: delta reads, `meta.lastModified gt`, exist for users only. */
function isFilterable(kind: Kind, { attribute, sub }: Address, key: string): boolean {
  if (key === 'schemas' || (kind === 'Group' && key.startsWith('meta'))) return false;
  return attribute.mutability !== 'writeOnly' && sub?.mutability !== 'writeOnly';
}

function readValue(
  directory: Directory,
  kind: Kind,
  document: JsonObject,
  address: Address,
): JsonValue | undefined {
  const { memberships, tables } = directory;
  const id = stringAt(document, 'id') ?? '';
  if (kind === 'User' && address.extension === undefined && address.attribute.name === 'groups') {
    return memberships.groupsOf(id).map((value) => ({
      value,
      display: stringAt(tables.Group.get(value), 'displayName') ?? '',
    }));
  }
  if (kind === 'Group' && address.extension === undefined && address.attribute.name === 'members') {
    return Array.from(memberships.members(id), ([value, type]) => ({ value, type }));
  }
  return readAttribute(document, address);
}

const INDEXED: Readonly<Record<Kind, readonly string[]>> = {
  User: ['userName', 'emails.value', 'externalId', `${SAP_USER}:userId`],
  Group: ['displayName', 'externalId', `${CUSTOM_GROUP}:name`],
};

export function entityLookup(directory: Directory, kind: Kind): Lookup {
  const table = directory.tables[kind];
  const { memberships } = directory;
  return (name, value) => {
    const address = resolveName(directory.schemas, kind, name);
    if (address === undefined) return undefined;
    const key = addressKey(address);
    if (INDEXED[kind].includes(key)) {
      const { caseExact } = address.sub ?? address.attribute;
      return table.find(key, caseExact ? value : value.toLowerCase());
    }
    switch (key) {
      case 'id':
        return table.has(value) ? [value] : [];
      // Nearly always the id; the index has only those that somebody changed.
      case `${SAP_USER}:userUuid`:
        return [...(table.has(value) ? [value] : []), ...table.find(key, value)];
      case 'groups.value':
        return Array.from(memberships.members(value)).flatMap(([id, type]) => (type === 'User' ? [id] : []));
      case 'members.value':
        return memberships.groupsOf(value);
      default:
        return undefined;
    }
  };
}
