/** A resource as the server shows it, as its switches say. */
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { type ResourceType, resourceTypeOf } from '../schema/resource-types.ts';
import type { Server } from '../server.ts';
import type { Resource } from '../store/directory.ts';

/** With everything that can be asked for, and booleans as in JSON: what filters and paths work on. */
export function viewOf(server: Server, resource: Resource): JsonObject {
  const type = resourceTypeOf(resource.kind);
  const { schemas = [type.schema.id], ...rest } = resource.document;
  return {
    schemas,
    id: shownId(server, resource),
    ...rest,
    ...links(server, resource),
    meta: metaOf(server, resource),
  };
}

export function shownId({ switches }: Server, { uuid, number }: Resource): string | number {
  return switches.current.ids === 'number' ? number : uuid;
}

/** `W/"3"`; `undefined` where the server has no versions. */
export function versionOf({ switches }: Server, { version }: Resource): string | undefined {
  return switches.current.versions === 'none' ? undefined : `W/"${version}"`;
}

/** `undefined` where the server does not say where its resources are. */
export function locationOf(server: Server, resource: Resource): string | undefined {
  const { references } = server.switches.current;
  if (references === 'none') return undefined;
  return `${references === 'absolute' ? server.base : server.basePath}/${pathOf(server, resource)}`;
}

/** Of the header, which is there in any case. */
export function headerLocationOf(server: Server, resource: Resource): string {
  return locationOf(server, resource) ?? `${server.base}/${pathOf(server, resource)}`;
}

function pathOf(server: Server, resource: Resource): string {
  return `${resourceTypeOf(resource.kind).endpoint}/${shownId(server, resource)}`;
}

function metaOf(server: Server, resource: Resource): JsonObject {
  const location = locationOf(server, resource);
  const version = versionOf(server, resource);
  return {
    resourceType: resource.kind,
    created: new Date(resource.created).toISOString(),
    lastModified: new Date(resource.modified).toISOString(),
    ...(location === undefined ? {} : { location }),
    ...(version === undefined ? {} : { version }),
  };
}

/** A group's members, and the groups of a user. */
function links(server: Server, resource: Resource): JsonObject {
  const { directory } = server;
  if (resource.kind === 'Group') {
    const members = resource.members.flatMap((uuid) => {
      const found = directory.principal(uuid);
      if (found === undefined) return [];
      const display = nameOf(found);
      return [{ ...linkTo(server, found), type: found.kind, ...(display === undefined ? {} : { display }) }];
    });
    return members.length === 0 ? {} : { members };
  }
  if (resource.kind === 'User') {
    const groups = directory
      .groupsOf(resource.uuid)
      .map((group) => ({ ...linkTo(server, group), display: nameOf(group) ?? '', type: 'direct' }));
    return groups.length === 0 ? {} : { groups };
  }
  return {};
}

function linkTo(server: Server, resource: Resource): JsonObject {
  const location = locationOf(server, resource);
  return { value: shownId(server, resource), ...(location === undefined ? {} : { $ref: location }) };
}

function nameOf({ document }: Resource): string | undefined {
  const name = document['displayName'] ?? document['userName'];
  return typeof name === 'string' ? name : undefined;
}

/** Without what is never returned. */
export function withoutSecrets(type: ResourceType, view: JsonObject): JsonObject {
  const secrets = type.schema.attributes
    .filter(({ returned }) => returned === 'never')
    .map(({ name }) => name);
  return Object.fromEntries(Object.entries(view).filter(([name]) => !secrets.includes(name)));
}

/** Booleans as the server writes them, in whatever it answers about resources. */
export function written({ switches }: Server, value: JsonValue): JsonValue {
  const { booleans } = switches.current;
  return booleans === 'json' ? value : withTexts(value, booleans === 'text' ? String : capitalized);
}

function withTexts(value: JsonValue, text: (value: boolean) => string): JsonValue {
  if (typeof value === 'boolean') return text(value);
  if (Array.isArray(value)) return value.map((each) => withTexts(each, text));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withTexts(each, text)]));
}

function capitalized(value: boolean): string {
  return value ? 'True' : 'False';
}
