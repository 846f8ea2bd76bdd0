import { afterEach, describe, expect, it } from 'vitest';
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';
import { startBackend } from './support/backends.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';
import { sandboxControl } from './support/sandbox.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function proxyWithWrongPassword(): Promise<{ proxy: RunningProxy; seen: () => Promise<number> }> {
  const backend = await startIdentityAuthentication({ users: 3 });
  stops.push(() => backend.close());
  const system = (id: string): object => ({
    id,
    type: 'identity-authentication',
    properties: {
      Type: 'HTTP',
      URL: backend.url,
      ProxyType: 'Internet',
      Authentication: 'BasicAuthentication',
      User: backend.credentials.clientId,
      Password: 'not-the-secret',
      'ias.api.version': 2,
    },
  });
  const proxy = await runningProxy({ systems: [system('one'), system('two')] });
  stops.push(proxy.stop);
  const control = sandboxControl(backend.url);
  return { proxy, seen: async () => (await control.requests()).count };
}

describe('wrong outbound credentials', () => {
  it('reach the backend once, however many requests come at once and after, through however many systems', async () => {
    const { proxy, seen } = await proxyWithWrongPassword();
    const calls = Array.from({ length: 40 }, (_, i) =>
      proxy.client(i % 2 === 0 ? 'one' : 'two').get('/Users'),
    );
    for (const { status, body } of await Promise.all(calls)) {
      expect(status).toBe(502);
      expect(body['detail']).toMatch(/Password/);
      expect(body['detail']).not.toMatch(/not-the-secret/);
    }
    for (const method of ['POST', 'GET', 'DELETE']) {
      const path = method === 'POST' ? '/Users' : '/Users/1';
      const body = { userName: 'a', emails: [{ value: 'a@example.com' }] };
      const answer = await proxy.client('one').send(method, path, method === 'POST' ? { body } : {});
      expect(answer.status).toBe(502);
    }
    expect(await seen()).toBe(1);
  });

  it('are tried once more after a reload', async () => {
    const { proxy, seen } = await proxyWithWrongPassword();
    await proxy.client('one').get('/Users');
    await proxy.reload();
    expect((await proxy.client('one').get('/Users')).status).toBe(502);
    expect((await proxy.client('two').get('/Users')).status).toBe(502);
    expect(await seen()).toBe(2);
  });
});

describe('a logon that is not about the credentials', () => {
  it('is told to all clients with the time to come back, sent once, and tried again after a reload', async () => {
    const backend = await startBackend('cf', { users: 3, groups: 0 });
    stops.push(() => backend.close());
    const system = (id: string) => ({ id, type: backend.type, properties: backend.properties });
    const proxy = await runningProxy({ systems: [system('one'), system('two')] });
    stops.push(proxy.stop);
    await backend.control.fault({
      count: 99,
      method: 'POST',
      path: '/oauth/token',
      status: 401,
      body: {
        error: 'invalid_client',
        error_description: '{"message":"Too many requests: wait 600 seconds"}',
      },
    });
    const logons = async () =>
      (await backend.control.requests()).requests.filter(({ path }) => path.startsWith('/oauth/token'))
        .length;
    const ask = async (index: number) =>
      await proxy.client(index % 2 === 0 ? 'one' : 'two').get(index % 3 === 0 ? '/Groups' : '/Users');
    for (const round of [1, 2]) {
      const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => ask(index)));
      for (const { status, headers, body } of [...answers, await ask(1)]) {
        expect(status).toBe(503);
        expect(Number(headers['retry-after'])).toBeGreaterThan(400);
        expect(Number(headers['retry-after'])).toBeLessThanOrEqual(600);
        expect(body['detail']).toContain('Too many requests: wait 600 seconds');
        expect(body['detail']).toContain('btp.cf.pm.origin');
      }
      expect(await logons()).toBe(round);
      await proxy.reload();
    }
    await backend.control.forget();
    expect((await ask(1)).status).toBe(200);
  });
});
