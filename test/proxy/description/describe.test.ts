/** Resource types, schemas and features of a system. */
import { describe, expect, it } from 'vitest';
import { described } from '../support/described.ts';

const ID = { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' };
const copy = (path: string, more: object = {}) => ({
  sourcePath: path,
  targetPath: path,
  optional: true,
  ...more,
});
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ACME = 'urn:acme:scim:schemas:1.0:User';

describe('resource types', () => {
  it('stand in the order of the read transformation, custom ones too, each with its endpoint', () => {
    const { resourceTypes, schemas } = described({
      read: {
        costCenter: { scimEntityEndpoint: 'CostCenters', mappings: [ID, copy('$.manager')] },
        user: { mappings: [ID, copy('$.userName')] },
        group: { mappings: [ID, copy('$.displayName')] },
      },
    });
    expect(
      resourceTypes.map(({ name, entityType, endpoint, schema }) => [name, entityType, endpoint, schema.id]),
    ).toEqual([
      ['CostCenter', 'costCenter', 'CostCenters', 'urn:ietf:params:scim:schemas:core:2.0:CostCenter'],
      ['User', 'user', 'Users', USER],
      ['Group', 'group', 'Groups', 'urn:ietf:params:scim:schemas:core:2.0:Group'],
    ]);
    expect(schemas.map(({ id, name }) => [id, name])).toEqual(
      resourceTypes.map(({ name, schema }) => [schema.id, name]),
    );
  });

  it('are left out where the entity type is ignored: nothing of it can be had', () => {
    const { resourceTypes, schemas } = described({
      read: { user: { mappings: [ID] }, group: { ignore: true, mappings: [ID, copy('$.displayName')] } },
      write: { group: { mappings: [copy('$.displayName')] } },
    });
    expect(resourceTypes.map(({ name }) => name)).toEqual(['User']);
    expect(schemas.map(({ id }) => id)).toEqual([USER]);
  });

  it.each<[string, object, string[]]>([
    ['can be read alone without a write transformation', {}, ['list', 'read']],
    [
      'can be read alone where it is ignored there',
      { user: { ignore: true, mappings: [] } },
      ['list', 'read'],
    ],
    [
      'can be changed',
      { user: { mappings: [copy('$.title')] } },
      ['list', 'read', 'create', 'replace', 'patch', 'delete'],
    ],
    [
      'can be changed also where that is skipped',
      { user: { skipOperations: ['create', 'update', 'delete'], mappings: [] } },
      ['list', 'read', 'create', 'replace', 'patch', 'delete'],
    ],
  ])('%s', (_, write, operations) => {
    const { resourceTypes, features } = described({ read: { user: { mappings: [ID] } }, write });
    expect([...(resourceTypes[0]?.operations ?? [])]).toEqual(operations);
    expect(features.patch).toBe(operations.includes('patch'));
  });

  it('have the schema that answers name', () => {
    const [type] = described({
      read: {
        badge: {
          scimEntityEndpoint: 'Badges',
          mappings: [ID, { constant: ['urn:acme:2.0:Badge'], targetPath: '$.schemas' }],
        },
      },
    }).resourceTypes;
    expect([type?.name, type?.schema.id, type?.schema.name]).toEqual([
      'Badge',
      'urn:acme:2.0:Badge',
      'Badge',
    ]);
  });
});

describe('extensions', () => {
  it('are all that answers can have, known or not, with what is known of them', () => {
    const [type] = described({
      read: {
        user: {
          mappings: [
            ID,
            {
              constant: [USER, ACME, 'urn:acme:scim:schemas:extension:unused:1.0:User'],
              targetPath: '$.schemas',
            },
            copy(`$['${ACME}']['badge']['number']`),
            copy("$['urn:other:Things']"),
            copy("$['URN:IETF:params:scim:schemas:extension:enterprise:2.0:user']['department']"),
          ],
        },
      },
      write: { user: { mappings: [copy(`$['${ACME}']['badge']['number']`, { optional: false })] } },
    }).resourceTypes;
    expect(
      type?.extensions.map(({ schema, required }) => [
        schema.id,
        schema.name,
        required,
        schema.attributes.map(({ name }) => name),
      ]),
    ).toEqual([
      [ACME, 'UserExtension', true, ['badge']],
      ['urn:other:Things', 'Things', false, []],
      ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User', 'EnterpriseUser', false, ['department']],
    ]);
  });

  it('are required where a mapping needs one as a whole', () => {
    const path = "$['urn:other:Things']";
    const [type] = described({
      read: { user: { mappings: [ID, copy(path)] } },
      write: { user: { mappings: [copy(path, { optional: false })] } },
    }).resourceTypes;
    expect(type?.extensions).toMatchObject([{ schema: { id: 'urn:other:Things' }, required: true }]);
  });

  it('are no place for the core schema itself', () => {
    const { schemas } = described({ read: { user: { mappings: [ID, copy(`$['${USER}']['title']`)] } } });
    expect(schemas.map(({ id }) => id)).toEqual([USER]);
  });
});

it('a password is never read, in whatever schema it is', () => {
  const mappings = ['$.password', `$['${ACME}']['Password']`].map((path) => copy(path));
  const { schemas } = described({
    read: { badge: { scimEntityEndpoint: 'Badges', mappings: [ID, ...mappings] } },
    write: { badge: { scimEntityEndpoint: 'Badges', mappings } },
  });
  expect(
    schemas.map(({ attributes }) => attributes.map((one) => [one.name, one.mutability, one.returned])),
  ).toEqual([[['password', 'writeOnly', 'never']], [['Password', 'writeOnly', 'never']]]);
});

describe('a schema of two resource types', () => {
  it('stands there once, with what either has', () => {
    const types = (mappings: readonly object[], others: readonly object[]) => ({
      user: { mappings: [ID, ...mappings] },
      contractor: {
        scimEntityEndpoint: 'Contractors',
        mappings: [ID, { constant: [USER], targetPath: '$.schemas' }, ...others],
      },
    });
    const { resourceTypes, schemas } = described({
      read: types(
        [copy('$.userName'), copy('$.title')],
        [copy('$.userName'), copy('$.title'), copy('$.agency')],
      ),
      write: {
        user: { mappings: [copy('$.userName', { optional: false })] },
        contractor: { scimEntityEndpoint: 'Contractors', mappings: [copy('$.agency'), copy('$.title')] },
      },
    });
    expect(
      schemas.map(({ id, attributes }) => [
        id,
        attributes.map(({ name, mutability, required }) => [name, mutability, required]),
      ]),
    ).toEqual([
      [
        USER,
        [
          ['userName', 'readWrite', false],
          ['title', 'readWrite', false],
          ['agency', 'readWrite', false],
        ],
      ],
    ]);
    expect(resourceTypes.map(({ schema }) => schema.attributes.map(({ name }) => name))).toEqual([
      ['userName', 'title'],
      ['userName', 'title', 'agency'],
    ]);
  });
});

describe('features', () => {
  const read = { user: { mappings: [ID] } };

  it('are those of the connection and of the transformations', () => {
    const { features } = described({
      read,
      write: { user: { mappings: [copy('$.password')] } },
      capabilities: { versions: true, sorts: true },
    });
    expect(features).toMatchObject({
      patch: true,
      changePassword: true,
      etag: true,
      sort: true,
      filter: { supported: true, maxResults: 100 },
    });
  });

  it('are there where one entity type has them', () => {
    const { features } = described({
      read: { ...read, group: { mappings: [ID] } },
      write: { user: { mappings: [copy('$.password')] } },
      capabilitiesOf: { group: { versions: true, sorts: true } },
    });
    expect(features).toMatchObject({ patch: true, changePassword: true, etag: true, sort: true });
  });

  it('are not there where nothing gives them', () => {
    expect(described({ read }).features).toMatchObject({
      patch: false,
      changePassword: false,
      etag: false,
      sort: false,
      pagination: { index: true, defaultPageSize: 25, maxPageSize: 100 },
    });
  });
});
