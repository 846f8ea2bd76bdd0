/** The OpenAPI document says what the description says, and no more. */
import { describe, expect, it } from 'vitest';
import type { ApiAddress } from '../../src/openapi/api.ts';
import { openApiDocument } from '../../src/openapi/document.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import {
  bodiesOf,
  checkDocument,
  find,
  objectsIn,
  operationsIn,
  schemaChecks,
} from './support/check-document.ts';
import { attribute, CUSTOM, DESCRIPTION, ENTERPRISE, PLAIN } from './support/description.ts';

const ADDRESS: ApiAddress = {
  baseUrl: 'https://proxy.example.com/ipsproxy/api/v1/scim/11111111-1111-4111-8111-000000000001',
  waysIn: ['basic', 'bearer'],
};

const document = openApiDocument(DESCRIPTION, ADDRESS);
const schema = (name: string, of = document) => find(of, `#/components/schemas/${name}`) as JsonObject;
const propertiesOf = (name: string) => Object.keys(schema(name)['properties'] as JsonObject);

it('is valid, and its examples are', async () => {
  await checkDocument(document);
  await checkDocument(openApiDocument(PLAIN, ADDRESS));
  await checkDocument(openApiDocument({ ...PLAIN, resourceTypes: [], schemas: [] }, ADDRESS));
});

it('has the operations of each type, and no other', () => {
  const operations = operationsIn(document).map(({ method, path }) => `${method} ${path}`);
  expect(operations.toSorted()).toEqual(
    [
      'DELETE /Users/{id}',
      'GET /Devices/{id}',
      'GET /Groups',
      'GET /Groups/{id}',
      'GET /ResourceTypes',
      'GET /ResourceTypes/{name}',
      'GET /Schemas',
      'GET /Schemas/{urn}',
      'GET /ServiceProviderConfig',
      'GET /Users',
      'GET /Users/{id}',
      'PATCH /Groups/{id}',
      'PATCH /Users/{id}',
      'POST /.search',
      'POST /Bulk',
      'POST /Groups/.search',
      'POST /Users',
      'POST /Users/.search',
      'PUT /Users/{id}',
    ].toSorted(),
  );
  expect(document['servers']).toEqual([{ url: ADDRESS.baseUrl }]);
});

describe('schemas', () => {
  it('leave out of answers what is only written, and of requests what is only shown', () => {
    expect(propertiesOf('User')).toEqual(
      expect.arrayContaining(['id', 'meta', 'schemas', 'userName', 'groups', ENTERPRISE, CUSTOM]),
    );
    expect(propertiesOf('User')).not.toContain('password');
    expect(propertiesOf('UserWrite')).toEqual([
      'schemas',
      'userName',
      'name',
      'active',
      'password',
      'emails',
      ENTERPRISE,
    ]);
  });

  it('demand of requests what is required, and of answers only what nobody can leave out', () => {
    expect(schema('UserWrite')['required']).toEqual(['userName', 'emails', ENTERPRISE]);
    expect(schema('EnterpriseUserWrite')['required']).toEqual(['hired']);
    expect(schema('User')['required']).toEqual(['id']);
    expect(schema('EnterpriseUser')).not.toHaveProperty('required');
    // By cursor there may be no total (RFC 9865 section 2).
    for (const list of ['UserList', 'AnyList'])
      expect(schema(list)['required']).toEqual(['schemas', 'Resources']);
  });

  // It imports an annotation `Schema`, and of two types of answers to a write takes the first by name that can be read.
  it('have names with which OpenAPI Generator makes a client in Java that can be used', () => {
    expect(schema('Schema')).toBeUndefined();
    const answers = operationsIn(document).flatMap(({ operation }) =>
      objectsIn(operation['responses'] as JsonObject).flatMap(({ anyOf }) =>
        anyOf === undefined ? [] : [anyOf],
      ),
    );
    expect(answers.length).toBeGreaterThan(0);
    for (const either of answers as { $ref: string }[][]) {
      expect(either.map(({ $ref }) => $ref)).toEqual(either.map(({ $ref }) => $ref).toSorted());
    }
  });

  // Of a bare object, generators of clients make a type that can have no members.
  it('say where there may be anything', () => {
    const bare = Object.entries(find(document, '#/components/schemas') as JsonObject).flatMap(
      ([name, whole]) =>
        objectsIn(whole as JsonObject)
          .filter(({ type, properties, patternProperties, additionalProperties }) => {
            const named = Object.keys({
              ...(properties as JsonObject),
              ...(patternProperties as JsonObject),
            });
            return type === 'object' && named.length === 0 && additionalProperties !== true;
          })
          .map((each) => [name, each]),
    );
    expect(bare).toEqual([]);
    expect(find(document, '#/components/schemas/UserWrite')).not.toHaveProperty('additionalProperties');
  });

  it('refuse a request with a wrong type, and one without what is required', () => {
    const check = schemaChecks(document)('#/components/schemas/UserWrite');
    const create = operationsIn(document).find(({ operation }) => operation.operationId === 'createUser');
    const sent = bodiesOf(create?.operation ?? {})[0]?.example ?? {};
    expect(check(sent)).toBe(true);
    expect(check({ ...sent, active: 'yes' })).toBe(false);
    expect(check({ ...sent, emails: { value: 'a@example.com' } })).toBe(false);
    const { userName: _, ...without } = sent;
    expect(check(without)).toBe(false);
  });

  it('have names of their own, whatever types and extensions are called', async () => {
    const [user] = DESCRIPTION.resourceTypes;
    if (user === undefined) throw new Error('There is no user.');
    const extension = (id: string) => ({
      required: false,
      schema: { ...user.schema, id, attributes: [attribute('x')] },
    });
    const clashing = openApiDocument(
      {
        ...DESCRIPTION,
        resourceTypes: [
          {
            ...user,
            extensions: [
              extension('urn:a:extension:x:2.0:User'),
              extension('urn:b:extension:x:1.0:user'),
              extension('urn:2.0'),
            ],
          },
          { ...user, name: 'Error', endpoint: 'Errors', extensions: [] },
          { ...user, name: 'user', endpoint: 'users', extensions: [] },
          { ...user, name: 'All', endpoint: 'All', extensions: [] },
          { ...user, name: 'Schemas', endpoint: 'AllSchemas', extensions: [] },
          { ...user, name: 'ResourceTypes', endpoint: 'Types', extensions: [] },
          { ...user, name: 'Badge-Type', endpoint: 'Badges', extensions: [] },
          { ...user, name: 'BadgeType', endpoint: 'OtherBadges', extensions: [] },
        ],
      },
      ADDRESS,
    );
    const named = ['XUser', 'XUser2', 'Extension', 'Error2', 'User2', 'User2List'];
    for (const name of named) expect(schema(name, clashing), name).toBeDefined();
    await checkDocument(clashing);
    expect(schema('Error', clashing)['required']).toEqual(['schemas', 'status', 'detail']);
  });
});

