/** Requests with an Idempotency-Key: the same answer to the same request, done once. */
import { request as rawRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { MemoryState } from '../../src/state/memory-state.ts';
import { until } from '../support/until.ts';
import { startValkey, VALKEY_BINARY } from '../support/valkey-server.ts';
import { type Backend, startBackend } from './support/backends.ts';
import { type Answer, type Client, scimClient } from './support/client.ts';
import { HURRIED } from './support/connectors.ts';
import { instance } from './support/instances.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

let number = 0;
function newKey(): string {
  number += 1;
  return `"key ${number}"`;
}
const withKey = (key: string) => ({ headers: { 'idempotency-key': key } });

function newUser(change: JsonObject = {}): JsonObject {
  number += 1;
  const userName = `once-${number}`;
  return {
    schemas: [USER],
    userName,
    name: { givenName: 'Ada', familyName: 'Once' },
    emails: [{ value: `${userName}@example.com`, primary: true }],
    ...change,
  };
}

const systemsOf = ({ type, properties }: Backend) => [
  { id: 'one', type, properties },
  { id: 'two', type, properties },
];

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend('v2', { users: 3, groups: 1 });
});
afterAll(() => backend.close());
beforeEach(() => backend.control.forget());

async function writes(): Promise<string[]> {
  const { requests } = await backend.control.requests();
  return requests.filter(({ method }) => method !== 'GET').map(({ method, status }) => `${method} ${status}`);
}

function same(first: Answer, again: Answer): void {
  expect([again.status, again.text], again.text).toEqual([first.status, first.text]);
  for (const name of ['location', 'etag', 'content-type', 'x-ipsproxy-warning']) {
    expect(again.headers[name], name).toEqual(first.headers[name]);
  }
  expect(first.headers['idempotency-replayed']).toBeUndefined();
  expect(again.headers['idempotency-replayed']).toBe('true');
}

