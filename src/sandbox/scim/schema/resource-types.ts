/** What the server has: users and groups of RFC 7643, and a resource type of its own. */
import { GROUP_SCHEMA, USER_SCHEMA } from '../../../scim/schemas.ts';
import {
  boolean,
  complex,
  dateTime,
  define,
  exact,
  integer,
  list,
  reference,
  type Schema,
  string,
  type Traits,
} from '../../kit/attribute.ts';
import { DEPARTMENT_SCHEMA, ENTERPRISE_USER } from './urns.ts';

export type Kind = 'User' | 'Group' | 'Department';

export interface ResourceType {
  readonly name: Kind;
  /** Below the base URL, without slash. */
  readonly endpoint: string;
  readonly description: string;
  readonly schema: Schema;
  readonly extensions: readonly Schema[];
  /** The attribute of which no two resources have the same value, in any case. */
  readonly unique?: string;
}

const readOnly: Traits = { mutability: 'readOnly' };

/** RFC 7643 §3.1: what every resource has beside the attributes of its schemas. */
export const COMMON = [
  exact('id', { ...readOnly, returned: 'always', uniqueness: 'server' }),
  exact('externalId'),
  define('schemas', 'reference', { multiValued: true, caseExact: true, returned: 'always' }),
  complex(
    'meta',
    [
      exact('resourceType', readOnly),
      dateTime('created', readOnly),
      dateTime('lastModified', readOnly),
      reference('location', ['uri'], readOnly),
      exact('version', readOnly),
    ],
    readOnly,
  ),
];

/** RFC 7643 §2.4: what a value of a list says of itself. */
const labelled = [string('display'), string('type'), boolean('primary')];

const user: Schema = {
  id: USER_SCHEMA,
  name: 'User',
  attributes: [
    string('userName', { required: true, uniqueness: 'server' }),
    complex('name', [
      string('formatted'),
      string('familyName'),
      string('givenName'),
      string('middleName'),
      string('honorificPrefix'),
      string('honorificSuffix'),
    ]),
    string('displayName'),
    string('nickName'),
    reference('profileUrl', ['external']),
    string('title'),
    string('userType'),
    string('preferredLanguage'),
    string('locale'),
    string('timezone'),
    boolean('active'),
    string('password', { mutability: 'writeOnly', returned: 'never' }),
    list('emails', [string('value'), ...labelled]),
    list('phoneNumbers', [string('value'), ...labelled]),
    list('ims', [string('value'), ...labelled]),
    list('photos', [reference('value', ['external']), ...labelled]),
    list('addresses', [
      string('formatted'),
      string('streetAddress'),
      string('locality'),
      string('region'),
      string('postalCode'),
      string('country'),
      string('type'),
      boolean('primary'),
    ]),
    list(
      'groups',
      [
        exact('value', readOnly),
        reference('$ref', ['Group'], readOnly),
        string('display', readOnly),
        string('type', { ...readOnly, canonicalValues: ['direct'] }),
      ],
      readOnly,
    ),
    list('entitlements', [string('value'), ...labelled]),
    list('roles', [string('value'), ...labelled]),
    list('x509Certificates', [define('value', 'binary', { caseExact: true }), ...labelled]),
  ],
};

const enterpriseUser: Schema = {
  id: ENTERPRISE_USER,
  name: 'EnterpriseUser',
  attributes: [
    string('employeeNumber'),
    string('costCenter'),
    string('organization'),
    string('division'),
    string('department'),
    complex('manager', [exact('value'), reference('$ref', ['User']), string('displayName', readOnly)]),
  ],
};

const group: Schema = {
  id: GROUP_SCHEMA,
  name: 'Group',
  attributes: [
    string('displayName', { required: true }),
    list('members', [
      exact('value', { mutability: 'immutable' }),
      reference('$ref', ['User', 'Group'], { mutability: 'immutable' }),
      string('type', { mutability: 'immutable', canonicalValues: ['User', 'Group'] }),
      string('display', readOnly),
    ]),
  ],
};

const department: Schema = {
  id: DEPARTMENT_SCHEMA,
  name: 'Department',
  attributes: [
    string('displayName', { required: true }),
    exact('costCenter'),
    boolean('closed'),
    integer('floor'),
    complex('head', [exact('value'), string('display')]),
    list('sites', [string('value'), ...labelled]),
  ],
};

export const RESOURCE_TYPES: readonly ResourceType[] = [
  {
    name: 'User',
    endpoint: 'Users',
    description: 'User account',
    schema: user,
    extensions: [enterpriseUser],
    unique: 'userName',
  },
  { name: 'Group', endpoint: 'Groups', description: 'Group', schema: group, extensions: [] },
  {
    name: 'Department',
    endpoint: 'Departments',
    description: 'Department of the company',
    schema: department,
    extensions: [],
  },
];

export function resourceTypeOf(kind: Kind): ResourceType {
  const found = RESOURCE_TYPES.find(({ name }) => name === kind);
  if (found === undefined) throw new RangeError(`There are no resources of type ${kind}.`);
  return found;
}
