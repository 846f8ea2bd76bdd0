/** ServiceProviderConfig, ResourceTypes and Schemas (RFC 7643 sections 5 to 7), which have to be true of each system. */
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/scim/json.ts';
import type { Client } from '../integration/support/client.ts';
import {
  createdUser,
  demoFace,
  everyOne,
  expectError,
  expectStatus,
  LIST,
  path,
  resourcesOf,
  userOf,
} from './support/face.ts';
import { type DemoSystem, SYSTEMS } from './support/systems.ts';

const face = demoFace();

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const ENDPOINTS = ['ServiceProviderConfig', 'ResourceTypes', 'Schemas'];

const objectsOf = (value: JsonValue | undefined) => (Array.isArray(value) ? value.filter(isJsonObject) : []);

const listed = async (client: Client, what: string) =>
  resourcesOf(expectStatus(await client.get(`/${what}`), 200));

async function configOf(system: DemoSystem): Promise<JsonObject> {
  return expectStatus(await face(system).get('/ServiceProviderConfig'), 200).body;
}

describe.each(SYSTEMS)('RFC 7644 section 4, discovery: $name', (system) => {
  it.each(ENDPOINTS)('%s is application/scim+json, behind the same logon as all else', async (endpoint) => {
    const client = face(system);
    const { headers } = expectStatus(await client.get(`/${endpoint}`), 200);
    expect(headers['content-type']).toBe('application/scim+json');
    expectError(await client.get(`/${endpoint}`, { credentials: false }), 401);
  });

  it.each(ENDPOINTS)('%s refuses a filter with 403, and ignores paging and sorting', async (endpoint) => {
    const client = face(system);
    const { body } = await client.get(`/${endpoint}`);
    expectError(await client.get(`/${endpoint}?filter=${encodeURIComponent('name eq "User"')}`), 403);
    const paged = expectStatus(await client.get(`/${endpoint}?startIndex=2&count=1&sortBy=name`), 200);
    expect(paged.body).toEqual(body);
  });

  it.each(ENDPOINTS)('%s has an ETag, and is 304 where the client has it', async (endpoint) => {
    const client = face(system);
    const etag = String((await client.get(`/${endpoint}`)).headers['etag']);
    expect(etag).toMatch(/^(?:W\/)?"[^"]+"$/);
    expectStatus(await client.get(`/${endpoint}`, { headers: { 'if-none-match': etag } }), 304);
  });

  it.each(['ResourceTypes', 'Schemas'])('%s is a ListResponse of what there is one by one', async (what) => {
    const client = face(system);
    const { body } = await client.get(`/${what}`);
    const all = resourcesOf({ body } as never);
    expect(body).toMatchObject({ schemas: [LIST], totalResults: all.length });
    expect(all.length).toBeGreaterThan(1);
    for (const one of all) {
      const key = what === 'Schemas' ? one['id'] : one['name'];
      expect(expectStatus(await client.get(`/${what}/${encodeURIComponent(String(key))}`), 200).body).toEqual(
        one,
      );
    }
    expectError(await client.get(`/${what}/urn:x:nothing`), 404);
  });

  it('meta says where each of them is', async () => {
    const client = face(system);
    const all = [
      await configOf(system),
      ...(await listed(client, 'ResourceTypes')),
      ...(await listed(client, 'Schemas')),
    ];
    for (const { meta } of all) {
      const { location, resourceType } = isJsonObject(meta) ? meta : {};
      expect(['ServiceProviderConfig', 'ResourceType', 'Schema']).toContain(resourceType);
      expect(String(location).startsWith(`${client.url}/`)).toBe(true);
      expectStatus(await client.get(String(location).slice(client.url.length)), 200);
    }
  });
});