describe('one instance', () => {
  let proxy: RunningProxy;
  let client: Client;
  let two: Client;
  let other: Client;
  const state = new MemoryState();

  beforeAll(async () => {
    proxy = await runningProxy({
      systems: systemsOf(backend),
      technicalUsers: [{ id: 'other' }],
      remembers: state,
      time: HURRIED,
    });
    client = proxy.client('one');
    two = proxy.client('two');
    other = scimClient(client.url, 'other:demo-secret');
  });
  afterAll(() => proxy.stop());

  it('answers a create, a PATCH, a PUT and a DELETE again, and does each once', async () => {
    const keys = [newKey(), newKey(), newKey(), newKey()];
    const user = newUser();
    const post = () => client.post('/Users', user, withKey(keys[0] ?? ''));
    const created = await post();
    expect(created.status).toBe(201);
    const path = `/Users/${created.body['id']}`;
    const patch = () =>
      client.patch(path, [{ op: 'replace', path: 'displayName', value: 'Once' }], withKey(keys[1] ?? ''));
    const put = () => client.put(path, { ...created.body, displayName: 'Twice' }, withKey(keys[2] ?? ''));
    const remove = () => client.delete(path, withKey(keys[3] ?? ''));
    const [patched, replaced, removed] = [await patch(), await put(), await remove()];
    expect([patched.status, replaced.status, removed.status]).toEqual([200, 200, 204]);
    expect(await writes()).toEqual(['POST 201', 'PATCH 204', 'PUT 200', 'DELETE 204']);
    same(created, await post());
    same(patched, await patch());
    same(replaced, await put());
    same(removed, await remove());
    expect(await writes()).toHaveLength(4);
  });

  it('answers a Bulk request again', async () => {
    const key = newKey();
    const bulk = {
      schemas: [BULK],
      Operations: [{ method: 'POST', path: '/Users', bulkId: 'a', data: newUser() }],
    };
    const first = await client.post('/Bulk', bulk, withKey(key));
    expect(first.body['Operations']).toMatchObject([{ status: '201' }]);
    same(first, await client.post('/Bulk', bulk, withKey(key)));
    expect(await writes()).toEqual(['POST 201']);
  });

  it('answers a refusal of the backend again, though it would be another one by now', async () => {
    const key = newKey();
    const user = newUser();
    const { body } = await client.post('/Users', user);
    const refused = await client.post('/Users', user, withKey(key));
    expect([refused.status, refused.body['scimType']]).toEqual([409, 'uniqueness']);
    await client.delete(`/Users/${body['id']}`);
    same(refused, await client.post('/Users', user, withKey(key)));
    expect((await client.post('/Users', user, withKey(newKey()))).status).toBe(201);
  });

  it('knows a key with quotes and without for the same', async () => {
    const user = newUser();
    const first = await client.post('/Users', user, withKey('"8e03978e-40d5-43dd-bc93-6894a57f9324"'));
    same(first, await client.post('/Users', user, withKey('8e03978e-40d5-43dd-bc93-6894a57f9324')));
  });

  it.each<[string, (user: JsonObject, key: string, path: string) => Promise<Answer>]>([
    ['body', (user, key) => client.post('/Users', { ...user, displayName: 'Other' }, withKey(key))],
    ['URL', (user, key) => client.post('/Users?attributes=userName', user, withKey(key))],
    ['endpoint', (user, key) => client.post('/Groups', user, withKey(key))],
    ['method', (user, key, path) => client.put(path, user, withKey(key))],
    [
      'condition',
      (user, key) => client.post('/Users', user, { headers: { 'idempotency-key': key, 'if-match': '"1"' } }),
    ],
  ])('refuses the key with another %s', async (_, send) => {
    const [user, key] = [newUser(), newKey()];
    const { status, body } = await client.post('/Users', user, withKey(key));
    expect(status).toBe(201);
    await backend.control.forget();
    const answer = await send(user, key, `/Users/${body['id']}`);
    expect([answer.status, answer.body['scimType']]).toEqual([422, undefined]);
    expect(answer.body['detail']).toMatch(/used for another request/);
    expect(await writes()).toEqual([]);
  });

  it('keeps the keys of technical users and of systems apart', async () => {
    const key = newKey();
    const users = [newUser(), newUser(), newUser()] as const;
    const first = await client.post('/Users', users[0], withKey(key));
    const [elsewhere, others] = [
      await two.post('/Users', users[1], withKey(key)),
      await other.post('/Users', users[2], withKey(key)),
    ];
    expect([first, elsewhere, others].map(({ status }) => status)).toEqual([201, 201, 201]);
    // The same request of somebody else is one of its own.
    const { status, headers } = await other.post('/Users', users[0], withKey(newKey()));
    expect([status, headers['idempotency-replayed']]).toEqual([409, undefined]);
    same(first, await client.post('/Users', users[0], withKey(key)));
  });

  it('answers nobody again who is not let in any more', async () => {
    const [user, key] = [newUser(), newKey()];
    await client.post('/Users', user, withKey(key));
    const { status } = await client.post('/Users', user, {
      ...withKey(key),
      credentials: 'demo-client:wrong',
    });
    expect(status).toBe(401);
  });

  it('does one of a hundred that come at once', async () => {
    const [user, key] = [newUser(), newKey()];
    await backend.control.fault({ count: 1, method: 'POST', path: '/Users', delayMs: 300 });
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => client.post('/Users', user, withKey(key))),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201 || status === 409)).toHaveLength(100);
    expect(statuses).toContain(409);
    for (const { status, body, headers } of answers) {
      if (status !== 409) continue;
      // Whoever looks for `uniqueness` would take the user for one that is there.
      expect(body['scimType']).toBeUndefined();
      expect(body['detail']).toMatch(/still under way.*says nothing about whether there is such an entity/);
      expect(headers['retry-after']).toBe('1');
    }
    expect(await writes()).toEqual(['POST 201']);
  });

  it('does again what was in doubt, and finds what it made', async () => {
    const [user, key] = [newUser(), newKey()];
    await backend.control.fault({ count: 1, method: 'POST', path: '/Users', reset: 'after' });
    await backend.control.fault({ count: 20, method: 'GET', path: '/Users', status: 500 });
    expect((await client.post('/Users', user, withKey(key))).status).toBe(502);
    await backend.control.forget();
    const again = await client.post('/Users', user, withKey(key));
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, undefined]);
    same(again, await client.post('/Users', user, withKey(key)));
  });

  describe('with one place for requests', () => {
    let narrow: RunningProxy;
    let mine: Client;

    beforeAll(async () => {
      const [one] = systemsOf(backend);
      // As if the instance had died before it could note that a create got lost.
      const forgetful = new MemoryState();
      const set = forgetful.set.bind(forgetful);
      forgetful.set = async (key, ...more) => key.startsWith('lost-create:') || (await set(key, ...more));
      narrow = await runningProxy({
        systems: [{ ...one, limits: { concurrency: 1, queue: 0 } }],
        technicalUsers: [{ id: 'other' }],
        remembers: forgetful,
        time: HURRIED,
      });
      mine = narrow.client('one');
    });
    afterAll(() => narrow.stop());

    /** Nothing is done for it, as the one place is taken. */
    async function turnedAway(user: JsonObject, key: string): Promise<void> {
      const path = '/Users?filter=userName%20eq%20%22nobody%22';
      await backend.control.fault({ count: 1, method: 'GET', path: '/Users', delayMs: 500 });
      const { count } = await backend.control.requests();
      const slow = mine.get(path);
      await until(async () => (await backend.control.requests()).count > count);
      const { status, body } = await mine.post('/Users', user, withKey(key));
      await slow;
      expect([status, body['detail']]).toEqual([503, expect.stringContaining('Nothing was done')]);
    }

    it('takes nothing of somebody else for what it has made, where nothing was done for it', async () => {
      const [user, key] = [newUser(), newKey()];
      await turnedAway(user, key);
      expect((await scimClient(mine.url, 'other:demo-secret').post('/Users', user)).status).toBe(201);
      const { status, body } = await mine.post('/Users', user, withKey(key));
      expect([status, body['scimType']]).toEqual([409, 'uniqueness']);
    });

    it('still finds what it made, where nothing was done for it in between', async () => {
      const [user, key] = [newUser(), newKey()];
      await backend.control.fault({ count: 1, method: 'POST', path: '/Users', reset: 'after' });
      await backend.control.fault({ count: 20, method: 'GET', path: '/Users', status: 500 });
      expect((await mine.post('/Users', user, withKey(key))).status).toBe(502);
      await backend.control.forget();
      await turnedAway(user, key);
      expect((await mine.post('/Users', user, withKey(key))).status).toBe(201);
    });
  });

  it('does again what the backend was too busy for', async () => {
    const [user, key] = [newUser(), newKey()];
    await backend.control.fault({ count: 20, method: 'POST', path: '/Users', status: 503 });
    await backend.control.fault({ count: 20, method: 'GET', path: '/Users', status: 503 });
    expect((await client.post('/Users', user, withKey(key))).status).toBe(502);
    await backend.control.forget();
    const again = await client.post('/Users', user, withKey(key));
    expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, undefined]);
  });

  it('has nothing to do with reads, searches and dry runs', async () => {
    const key = newKey();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], count: attempt };
      const answers = [
        await client.get(`/Users?count=${attempt}`, withKey(key)),
        await client.post('/Users/.search', search, withKey(key)),
        await proxy
          .explainer('one')
          .post('/Users', newUser(), { headers: { 'idempotency-key': key, prefer: 'handling=dry-run' } }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    }
    expect(await writes()).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['an empty text', '""'],
    ['a text without an end', '"abc'],
    ['a text with something behind it', '"abc" def'],
    ['parameters', '"abc";q=1'],
    ['two', 'abc, def'],
    ['two texts', '"abc", "def"'],
    ['a wrong escape', '"a\\bc"'],
    ['characters that are not ASCII', '"caf\u00e9"'],
    ['a control character', '"a\u0009b"'],
    ['256 characters', `"${'k'.repeat(256)}"`],
    ['a list of bytes', ':YWJj:;'],
  ])('refuses %s as a key', async (_, key) => {
    const { status, body } = await client.post('/Users', newUser(), withKey(key));
    expect([status, body['scimType'], await writes()]).toEqual([400, 'invalidValue', []]);
    expect(body['detail']).toMatch(/Idempotency-Key.*Nothing was done/);
  });

  it('refuses a header that came twice', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const body = JSON.stringify(newUser());
      const { hostname, port, pathname } = new URL(`${client.url}/Users`);
      const sent = rawRequest(
        {
          ...{ hostname, port, path: pathname, method: 'POST' },
          headers: [
            ...['host', `${hostname}:${port}`, 'content-type', 'application/scim+json'],
            ...['authorization', `Basic ${Buffer.from('demo-client:demo-secret').toString('base64')}`],
            ...['content-length', String(Buffer.byteLength(body))],
            ...['idempotency-key', '"a"', 'idempotency-key', '"b"'],
          ],
        },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
    expect([status, await writes()]).toEqual([400, []]);
  });

  it('keeps neither names nor entities in clear, and does not answer with what somebody put there', async () => {
    const seen: string[] = [];
    const watched = new MemoryState();
    const set = watched.set.bind(watched);
    watched.set = (key, value, options) => {
      seen.push(`${key}=${value}`);
      return set(key, value, options);
    };
    const spied = await runningProxy({ systems: systemsOf(backend), remembers: watched });
    onTestFinished(async () => void (await spied.stop()));
    const [user, key] = [newUser(), '"order 4711"'];
    const send = () => spied.client('one').post('/Users', user, withKey(key));
    const first = await send();
    same(first, await send());
    expect(seen.length).toBeGreaterThan(2);
    for (const text of seen) {
      expect(text).not.toMatch(/4711|once-|demo-client|Ada/);
      expect(Buffer.from(text.split(' ').at(-1) ?? '', 'base64').toString('latin1')).not.toMatch(/once-|Ada/);
    }
    const name = seen.find((text) => text.startsWith('idempotency:'))?.split('=')[0] ?? '';
    const kept = String(await watched.get(name));
    await watched.set(name, `${kept.slice(0, -8)}AAAAAAA=`);
    expect((await send()).status).toBe(422);
  });
});

