/** `ServiceProviderConfig`, `ResourceTypes` and `Schemas` over HTTP (RFC 7644 §4). */
import { describe, expect, it } from 'vitest';
import type { SystemDescription } from '../../src/proxy/description/types.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { described } from '../proxy/support/described.ts';
import {
  basic,
  expectScimError,
  type FakeSystem,
  fakeSystem,
  runtimeOf,
  SYSTEM,
  startProxy,
  technicalUser,
} from './helpers.ts';

const mapping = (path: string) => ({ sourcePath: path, targetPath: path, optional: true });
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function description(...paths: readonly string[]): SystemDescription {
  const mappings = ['$.id', '$.userName', `$['${ENTERPRISE}']['department']`, ...paths].map(mapping);
  return described({ read: { user: { mappings }, team: { scimEntityEndpoint: 'Teams', mappings } } });
}

function system(what = description()): FakeSystem {
  return Object.assign(fakeSystem(), { description: what });
}

const PATHS = [
  '/ServiceProviderConfig',
  '/ResourceTypes',
  '/ResourceTypes/User',
  '/Schemas',
  `/Schemas/${USER}`,
];

describe('discovery', () => {
  it('says what the system can do, and how to log on there', async () => {
    const proxy = await startProxy({ systems: [system()], settings: { bodyLimit: 12_345 } });
    const { status, headers, body } = await proxy.send('/ServiceProviderConfig');
    expect([status, headers['content-type']]).toEqual([200, 'application/scim+json']);
    expect(body).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: { supported: false },
      bulk: { maxPayloadSize: 12_345 },
      filter: { supported: true, maxResults: 100 },
      changePassword: { supported: false },
      sort: { supported: false },
      etag: { supported: false },
      pagination: { index: true, defaultPaginationMethod: 'index', defaultPageSize: 25, maxPageSize: 100 },
      authenticationSchemes: [{ type: 'httpbasic', primary: true }],
      meta: {
        resourceType: 'ServiceProviderConfig',
        location: `${proxy.url}/ipsproxy/api/v1/scim/${SYSTEM}/ServiceProviderConfig`,
      },
    });
  });

  it('lists the ways in that are open below the URL that was asked', async () => {
    const proxy = await startProxy({ systems: [system()] });
    const schemes = async (family: string) => {
      const url = `/ipsproxy/${family}/v1/scim/${SYSTEM}/ServiceProviderConfig`;
      const { body } = await proxy.send(url, { absolute: true });
      return (body['authenticationSchemes'] as JsonObject[]).map(({ type, primary }) => [type, primary]);
    };
    expect(await schemes('api')).toEqual([['httpbasic', true]]);
    const { runtime } = proxy.holder.acquire();
    proxy.holder.swap({
      ...runtime,
      oauth: { begin: () => undefined } as never,
      clientCertificates: { isUsed: true, isShown: () => false } as never,
    });
    expect(await schemes('service/api')).toEqual([
      ['httpbasic', true],
      ['oauthbearertoken', undefined],
      ['clientcertificate', undefined],
    ]);
  });

  it('lists resource types and schemas, each with its own address', async () => {
    const proxy = await startProxy({ systems: [system()] });
    const base = `${proxy.url}/ipsproxy/api/v1/scim/${SYSTEM}`;
    const types = await proxy.send('/ResourceTypes');
    expect(types.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 2,
      itemsPerPage: 2,
      startIndex: 1,
      Resources: [
        {
          schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
          id: 'User',
          name: 'User',
          endpoint: '/Users',
          schema: USER,
          schemaExtensions: [{ schema: ENTERPRISE, required: false }],
          meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/User` },
        },
        { id: 'Team', endpoint: '/Teams' },
      ],
    });
    const schemas = await proxy.send('/Schemas');
    expect(schemas.body).toMatchObject({ totalResults: 3, itemsPerPage: 3, startIndex: 1 });
    for (const one of [
      ...(types.body['Resources'] as JsonObject[]),
      ...(schemas.body['Resources'] as JsonObject[]),
    ]) {
      const { location } = one['meta'] as { location: string };
      expect((await proxy.send(location.slice(base.length))).body).toEqual(one);
    }
  });

  it.each([`/Schemas/${USER.toUpperCase()}`, `/Schemas/${encodeURIComponent(USER)}`, '/ResourceTypes/user'])(
    'finds one by its name in any case: %s',
    async (path) => {
      const proxy = await startProxy({ systems: [system()] });
      expect((await proxy.send(path)).body).toMatchObject({ name: 'User' });
    },
  );

  it('names those that there are where one is unknown', async () => {
    const proxy = await startProxy({ systems: [system()] });
    expectScimError(
      await proxy.send('/Schemas/urn:x'),
      404,
      new RegExp(`^This system has no such schema; it has ${USER}, `),
    );
    expectScimError(
      await proxy.send('/ResourceTypes/Users'),
      404,
      /^This system has no such resource type; it has User, Team\.$/,
    );
    expectScimError(
      await proxy.send('/ServiceProviderConfig/x'),
      404,
      /behind ServiceProviderConfig nothing may follow/,
    );
  });

  it.each(PATHS)('refuses a filter, and ignores all else of a list (RFC 7644 §4): %s', async (path) => {
    const proxy = await startProxy({ systems: [system()] });
    expectScimError(
      await proxy.send(`${path}?filter=id+pr`),
      403,
      /cannot be filtered \(RFC 7644 section 4\); leave filter out\.$/,
    );
    expectScimError(await proxy.send(`${path}?filter=a&filter=b`), 403, /cannot be filtered/);
    const plain = await proxy.send(path);
    const asked = await proxy.send(
      `${path}?filter=&startIndex=2&count=1&sortBy=id&attributes=id&excludedAttributes=name`,
    );
    expect([asked.status, asked.text]).toEqual([200, plain.text]);
  });

  it.each(PATHS)('answers HEAD without a body, and names the methods to others: %s', async (path) => {
    const proxy = await startProxy({ systems: [system()] });
    const get = await proxy.send(path);
    const head = await proxy.send(path, { method: 'HEAD' });
    expect([head.status, head.text, head.headers['etag'], head.headers['content-length']]).toEqual([
      200,
      '',
      get.headers['etag'],
      String(Buffer.byteLength(get.text)),
    ]);
    const put = await proxy.send(path, { method: 'PUT', body: {} });
    expect([put.status, put.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });
});

describe('the entity tag of a document', () => {
  it.each(PATHS)('is strong, and spares whoever knows it the document: %s', async (path) => {
    const proxy = await startProxy({ systems: [system()] });
    const { etag } = (await proxy.send(path)).headers;
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    for (const known of [etag, `W/${String(etag)}`, `"x", ${String(etag)}`, '*']) {
      const again = await proxy.send(path, { headers: { 'if-none-match': String(known) } });
      expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', etag]);
    }
    expect((await proxy.send(path, { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
  });

  it('changes with the transformations when the configuration is loaded anew, and only where they matter', async () => {
    const proxy = await startProxy({ systems: [system()] });
    const tags = () => Promise.all(PATHS.map(async (path) => (await proxy.send(path)).headers['etag']));
    const [config, types, type, schemas, schema] = await tags();
    proxy.holder.swap(await runtimeOf({ systems: [system(description('$.title'))] }));
    const after = await tags();
    expect(after).toEqual([
      config,
      types,
      type,
      expect.not.stringMatching(String(schemas)),
      expect.not.stringMatching(String(schema)),
    ]);
    expect((await proxy.send(`/Schemas/${USER}`)).text).toContain('"title"');
  });

  it('differs from address to address, as the documents do, however many there are', async () => {
    const proxy = await startProxy({ systems: [system()] });
    const tagAt = async (host: string) =>
      (await proxy.send('/Schemas', { headers: { host } })).headers['etag'];
    const [first, ...others] = await Promise.all(
      Array.from({ length: 100 }, (_, number) => tagAt(`host-${number}.example`)),
    );
    expect(others).not.toContain(first);
    expect(await tagAt('host-0.example')).toBe(first);
  });
});

describe('whoever may use the system', () => {
  it.each([
    ['some endpoints', { endpoints: ['Users'] }],
    ['some operations', { operations: ['delete' as const] }],
  ])('may know all that it is, also when allowed %s only', async (_, limits) => {
    const user = await technicalUser('limited', ['secret'], limits);
    const proxy = await startProxy({ systems: [system()], users: [user] });
    for (const path of PATHS) {
      expect((await proxy.send(path, { authorization: basic('limited', 'secret') })).status).toBe(200);
    }
  });

  it('is somebody: others learn nothing', async () => {
    const other = await technicalUser('other', ['secret'], { systems: ['another-system'] });
    const proxy = await startProxy({ systems: [system()], users: [other] });
    for (const path of PATHS) {
      expect((await proxy.send(path, { authorization: null })).status).toBe(401);
      expect((await proxy.send(path, { authorization: basic('other', 'secret') })).status).toBe(403);
    }
  });
});
