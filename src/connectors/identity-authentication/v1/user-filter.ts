/** What version 1 can be asked about users: `eq` on seven attributes, joined by `and` ("Users Search"). */
import { printAttributePath } from '../../../scim/attribute-path.ts';
import { ScimError } from '../../../scim/errors.ts';
import type { AttributePath, Filter } from '../../../scim/filter-ast.ts';
import { allOf, compare } from '../../../scim/filter-tree.ts';
import { CORE_SCHEMA_PREFIX } from '../../../scim/schemas.ts';

/** Names as people write them, in lower case, and as version 1 wants them: they are case-sensitive. */
const ATTRIBUTES: ReadonlyMap<string, AttributePath> = new Map([
  ['id', { attribute: 'id' }],
  ['useruuid', { attribute: 'userUuid' }],
  ['emails', { attribute: 'emails' }],
  ['emails.value', { attribute: 'emails' }],
  ['email', { attribute: 'emails' }],
  ['username', { attribute: 'userName' }],
  ['name.familyname', { attribute: 'name', subAttribute: 'familyName' }],
  ['addresses.country', { attribute: 'addresses', subAttribute: 'country' }],
  ['groups', { attribute: 'groups' }],
  ['groups.value', { attribute: 'groups' }],
]);

/** @throws ScimError 400 `invalidFilter` that says what is possible */
export function userFilter(filter: Filter): Filter {
  switch (filter.kind) {
    case 'and':
      return allOf(...filter.operands.map(userFilter)) ?? filter;
    case 'compare': {
      if (filter.operator !== 'eq') throw impossible(`"${filter.operator}" is not possible`);
      const attribute = attributeOf(filter.path);
      if (typeof filter.value !== 'string') throw impossible('values must be texts in double quotes');
      return compare(attribute, 'eq', filter.value);
    }
    case 'present':
      throw impossible('"pr" is not possible');
    case 'valuePath':
      throw impossible('a filter in brackets is not possible');
    default:
      throw impossible(`"${filter.kind}" is not possible`);
  }
}

/** A user has one e-mail, so that the first one is any one. */
function attributeOf(path: AttributePath): AttributePath {
  const { schema, index, ...name } = path;
  const isCore = schema === undefined || schema.toLowerCase().startsWith(CORE_SCHEMA_PREFIX.toLowerCase());
  const found = isCore ? ATTRIBUTES.get(printAttributePath(name).toLowerCase()) : undefined;
  const first = index === undefined || (index === 0 && found?.attribute === 'emails');
  if (found === undefined || !first)
    throw impossible(`${printAttributePath(path)} is not among its attributes`);
  return found;
}

function impossible(reason: string): ScimError {
  const detail = `Identity Authentication version 1 cannot be asked this filter: ${reason}. Possible are eq and and with id, userUuid, emails.value, userName, name.familyName, addresses.country and groups, such as userName eq "ada". There is no delta read.`;
  return new ScimError(400, detail, { scimType: 'invalidFilter' });
}