describe.skipIf(VALKEY_BINARY === undefined)('two instances', () => {
  const setup = () => ({ systems: systemsOf(backend), time: HURRIED });

  it('answer for each other, and do one of a hundred', async () => {
    const server = await startValkey();
    const clients = [await instance(server.port, setup()), await instance(server.port, setup())].map(
      (proxy) => proxy.client('one'),
    );
    const [user, key] = [newUser(), newKey()];
    const send = (index: number) => (clients[index % 2] as Client).post('/Users', user, withKey(key));
    await backend.control.fault({ count: 1, method: 'POST', path: '/Users', delayMs: 300 });
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => send(index)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
    expect(await writes()).toEqual(['POST 201']);
    for (const index of [0, 1]) {
      const { status, headers } = await send(index);
      expect([status, headers['idempotency-replayed']]).toEqual([201, 'true']);
    }
  });

  it('do nothing with a key while nobody remembers', async () => {
    const server = await startValkey();
    const client = (await instance(server.port, setup())).client('one');
    const [user, key] = [newUser(), newKey()];
    await server.kill();
    const { status, body, headers } = await client.post('/Users', user, withKey(key));
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect(body['detail']).toMatch(/Nothing was done/);
    expect(await writes()).toEqual([]);
    expect((await client.post('/Users', user)).status).toBe(201);
  });

  it('say when an answer could not be kept', async () => {
    const server = await startValkey();
    const client = (await instance(server.port, setup())).client('one');
    const key = newKey();
    await backend.control.fault({ count: 1, method: 'POST', path: '/Users', delayMs: 300 });
    const answer = client.post('/Users', newUser(), withKey(key));
    await until(async () => (await backend.control.requests()).count > 0);
    await server.kill();
    const { status, headers } = await answer;
    expect([status, headers['x-ipsproxy-warning']]).toEqual([
      201,
      expect.stringMatching(/could not be kept/),
    ]);
  });
});
