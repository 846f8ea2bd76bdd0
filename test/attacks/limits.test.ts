/** Attempts to get round limits, to use up those of others, and to harm the proxy through the server that counts. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ValkeyState } from '../../src/state/valkey/valkey-state.ts';
import {
  API,
  basic,
  type FakeSystem,
  fakeSystem,
  type SendOptions,
  SYSTEM,
  startProxy,
  technicalUser,
} from '../server/helpers.ts';
import { badValkey } from '../support/fake-valkey.ts';

const MOST = 3;
const BOTH = ['IPS_PROXY_USER', 'IPSPROXY_EXPLAIN'];
const A = basic('zo\u00eb', 'secret');
const B = basic('b', 'secret');
const OTHER = 'other-system';

const USERS = Promise.all([
  technicalUser('zo\u00eb', ['secret', 'second'], {
    permissions: BOTH,
    limits: { requestsPerMinute: MOST },
  }),
  technicalUser('b', ['secret']),
  technicalUser('c', ['secret'], { systems: [OTHER] }),
]);

async function limited(more: Partial<Parameters<typeof startProxy>[0]> = {}) {
  const system = fakeSystem();
  const proxy = await startProxy({
    systems: [system, fakeSystem(undefined, { id: OTHER })],
    users: await USERS,
    ...more,
  });
  const spend = async () => {
    for (let sent = 1; sent <= MOST; sent += 1) {
      expect((await proxy.send('/Users', { authorization: A })).status).toBe(200);
    }
  };
  return { proxy, system, spend };
}

describe('getting round a limit that is used up', () => {
  const POST = { method: 'POST', body: { userName: 'x' } };
  it.each<[string, string, SendOptions?]>([
    ['the other family of URLs', `/ipsproxy/service/api/v1/scim/${SYSTEM}/Users`, { absolute: true }],
    ['another system', `${API}/${OTHER}/Users`, { absolute: true }],
    [
      'the id of the system percent-encoded',
      `${API}/${SYSTEM.replaceAll('-', '%2D')}/Users`,
      { absolute: true },
    ],
    ['letters of the endpoint percent-encoded', '/%55sers'],
    ['another endpoint', '/Groups'],
    ['one resource instead of the list', '/Users/1'],
    ['a slash at the end', '/Users/'],
    ['another query', '/Users?startIndex=2'],
    ['HEAD', '/Users', { method: 'HEAD' }],
    ['OPTIONS', '/Users', { method: 'OPTIONS' }],
    ['a write', '/Users', POST],
    ['a dry run', '/Users', { ...POST, headers: { prefer: 'handling=dry-run' } }],
    ['an explanation', '/Users/.explain', { method: 'POST', body: {} }],
    ['another method in a header', '/Users', { ...POST, headers: { 'x-http-method-override': 'GET' } }],
    ['another address in X-Forwarded-For', '/Users', { headers: { 'x-forwarded-for': '10.9.8.7' } }],
    ['another address in Forwarded', '/Users', { headers: { forwarded: 'for=10.9.8.7' } }],
    ['another host', '/Users', { headers: { host: 'other.example.com' } }],
    [
      'a request id and an agent of its own',
      '/Users',
      { headers: { 'x-request-id': 'new', 'user-agent': 'new' } },
    ],
    ['its second secret', '/Users', { authorization: basic('zo\u00eb', 'second') }],
    ['its id in another Unicode form', '/Users', { authorization: basic('zoe\u0308', 'secret') }],
  ])('by %s', async (_, path, options) => {
    const { proxy, system, spend } = await limited();
    await spend();
    const { status } = await proxy.send(path, { authorization: A, ...options });
    expect(status).toBe(429);
    expect(system.calls).toHaveLength(MOST);
  });

  it('by another address in X-Forwarded-For, behind a router', async () => {
    const { proxy, spend } = await limited({ settings: { trustForwardedHeaders: true } });
    await spend();
    const headers = { 'x-forwarded-for': '10.9.8.7', 'x-forwarded-host': 'other.example.com' };
    expect((await proxy.send('/Users', { authorization: A, headers })).status).toBe(429);
  });

  it.each([
    ['its id in other letters', 'ZO\u00cb'],
    ['its id with a blank', 'zo\u00eb '],
    ['its id with an invisible character', 'zo\u200b\u00eb'],
  ])('by %s: that is nobody', async (_, id) => {
    const { proxy, spend } = await limited();
    await spend();
    expect((await proxy.send('/Users', { authorization: basic(id, 'secret') })).status).toBe(401);
  });

  it('by a whole URL in the request line', async () => {
    const { proxy, spend } = await limited();
    await spend();
    const answer = await proxy.raw(
      `GET http://x${API}/${SYSTEM}/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${A}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 429 /);
  });

  it('by many requests on one connection, without waiting for answers', async () => {
    const { proxy, system } = await limited();
    const request = (connection: string) =>
      `GET ${API}/${SYSTEM}/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${A}\r\nConnection: ${connection}\r\n\r\n`;
    const answers = await proxy.raw(`${request('keep-alive').repeat(11)}${request('close')}`);
    expect(answers.match(/HTTP\/1\.1 200 /g)).toHaveLength(MOST);
    expect(system.calls).toHaveLength(MOST);
  });

  it('by many connections at once', async () => {
    const { proxy, system } = await limited();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => proxy.send('/Users', { authorization: A })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(MOST);
    expect(system.calls).toHaveLength(MOST);
  });

  it('by a clock that goes forward, or back', async () => {
    const { proxy, spend } = await limited();
    await spend();
    onTestFinished(() => void vi.useRealTimers());
    for (const hours of [1, -1]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
      expect((await proxy.send('/Users', { authorization: A })).status).toBe(429);
      vi.useRealTimers();
    }
  });
});

describe('using up what is of others', () => {
  const LIMITS = { [SYSTEM]: { requestsPerMinute: 5 } };
  it.each<[string, SendOptions, number]>([
    ['guesses of a password', { authorization: basic('b', 'wrong') }, 401],
    ['ids that nobody has', { authorization: basic('nobody', 'secret') }, 401],
    ['requests of nobody', { authorization: null }, 401],
    ['requests of a user that may not use the system', { authorization: basic('c', 'secret') }, 403],
    ['an endpoint that there is not', { authorization: B }, 404],
    ['a method that there is not', { authorization: B, method: 'PUT' }, 405],
    [
      'a body of another type',
      { authorization: B, method: 'POST', headers: { 'content-type': 'text/plain' } },
      415,
    ],
  ])('the limit of a system by %s', async (what, options, expected) => {
    const { proxy } = await limited({ limits: LIMITS });
    const path = what.startsWith('an endpoint') ? '/Nothing' : '/Users';
    for (let sent = 1; sent <= 8; sent += 1) expect((await proxy.send(path, options)).status).toBe(expected);
    const statuses = [];
    for (let sent = 1; sent <= 6; sent += 1) {
      statuses.push((await proxy.send('/Users', { authorization: B })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('the limit of a user by guesses at its password', async () => {
    const { proxy, spend } = await limited();
    for (let sent = 1; sent <= 5; sent += 1) {
      expect((await proxy.send('/Users', { authorization: basic('zo\u00eb', 'wrong') })).status).toBe(401);
    }
    await spend();
  });

  it('the limit of a system by a user that is behind its own', async () => {
    const { proxy, spend } = await limited({ limits: LIMITS });
    await spend();
    for (let sent = 1; sent <= 8; sent += 1) await proxy.send('/Users', { authorization: A });
    expect((await proxy.send('/Users', { authorization: B })).status).toBe(200);
  });

  it('the places of a system: one user with hundreds of requests keeps no other from waiting', async () => {
    const open: (() => void)[] = [];
    let isOpen = false;
    const system: FakeSystem = fakeSystem(async () => {
      if (!isOpen) await new Promise<void>((resolve) => open.push(resolve));
      return { status: 200, body: {}, warnings: [] };
    });
    const users = [await technicalUser('b', ['secret']), await technicalUser('d', ['secret'])];
    const proxy = await startProxy({ systems: [system], users, limits: { [SYSTEM]: { concurrency: 2 } } });
    const greedy = Array.from({ length: 100 }, () => proxy.send('/Users', { authorization: B }));
    await Promise.race(greedy);
    const modest = proxy.send('/Users', { authorization: basic('d', 'secret') });
    isOpen = true;
    for (const go of open) go();
    expect((await modest).status).toBe(200);
    const statuses = (await Promise.all(greedy)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
  });
});

describe('a server of shared state that is taken over', () => {
  /** What the probe and each counter get. */
  const counter = (total: string, left = '1000') =>
    `*3\r\n$${total.length}\r\n${total}\r\n:${left}\r\n:1\r\n`;
  it.each([
    ['never answers', () => ''],
    ['answers nonsense', () => '?what\r\n'],
    ['answers in HTML', () => 'HTTP/1.1 200 OK\r\n\r\n<html>'],
    ['answers an error', () => '-ERR no\r\n'],
    ['wants another password', () => '-NOAUTH Authentication required.\r\n'],
    ['has no memory left', () => '-OOM command not allowed when used memory > maxmemory.\r\n'],
    ['takes no writes', () => '-READONLY You cannot write against a read only replica.\r\n'],
    ['answers without end', () => `$1000000000\r\n${'x'.repeat(1_000_000)}`],
    ['answers lists without end', () => '*1000000000\r\n*1000000000\r\n'],
    ['says that everybody made more requests than there are numbers', () => counter('9'.repeat(40))],
    ['says that everybody made less than none', () => counter('-5')],
    ['lets nobody in for ten years', () => counter('1000', '315360000000')],
    ['lets nobody in for ever', () => counter('1000', '-1')],
    ['begins well, and hangs then', (heard: number) => (heard === 1 ? counter('1') : '')],
    [
      'begins well, and ends the connection then',
      (heard: number) => (heard === 1 ? counter('1') : undefined),
    ],
  ] satisfies [string, (heard: number) => string | undefined][])(
    '%s: limits hold, and no request fails',
    async (_, answer) => {
      let heard = 0;
      const port = await badValkey((socket) => {
        heard += 1;
        const text = answer(heard);
        if (text === undefined) socket.destroy();
        else socket.write(text);
      });
      const address = { host: '127.0.0.1', port, tls: false, database: 0 };
      const log = { warn: () => {}, info: () => {} };
      const state = new ValkeyState({ address, prefix: 'p:', authorities: [], log });
      const { proxy, spend } = await limited({ state });
      await spend();
      const refused = await proxy.send('/Users', { authorization: A });
      expect(refused.status).toBe(429);
      expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
      expect((await proxy.send('/Users', { authorization: B })).status).toBe(200);
    },
  );
});