describe.each(SYSTEMS)('RFC 7643 section 5, the configuration: $name', (system) => {
  it('says of each feature whether there is one', async () => {
    const { authenticationSchemes, ...config } = await configOf(system);
    const supported = { supported: expect.any(Boolean) };
    expect(config).toMatchObject({
      schemas: [`${CORE}:ServiceProviderConfig`],
      patch: supported,
      bulk: { ...supported, maxOperations: expect.any(Number), maxPayloadSize: expect.any(Number) },
      filter: { ...supported, maxResults: expect.any(Number) },
      changePassword: supported,
      sort: supported,
      etag: supported,
    });
    const schemes = objectsOf(authenticationSchemes);
    expect(schemes.length).toBeGreaterThan(0);
    for (const scheme of schemes) {
      expect(scheme).toMatchObject({ name: expect.any(String), description: expect.any(String) });
      expect(['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest']).toContain(scheme['type']);
    }
  });

  it('and is right about it', async () => {
    const client = face(system);
    const { patch, etag, filter, bulk } = await configOf(system);
    const user = await createdUser(client);
    const where = path('Users', user);
    expect([patch, filter]).toMatchObject([{ supported: true }, { supported: true }]);
    expectStatus(await client.patch(where, [{ op: 'replace', path: 'name.givenName', value: 'B' }]), 200);
    const { headers } = await client.get(where);
    if (headers['etag'] !== undefined) expect(etag).toMatchObject({ supported: true });
    const { status } = await client.post('/Bulk', { Operations: [] });
    expect(isJsonObject(bulk) && bulk['supported']).toBe(status !== 501);
  });
});

describe.each(SYSTEMS)('RFC 7643 section 6, resource types: $name', (system) => {
  it('have an endpoint that is there, and schemas that are described', async () => {
    const client = face(system);
    const known = (await listed(client, 'Schemas')).map(({ id }) => id);
    for (const type of await listed(client, 'ResourceTypes')) {
      expect(type).toMatchObject({ schemas: [`${CORE}:ResourceType`], name: expect.any(String) });
      expectStatus(await client.get(String(type['endpoint'])), 200);
      const extensions = objectsOf(type['schemaExtensions']);
      for (const { required } of extensions) expect(typeof required).toBe('boolean');
      for (const schema of [type['schema'], ...extensions.map(({ schema }) => schema)]) {
        expect(known).toContain(schema);
      }
    }
  });

  it('are those that resources have in their meta', async () => {
    const client = face(system);
    const names = new Map(
      (await listed(client, 'ResourceTypes')).map(({ endpoint, name }) => [endpoint, name]),
    );
    for (const endpoint of ['Users', 'Groups']) {
      const [first] = await everyOne(client, endpoint);
      expect(first?.['meta']).toMatchObject({ resourceType: names.get(`/${endpoint}`) });
    }
  });
});

describe.each(SYSTEMS)('RFC 7643 section 7, schemas: $name', (system) => {
  it('describe each attribute by its characteristics', async () => {
    for (const schema of await listed(face(system), 'Schemas')) {
      expect(schema['id']).toMatch(/^urn:/);
      const attributes = [...allAttributes(schema['attributes'])];
      expect(attributes.length).toBeGreaterThan(0);
      for (const attribute of attributes) expectCharacteristics(attribute);
    }
  });

  it('say what RFC 7643 section 8.7.1 says of the attributes that they have', async () => {
    const [user, group] = await Promise.all(
      ['User', 'Group'].map(async (name) => (await face(system).get(`/Schemas/${CORE}:${name}`)).body),
    );
    const of = (schema: JsonObject | undefined, name: string) =>
      objectsOf(schema?.['attributes']).find((attribute) => attribute['name'] === name);
    expect(of(user, 'userName')).toMatchObject({ type: 'string', multiValued: false, caseExact: false });
    expect(of(user, 'emails')).toMatchObject({ type: 'complex', multiValued: true });
    expect(of(group, 'members')).toMatchObject({ type: 'complex', multiValued: true });
    const groups = of(user, 'groups');
    if (groups !== undefined) expect(groups).toMatchObject({ mutability: 'readOnly' });
    const password = of(user, 'password');
    if (password !== undefined)
      expect(password).toMatchObject({ mutability: 'writeOnly', returned: 'never' });
  });

  it('name everything that a resource has', async () => {
    const client = face(system);
    const schemas = new Map((await listed(client, 'Schemas')).map((schema) => [schema['id'], schema]));
    await createdUser(client, userOf());
    for (const [endpoint, core] of [
      ['Users', `${CORE}:User`],
      ['Groups', `${CORE}:Group`],
    ] as const) {
      for (const resource of await everyOne(client, endpoint)) {
        const extensions = Object.entries(resource).filter(([name]) => name.includes(':'));
        const own = Object.entries(resource).filter(([name]) => !name.includes(':') && !COMMON.has(name));
        expect(undeclared(Object.fromEntries(own), schemas.get(core)?.['attributes'])).toEqual([]);
        for (const [urn, value] of extensions)
          expect(undeclared(value, schemas.get(urn)?.['attributes'])).toEqual([]);
      }
    }
  });
});

