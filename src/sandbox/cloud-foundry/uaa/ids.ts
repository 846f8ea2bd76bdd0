/**
 * `/ids/Users`: ids, names and origins only, for whoever has `scim.userids`. Users of an identity provider that is
 * not active are left out unless asked for.
 */
import type { StandInAnswer } from '../../kit/message.ts';
import type { Landscape } from '../landscape.ts';
import type { UaaUser } from '../store/users.ts';
import type { UaaCall } from './call.ts';
import { scimError, unexpectedError } from './errors.ts';
import { type Filter, InvalidFilter } from './filter/ast.ts';
import { USER_COLUMNS } from './filter/columns.ts';
import { parseFilter } from './filter/parse.ts';
import { escapeHtml } from './html-escape.ts';
import { type Matches, matches, pageOf, readPage } from './matches.ts';
import { booleanParameter, textParameter } from './query-values.ts';
import { listAnswer } from './search.ts';

export function searchIds(call: UaaCall): StandInAnswer {
  const { query } = call;
  const page = readPage(query, 1);
  const inactive = booleanParameter(query, 'includeInactive');
  const filter = (textParameter(query, 'filter') ?? '').trim();
  const ascending = (textParameter(query, 'sortOrder') ?? 'ascending').toLowerCase() === 'ascending';
  checkFilter(filter);
  const found = usersOf(call.landscape, inactive, filter, ascending);
  if (page.count < 0) throw unexpectedError();
  const users = pageOf(found, page);
  return listAnswer(
    users.map(({ id, userName, origin }) => ({ id, userName, origin })),
    page,
    found.rows.length,
  );
}

/** @throws UaaError 400 for a filter that passed the check and for which there is no statement all the same */
function usersOf(
  landscape: Landscape,
  inactive: boolean,
  filter: string,
  ascending: boolean,
): Matches<UaaUser> {
  const source = {
    kind: inactive ? 'ids with inactive' : 'ids',
    columns: USER_COLUMNS,
    all: () => (inactive ? landscape.users.all() : activeUsers(landscape)),
  };
  try {
    return matches(landscape, source, { filter, sortBy: 'userName', ascending });
  } catch (error) {
    if (!(error instanceof InvalidFilter)) throw error;
    throw scimError(400, 'scim', `Invalid filter: ${filter}`);
  }
}

function activeUsers({ users, providers }: Landscape): Iterable<UaaUser> {
  return users.all().filter((user) => providers.get(user.origin)?.active === true);
}

/**
 * Only `eq`, only three attributes, and not by origin alone.
 *
 * @throws UaaError 400
 */
function checkFilter(text: string): void {
  if (text === '') throw scimError(400, 'scim', "a 'filter' parameter is required");
  if (!namesSomebody(parsed(text))) throw invalidAttribute();
}

function parsed(text: string): Filter {
  try {
    return parseFilter(text);
  } catch (error) {
    if (!(error instanceof InvalidFilter)) throw error;
    throw scimError(400, 'scim', `Invalid filter '${escapeHtml(text)}'`);
  }
}

/** Whether an id or a name is among what is compared. */
function namesSomebody(filter: Filter): boolean {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.operands.map(namesSomebody).includes(true);
    case 'present':
      throw wildcard();
    case 'compare':
      if (filter.operator === 'sw' || filter.operator === 'co') throw wildcard();
      if (filter.operator !== 'eq') throw scimError(400, 'scim', 'Invalid operator.');
      return isNaming(filter.attribute);
  }
}

function isNaming(attribute: string): boolean {
  switch (attribute.split('.', 1)[0]?.toLowerCase()) {
    case 'id':
    case 'username':
      return true;
    case 'origin':
      return false;
    default:
      throw invalidAttribute();
  }
}

function wildcard(): Error {
  return scimError(400, 'scim', 'Wildcards are not allowed in filter.');
}

function invalidAttribute(): Error {
  return scimError(400, 'scim', 'Invalid filter attribute.');
}
