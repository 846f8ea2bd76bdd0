/** The filter of version 1: `eq` and `and` on seven attributes of users. */
import type { JsonObject } from '../../scim/json.ts';
import { listAt, objectAt, stringAt } from '../identity-authentication/json-access.ts';
import { refused } from './failure.ts';
import type { Tenant } from './tenant.ts';

const TERM = /\s*([A-Za-z.]+)\s+([A-Za-z]+)\s+("(?:[^"\\]|\\.)*")\s*/y;
const AND = /and\b/iy;

interface Term {
  readonly attribute: string;
  readonly value: string;
}

/** Ids of the users that match, ascending. @throws Failure 400 */
export function matchingUsers(tenant: Tenant, filter: string): readonly string[] {
  const terms = parse(filter);
  const [first = [], ...others] = terms.map((term) => candidates(tenant, term));
  const rest = others.map((ids) => new Set(ids));
  return first.filter((id) => rest.every((ids) => ids.has(id)));
}

function parse(filter: string): Term[] {
  const terms: Term[] = [];
  let position = 0;
  for (;;) {
    TERM.lastIndex = position;
    const match = TERM.exec(filter);
    if (match === null) throw refused('Invalid filter expression.');
    const [, attribute = '', operator = '', text = ''] = match;
    if (operator.toLowerCase() !== 'eq') throw refused(`Unsupported filter operator [${operator}].`);
    terms.push({ attribute, value: unquote(text) });
    position = TERM.lastIndex;
    if (position === filter.length) return terms;
    AND.lastIndex = position;
    if (!AND.test(filter)) throw refused('Only the operators eq and and are supported in filters.');
    position = AND.lastIndex;
  }
}

function unquote(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw refused('Invalid filter expression.');
  }
}

function candidates(tenant: Tenant, { attribute, value }: Term): readonly string[] {
  const { users } = tenant;
  switch (attribute) {
    case 'id':
      return users.has(value) ? [value] : [];
    case 'userUuid':
      return [...users.find('userUuid', value)].sort();
    case 'emails':
    case 'userName':
      return [...users.find(attribute, value.toLowerCase())].sort();
    case 'groups':
      return membersOf(tenant, value);
    case 'name.familyName':
      return scan(tenant, (user) => same(stringAt(objectAt(user, 'name'), 'familyName'), value));
    case 'addresses.country':
      return scan(tenant, (user) => same(homeCountry(user), value));
    default:
      throw refused(`Unsupported filter attribute [${attribute}].`);
  }
}

function membersOf({ settings, groups, memberships }: Tenant, value: string): string[] {
  const groupIds = settings.groupFilter === 'id' ? [value] : groups.find('name', value);
  return groupIds.flatMap((id) => [...memberships.members(id).keys()]).sort();
}

function scan({ users }: Tenant, test: (user: JsonObject) => boolean): string[] {
  return users.ids.filter((id) => {
    const user = users.get(id);
    return user !== undefined && test(user);
  });
}

/** Documented: the country of the home address. */
function homeCountry(user: JsonObject): string | undefined {
  return stringAt(
    listAt(user, 'addresses').find(({ type }) => type === 'home'),
    'country',
  );
}

function same(found: string | undefined, wanted: string): boolean {
  return found?.toLowerCase() === wanted.toLowerCase();
}
