/** What version 1 can be asked about users: `eq` on seven attributes, joined by `and` ("Users Search"). */
import { printAttributePath } from '../../../scim/attribute-path.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { AttributePath, Filter } from '../../../scim/filter-ast.ts';
import { allOf, compare } from '../../../scim/filter-tree.ts';
import { isCoreSchema } from '../../../scim/schemas.ts';

/** Names as people write them, in lower case, and as version 1 wants them: they are case-sensitive. */
const ATTRIBUTES: ReadonlyMap<string, AttributePath> = new Map([
  ['id', { attribute: 'id' }],
  ['useruuid', { attribute: 'userUuid' }],
  ['emails', { attribute: 'emails' }],
  ['emails.value', { attribute: 'emails' }],
  ['email', { attribute: 'emails' }],
  ['username', { attribute: 'userName' }],
  ['name.familyname', { attribute: 'name', subAttribute: 'familyName' }],
  ['groups', { attribute: 'groups' }],
  ['groups.value', { attribute: 'groups' }],
]);

/** To version 1, the country of the home address alone; clients see all addresses, and would miss users. */
const HOME_COUNTRY: AttributePath = { attribute: 'addresses', subAttribute: 'country' };
const HOME_COUNTRY_NAME = 'addresses.country';
const HOME_COUNTRY_FILTER = 'addresses[type eq "home"].country eq "US"';

/** The filter of a client, who means what he sees. @throws ScimError 400 `invalidFilter` that says what is possible */
export function userFilter(filter: Filter): Filter {
  return translated(filter, ATTRIBUTES);
}

/** The filter of a property, written in the attributes of version 1. @throws ScimError 400 `invalidFilter`, likewise */
export function userPropertyFilter(filter: Filter): Filter {
  return translated(filter, new Map([...ATTRIBUTES, [HOME_COUNTRY_NAME, HOME_COUNTRY]]));
}

function translated(filter: Filter, attributes: typeof ATTRIBUTES): Filter {
  switch (filter.kind) {
    case 'and':
      return allOf(...filter.operands.map((operand) => translated(operand, attributes))) ?? filter;
    case 'compare': {
      if (filter.operator !== 'eq') throw impossible(`"${filter.operator}" is not possible`);
      const attribute = attributeOf(filter.path, attributes);
      if (typeof filter.value !== 'string') throw impossible('values must be texts in double quotes');
      return compare(attribute, 'eq', filter.value);
    }
    case 'present':
      throw impossible('"pr" is not possible');
    case 'valuePath': {
      const country = homeCountry(filter.path, filter.filter);
      if (country !== undefined) return compare(HOME_COUNTRY, 'eq', country);
      throw impossible(`the only filter in brackets is ${HOME_COUNTRY_FILTER}`);
    }
    default:
      throw impossible(`"${filter.kind}" is not possible`);
  }
}

/** A user has one e-mail, so that the first one is any one. */
function attributeOf(path: AttributePath, attributes: typeof ATTRIBUTES): AttributePath {
  const { schema, index, ...name } = path;
  const printed = printAttributePath(name).toLowerCase();
  const found = isCore(schema) ? attributes.get(printed) : undefined;
  const first = index === undefined || (index === 0 && found?.attribute === 'emails');
  if (found !== undefined && first) return found;
  if (isCore(schema) && printed === HOME_COUNTRY_NAME) {
    throw impossible(`it compares the country of the home address only, so ask for ${HOME_COUNTRY_FILTER}`);
  }
  throw impossible(`${printAttributePath(path)} is not among its attributes`);
}

/** The country that `addresses[type eq "home" and country eq "US"]` asks for; of any other filter in brackets nothing. */
function homeCountry({ schema, ...name }: AttributePath, selection: Filter): string | undefined {
  if (!isCore(schema) || printAttributePath(name).toLowerCase() !== 'addresses') return undefined;
  if (selection.kind !== 'and' || selection.operands.length !== 2) return undefined;
  const asked = new Map<string, string>();
  for (const term of selection.operands) {
    if (term.kind !== 'compare' || term.operator !== 'eq' || typeof term.value !== 'string') return undefined;
    asked.set(printAttributePath(term.path).toLowerCase(), term.value);
  }
  return asked.get('type')?.toLowerCase() === 'home' ? asked.get('country') : undefined;
}

function isCore(schema: string | undefined): boolean {
  return schema === undefined || isCoreSchema(schema);
}

function impossible(reason: string): ScimError {
  const detail = `Identity Authentication version 1 cannot be asked this filter: ${reason}. Possible are eq and and with id, userUuid, emails.value, userName, name.familyName, groups and ${HOME_COUNTRY_FILTER}, such as userName eq "ada". There is no delta read.`;
  return new ScimError(400, detail, { scimType: 'invalidFilter' });
}
