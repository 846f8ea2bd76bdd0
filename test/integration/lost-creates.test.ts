/** A create that a client sends again after its answer got lost finds the entity that it made, and never one of somebody else. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startScim } from '../../src/sandbox/scim/index.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { MemoryState } from '../../src/state/memory-state.ts';
import { type Backend, type Kind, startBackend } from './support/backends.ts';
import { type Client, scimClient } from './support/client.ts';
import { HURRIED } from './support/connectors.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';
import { sandboxControl } from './support/sandbox.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const FOUND = /^Made by an earlier request with the same body/;

let number = 0;
function newUser(change: JsonObject = {}): JsonObject {
  number += 1;
  const userName = `lost-${number}`;
  return {
    schemas: [USER],
    userName,
    name: { givenName: 'Ada', familyName: `Lost ${number}` },
    emails: [{ value: `${userName}@example.com`, primary: true }],
    ...change,
  };
}

describe.each<Kind>(['v1', 'v2', 'cf'])('users of %s', (kind) => {
  let backend: Backend;
  let proxy: RunningProxy;
  let client: Client;
  let other: Client;
  let seeded: JsonObject;

  beforeAll(async () => {
    backend = await startBackend(kind, { users: 3, groups: 1 });
    proxy = await runningProxy({
      systems: [{ id: 'lost', type: backend.type, properties: backend.properties }],
      technicalUsers: [{ id: 'other' }],
      time: HURRIED,
    });
    client = proxy.client('lost');
    other = scimClient(client.url, 'other:demo-secret');
    seeded = ((await client.get('/Users?count=1')).body['Resources'] as JsonObject[])[0] ?? {};
  });
  afterAll(async () => {
    await proxy.stop();
    await backend.close();
  });

  /** The backend did it, its answer did not arrive, and nobody could look whether it did. */
  async function lose(user: JsonObject): Promise<void> {
    await backend.control.fault({ count: 1, method: 'POST', path: '/Users', reset: 'after' });
    await backend.control.fault({ count: 20, method: 'GET', path: '/Users', status: 500 });
    const { status, body } = await client.post('/Users', user);
    expect([status, body['detail']]).toEqual([502, expect.stringContaining('is not known')]);
    await backend.control.forget();
  }

  async function idsOf(userName: unknown): Promise<unknown[]> {
    const { body } = await client.get(`/Users?filter=${encodeURIComponent(`userName eq "${userName}"`)}`);
    return (body['Resources'] as JsonObject[]).map(({ id }) => id);
  }

  it('is answered with what it made, as often as it is sent', async () => {
    const user = newUser();
    await lose(user);
    const ids = await idsOf(user['userName']);
    expect(ids).toHaveLength(1);
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const { status, body, headers, text } = await client.post('/Users', user);
      expect([status, body['id']], text).toEqual([201, ids[0]]);
      expect(headers['location']).toBe(`${client.url}/Users/${encodeURIComponent(String(ids[0]))}`);
      expect([headers['x-ipsproxy-warning']].flat()[0]).toMatch(FOUND);
    }
    expect(await idsOf(user['userName'])).toEqual(ids);
  });

  it('is answered at once with what it made, where that can be looked for', async () => {
    const user = newUser();
    await backend.control.fault({ count: 1, method: 'POST', path: '/Users', reset: 'after' });
    const { status, body, text } = await client.post('/Users', user);
    expect([status, [body['id']]], text).toEqual([201, await idsOf(user['userName'])]);
  });

  it('makes it where nothing had been done', async () => {
    const user = newUser();
    await backend.control.fault({ count: 1, method: 'POST', path: '/Users', reset: 'before' });
    await backend.control.fault({ count: 20, method: 'GET', path: '/Users', status: 500 });
    expect((await client.post('/Users', user)).status).toBe(502);
    await backend.control.forget();
    const { status, headers } = await client.post('/Users', user);
    expect([status, headers['x-ipsproxy-warning']]).toEqual([201, undefined]);
  });

  it('is a collision for another technical user, and with another value', async () => {
    const user = newUser();
    await lose(user);
    const name = { givenName: 'Bea', familyName: 'Other' };
    for (const answer of [await other.post('/Users', user), await client.post('/Users', { ...user, name })]) {
      expect([answer.status, answer.body['scimType']]).toEqual([409, 'uniqueness']);
    }
  });

  // Platform users are not changed.
  it.skipIf(kind === 'cf')('is a collision once somebody has changed the entity', async () => {
    const user = newUser();
    await lose(user);
    const [id] = await idsOf(user['userName']);
    const path = `Users/${id}`;
    const { body } = await client.get(`/${path}`);
    const name = { givenName: 'Ada', familyName: 'Married' };
    expect((await client.put(`/${path}`, { ...body, name })).status).toBe(200);
    expect((await client.post('/Users', user)).status).toBe(409);
  });

  it('is a collision where no answer was lost', async () => {
    const user = newUser();
    expect((await client.post('/Users', user)).status).toBe(201);
    const { status, body } = await client.post('/Users', user);
    expect([status, body['scimType']]).toEqual([409, 'uniqueness']);
  });

  it('is a collision with an entity that was there before, however equal', async () => {
    const { id: _, meta: _meta, ...user } = seeded;
    await backend.control.fault({ count: 1, method: 'POST', path: '/Users', reset: 'before' });
    expect((await client.post('/Users', user)).status).toBe(kind === 'v2' ? 409 : 502);
    const { status, body: said } = await client.post('/Users', user);
    expect([status, said['scimType']]).toEqual([409, 'uniqueness']);
  });

  it('is found as one operation of a Bulk request, too', async () => {
    const user = newUser();
    await lose(user);
    const { body } = await client.post('/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [{ method: 'POST', path: '/Users', bulkId: 'a', data: user }],
    });
    expect(body['Operations']).toMatchObject([{ status: '201', bulkId: 'a' }]);
    expect(await idsOf(user['userName'])).toHaveLength(1);
  });

  it('is a collision with an entity that somebody made long after, however equal', async () => {
    const user = newUser();
    await backend.control.fault({ count: 1, method: 'POST', path: '/Users', reset: 'before' });
    await backend.control.fault({ count: 20, method: 'GET', path: '/Users', status: 500 });
    expect((await client.post('/Users', user)).status).toBe(502);
    await backend.control.forget();
    await backend.control.advance(3600);
    expect((await other.post('/Users', user)).status).toBe(201);
    expect((await client.post('/Users', user)).status).toBe(409);
  });
});

