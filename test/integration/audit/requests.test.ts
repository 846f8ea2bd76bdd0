/** Every request that wants to change something, or is denied, has its line before its client has the answer. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { until } from '../../support/until.ts';
import { type Backend, startBackend } from '../support/backends.ts';
import { type Client, PATCH_OP } from '../support/client.ts';
import { HURRIED } from '../support/connectors.ts';
import { type RunningProxy, runningProxy } from '../support/proxy.ts';
import { FILE, linesIn, linesOf, soon } from './support.ts';

const WITHOUT_DELETION = {
  user: { mappings: [{ sourcePath: '$', targetPath: '$' }], skipOperations: ['delete', 'update'] },
};

let backend: Backend;
let proxy: RunningProxy;
let client: Client;
let ids: Record<'Users' | 'Groups', string[]>;
let count = 0;

beforeAll(async () => {
  backend = await startBackend('v2', { users: 12, groups: 3 });
  const system = { type: backend.type, properties: backend.properties };
  proxy = await runningProxy({
    server: { requestTimeout: 0.4 },
    systems: [
      { id: 'ias', ...system },
      { id: 'other', ...system },
      { id: 'skipping', ...system, transformations: { write: 'skip.json' } },
    ],
    files: { 'skip.json': JSON.stringify(WITHOUT_DELETION) },
    technicalUsers: [{ id: 'limited', systems: ['other'] }],
    audit: { file: FILE },
    oauth: { issuer: 'https://proxy.example.com', keys: { file: 'keys.pem' } },
    time: HURRIED,
  });
  client = proxy.client('ias');
  const idsOf = async (kind: string) =>
    ((await backend.entity(`${kind}?count=50`))['Resources'] as JsonObject[]).map(({ id }) => String(id));
  ids = { Users: await idsOf('Users'), Groups: await idsOf('Groups') };
});
afterAll(async () => {
  await proxy.stop();
  await backend.close();
});

const nextId = () => {
  count += 1;
  return `request-${count}`;
};

async function ask(method: string, path: string, body?: unknown, by = client, headers = {}) {
  const requestId = nextId();
  const answer = await by.send(method, path, {
    ...(body === undefined ? {} : { body }),
    headers: { 'x-request-id': requestId, ...headers },
  });
  return { requestId, answer, lines: await linesOf(proxy, requestId) };
}

const patch = (...operations: object[]) => ({ schemas: [PATCH_OP], Operations: operations });

const PERSON = {
  userName: 'ada.vale',
  name: { givenName: 'Ada', familyName: 'Vale' },
  emails: [{ value: 'ada.vale@example.com', primary: true }],
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'IT', costCenter: '4711' },
};

describe('what is done', () => {
  it('a create, with the new id', async () => {
    const { requestId, answer, lines } = await ask('POST', '/Users', PERSON);
    expect(answer.status).toBe(201);
    expect(lines).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        requestId,
        user: 'demo-client',
        way: 'basic',
        address: '127.0.0.1',
        route: '/ipsproxy/api/v1/scim/:systemId/:endpoint',
        system: 'ias',
        endpoint: 'Users',
        operation: 'create',
        entityId: answer.body['id'],
        outcome: 'done',
        status: 201,
        upstreamCalls: expect.any(Number),
        milliseconds: expect.any(Number),
        attributes: [
          'userName',
          'name',
          'emails',
          'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department',
          'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter',
        ],
      },
    ]);
    const { requests } = await backend.control.requests();
    const sent = requests.filter(({ headers }) => headers['x-request-id'] === requestId);
    expect(lines[0]?.['upstreamCalls']).toBe(sent.length);
  });

  it('a replace, a patch and a delete', async () => {
    const id = ids.Users[0] ?? '';
    const { body } = await client.get(`/Users/${id}`);
    const replaced = await ask('PUT', `/Users/${id}`, { ...body, displayName: 'new' });
    const patched = await ask(
      'PATCH',
      `/Users/${id}`,
      patch(
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'secret@example.com' },
        { op: 'add', value: { displayName: 'newer', name: { familyName: 'Vale' } } },
      ),
    );
    const deleted = await ask('DELETE', `/Users/${id}`);
    expect([replaced.answer.status, deleted.answer.status]).toEqual([200, 204]);
    expect(replaced.lines).toMatchObject([
      { operation: 'replace', entityId: id, outcome: 'done', status: 200 },
    ]);
    expect(replaced.lines[0]?.['attributes']).toContain('displayName');
    expect(patched.lines).toMatchObject([
      {
        operation: 'patch',
        entityId: id,
        status: patched.answer.status,
        attributes: ['emails.value', 'displayName', 'name'],
      },
    ]);
    expect(deleted.lines).toMatchObject([
      { operation: 'delete', entityId: id, outcome: 'done', status: 204 },
    ]);
  });

  it('a read has none', async () => {
    const before = (await linesIn(proxy.folder)).length;
    const read = await ask('GET', `/Users/${ids.Users[1]}`);
    const list = await ask('GET', '/Users?count=3');
    const missing = await ask('GET', '/Users/nobody');
    expect([read, list, missing].map(({ answer }) => answer.status)).toEqual([200, 200, 404]);
    // Those that have one follow behind it.
    await ask('DELETE', '/Users/nobody');
    expect((await linesIn(proxy.folder)).length).toBe(before + 1);
  });

  it('what skipOperations keeps from the backend is not done', async () => {
    const skipping = proxy.client('skipping');
    const id = ids.Users[1] ?? '';
    const deleted = await ask('DELETE', `/Users/${id}`, undefined, skipping);
    const { body } = await skipping.get(`/Users/${id}`);
    const replaced = await ask('PUT', `/Users/${id}`, body, skipping);
    expect([deleted.answer.status, replaced.answer.status]).toEqual([204, 200]);
    expect([...deleted.lines, ...replaced.lines]).toMatchObject([
      { operation: 'delete', outcome: 'skipped', upstreamCalls: 0 },
      { operation: 'replace', outcome: 'skipped' },
    ]);
  });

  it('many at once have a line each', async () => {
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        ask('POST', '/Users', {
          ...PERSON,
          userName: `many-${index}`,
          emails: [{ value: `many-${index}@example.com`, primary: true }],
        }),
      ),
    );
    for (const { answer, lines } of all) {
      expect(lines).toMatchObject([
        { outcome: answer.status === 201 ? 'done' : expect.any(String), status: answer.status },
      ]);
    }
    expect(all.filter(({ answer }) => answer.status === 201).length).toBeGreaterThan(30);
  });
});

describe('what is only looked at', () => {
  it('a dry run', async () => {
    const { answer, lines } = await ask(
      'DELETE',
      `/Users/${ids.Users[2]}`,
      undefined,
      proxy.explainer('ias'),
      {
        prefer: 'handling=dry-run',
      },
    );
    expect(answer.status).toBe(200);
    expect(lines).toMatchObject([
      {
        user: 'explainer',
        operation: 'delete',
        mode: 'dry-run',
        entityId: ids.Users[2],
        outcome: 'tried',
        status: 200,
      },
    ]);
  });

  it('an explanation', async () => {
    const question = { id: ids.Users[2] };
    const { answer, lines } = await ask('POST', '/Users/.explain', question, proxy.explainer('ias'));
    expect(answer.status).toBe(200);
    expect(lines).toMatchObject([
      { user: 'explainer', operation: 'explain', mode: 'explain', entityId: ids.Users[2], outcome: 'done' },
    ]);
  });
});

describe('what is denied', () => {
  it('a wrong secret: the id that was tried', async () => {
    const requestId = nextId();
    const { status } = await client.get('/Users', {
      credentials: 'demo-client:wrong',
      headers: { 'x-request-id': requestId },
    });
    expect(status).toBe(401);
    const lines = await soon(proxy, requestId);
    expect(lines).toEqual([
      {
        time: expect.any(String),
        requestId,
        triedUser: 'demo-client',
        address: '127.0.0.1',
        route: '/ipsproxy/api/v1/scim/:systemId/:endpoint',
        system: 'ias',
        operation: 'read',
        outcome: 'denied',
        status: 401,
        code: 'SCIM_401',
        milliseconds: expect.any(Number),
      },
    ]);
  });

  it('a token: by the code of its error', async () => {
    const requestId = nextId();
    await client.get('/Users', {
      headers: { 'x-request-id': requestId, authorization: 'Bearer none' },
    });
    expect(await soon(proxy, requestId)).toMatchObject([
      { operation: 'read', outcome: 'denied', status: 401, code: 'TOKEN_REFUSED' },
    ]);
  });

  it('a request for a token: likewise, with the id that was tried', async () => {
    const requestId = nextId();
    const { status } = await fetch(`${proxy.url}/oauth2/token`, {
      method: 'POST',
      headers: { 'x-request-id': requestId },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: 'demo-client',
        client_secret: 'wrong',
      }),
    });
    expect(status).toBe(401);
    expect(await soon(proxy, requestId)).toMatchObject([
      {
        triedUser: 'demo-client',
        route: '/oauth2/token',
        operation: 'other',
        outcome: 'denied',
        status: 401,
        code: 'TOKEN_REQUEST',
      },
    ]);
  });

  it.each([
    ['GET', '/Users/P1', 'read', 'P1'],
    ['DELETE', '/Users/P%2F1', 'delete', 'P/1'],
    ['POST', '/Users/.explain', 'explain', undefined],
  ])('somebody else’s system: %s %s', async (method, path, operation, entityId) => {
    const requestId = nextId();
    const { status } = await client.send(method, path, {
      credentials: 'limited:demo-secret',
      headers: { 'x-request-id': requestId, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
    expect(status).toBe(403);
    const [line] = await soon(proxy, requestId);
    expect(line).toMatchObject({ user: 'limited', system: 'ias', endpoint: 'Users', operation, status: 403 });
    if (entityId !== undefined) expect(line).toMatchObject({ entityId });
    expect(line?.['outcome']).toBe('denied');
  });
});

describe('what is not done, or nobody knows', () => {
  it('by the proxy', async () => {
    const { answer, lines } = await ask('POST', '/Users', '{"userName": 1, "userName": 2}');
    expect(answer.status).toBe(400);
    expect(lines).toMatchObject([
      { operation: 'create', outcome: 'refused', status: 400, code: 'SCIM_INVALID_SYNTAX', upstreamCalls: 0 },
    ]);
  });

  it('by the backend', async () => {
    const { answer, lines } = await ask('POST', '/Users', PERSON);
    expect(answer.status).toBe(409);
    expect(lines).toMatchObject([{ outcome: 'refused', status: 409, code: 'SCIM_UNIQUENESS' }]);
    expect(lines[0]?.['upstreamCalls']).toBeGreaterThan(0);
  });

  it('a backend that fails', async () => {
    const path = `/Users/${ids.Users[3]}`;
    await backend.control.fault({ count: 1, method: 'DELETE', path, status: 500 });
    const { answer, lines } = await ask('DELETE', path);
    expect(answer.status).toBe(502);
    expect(lines).toMatchObject([{ outcome: 'failed', status: 502, code: 'SCIM_502' }]);
  });

  it('the deadline', async () => {
    const path = `/Users/${ids.Users[4]}`;
    await backend.control.fault({ count: 1, method: 'DELETE', path, delayMs: 3_600_000 });
    const { answer, lines } = await ask('DELETE', path);
    expect(answer.status).toBe(504);
    expect(lines).toMatchObject([{ operation: 'delete', outcome: 'unknown', status: 504, code: 'SCIM_504' }]);
  });

  it('a client that has gone', async () => {
    const path = `/Users/${ids.Users[5]}`;
    await backend.control.forget();
    await backend.control.fault({ count: 1, method: 'DELETE', path, delayMs: 3_600_000 });
    const requestId = nextId();
    const { hostname, port, pathname } = new URL(`${client.url}${path}`);
    const socket = connect(Number(port), hostname);
    const authorization = `Basic ${Buffer.from('demo-client:demo-secret').toString('base64')}`;
    socket.write(
      `DELETE ${pathname} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nX-Request-Id: ${requestId}\r\n\r\n`,
    );
    await until(async () => {
      const { requests } = await backend.control.requests();
      return requests.some(({ method }) => method === 'DELETE');
    });
    socket.destroy();
    expect(await soon(proxy, requestId)).toMatchObject([
      { operation: 'delete', entityId: ids.Users[5], outcome: 'unknown', status: 499 },
    ]);
  });
});
