/** Create, replace, PATCH and delete. Each is done whole or not at all. */
import { isJsonObject, type JsonObject } from '../../../scim/json.ts';
import { Failure, refused } from '../failure.ts';
import { applyPatch } from '../patch/apply.ts';
import { viewOf } from '../read/view.ts';
import type { ResourceType } from '../schema/resource-types.ts';
import type { Server } from '../server.ts';
import { type Content, type Resource, uniqueValue } from '../store/directory.ts';
import { cleaned } from './clean.ts';

/** @throws {Failure} 400, or 409 `uniqueness` */
export function createResource(server: Server, type: ResourceType, body: JsonObject): Resource {
  const { directory, switches } = server;
  const content = contentOf(server, type, body);
  const [first] = others(server, type, content);
  if (first !== undefined && switches.current.duplicates === 'overwritten') {
    directory.update(first, content);
    return first;
  }
  requireUnique(server, type, content);
  return directory.add(type.name, content);
}

/** @throws {Failure} 400, or 409 `uniqueness` */
export function replaceResource(
  server: Server,
  type: ResourceType,
  resource: Resource,
  body: JsonObject,
): void {
  const content = contentOf(server, type, body, resource);
  requireUnique(server, type, content, resource);
  server.directory.update(resource, content);
}

/** @throws {Failure} 400, or 409 `uniqueness` */
export function patchResource(
  server: Server,
  type: ResourceType,
  resource: Resource,
  body: JsonObject,
): void {
  replaceResource(server, type, resource, applyPatch(type, structuredClone(viewOf(server, resource)), body));
}

function contentOf(server: Server, type: ResourceType, body: JsonObject, resource?: Resource): Content {
  const { members, ...document } = cleaned(server, type, body);
  if (type.name !== 'Group')
    return { document: members === undefined ? document : { ...document, members }, members: [] };
  return { document, members: membersOf(server, members, resource) };
}

/** Members that are named twice are in once. @throws {Failure} 400 `invalidValue` for whom there is not */
function membersOf({ directory }: Server, value: unknown, group?: Resource): string[] {
  const members = new Set<string>();
  for (const each of Array.isArray(value) ? value : []) {
    const id: unknown = isJsonObject(each) ? each['value'] : undefined;
    const found = id === undefined ? undefined : directory.principal(String(id));
    if (found === undefined)
      throw refused('invalidValue', `There is no user or group ${String(id)} to be a member.`);
    if (found === group) throw refused('invalidValue', 'A group cannot be a member of itself.');
    members.add(found.uuid);
  }
  return [...members];
}

function others(
  { directory }: Server,
  { name }: ResourceType,
  { document }: Content,
  except?: Resource,
): Resource[] {
  const value = uniqueValue(name, document);
  return typeof value === 'string' ? directory.holders(name, value).filter((each) => each !== except) : [];
}

function requireUnique(server: Server, type: ResourceType, content: Content, except?: Resource): void {
  if (server.switches.current.duplicates === 'created') return;
  if (others(server, type, content, except).length > 0) {
    const value = String(uniqueValue(type.name, content.document));
    throw new Failure(409, `There is a ${type.name} with ${type.unique} ${value} already.`, 'uniqueness');
  }
}
