/** `GET /v3/roles` and `GET /v3/roles/{guid}`. */
import type { StandInAnswer } from '../../kit/message.ts';
import { isOrganizationRole, isSpaceRole, type Role } from '../store/roles.ts';
import { ccAnswer } from './answer.ts';
import { type CcCall, param } from './call.ts';
import { notFound, unprocessable } from './errors.ts';
import { orderRows } from './ordering.ts';
import { listAnswer, pageOf } from './pagination.ts';
import { type ListQuery, type ListRules, readIncludeOnly, readListQuery } from './query/list-query.ts';
import { matchesAny } from './query/matches.ts';
import { organizationView, roleView, spaceView, userView } from './views.ts';

const RULES: ListRules = {
  lists: ['organization_guids', 'space_guids', 'user_guids', 'types'],
  includes: ['user', 'organization', 'space'],
  orders: ['created_at', 'updated_at'],
  labels: false,
  defaultOrder: 'created_at',
  invalid: unprocessable,
};

export function listRoles(call: CcCall): StandInAnswer {
  const { landscape } = call;
  const query = readListQuery(call.request.query, RULES);
  const rows = landscape.cache.rows(`roles ${call.caller.guid} ${query.key}`, () =>
    orderRows(matches(call, query), query.order),
  );
  const page = pageOf(call, query, rows);
  const include = RULES.includes.filter((name) => query.includes(name));
  // A role that is about to go has been seen once more.
  for (const role of page.rows) landscape.jobs.look(role.guid);
  return listAnswer(
    page,
    page.rows.map((role) => roleView(landscape, role)),
    include.length > 0 ? included(call, page.rows, include) : undefined,
  );
}

export function getRole(call: CcCall): StandInAnswer {
  const { landscape } = call;
  const include = readIncludeOnly(call.request.query, RULES);
  const role = visibleRole(call);
  landscape.jobs.look(role.guid);
  return ccAnswer(200, {
    ...roleView(landscape, role),
    ...(include.length > 0 ? { included: included(call, [role], include) } : {}),
  });
}

/** @throws CcError 404 for a role that does not exist or that the caller does not see */
export function visibleRole(call: CcCall): Role {
  const role = call.landscape.roles.get(param(call, 'guid'));
  if (role === undefined || !call.access.seesRole(role)) throw notFound('Role');
  return role;
}

function matches(call: CcCall, query: ListQuery): Role[] {
  const guids = matchesAny(query.list('guids'));
  const types = matchesAny(query.list('types'));
  const organizations = matchesAny(query.list('organization_guids'));
  const spaces = matchesAny(query.list('space_guids'));
  const users = matchesAny(query.list('user_guids'));
  // Each of these two parameters leaves only roles of its own kind.
  const wantsOrganizations = query.list('organization_guids') !== undefined;
  const wantsSpaces = query.list('space_guids') !== undefined;
  return candidates(call, query).filter(
    (role) =>
      guids(role.guid) &&
      types(role.type) &&
      (!wantsOrganizations || (isOrganizationRole(role.type) && organizations(role.target))) &&
      (!wantsSpaces || (isSpaceRole(role.type) && spaces(role.target))) &&
      users(role.user) &&
      query.createdAt(role.createdAt) &&
      query.updatedAt(role.createdAt) &&
      call.access.seesRole(role),
  );
}

/** The smallest set of roles the indexes can give. */
function candidates({ landscape: { roles } }: CcCall, query: ListQuery): Role[] {
  const guids = query.list('guids');
  if (guids !== undefined) return unique(guids).flatMap((guid) => roles.get(guid) ?? []);
  const targets = query.list('organization_guids') ?? query.list('space_guids');
  if (targets !== undefined) return unique(targets).flatMap((target) => roles.in(target));
  const users = query.list('user_guids');
  if (users !== undefined) return unique(users).flatMap((user) => roles.of(user));
  return [...roles.all()];
}

/** What the page's roles point to, each once. Space roles do not point to their organization. */
function included(
  { landscape }: CcCall,
  roles: readonly Role[],
  names: readonly string[],
): Record<string, unknown> {
  const { platformUsers, organizations } = landscape;
  const guids = {
    user: unique(roles.map((role) => role.user)),
    organization: unique(roles.filter((role) => isOrganizationRole(role.type)).map((role) => role.target)),
    space: unique(roles.filter((role) => isSpaceRole(role.type)).map((role) => role.target)),
  };
  const order = { column: 'created_at', descending: false };
  const result: Record<string, unknown> = {};
  if (names.includes('user')) {
    const users = guids.user.map((guid) => platformUsers.get(guid)).filter((user) => user !== undefined);
    result['users'] = orderRows(users, order).map((user) => userView(landscape, user));
  }
  if (names.includes('organization')) {
    const found = guids.organization
      .map((guid) => organizations.organization(guid))
      .filter((organization) => organization !== undefined);
    result['organizations'] = orderRows(found, order).map((row) => organizationView(landscape, row));
  }
  if (names.includes('space')) {
    const found = guids.space.map((guid) => organizations.space(guid)).filter((space) => space !== undefined);
    result['spaces'] = orderRows(found, order).map((row) => spaceView(landscape, row));
  }
  return result;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
