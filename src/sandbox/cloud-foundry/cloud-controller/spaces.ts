/** `/v3/spaces`: those in which the caller has a role, and all of the organizations it manages. */
import type { StandInAnswer } from '../../kit/message.ts';
import type { Space } from '../store/organizations.ts';
import { ccAnswer } from './answer.ts';
import { type CcCall, param } from './call.ts';
import { badQueryParameter, notFound } from './errors.ts';
import { orderRows } from './ordering.ts';
import { listAnswer, pageOf } from './pagination.ts';
import { type ListRules, readIncludeOnly, readListQuery } from './query/list-query.ts';
import { matchesAny } from './query/matches.ts';
import { organizationView, spaceView } from './views.ts';

const RULES: ListRules = {
  lists: ['names', 'organization_guids'],
  // `org` is the older name.
  includes: ['org', 'organization'],
  orders: ['created_at', 'updated_at', 'name'],
  labels: true,
  invalid: badQueryParameter,
};

export function listSpaces(call: CcCall): StandInAnswer {
  const { landscape, access } = call;
  const query = readListQuery(call.request.query, RULES);
  const names = matchesAny(query.list('names'), 'ignoringCase');
  const guids = matchesAny(query.list('guids'));
  const organizations = matchesAny(query.list('organization_guids'));
  const rows = landscape.cache.rows(`spaces ${call.caller.guid} ${query.key}`, () =>
    orderRows(
      [...landscape.organizations.spaces()].filter(
        (space) =>
          access.seesSpace(space) &&
          names(space.name) &&
          guids(space.guid) &&
          organizations(space.organization) &&
          query.createdAt(space.createdAt) &&
          query.updatedAt(space.updatedAt) &&
          query.matchesLabels({}),
      ),
      query.order,
    ),
  );
  const page = pageOf(call, query, rows);
  const wanted = query.includes('organization') || query.includes('org');
  return listAnswer(
    page,
    page.rows.map((space) => spaceView(landscape, space)),
    wanted ? includedOrganizations(call, page.rows) : undefined,
  );
}

export function getSpace(call: CcCall): StandInAnswer {
  const { landscape, access } = call;
  const include = readIncludeOnly(call.request.query, RULES);
  const space = landscape.organizations.space(param(call, 'guid'));
  if (space === undefined || !access.seesSpace(space)) throw notFound('Space');
  return ccAnswer(200, {
    ...spaceView(landscape, space),
    ...(include.length > 0 ? { included: includedOrganizations(call, [space]) } : {}),
  });
}

function includedOrganizations({ landscape }: CcCall, spaces: readonly Space[]): Record<string, unknown> {
  const guids = new Set(spaces.map((space) => space.organization));
  const organizations = [...guids]
    .map((guid) => landscape.organizations.organization(guid))
    .filter((organization) => organization !== undefined);
  return {
    organizations: orderRows(organizations, { column: 'created_at', descending: false }).map((organization) =>
      organizationView(landscape, organization),
    ),
  };
}
