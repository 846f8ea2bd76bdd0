/** `/Groups` of the UAA. */
import type { StandInAnswer } from '../../kit/message.ts';
import { type Landscape, ZONE } from '../landscape.ts';
import type { GroupMember, UaaGroup } from '../store/groups.ts';
import { requireScope } from './access.ts';
import { unreadable } from './body.ts';
import { param, resourceAnswer, type UaaCall } from './call.ts';
import { groupNotFound, scimError, type UaaError } from './errors.ts';
import { GROUP_COLUMNS } from './filter/columns.ts';
import { type MemberBody, readGroup, resolveMember } from './group-body.ts';
import { checkVersion, ifMatch, requireIfMatch } from './if-match.ts';
import { type Attributes, present } from './projection.ts';
import { SCHEMAS } from './schemas.ts';
import { search } from './search.ts';

const ATTRIBUTES: Attributes<UaaGroup> = {
  id: (group) => group.id,
  meta: (group) => ({
    version: group.version,
    created: new Date(group.created).toISOString(),
    lastModified: new Date(group.lastModified).toISOString(),
  }),
  displayName: (group) => group.displayName,
  description: (group) => group.description,
  zoneId: () => ZONE,
  members: (group) => [...group.members.values()],
  schemas: () => SCHEMAS,
};

export function listGroups(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.read');
  return search(call, {
    kind: 'groups',
    columns: GROUP_COLUMNS,
    all: () => call.landscape.groups.all(),
    attributes: ATTRIBUTES,
  });
}

export function getGroup(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.read');
  return groupAnswer(200, existingGroup(call));
}

export function postGroup(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.write');
  const { landscape } = call;
  const body = readGroup(call);
  const displayName = requireName(body.displayName);
  if (landscape.groups.find(displayName) !== undefined) {
    throw scimError(
      409,
      'scim_resource_already_exists',
      `A group with displayName: ${displayName} already exists.`,
    );
  }
  // Members first: an invalid one leaves no group behind.
  const members = membersOf(landscape, body.members ?? []);
  const now = landscape.clock.now();
  const group: UaaGroup = {
    id: landscape.guids.next('group'),
    created: now,
    lastModified: now,
    version: 0,
    displayName,
    description: body.description,
    members,
  };
  landscape.groups.add(group);
  return groupAnswer(201, group);
}

/** Members that are not in the body are gone, all of them when it has none. */
export function putGroup(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.write', 'groups.update');
  const version = requireIfMatch(call, 'Missing If-Match for PUT');
  const body = readGroup(call);
  const group = existingGroup(call);
  checkVersion(version, group.version, `group ${group.id}`);
  const displayName = requireName(body.displayName);
  store(call.landscape, group, {
    displayName,
    description: body.description,
    members: membersOf(call.landscape, body.members ?? []),
  });
  return groupAnswer(200, group);
}

/** A partial group: its members are added, or removed where they say `"operation": "delete"`. */
export function patchGroup(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.write', 'groups.update');
  const version = requireIfMatch(call, 'Missing If-Match for PATCH');
  const body = readGroup(call);
  const group = existingGroup(call);
  checkVersion(version, group.version, `group ${group.id}`);
  for (const name of body.removed) {
    if (name === 'MEMBERS' || name === 'DESCRIPTION') continue;
    throw unreadable(`Attribute ${name} cannot be removed using "Meta.attributes"`);
  }
  const changes = body.members ?? [];
  const members = new Map(body.removed.includes('MEMBERS') ? [] : group.members);
  for (const change of changes.filter(({ remove }) => remove)) members.delete(change.value);
  const added = membersOf(
    call.landscape,
    changes.filter(({ remove }) => !remove),
  );
  for (const [id, member] of added) members.set(id, member);
  const description = body.removed.includes('DESCRIPTION') ? undefined : group.description;
  store(call.landscape, group, {
    displayName: body.displayName ?? group.displayName,
    description: body.description ?? description,
    members,
  });
  return groupAnswer(200, group);
}

export function removeGroup(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.write');
  const version = ifMatch(call) ?? 'any';
  const group = existingGroup(call);
  checkVersion(version, group.version, `group ${group.id}`);
  call.landscape.groups.remove(group.id);
  return groupAnswer(200, group);
}

export function existingGroup(call: UaaCall): UaaGroup {
  const id = param(call, 'id');
  const group = call.landscape.groups.get(id);
  if (group === undefined) throw groupNotFound(id);
  return group;
}

function groupAnswer(status: number, group: UaaGroup): StandInAnswer {
  return resourceAnswer(status, present(group, ATTRIBUTES), group.version);
}

function membersOf(landscape: Landscape, members: readonly MemberBody[]): Map<string, GroupMember> {
  return new Map(members.map((member) => [member.value, resolveMember(landscape, member)]));
}

function requireName(displayName: string | undefined): string {
  if (displayName?.trim()) return displayName;
  throw invalidGroup('A displayName must be provided.');
}

function store(
  landscape: Landscape,
  group: UaaGroup,
  change: Pick<UaaGroup, 'displayName' | 'description' | 'members'>,
): void {
  const other = landscape.groups.find(change.displayName);
  if (other !== undefined && other !== group) {
    throw invalidGroup(`A group with displayName: ${change.displayName} already exists.`);
  }
  landscape.groups.update(group, (changed) => {
    Object.assign(changed, change);
    changed.version += 1;
    changed.lastModified = landscape.clock.now();
  });
}

function invalidGroup(message: string): UaaError {
  return scimError(400, 'invalid_scim_resource', message);
}
