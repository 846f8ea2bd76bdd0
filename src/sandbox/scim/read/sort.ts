/** `sortBy` and `sortOrder` (RFC 7644 §3.4.2.3). */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { refused } from '../failure.ts';
import { definitionAt, holder, member, parseAddress } from '../schema/address.ts';
import type { ResourceType } from '../schema/resource-types.ts';
import type { Server } from '../server.ts';
import type { Resource } from '../store/directory.ts';
import { viewOf } from './view.ts';

export interface Sorting {
  readonly sortBy?: string | undefined;
  readonly sortOrder?: string | undefined;
}

/** As they are where the server does not sort. @throws {Failure} 400 for what is no name */
export function inOrder(
  server: Server,
  type: ResourceType,
  resources: Resource[],
  { sortBy, sortOrder = 'ascending' }: Sorting,
): Resource[] {
  if (sortBy === undefined || server.switches.current.sort !== 'full') return resources;
  const address = parseAddress(type, sortBy);
  const { attribute } = address ?? {};
  if (address === undefined || attribute === undefined)
    throw refused('invalidValue', `${sortBy} is no name of an attribute.`);
  const isExact = definitionAt(type, address)?.caseExact === true;
  const keyOf = (view: JsonObject): string | undefined => {
    const found = holder(view, address);
    const first = chosen(found && member(found, attribute));
    const value = isJsonObject(first) ? member(first, address.sub ?? 'value') : first;
    if (value === undefined || value === null || typeof value === 'object') return undefined;
    return isExact ? String(value) : String(value).toLowerCase();
  };
  const direction = sortOrder === 'descending' ? -1 : 1;
  return resources
    .map((resource) => ({ resource, key: keyOf(viewOf(server, resource)) }))
    .sort((one, other) => direction * compare(one.key, other.key))
    .map(({ resource }) => resource);
}

function chosen(value: JsonValue | undefined): JsonValue | undefined {
  if (!Array.isArray(value)) return value;
  return value.find((each) => isJsonObject(each) && each['primary'] === true) ?? value[0];
}

/** What has no value is the greatest. */
function compare(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  return one < other ? -1 : 1;
}
