/** A stored group as the tenant shows it. */
import type { JsonObject, JsonValue } from '../../../scim/json.ts';
import { compact, stringAt } from '../../identity-authentication/json-access.ts';
import type { Members } from '../../identity-authentication/store/memberships.ts';
import type { Kind } from '../schema/registry.ts';
import { CORE_GROUP } from '../schema/urns.ts';
import type { Directory } from '../store/directory.ts';
import { extensionsOf, renderMeta } from './meta.ts';
import { partOf } from './part-page.ts';
import { includes, type Projection, project } from './projection.ts';

export function renderGroup(directory: Directory, document: JsonObject, projection: Projection): JsonObject {
  const { id, externalId, meta: _, displayName, ...rest } = document;
  const all = directory.memberships.members(stringAt(document, 'id') ?? '');
  const members = includes(projection, 'members') ? membersOf(directory, all, projection) : undefined;
  const rendered = compact({
    id,
    externalId,
    meta: renderMeta(directory, 'Group', document, {
      'members.cnt': projection.part && all.size,
      'members.nextId': projection.part && (members?.nextId ?? 'end'),
    }),
    schemas: [CORE_GROUP, ...extensionsOf(document)],
    displayName,
    members: members?.shown,
    ...rest,
  });
  return project(rendered, projection);
}

/** At most as many as the tenant shows; nothing says that there are more. Absent when there are none. */
function membersOf(
  { settings, base }: Directory,
  all: Members,
  { part }: Projection,
): { shown: JsonValue; nextId: string | undefined } | undefined {
  if (all.size === 0) return undefined;
  const most = settings.membersPerAnswer;
  const render = (value: string, type: Kind): JsonObject => ({
    value,
    type,
    $ref: `${base}/${type}s/${value}`,
  });
  if (part === undefined) {
    return {
      shown: Iterator.from(all)
        .take(most)
        .map(([value, type]) => render(value, type))
        .toArray(),
      nextId: undefined,
    };
  }
  const page = partOf([...all.keys()].sort(), part, most);
  return { shown: page.ids.map((value) => render(value, all.get(value) ?? 'User')), nextId: page.nextId };
}
