/** Creating, replacing, patching and deleting users and groups: everything or nothing. */
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { member, objectAt, stringAt } from '../../identity-authentication/json-access.ts';
import type { Members } from '../../identity-authentication/store/memberships.ts';
import { isoSeconds } from '../../identity-authentication/timestamps.ts';
import { notFound, notValid, taken, unreadable } from '../failure.ts';
import { applyPatch } from '../patch/apply.ts';
import { parsePatch } from '../patch/operations.ts';
import { cleanResource } from '../schema/clean.ts';
import { requireSchemas } from '../schema/declared.ts';
import type { Kind } from '../schema/registry.ts';
import { AUTHORIZATION, CUSTOM_GROUP } from '../schema/urns.ts';
import type { Directory } from '../store/directory.ts';
import { requireUnique } from '../store/identifiers.ts';
import { writeGroup } from './group.ts';
import { concernsMembers, membersOf, patchMembers } from './members.ts';
import { writeUser } from './user.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws {Failure} 400, 409. @returns the id */
export function createResource(directory: Directory, kind: Kind, body: JsonObject): string {
  requireSchemas(kind, body);
  const id = directory.newId(kind);
  const input = cleanResource(directory.schemas, kind, body);
  const members = kind === 'Group' ? membersOf(directory, id, input) : undefined;
  store(directory, kind, build(directory, kind, 'create', id, input, undefined), undefined, members, input);
  return id;
}

/** PUT: what the body does not have is erased. @throws {Failure} 400, 404, 409 */
export function replaceResource(directory: Directory, kind: Kind, id: string, body: JsonObject): void {
  requireSchemas(kind, body);
  const previous = requireDocument(directory, kind, id);
  const input = cleanResource(directory.schemas, kind, body);
  const members = kind === 'Group' ? membersOf(directory, id, input) : undefined;
  store(directory, kind, build(directory, kind, 'replace', id, input, previous), previous, members, input);
}

/** @throws {Failure} 400, 404 (before the operations are looked at), 409 */
export function patchResource(directory: Directory, kind: Kind, id: string, body: JsonObject): void {
  const previous = requireDocument(directory, kind, id);
  const operations = parsePatch(directory.schemas, kind, body);
  const ofMembers = kind === 'Group' ? operations.filter(concernsMembers) : [];
  const patched = applyPatch(
    previous,
    operations.filter((operation) => !ofMembers.includes(operation)),
  );
  const members = ofMembers.length === 0 ? undefined : patchMembers(directory, id, ofMembers);
  const document = build(directory, kind, 'patch', id, patched, previous);
  // Recorded: adding somebody who is already in changes nothing, not even the version.
  const changesMembers = members !== undefined && !sameMembers(members, directory.memberships.members(id));
  const changesPassword = member(patched, 'password') !== undefined;
  if (!changesMembers && !changesPassword && isUnchanged(document, previous)) return;
  store(directory, kind, document, previous, members, patched);
}

/** @throws {Failure} 400 for an id that is no UUID, 404 */
export function deleteResource(directory: Directory, kind: Kind, id: string): void {
  if (!UUID.test(id)) throw notValid();
  if (!directory.tables[kind].delete(id)) throw notFound(kind, id);
  directory.memberships.forget(id);
  directory.passwords.delete(id);
}

/** @throws {Failure} 404 */
export function requireDocument(directory: Directory, kind: Kind, id: string): JsonObject {
  const document = directory.tables[kind].get(id);
  if (document === undefined) throw notFound(kind, id);
  return document;
}

function build(
  directory: Directory,
  kind: Kind,
  mode: 'create' | 'replace' | 'patch',
  id: string,
  input: JsonObject,
  previous: JsonObject | undefined,
): JsonObject {
  if (kind === 'Group') {
    return writeGroup({ input, previous, id, newAdditionalId: directory.newAdditionalId });
  }
  return writeUser({
    mode,
    input,
    previous,
    id,
    newUserNumber: directory.newUserNumber,
    now: directory.clock.now(),
    identifiers: directory.settings.identifiers,
    passwords: directory.passwords.get(id) ?? [],
  });
}

function store(
  directory: Directory,
  kind: Kind,
  document: JsonObject,
  previous: JsonObject | undefined,
  members: Members | undefined,
  input: JsonObject,
): void {
  const table = directory.tables[kind];
  const id = stringAt(document, 'id') ?? '';
  if (kind === 'User') requireUnique(table, document, previous, directory.settings.identifiers);
  else requireUniqueName(directory, document);
  const now = isoSeconds(directory.clock.now());
  const meta = {
    created: stringAt(objectAt(previous, 'meta'), 'created') ?? now,
    lastModified: now,
    version: nextVersion(directory, document, previous),
  };
  table.put({ ...document, meta });
  if (members !== undefined) directory.memberships.setMembers(id, members);
  const password = stringAt(input, 'password');
  if (password !== undefined) {
    directory.passwords.set(id, [...(directory.passwords.get(id) ?? []), password]);
  }
}

/** Recorded: policy groups count their versions, everything else has UUIDs. */
function nextVersion(directory: Directory, document: JsonObject, previous: JsonObject | undefined): string {
  if (member(document, AUTHORIZATION) === undefined) return directory.newVersion();
  const version = Number(stringAt(objectAt(previous, 'meta'), 'version') ?? '0');
  return String((Number.isInteger(version) ? version : 0) + 1);
}

function requireUniqueName(directory: Directory, document: JsonObject): void {
  const name = stringAt(objectAt(document, CUSTOM_GROUP), 'name') ?? '';
  const owners = directory.tables.Group.find(`${CUSTOM_GROUP}:name`, name);
  if (owners.some((id) => id !== document['id'])) throw taken('A group with the same name already exists!');
}

function isUnchanged(document: JsonObject, previous: JsonObject): boolean {
  const { meta: _, ...rest } = previous;
  return isDeepStrictEqual(document, rest);
}

function sameMembers(one: Members, other: Members): boolean {
  return one.size === other.size && [...one.keys()].every((id) => other.has(id));
}

/** The object of a request body. @throws {Failure} 400 */
export function requireObject(body: JsonValue): JsonObject {
  if (body === null) throw notValid();
  if (!isJsonObject(body)) throw unreadable();
  return body;
}
