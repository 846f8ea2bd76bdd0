/**
 * The core schemas and the enterprise extension of RFC 7643 (§3.1, §4.1 to §4.3). Where the schemas printed in §8.7 differ from
 * the text, the text counts.
 */
import { GROUP_SCHEMA, USER_SCHEMA } from '../schemas.ts';
import {
  type Attribute,
  complex,
  having,
  IMMUTABLE,
  list,
  READ_ONLY,
  schema,
  simple,
  simpleList,
  typedBy,
  unlisted,
  valuesOf,
  WRITE_ONLY,
} from './attribute.ts';

export const ENTERPRISE_USER_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** RFC 7643 §3.1: what every resource has. */
export const COMMON_ATTRIBUTES: readonly Attribute[] = [
  ...simple('id', 'string', { ...READ_ONLY, caseExact: true, returned: 'always', uniqueness: 'server' }),
  ...simple('externalId', 'string', { caseExact: true }),
  ...having({ required: true, returned: 'always' }, simpleList('schemas', 'reference')),
  ...having(
    READ_ONLY,
    complex(
      'meta',
      simple('resourceType version', 'string', { ...READ_ONLY, caseExact: true }),
      simple('created lastModified', 'dateTime', READ_ONLY),
      simple('location', 'reference', READ_ONLY),
    ),
  ),
];

/** Ids of other resources, as exact as `id`. */
const ID = { caseExact: true };
const USER_OR_GROUP = { referenceTypes: ['User', 'Group'] };
const EXTERNAL = { referenceTypes: ['external'] };
export const USER = schema(
  USER_SCHEMA,
  COMMON_ATTRIBUTES,
  simple('userName', 'string', { required: true, uniqueness: 'server' }),
  complex('name', simple('formatted familyName givenName middleName honorificPrefix honorificSuffix')),
  simple('displayName nickName'),
  simple('profileUrl', 'reference', EXTERNAL),
  simple('title userType preferredLanguage locale timezone'),
  simple('active', 'boolean'),
  simple('password', 'string', { ...WRITE_ONLY, caseExact: true }),
  list('emails', valuesOf('work home other')),
  list('phoneNumbers', valuesOf('work home mobile fax pager other')),
  list('ims', valuesOf('aim gtalk icq xmpp msn skype qq yahoo')),
  list('photos', valuesOf('photo thumbnail', simple('value', 'reference', EXTERNAL))),
  list(
    'addresses',
    simple('formatted streetAddress locality region postalCode country'),
    typedBy('work home other'),
    simple('primary', 'boolean'),
    unlisted(simple('value display'), simple('$ref', 'reference')),
  ),
  having(
    READ_ONLY,
    list(
      'groups',
      having(
        READ_ONLY,
        simple('value', 'string', ID),
        simple('$ref', 'reference', USER_OR_GROUP),
        simple('display'),
        typedBy('direct indirect'),
        unlisted(simple('primary', 'boolean')),
      ),
    ),
  ),
  list('entitlements', valuesOf()),
  list('roles', valuesOf()),
  list('x509Certificates', valuesOf(undefined, simple('value', 'binary'))),
);

export const GROUP = schema(
  GROUP_SCHEMA,
  COMMON_ATTRIBUTES,
  simple('displayName', 'string', { required: true }),
  list(
    'members',
    simple('value', 'string', { ...IMMUTABLE, ...ID }),
    simple('$ref', 'reference', { ...IMMUTABLE, ...USER_OR_GROUP }),
    // The name of the member is its own affair.
    simple('display', 'string', READ_ONLY),
    having(IMMUTABLE, typedBy('User Group')),
    unlisted(simple('primary', 'boolean')),
  ),
);

export const ENTERPRISE_USER = schema(
  ENTERPRISE_USER_SCHEMA,
  simple('employeeNumber costCenter organization division department'),
  complex(
    'manager',
    simple('value', 'string', ID),
    simple('displayName', 'string', READ_ONLY),
    simple('$ref', 'reference', { referenceTypes: ['User'] }),
  ),
);