describe('RFC 7643 section 7, what only one backend is like', () => {
  const attributeOf = async (version: string, resource: string, ...names: string[]) => {
    const system = SYSTEMS.find(({ name }) => name.endsWith(version)) as DemoSystem;
    let { body } = await face(system).get(`/Schemas/${CORE}:${resource}`);
    for (const name of names) {
      const below = objectsOf(body['attributes'] ?? body['subAttributes']);
      body = below.find((each) => each['name'] === name) ?? {};
    }
    return body;
  };

  it.each([
    ['version 2', ['public', 'partner', 'customer', 'employee', 'external', 'onboardee', 'alumni']],
    ['version 1', ['public', 'partner', 'customer', 'employee']],
    ['SCIM System', undefined],
  ])('userType has the values that are taken: %s', async (version, values) => {
    expect((await attributeOf(version, 'User', 'userType'))['canonicalValues']).toEqual(values);
  });

  it.each([
    ['version 2', [true, false]],
    ['SCIM System', [false, false]],
  ])('names are compared with regard to case where the backend does: %s', async (version, exact) => {
    const attributes = ['displayName', 'userName'].map((name) => attributeOf(version, 'User', name));
    expect((await Promise.all(attributes)).map(({ caseExact }) => caseExact)).toEqual(exact);
  });

  it('version 1 of Identity Authentication has two types of addresses, and none of members', async () => {
    expect((await attributeOf('version 1', 'User', 'addresses', 'type'))['canonicalValues']).toEqual([
      'work',
      'home',
    ]);
    expect(await attributeOf('version 1', 'Group', 'members', 'type')).toEqual({});
    expect(await attributeOf('version 2', 'Group', 'members', 'type')).toMatchObject({ name: 'type' });
  });

  it('it shows the name of a group that is set when it is created', async () => {
    const mutability = async (version: string) =>
      (await attributeOf(version, 'Group', 'displayName'))['mutability'];
    expect([await mutability('version 1'), await mutability('version 2')]).toEqual([
      'immutable',
      'readWrite',
    ]);
  });
});

/** RFC 7643 section 3.1: what every resource has, whether a schema names it or not. */
const COMMON: ReadonlySet<string> = new Set(['schemas', 'id', 'externalId', 'meta']);

/** Names that no attribute has. */
function undeclared(value: JsonValue | undefined, attributes: JsonValue | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => undeclared(each, attributes));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const attribute = objectsOf(attributes).find((each) => each['name'] === name);
    if (attribute === undefined) return [name];
    if (Array.isArray(member) !== attribute['multiValued']) return [`${name} (multiValued)`];
    return attribute['type'] === 'complex' ? undeclared(member as JsonValue, attribute['subAttributes']) : [];
  });
}

function* allAttributes(attributes: JsonValue | undefined): Generator<JsonObject> {
  for (const attribute of objectsOf(attributes)) {
    yield attribute;
    yield* allAttributes(attribute['subAttributes']);
  }
}

function expectCharacteristics(attribute: JsonObject): void {
  const { name, type, subAttributes, referenceTypes } = attribute;
  expect(attribute).toMatchObject({ multiValued: expect.any(Boolean), required: expect.any(Boolean) });
  expect(name).toMatch(/^(?:[A-Za-z][\w$-]*|\$ref)$/);
  expect(['string', 'boolean', 'decimal', 'integer', 'dateTime', 'reference', 'binary', 'complex']).toContain(
    type,
  );
  expect(['readOnly', 'readWrite', 'immutable', 'writeOnly']).toContain(attribute['mutability']);
  expect(['always', 'never', 'default', 'request']).toContain(attribute['returned']);
  expect(['none', 'server', 'global', undefined]).toContain(attribute['uniqueness']);
  expect(['boolean', 'undefined']).toContain(typeof attribute['caseExact']);
  expect(objectsOf(subAttributes).length > 0).toBe(type === 'complex');
  if (type === 'reference') expect([referenceTypes].flat().length).toBeGreaterThan(0);
  if (attribute['mutability'] === 'writeOnly') expect(attribute['returned']).toBe('never');
}
