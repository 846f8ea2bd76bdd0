/** `/Groups` and `/Groups/{id}` of the UAA. Nothing here happens in a transaction: what was done stays done. */
import type { StandInAnswer } from '../../../kit/message.ts';
import type { Landscape } from '../../landscape.ts';
import type { UaaGroup } from '../../store/groups.ts';
import { param, type UaaCall } from '../call.ts';
import { groupNotFound, scimError, UaaError, unexpectedError } from '../errors.ts';
import { GROUP_COLUMNS } from '../filter/columns.ts';
import { ifMatch } from '../if-match.ts';
import { search } from '../search.ts';
import { readGroupChange, readNewGroup } from './body.ts';
import { addMember, replaceMembers } from './membership.ts';
import { type GroupContent, patched } from './patch.ts';
import { insertGroup, updateGroup } from './rows.ts';
import { GROUP_ATTRIBUTES, groupAnswer } from './view.ts';

export function listGroups(call: UaaCall): StandInAnswer {
  return search(call, {
    kind: 'groups',
    columns: GROUP_COLUMNS,
    all: () => call.landscape.groups.all(),
    attributes: GROUP_ATTRIBUTES,
  });
}

export function getGroup(call: UaaCall): StandInAnswer {
  return groupAnswer(200, existingGroup(call.landscape, param(call, 'id')));
}

export function postGroup(call: UaaCall): StandInAnswer {
  const { landscape } = call;
  const { displayName, description, members = [], version } = readNewGroup(call);
  if (version === undefined) throw unexpectedError();
  const group = insertGroup(landscape, { displayName, description, version });
  for (const member of members) {
    try {
      addMember(landscape, group.id, member);
    } catch (error) {
      if (!isUaasOwn(error)) throw error;
      landscape.groups.remove(group.id);
      throw scimError(400, 'invalid_scim_resource', `Invalid group member: ${member?.value ?? null}`);
    }
  }
  return groupAnswer(201, group);
}

/** Members that are not in the body are gone, all of them when it has none. */
export async function putGroup(call: UaaCall): Promise<StandInAnswer> {
  const { displayName, description, members = [], version } = readGroupChange(call, 'updateGroup');
  const found = foundVersion(call, requireIfMatch(call));
  if (version === undefined) throw unexpectedError();
  return replace(call, found, { displayName, description, members });
}

/** A partial group: its members are added, or removed where they say `"operation": "delete"`. */
export async function patchGroup(call: UaaCall): Promise<StandInAnswer> {
  const patch = readGroupChange(call, 'patchGroup');
  const found = foundVersion(call, requireIfMatch(call));
  if (patch.version === undefined) throw unexpectedError();
  const group = existingGroup(call.landscape, param(call, 'id'));
  return tagged(group.version, async () => replace(call, found, patched(group, patch)));
}

/** Its members are gone before the version is looked at, and version 0 is not looked at. */
export async function removeGroup(call: UaaCall): Promise<StandInAnswer> {
  const { landscape } = call;
  const id = param(call, 'id');
  const group = existingGroup(landscape, id);
  const answer = groupAnswer(200, group);
  return tagged(group.version, async () => {
    group.members.clear();
    landscape.groups.dropMember(id);
    // An empty header is none.
    const version = foundVersion(call, call.request.headers['if-match'] ? ifMatch(call) : undefined);
    await landscape.interleaving.beforeWrite();
    const found = landscape.groups.get(id);
    if (found === undefined || (version > 0 && version !== found.version)) {
      throw scimError(409, 'scim', `error deleting group: ${id}`);
    }
    landscape.groups.remove(id);
    return answer;
  });
}

/** @throws UaaError 404 */
export function existingGroup({ groups }: Landscape, id: string): UaaGroup {
  const group = groups.get(id);
  if (group === undefined) throw groupNotFound(id);
  return group;
}

/** @throws UaaError 400 without the header, and for one that is no version */
function requireIfMatch(call: UaaCall): number | 'any' {
  const wanted = ifMatch(call);
  if (wanted === undefined) throw scimError(400, 'scim', `Missing If-Match for ${call.request.method}`);
  return wanted;
}

/** What `*` stands for at this moment. */
function foundVersion(call: UaaCall, wanted: number | 'any' = 'any'): number {
  return wanted === 'any' ? existingGroup(call.landscape, param(call, 'id')).version : wanted;
}

/**
 * Writes the group, then its members. Whoever comes too late, and whoever names members there are not, puts back
 * the name and the description that it had read, which makes one more version.
 *
 * @throws UaaError 404 for a group that is gone, 409 for another version, 400 for what cannot be stored; as
 *   `addMember` does for members, but 400 where there is no such member
 */
async function replace(call: UaaCall, version: number, content: GroupContent): Promise<StandInAnswer> {
  const { landscape } = call;
  const id = param(call, 'id');
  const before = { ...existingGroup(landscape, id) };
  const restore = (): void => {
    updateGroup(landscape, id, existingGroup(landscape, id).version, before);
  };
  return tagged(before.version, async () => {
    await landscape.interleaving.beforeWrite();
    const group = updateGroup(landscape, id, version, content);
    if (group === undefined) {
      restore();
      throw scimError(409, 'scim', 'Incorrect result size: expected 1, actual 0');
    }
    const updated = { ...group };
    await landscape.interleaving.beforeWrite();
    try {
      replaceMembers(landscape, group, content.members);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      restore();
      throw scimError(400, 'scim', error.message);
    }
    return groupAnswer(200, updated);
  });
}

/** Once the group was read its entity tag is among the headers, of an error as well. */
async function tagged<T>(version: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UaaError)) throw error;
    throw new UaaError(error.status, error.body, { etag: `"${version}"`, ...error.headers });
  }
}

/** Not the database's or the language's: those have no name of their own. */
function isUaasOwn(error: unknown): error is UaaError {
  return error instanceof UaaError && error.body['error'] !== 'scim';
}

function isNotFound(error: unknown): error is UaaError {
  return error instanceof UaaError && error.body['error'] === 'scim_resource_not_found';
}
