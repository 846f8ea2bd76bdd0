/**
 * `/ids/Users`: ids, names and origins only, for whoever has `scim.userids`. Users of an identity provider that is
 * not active are left out unless asked for.
 */
import type { StandInAnswer } from '../../kit/message.ts';
import type { Landscape } from '../landscape.ts';
import type { UaaUser } from '../store/users.ts';
import { requireScope } from './access.ts';
import type { UaaCall } from './call.ts';
import { scimError } from './errors.ts';
import { type Filter, InvalidFilter } from './filter/ast.ts';
import { USER_COLUMNS } from './filter/columns.ts';
import { parseFilter } from './filter/parse.ts';
import { search } from './search.ts';

const FILTERABLE = ['id', 'username', 'origin'];

export function searchIds(call: UaaCall): StandInAnswer {
  requireScope(call, 'scim.userids');
  const { landscape, query } = call;
  checkFilter(query.get('filter') ?? '');
  const inactive = query.get('includeInactive') === 'true';
  return search(call, {
    kind: inactive ? 'ids with inactive' : 'ids',
    columns: USER_COLUMNS,
    all: () => (inactive ? landscape.users.all() : activeUsers(landscape)),
    attributes: {
      id: (user) => user.id,
      userName: (user) => user.userName,
      origin: (user) => user.origin,
    },
  });
}

function activeUsers({ users, providers }: Landscape): Iterable<UaaUser> {
  return users.all().filter((user) => providers.get(user.origin)?.active === true);
}

/** Only `eq`, only three attributes, and not by origin alone. */
function checkFilter(text: string): void {
  const attributes: string[] = [];
  const visit = (filter: Filter): void => {
    if (filter.kind === 'and' || filter.kind === 'or') {
      filter.operands.forEach(visit);
      return;
    }
    if (filter.kind !== 'compare' || filter.operator !== 'eq') {
      throw scimError(400, 'scim', 'Invalid operator.');
    }
    attributes.push(filter.attribute.toLowerCase());
  };
  try {
    visit(parseFilter(text));
  } catch (error) {
    if (!(error instanceof InvalidFilter)) throw error;
    throw scimError(400, 'scim', 'Invalid filter attribute.');
  }
  const names = attributes.some((name) => name === 'id' || name === 'username');
  if (!names || !attributes.every((name) => FILTERABLE.includes(name))) {
    throw scimError(400, 'scim', 'Invalid filter attribute.');
  }
}
