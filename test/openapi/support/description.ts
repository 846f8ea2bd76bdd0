/** A described system with something of everything: extensions, custom types, what is only written, and what is fixed. */
import type { SystemDescription } from '../../../src/proxy/description/types.ts';
import type { DescribedAttribute, DescribedSchema } from '../../../src/scim/discovery/schema-document.ts';
import type { DescribedFeatures } from '../../../src/scim/discovery/service-provider-config.ts';
import { GROUP_SCHEMA, USER_SCHEMA } from '../../../src/scim/schemas.ts';

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';

export function attribute(name: string, facts: Partial<DescribedAttribute> = {}): DescribedAttribute {
  return {
    name,
    type: facts.subAttributes === undefined ? 'string' : 'complex',
    multiValued: false,
    description: '',
    required: false,
    caseExact: false,
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    subAttributes: [],
    ...facts,
  };
}

const user: DescribedSchema = {
  id: USER_SCHEMA,
  name: 'User',
  description: 'User Account',
  attributes: [
    attribute('userName', { required: true, uniqueness: 'server' }),
    attribute('name', {
      subAttributes: [attribute('givenName'), attribute('familyName', { required: true })],
    }),
    attribute('active', { type: 'boolean' }),
    attribute('password', { mutability: 'writeOnly', returned: 'never' }),
    attribute('emails', {
      multiValued: true,
      required: true,
      subAttributes: [
        attribute('value', { required: true }),
        attribute('type', { canonicalValues: ['work', 'home'] }),
        attribute('primary', { type: 'boolean' }),
      ],
    }),
    attribute('groups', {
      multiValued: true,
      mutability: 'readOnly',
      subAttributes: [
        attribute('value', { mutability: 'readOnly' }),
        attribute('$ref', { type: 'reference' }),
      ],
    }),
  ],
};

const enterprise: DescribedSchema = {
  id: ENTERPRISE,
  name: 'EnterpriseUser',
  description: '',
  attributes: [attribute('department'), attribute('hired', { type: 'dateTime', required: true })],
};

/** Only shown. */
const custom: DescribedSchema = {
  id: CUSTOM,
  name: 'User',
  description: '',
  attributes: [attribute('level', { type: 'integer', mutability: 'readOnly' })],
};

const group: DescribedSchema = {
  id: GROUP_SCHEMA,
  name: 'Group',
  description: 'Group',
  attributes: [
    attribute('displayName', { required: true }),
    attribute('members', {
      multiValued: true,
      subAttributes: [attribute('value', { mutability: 'immutable' })],
    }),
  ],
};

const device: DescribedSchema = {
  id: 'urn:example:2.0:Device_Type',
  name: 'Device_Type',
  description: '',
  attributes: [attribute('serial', { required: true }), attribute('key', { type: 'binary' })],
};

const features: DescribedFeatures = {
  patch: true,
  bulk: { supported: true, maxOperations: 100 },
  filter: { supported: true, maxResults: 100 },
  changePassword: true,
  sort: true,
  etag: true,
  pagination: { cursor: true, index: true, defaultPageSize: 25, maxPageSize: 100 },
};

const ALL = ['list', 'read', 'create', 'replace', 'patch', 'delete'] as const;

export const DESCRIPTION: SystemDescription = {
  id: '11111111-1111-4111-8111-000000000001',
  name: 'A & <system>',
  resourceTypes: [
    {
      name: 'User',
      entityType: 'user',
      endpoint: 'Users',
      description: 'User Account',
      schema: user,
      extensions: [
        { schema: enterprise, required: true },
        { schema: custom, required: false },
      ],
      operations: new Set(ALL),
    },
    {
      name: 'Group',
      entityType: 'group',
      endpoint: 'Groups',
      description: 'Group',
      schema: group,
      extensions: [],
      operations: new Set(['list', 'read', 'patch']),
    },
    {
      name: 'Device_Type',
      entityType: 'device_Type',
      endpoint: 'Devices',
      description: '',
      schema: device,
      extensions: [],
      operations: new Set(['read']),
    },
  ],
  schemas: [user, group, device, enterprise, custom],
  features,
};

/** Nothing that a system need not have. */
export const PLAIN: SystemDescription = {
  ...DESCRIPTION,
  features: {
    ...features,
    bulk: { supported: false, maxOperations: 0 },
    sort: false,
    etag: false,
    pagination: { ...features.pagination, cursor: false },
  },
};
