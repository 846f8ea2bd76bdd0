import { describe, expect, it } from 'vitest';
import { ScimError } from '../../src/scim/errors.ts';
import { API, basic, fakeSystem, SYSTEM, startProxy } from './helpers.ts';

it('has one line for each request', async () => {
  const proxy = await startProxy();
  await proxy.send('/Users/jane?attributes=name', { method: 'DELETE', headers: { 'x-request-id': 'r1' } });
  await proxy.send('/Users', {
    authorization: basic('client', 'hunter2'),
    headers: { 'x-request-id': 'r2' },
  });
  await proxy.send(`${API}/jane/Users`, { absolute: true, headers: { 'x-request-id': 'r3' } });
  await proxy.send('/jane', { absolute: true, headers: { 'x-request-id': 'r4' } });
  await proxy.send('/healthz', { absolute: true, headers: { 'x-request-id': 'r5' } });
  const lines = proxy.log.lines.filter(({ msg }) => msg === 'request');
  const common = { level: 30, address: '127.0.0.1', durationMs: expect.any(Number) };
  expect(lines).toMatchObject([
    {
      ...common,
      requestId: 'r1',
      method: 'DELETE',
      route: '/ipsproxy/api/v1/scim/:systemId/:endpoint/:id',
      system: SYSTEM,
      user: 'client',
      status: 200,
    },
    {
      ...common,
      requestId: 'r2',
      method: 'GET',
      route: '/ipsproxy/api/v1/scim/:systemId/:endpoint',
      system: SYSTEM,
      triedUser: 'client',
      status: 401,
    },
    {
      ...common,
      requestId: 'r3',
      user: 'client',
      route: '/ipsproxy/api/v1/scim/:systemId/:endpoint',
      status: 404,
    },
    { ...common, requestId: 'r4', route: '/', status: 404 },
    { ...common, requestId: 'r5', route: '/healthz', status: 200 },
  ]);
  for (const index of [1, 3, 4]) expect(lines[index]).not.toHaveProperty('user');
  for (const index of [2, 3, 4]) expect(lines[index]).not.toHaveProperty('system');
  for (const index of [0, 2, 3, 4]) expect(lines[index]).not.toHaveProperty('triedUser');
});

it.each([
  [undefined, false, '127.0.0.1'],
  ['203.0.113.9', false, '127.0.0.1'],
  ['203.0.113.9', true, '203.0.113.9'],
  ['198.51.100.1, [2001:db8::7]:443', true, '2001:db8::7'],
  ['::ffff:203.0.113.9', true, '203.0.113.9'],
  ['fe80::1%eth0', true, 'fe80::1'],
  ['made up', true, '127.0.0.1'],
])(
  'has the address: X-Forwarded-For %s (trusted: %s) gives %s',
  async (forwarded, trustForwardedHeaders, address) => {
    const proxy = await startProxy({ settings: { trustForwardedHeaders } });
    await proxy.send('/Users', forwarded === undefined ? {} : { headers: { 'x-forwarded-for': forwarded } });
    expect(proxy.log.lines).toMatchObject([{ msg: 'request', status: 200, address }]);
  },
);

it('has a line for what never becomes a request', async () => {
  const proxy = await startProxy();
  await proxy.raw('GET /jane hunter2\r\n\r\n');
  await proxy.raw('CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n');
  await proxy.raw('GET / HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\nConnection: close\r\n\r\n');
  const common = { level: 30, msg: 'request refused', address: '127.0.0.1', requestId: expect.any(String) };
  expect(proxy.log.lines).toMatchObject([
    { ...common, status: 400, reason: 'This is not a well-formed HTTP request.' },
    { ...common, status: 405, reason: 'CONNECT is not supported.' },
    { ...common, status: 417 },
  ]);
});

