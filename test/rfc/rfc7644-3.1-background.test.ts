/** Methods, endpoints, media types (sections 3.1, 3.2 and 3.8). */
import { describe, expect, it } from 'vitest';
import { createdUser, demoFace, expectError, expectStatus, path, userOf } from './support/face.ts';
import { SYSTEMS } from './support/systems.ts';

const face = demoFace();
const COLLECTION = 'GET, HEAD, POST, OPTIONS';
const RESOURCE = 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS';

describe.each(SYSTEMS)('RFC 7644 section 3.2, methods and endpoints: $name', (system) => {
  it.each([
    ['PUT', '/Users', COLLECTION],
    ['PATCH', '/Users', COLLECTION],
    ['DELETE', '/Groups', COLLECTION],
    ['POST', '/Users/1', RESOURCE],
    ['PUT', '/ServiceProviderConfig', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/ResourceTypes', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/Schemas', 'GET, HEAD, OPTIONS'],
    ['GET', '/Bulk', 'POST, OPTIONS'],
    ['GET', '/.search', 'POST, OPTIONS'],
    ['GET', '/Users/.search', 'POST, OPTIONS'],
  ])('%s %s is 405 with Allow', async (method, where, allow) => {
    const body = method === 'PUT' || method === 'PATCH' || method === 'POST' ? {} : undefined;
    const answer = await face(system).send(method, where, { body });
    expectError(answer, 405);
    expect(answer.headers['allow']).toBe(allow);
  });

  it('HEAD is GET without a body', async () => {
    const client = face(system);
    const where = path('Users', await createdUser(client));
    const [head, get] = [await client.send('HEAD', where), await client.get(where)];
    expect([head.status, head.text, head.headers['content-type']]).toEqual([
      200,
      '',
      get.headers['content-type'],
    ]);
    expect(head.headers['etag']).toBe(get.headers['etag']);
  });

  it('a resource type that is not there is 404', async () => {
    expectError(await face(system).get('/Printers'), 404);
    expectError(await face(system).get('/Users/2819c223-7f76-453a-919d-413861904646'), 404);
  });
});

describe.each(SYSTEMS)('RFC 7644 section 3.1 and 3.8, media types: $name', (system) => {
  it.each([
    'application/scim+json',
    'application/json',
    'application/scim+json; charset=utf-8',
    'application/json;charset=UTF-8',
  ])('takes %s', async (type) => {
    const call = { headers: { 'content-type': type } };
    const answer = expectStatus(await face(system).post('/Users', userOf(), call), 201);
    expect(answer.headers['content-type']).toBe('application/scim+json');
  });

  it.each(['text/plain', 'application/xml', 'application/json; charset=iso-8859-1'])(
    'refuses %s with 415',
    async (type) => {
      const call = { headers: { 'content-type': type } };
      expectError(await face(system).post('/Users', userOf(), call), 415);
    },
  );

  it.each(['application/scim+json', 'application/json', '*/*', 'application/scim+json, */*;q=0.1'])(
    'answers application/scim+json to a client that accepts %s',
    async (accept) => {
      const { headers } = expectStatus(await face(system).get('/Users', { headers: { accept } }), 200);
      expect(headers['content-type']).toBe('application/scim+json');
    },
  );

  it('bodies are UTF-8 in both directions', async () => {
    const client = face(system);
    const name = { givenName: 'Łukasz', familyName: '王小明' };
    const user = await createdUser(client, { name });
    expect((await client.get(path('Users', user))).body).toMatchObject({ name });
  });
});

describe.each(SYSTEMS)('RFC 7644 section 3.11, Me: $name', (system) => {
  it('is 501, as there is no user behind a technical one', async () => {
    for (const method of ['GET', 'DELETE']) expectError(await face(system).send(method, '/Me'), 501);
  });
});