describe('what a system can do', () => {
  const parameters = (id: string, of: JsonObject) => {
    const found = operationsIn(of).find(({ operation }) => operation.operationId === id)?.operation[
      'parameters'
    ];
    return (found as { $ref: string }[]).map(({ $ref }) => $ref.replace(/.*\//, ''));
  };

  it('shows in the parameters', () => {
    const always = ['filter', 'startIndex', 'count', 'attributes', 'excludedAttributes'];
    expect(parameters('listUser', openApiDocument(PLAIN, ADDRESS))).toEqual(always);
    expect(parameters('listGroup', document)).toEqual(
      expect.arrayContaining([...always, 'sortBy', 'sortOrder', 'cursor', 'membersType']),
    );
    expect(parameters('readUser', document)).toContain('ifNoneMatch');
    expect(parameters('readUser', openApiDocument(PLAIN, ADDRESS))).not.toContain('ifNoneMatch');
  });

  it('has no default for startIndex, which Swagger UI would send beside a cursor', () => {
    expect(find(document, '#/components/parameters/startIndex/schema')).toEqual({ type: 'integer' });
    expect(find(document, '#/components/parameters/count/schema')).toMatchObject({ default: 25 });
  });

  it('shows in the ways in', () => {
    const schemes = (address: Partial<ApiAddress>) => {
      const { components, security } = openApiDocument(DESCRIPTION, { ...ADDRESS, ...address });
      return { schemes: (components as JsonObject)['securitySchemes'], security };
    };
    const basic = { type: 'http', scheme: 'basic', description: expect.any(String) };
    expect(schemes({ waysIn: ['basic'] })).toEqual({ schemes: { basic }, security: [{ basic: [] }] });
    expect(schemes({})).toEqual({
      schemes: { basic, bearer: { type: 'http', scheme: 'bearer', description: expect.any(String) } },
      security: [{ basic: [] }, { bearer: [] }],
    });
    const tokenUrl = 'https://proxy.example.com/oauth2/api/v1/token';
    expect(schemes({ waysIn: ['bearer', 'certificate'], tokenUrl }).schemes).toEqual({
      bearer: {
        type: 'oauth2',
        description: expect.any(String),
        flows: { clientCredentials: { tokenUrl, scopes: {} } },
      },
      certificate: { type: 'mutualTLS', description: expect.any(String) },
    });
  });
});
