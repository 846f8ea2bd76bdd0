/** Who becomes a member of a group. */
import { isJsonObject, type JsonObject } from '../../../scim/json.ts';
import { listAt, stringAt } from '../../identity-authentication/json-access.ts';
import type { Members } from '../../identity-authentication/store/memberships.ts';
import { Failure, invalidValue } from '../failure.ts';
import type { PatchOperation } from '../patch/operations.ts';
import type { Elements } from '../patch/path.ts';
import type { Kind } from '../schema/registry.ts';
import { type Directory, kindOf } from '../store/directory.ts';

/** Documented limits of one request. */
const MOST_REMOVED = 50;
const MOST_ADDED = 20_000;

/** The members of a cleaned POST or PUT body. @throws {Failure} 400 */
export function membersOf(directory: Directory, groupId: string, input: JsonObject): Members {
  const members = new Map<string, Kind>();
  const given = listAt(input, 'members');
  if (directory.settings.memberLimits) requireWithinLimits({ added: given.length, removed: 0 });
  addMembers(directory, groupId, members, given);
  return members;
}

/** True if the operation is about `members`. */
export function concernsMembers({ path }: PatchOperation): boolean {
  return (
    path.kind === 'attribute' &&
    path.address.extension === undefined &&
    path.address.attribute.name === 'members'
  );
}

/** The members after a PATCH; adding a present one and removing an absent one change nothing. @throws {Failure} 400 */
export function patchMembers(
  directory: Directory,
  groupId: string,
  operations: readonly PatchOperation[],
): Members {
  const members = new Map(directory.memberships.members(groupId));
  const counts = { added: 0, removed: 0 };
  for (const operation of operations) {
    const { path } = operation;
    // The sub-attributes of a member follow from its id.
    if (path.kind === 'extension' || path.address.sub !== undefined) continue;
    const named = namedMembers(members, path.elements);
    if (operation.op === 'remove') {
      counts.removed += Math.max(named.length, path.elements?.terms ?? 0);
    } else if (path.elements !== undefined && named.length === 0) {
      throw new Failure(400, 'noTarget', 'The specified value path matches no element');
    }
    if (operation.op !== 'add' || path.elements !== undefined) {
      for (const id of named) members.delete(id);
    }
    if (operation.op === 'remove') continue;
    const given = [operation.value ?? []].flat().filter(isJsonObject);
    counts.added += given.length;
    addMembers(directory, groupId, members, given);
  }
  if (directory.settings.memberLimits) requireWithinLimits(counts);
  return members;
}

/** Ids of the members a value path means; without one, of all. */
function namedMembers(members: Members, elements: Elements | undefined): string[] {
  if (elements === undefined) return [...members.keys()];
  return Array.from(members).flatMap(([value, type]) => (elements.matches({ value, type }) ? [value] : []));
}

function requireWithinLimits({ added, removed }: { added: number; removed: number }): void {
  // The documentation gives the numbers, but no text.
  if (removed > MOST_REMOVED) {
    throw invalidValue(`At most ${MOST_REMOVED} members can be removed by one request, not ${removed}.`);
  }
  if (added > MOST_ADDED) {
    throw invalidValue(`At most ${MOST_ADDED} members can be added by one request, not ${added}.`);
  }
}

function addMembers(
  directory: Directory,
  groupId: string,
  members: Map<string, Kind>,
  added: readonly JsonObject[],
): void {
  const unknown: string[] = [];
  for (const element of added) {
    const id = stringAt(element, 'value');
    if (id === undefined) throw invalidValue('Attribute with name value is required.');
    const kind = kindOf(directory, id);
    if (kind === undefined) {
      unknown.push(id);
      continue;
    }
    const type = stringAt(element, 'type');
    if (type !== undefined && type !== kind) throw invalidValue(`Member ${id} is not of type ${type}`);
    if (id === groupId) throw invalidValue('A group cannot be its own member');
    members.set(id, kind);
  }
  if (unknown.length > 0 && directory.settings.unknownMembers === 'refuse') {
    throw invalidValue(`Member ${unknown.slice(0, 5).join(', ')} does not exist`);
  }
}