it('is found by instances that have the same secrets, and tells nobody else what it is about', async () => {
  const backend = await startBackend('v2', { users: 1, groups: 1 });
  onTestFinished(async () => {
    await backend.close();
  });
  const state = new MemoryState();
  const noted: string[] = [];
  const set = state.set.bind(state);
  state.set = async (key, value, options) => {
    if (key.startsWith('lost-create:')) noted.push(key, value.split(' ')[0] ?? '');
    return await set(key, value, options);
  };
  const clientOf = async (...users: readonly string[]) => {
    const { type, properties } = backend;
    const proxy = await runningProxy({
      systems: [{ id: 'lost', type, properties }],
      technicalUsers: users.map((id) => ({ id })),
      time: HURRIED,
      remembers: state,
    });
    onTestFinished(async () => {
      await proxy.stop();
    });
    return proxy.client('lost');
  };
  const [first, same, more] = await Promise.all([clientOf(), clientOf(), clientOf('more')]);
  const user = newUser();
  await backend.control.fault({ count: 1, method: 'POST', path: '/Users', reset: 'after' });
  await backend.control.fault({ count: 20, method: 'GET', path: '/Users', status: 500 });
  expect((await first.post('/Users', user)).status).toBe(502);
  await backend.control.forget();
  expect((await more.post('/Users', user)).status).toBe(409);
  expect((await same.post('/Users', user)).status).toBe(201);

  const inDoubt = newUser();
  for (const client of [first, more]) {
    await backend.control.fault({ count: 1, method: 'POST', path: '/Users', reset: 'before' });
    await backend.control.fault({ count: 20, method: 'GET', path: '/Users', status: 500 });
    expect((await client.post('/Users', inDoubt)).status).toBe(502);
    await backend.control.forget();
  }
  // Names, and digests of what was sent: whoever knows all but the secrets cannot tell which they would be.
  expect(noted).toHaveLength(6);
  expect(new Set(noted).size).toBe(6);
});

it('a group is not made a second time, where the server takes several of one name', async () => {
  const server = await startScim({ users: 2, groups: 1 });
  const control = sandboxControl(server.url);
  const { user, password } = server.credentials;
  const properties = { URL: server.base, User: user, Password: password };
  const proxy = await runningProxy({ systems: [{ id: 'lost', type: 'scim', properties }], time: HURRIED });
  onTestFinished(async () => {
    await proxy.stop();
    await server.close();
  });
  const client = proxy.client('lost');
  const named = async (displayName: string) => {
    const filter = encodeURIComponent(`displayName eq "${displayName}"`);
    const { body } = await client.get(`/Groups?filter=${filter}`);
    return body;
  };
  const { body: users } = await client.get('/Users?count=1');
  const [{ id: value } = {}] = users['Resources'] as JsonObject[];
  const group = { schemas: [GROUP], displayName: 'Lost and found', members: [{ value: String(value) }] };
  await control.fault({ count: 1, method: 'POST', path: '/Groups', reset: 'after' });
  await control.fault({ count: 20, method: 'GET', path: '/Groups', status: 500 });
  expect((await client.post('/Groups', group)).status).toBe(502);
  await control.forget();
  const made = (await named(group.displayName))['Resources'] as JsonObject[];
  expect(made).toHaveLength(1);

  const { status, body, headers } = await client.post('/Groups', group);
  expect([status, body['id']]).toEqual([201, made[0]?.['id']]);
  expect([headers['x-ipsproxy-warning']].flat()[0]).toMatch(FOUND);
  expect(await named(group.displayName)).toMatchObject({ totalResults: 1 });

  // Who wants another one gets what the server does, also where all of that is in the one that was made.
  const { members: _, ...less } = group;
  for (const wish of [less, { ...group, members: [] }]) {
    const another = await client.post('/Groups', wish);
    expect([another.status, another.headers['x-ipsproxy-warning']]).toEqual([201, undefined]);
  }
  // Of several, none is certainly the one.
  const again = await client.post('/Groups', group);
  expect([again.status, again.headers['x-ipsproxy-warning']]).toEqual([201, undefined]);
});