describe('what is refused early', () => {
  const FORWARDED = 'Host: x\r\nX-Forwarded-For: 198.51.100.1, 203.0.113.9\r\n';
  const POST = `POST ${API}/${SYSTEM}/Users HTTP/1.1\r\n${FORWARDED}Authorization: ${basic('client', 'secret')}\r\nContent-Type: application/json\r\n`;
  const GET = `GET /healthz HTTP/1.1\r\n${FORWARDED}`;
  const [CLIENT, ROUTER] = ['203.0.113.9', '127.0.0.1'];

  it.each([
    ['an expectation', 417, `${GET}Expect: wonders\r\nConnection: close\r\n\r\n`, CLIENT],
    ['CONNECT', 405, `CONNECT x:1 HTTP/1.1\r\n${FORWARDED}\r\n`, CLIENT],
    ['broken chunks', 400, `${POST}Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nno size\r\n`, CLIENT],
    ['a body that does not end', 408, `${POST}Content-Length: 10\r\n\r\n{`, CLIENT],
    // Nobody knows whose they are: the headers were not read, and a router sends on one connection what many clients ask.
    ['broken headers', 400, `${GET}no colon\r\n\r\n`, ROUTER],
    ['headers without end', 408, GET, ROUTER],
    ['headers that are too large', 431, `${GET}X: ${'a'.repeat(40_000)}`, ROUTER],
    ['what comes behind a request', 400, `${POST}Content-Length: 2\r\n\r\n{}no HTTP\r\n\r\n`, ROUTER],
  ])('has the address of the client where its headers were read: %s', async (_, status, text, address) => {
    const settings = { trustForwardedHeaders: true, requestTimeout: 0.2 };
    const proxy = await startProxy({ settings });
    await proxy.raw(text);
    const lines = proxy.log.lines.filter(({ msg }) => msg === 'request refused');
    expect(lines.map((line) => [line['status'], line['address']])).toEqual([[status, address]]);
  });

  it('has the address of the connection where no router is trusted', async () => {
    const proxy = await startProxy();
    await proxy.raw(`${GET}Expect: wonders\r\nConnection: close\r\n\r\n`);
    expect(proxy.log.lines).toMatchObject([{ status: 417, address: ROUTER }]);
  });
});

it('never has a secret in the place of the id', async () => {
  const proxy = await startProxy();
  for (const authorization of [basic('secret', 'client'), basic('tok3n', ''), basic('hunter?2', 'x')]) {
    await proxy.send('/Users', { authorization });
  }
  await proxy.send('/Users', { authorization: null });
  await proxy.send('/Users', { authorization: 'Bearer hunter2' });
  expect(proxy.log.lines.map(({ status, triedUser }) => [status, triedUser])).toEqual([
    [401, '***'],
    [401, '***'],
    [401, '***'],
    [401, undefined],
    [401, undefined],
  ]);
  expect(JSON.stringify(proxy.log.lines)).not.toMatch(/secret|tok3n|hunter/);
});

it('never has secrets or personal data, whatever goes wrong', async () => {
  const system = fakeSystem(({ operation }) => {
    if (operation === 'create') throw new ScimError(409, 'userName jane exists', { scimType: 'uniqueness' });
    throw new ScimError(502, 'The backend says: jane is locked.');
  });
  const proxy = await startProxy({ systems: [system] });
  const body = { userName: 'jane', password: 'hunter2' };
  const headers = { 'content-type': 'application/json' };
  await proxy.send('/Users', { method: 'POST', body });
  await proxy.send('/Users/jane', { method: 'PUT', body, headers: { 'x-request-id': 'r1' } });
  await proxy.send('/Users?filter=userName%20eq%20%22jane%22');
  await proxy.send('/Users', { method: 'POST', body: '{"userName": "jane" oops', headers });
  await proxy.send('/Users/jane/jane');
  await proxy.send('/Users/jane%zz');
  await proxy.raw('GET /jane hunter2\r\n\r\n');
  await proxy.raw(`GET /jane?hunter2 HTTP/1.1\r\nHost: x\r\nX: ${'jane'.repeat(10_000)}`);
  expect(proxy.log.lines).toContainEqual(
    expect.objectContaining({
      level: 40,
      msg: 'request failed',
      requestId: 'r1',
      system: SYSTEM,
      status: 502,
    }),
  );
  const text = JSON.stringify(proxy.log.lines);
  for (const secret of ['jane', 'hunter2', basic('client', 'secret').slice(6), '"secret"']) {
    expect(text).not.toContain(secret);
  }
});

it('has the details of failures at level debug', async () => {
  const system = fakeSystem(() => {
    throw new ScimError(502, 'The backend says: jane is locked.');
  });
  const proxy = await startProxy({ systems: [system], settings: { logLevel: 'debug' } });
  await proxy.send('/Users');
  expect(proxy.log.lines).toContainEqual(
    expect.objectContaining({ msg: 'request failed', detail: 'The backend says: jane is locked.' }),
  );
});
