/** A stored user as the tenant shows it. */
import type { JsonObject, JsonValue } from '../../../scim/json.ts';
import { compact, objectAt, stringAt } from '../../identity-authentication/json-access.ts';
import { CORE_USER, ENTERPRISE_USER } from '../schema/urns.ts';
import type { Directory } from '../store/directory.ts';
import { extensionsOf, renderMeta } from './meta.ts';
import { partOf } from './part-page.ts';
import { includes, type Projection, project } from './projection.ts';

export function renderUser(
  directory: Directory,
  document: JsonObject,
  projection: Projection,
  inList: boolean,
): JsonObject {
  const { id, externalId, meta: _, ...rest } = document;
  const groups = groupsOf(directory, stringAt(document, 'id') ?? '', projection);
  const enterprise = objectAt(document, ENTERPRISE_USER);
  const rendered = compact({
    id,
    externalId,
    meta: renderMeta(directory, 'User', document, {
      // Recorded: lists say how many groups there are, single reads do not.
      'groups.cnt': inList || projection.part !== undefined ? groups.total : undefined,
      'groups.nextId': groups.nextId,
    }),
    schemas: [CORE_USER, ...extensionsOf(document)],
    ...rest,
    // Recorded: a user without login name has an empty one.
    userName: stringAt(document, 'userName') ?? '',
    groups: groups.shown,
    [ENTERPRISE_USER]: enterprise && withManager(directory, enterprise),
  });
  return project(rendered, projection);
}

function groupsOf(
  directory: Directory,
  id: string,
  projection: Projection,
): { total: number; shown: JsonValue | undefined; nextId: string | undefined } {
  const { memberships, tables, settings, base } = directory;
  const all = memberships.groupsOf(id);
  if (all.length === 0 || !includes(projection, 'groups')) {
    return { total: all.length, shown: undefined, nextId: projection.part && 'end' };
  }
  const part = projection.part && partOf(all, projection.part, settings.groupsPerAnswer);
  const shown = (part?.ids ?? all.slice(0, settings.groupsPerAnswer)).map((value) => ({
    value,
    display: stringAt(tables.Group.get(value), 'displayName') ?? '',
    $ref: `${base}/Groups/${value}`,
  }));
  return { total: all.length, shown, nextId: part?.nextId };
}

function withManager(directory: Directory, enterprise: JsonObject): JsonObject {
  const manager = objectAt(enterprise, 'manager');
  const value = stringAt(manager, 'value');
  if (value === undefined) return enterprise;
  const document = directory.tables.User.get(value);
  if (document === undefined) return enterprise;
  return {
    ...enterprise,
    manager: compact({
      value,
      displayName: stringAt(document, 'displayName'),
      $ref: `${directory.base}/Users/${value}`,
    }),
  };
}
