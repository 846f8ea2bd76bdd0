/** What technical users may do with a system that they may use. */
import { expect, it } from 'vitest';
import type { Operation } from '../../src/config/technical-user-schema.ts';
import { API, expectScimError, fakeSystem, SYSTEM, startProxy, technicalUser } from './helpers.ts';

const BODY = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada' };

const REQUESTS: readonly (readonly [method: string, path: string, operation: Operation])[] = [
  ['GET', '/Users', 'read'],
  ['HEAD', '/Users', 'read'],
  ['GET', '/Users/1', 'read'],
  ['HEAD', '/Groups/1', 'read'],
  ['POST', '/Users', 'create'],
  ['PUT', '/Users/1', 'update'],
  ['PATCH', '/Users/1', 'update'],
  ['DELETE', '/Users/1', 'delete'],
];

it.each(['read', 'create', 'update', 'delete'] as const)(
  'who may %s only, may nothing else',
  async (allowed) => {
    const system = fakeSystem();
    const user = await technicalUser('client', ['secret'], { operations: [allowed] });
    const proxy = await startProxy({ systems: [system], users: [user] });
    for (const [method, path, operation] of REQUESTS) {
      const body = method.startsWith('P') ? BODY : undefined;
      const before = system.calls.length;
      const answer = await proxy.send(path, { method, body });
      const isAllowed = operation === allowed;
      expect([method, path, answer.status === 403, system.calls.length - before]).toEqual([
        method,
        path,
        !isAllowed,
        isAllowed ? 1 : 0,
      ]);
      if (!isAllowed && method !== 'HEAD') {
        expectScimError(
          answer,
          403,
          `This technical user may not ${operation} entities; it may ${allowed}. See its endpoints and operations in the configuration.`,
        );
      }
    }
    expect((await proxy.send('/Users', { method: 'OPTIONS' })).status).toBe(204);
  },
);

it('a create that updates what exists needs both', async () => {
  const system = fakeSystem();
  const resource = system.resource('Users');
  if (resource === undefined) throw new Error('There is no such endpoint.');
  Object.assign(resource, { createUpdates: true });
  const users = [
    await technicalUser('creator', ['secret'], { operations: ['create'] }),
    await technicalUser('client', ['secret'], { operations: ['create', 'update'] }),
  ];
  const proxy = await startProxy({ systems: [system], users });
  const authorization = `Basic ${Buffer.from('creator:secret').toString('base64')}`;
  const refused = await proxy.send('/Users', { method: 'POST', body: BODY, authorization });
  expectScimError(refused, 403, /^This technical user may not update entities, and a create here updates/);
  expect(system.calls).toEqual([]);
  expect((await proxy.send('/Users', { method: 'POST', body: BODY })).status).toBe(200);
});

it('endpoints are refused alike, whether they exist or not, by their exact name', async () => {
  const system = fakeSystem();
  const user = await technicalUser('client', ['secret'], { endpoints: ['Users'] });
  const proxy = await startProxy({ systems: [system], users: [user] });
  for (const path of ['/Groups', '/Groups/1', '/users', '/Nothing', '/USERS/1', '/Groups/.explain']) {
    const answer = await proxy.send(path);
    expect([path, answer.status, answer.body.detail]).toEqual([
      path,
      403,
      'This technical user may not use this endpoint; it may use Users. See its endpoints and operations in the configuration.',
    ]);
  }
  expect(system.calls).toEqual([]);
  for (const path of ['/Users', '/%55sers', '/Users/1']) expect((await proxy.send(path)).status).toBe(200);
});

it('a system is refused before anything is said about its endpoints', async () => {
  const user = await technicalUser('client', ['secret'], {
    systems: [],
    endpoints: ['Users'],
    operations: [],
  });
  const proxy = await startProxy({ users: [user] });
  expect((await proxy.send('/Groups')).body.detail).toMatch(/^This technical user may not use this system\./);
});

it('a dry run is refused as the write would be, and an explanation is none', async () => {
  const permissions = ['IPS_PROXY_USER', 'IPSPROXY_EXPLAIN'];
  const user = await technicalUser('client', ['secret'], { permissions, operations: ['read'] });
  const proxy = await startProxy({ users: [user] });
  const headers = { prefer: 'handling=dry-run' };
  const tried = await proxy.send('/Users/1', { method: 'DELETE', headers });
  expectScimError(tried, 403, /^This technical user may not delete entities/);
  const asked = await proxy.send('/Users/.explain', { method: 'POST', body: { oops: 1 } });
  expectScimError(asked, 400, /^The question cannot be answered/, 'invalidValue');
});

it.each([
  ['its own', ['127.0.0.1'], undefined, 200],
  ['a range', ['10.0.0.0/8', '127.0.0.0/24'], undefined, 200],
  ['another one', ['127.0.0.2'], undefined, 403],
  ['no range at all', [], undefined, 403],
  ['all of IPv6', ['::/0'], undefined, 403],
  ['an address that only the client claims', ['10.0.0.1'], '10.0.0.1', 403],
])('addresses: %s', async (_, addresses, forwarded, status) => {
  const system = fakeSystem();
  const user = await technicalUser('client', ['secret'], { addresses });
  const proxy = await startProxy({ systems: [system], users: [user] });
  const headers: Record<string, string> = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const answer = await proxy.send('/Users', { headers });
  expect(answer.status).toBe(status);
  if (status === 403) {
    expect(answer.body.detail).toBe(
      'This technical user may not call from this address, which the log line of this request has. See its permissions, systems and addresses in the configuration.',
    );
  }
  expect(system.calls.length).toBe(status === 200 ? 1 : 0);
});

it.each([
  ['10.0.0.1', 200],
  ['::ffff:10.0.0.1', 200],
  ['10.0.0.1:4711', 200],
  ['10.0.0.1, 10.9.9.9', 403],
  ['2001:db8::7', 200],
  ['[2001:db8::7]:443', 200],
  ['2001:db9::7', 403],
  ['nonsense', 403],
])('behind a router that is believed, %s counts', async (forwarded, status) => {
  const user = await technicalUser('client', ['secret'], { addresses: ['10.0.0.1', '2001:db8::/32'] });
  const proxy = await startProxy({ users: [user], settings: { trustForwardedHeaders: true } });
  const answer = await proxy.send(`${API}/${SYSTEM}/Users`, {
    absolute: true,
    headers: { 'x-forwarded-for': forwarded },
  });
  expect(answer.status).toBe(status);
});
