/** `/v3/organizations`: those in which the caller has a role. */
import type { StandInAnswer } from '../../kit/message.ts';
import { ccAnswer } from './answer.ts';
import { type CcCall, param } from './call.ts';
import { badQueryParameter, notFound } from './errors.ts';
import { orderRows } from './ordering.ts';
import { listAnswer, pageOf } from './pagination.ts';
import { type ListRules, readListQuery } from './query/list-query.ts';
import { matchesAny } from './query/matches.ts';
import { organizationView } from './views.ts';

const RULES: ListRules = {
  lists: ['names'],
  includes: [],
  orders: ['created_at', 'updated_at', 'name'],
  labels: true,
  invalid: badQueryParameter,
};

export function listOrganizations(call: CcCall): StandInAnswer {
  const { landscape, access } = call;
  const query = readListQuery(call.request.query, RULES);
  const names = matchesAny(query.list('names'), 'ignoringCase');
  const guids = matchesAny(query.list('guids'));
  const rows = landscape.cache.rows(`organizations ${call.caller.guid} ${query.key}`, () =>
    orderRows(
      [...landscape.organizations.organizations()].filter(
        (organization) =>
          access.seesOrganization(organization.guid) &&
          names(organization.name) &&
          guids(organization.guid) &&
          query.createdAt(organization.createdAt) &&
          query.updatedAt(organization.updatedAt) &&
          query.matchesLabels({}),
      ),
      query.order,
    ),
  );
  const page = pageOf(call, query, rows);
  return listAnswer(
    page,
    page.rows.map((organization) => organizationView(landscape, organization)),
  );
}

export function getOrganization(call: CcCall): StandInAnswer {
  const { landscape, access } = call;
  const organization = landscape.organizations.organization(param(call, 'guid'));
  if (organization === undefined || !access.seesOrganization(organization.guid)) {
    throw notFound('Organization');
  }
  return ccAnswer(200, organizationView(landscape, organization));
}
