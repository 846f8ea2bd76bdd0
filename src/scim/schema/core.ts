/** The core schemas and the enterprise extension of RFC 7643 (§3.1, §4.1 to §4.3). */
import { GROUP_SCHEMA, USER_SCHEMA } from '../schemas.ts';
import {
  type Attribute,
  complex,
  list,
  schema,
  simple,
  simpleList,
  VALUE_SUB_ATTRIBUTES,
} from './attribute.ts';

export const ENTERPRISE_USER_SCHEMA = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** RFC 7643 §3.1: what every resource has. */
export const COMMON_ATTRIBUTES: readonly Attribute[] = [
  ...simple('id externalId'),
  ...simpleList('schemas', 'reference'),
  ...complex(
    'meta',
    simple('resourceType version'),
    simple('created lastModified', 'dateTime'),
    simple('location', 'reference'),
  ),
];

const VALUE_LISTS = 'emails phoneNumbers ims photos groups entitlements roles x509Certificates';

export const USER = schema(
  USER_SCHEMA,
  COMMON_ATTRIBUTES,
  simple('userName displayName nickName title userType preferredLanguage locale timezone password'),
  simple('profileUrl', 'reference'),
  simple('active', 'boolean'),
  complex('name', simple('formatted familyName givenName middleName honorificPrefix honorificSuffix')),
  ...VALUE_LISTS.split(' ').map((name) => list(name, VALUE_SUB_ATTRIBUTES)),
  list(
    'addresses',
    simple('formatted streetAddress locality region postalCode country'),
    VALUE_SUB_ATTRIBUTES,
  ),
);

export const GROUP = schema(
  GROUP_SCHEMA,
  COMMON_ATTRIBUTES,
  simple('displayName'),
  list('members', VALUE_SUB_ATTRIBUTES),
);

export const ENTERPRISE_USER = schema(
  ENTERPRISE_USER_SCHEMA,
  simple('employeeNumber costCenter organization division department'),
  complex('manager', simple('value displayName'), simple('$ref', 'reference')),
);
