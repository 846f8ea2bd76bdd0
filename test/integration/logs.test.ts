/** What an administrator finds in the log of a real proxy: every line of a request, and nothing that alarms for nothing. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Backend, type Kind, startBackend } from './support/backends.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';

type Line = Readonly<Record<string, unknown>>;

const WARN = 40;

let backends: Record<Kind, Backend>;
const proxies: RunningProxy[] = [];

beforeAll(async () => {
  const [v1, v2, cf] = await Promise.all(
    (['v1', 'v2', 'cf'] as const).map((kind) => startBackend(kind, { users: 3, groups: 2 })),
  );
  backends = { v1, v2, cf } as Record<Kind, Backend>;
});
afterAll(async () => {
  for (const proxy of proxies) await proxy.stop();
  for (const backend of Object.values(backends)) await backend.close();
});

/** A proxy that has not logged on yet, and its log. */
async function setUp(kind: Kind) {
  const backend = backends[kind];
  await backend.control.forget();
  const log: string[] = [];
  const { type, properties } = backend;
  const proxy = await runningProxy({ log, systems: [{ id: 'system', type, properties }] });
  proxies.push(proxy);
  const lines = () => log.map((line) => JSON.parse(line) as Line);
  return { backend, proxy, client: proxy.client('system'), lines };
}

/** Sends a request and goes away as soon as `when` holds. */
async function leave(proxy: RunningProxy, head: string, body: string, when: () => Promise<boolean>) {
  const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  const authorization = `Basic ${Buffer.from('demo-client:demo-secret').toString('base64')}`;
  const headers = `Host: x\r\nAuthorization: ${authorization}\r\nContent-Type: application/scim+json`;
  socket.write(`${head} HTTP/1.1\r\n${headers}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  await expect.poll(when).toBe(true);
  socket.destroy();
}

describe('the id of a request', () => {
  it.each(['v1', 'v2', 'cf'] as const)(
    'goes to %s with every call, logging on and finding it included',
    async (kind) => {
      const { backend, client } = await setUp(kind);
      await client.get('/Users', { headers: { 'x-request-id': 'first' } });
      await client.get('/Groups', { headers: { 'x-request-id': 'second' } });
      const { requests } = await backend.control.requests();
      const seen = requests.map(({ path, headers }) => [path, headers['x-request-id']]);
      expect(seen.filter(([, id]) => id !== 'first' && id !== 'second')).toEqual([]);
      if (kind === 'cf') {
        const paths = requests.map(({ path }) => path.replace(/\?.*/, ''));
        expect(paths).toEqual(expect.arrayContaining(['/', '/oauth/token', '/v3/organizations']));
      }
    },
  );

  it.each([
    ['v1', 'any', '/service/scim/Users', '/Users'],
    ['v2', 'any', '/scim/Users', '/Users'],
    ['cf', 'the root document', '/', '/Users'],
    ['cf', 'a logon', '/oauth/token', '/Users'],
    ['cf', 'the UAA', '/Users', '/Users'],
    ['cf', 'the list of organizations', '/v3/organizations', '/Groups'],
  ] as const)('stands in the line of a call that failed: %s, %s', async (kind, _, path, asked) => {
    const { backend, client, lines } = await setUp(kind);
    await backend.control.fault({ path, status: 500, count: 9 });
    const answer = await client.get(asked, { headers: { 'x-request-id': 'r1' } });
    await backend.control.forget();
    expect(answer.status).toBeGreaterThanOrEqual(500);
    const failed = lines().filter(({ msg }) => msg === 'upstream call failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const line of failed) expect(line).toMatchObject({ level: WARN, requestId: 'r1', system: 'system' });
  });
});

describe('a client that goes away', () => {
  const user = JSON.stringify({
    userName: 'ada',
    name: { familyName: 'Vale' },
    emails: [{ value: 'a@example.com' }],
  });

  it.each([
    ['v1', 'GET', 'Users', ''],
    ['v1', 'POST', 'Users', user],
    ['v2', 'GET', 'Users', ''],
    ['v2', 'POST', 'Users', user],
    ['v2', 'PUT', 'Users/1', user],
    ['cf', 'GET', 'Users', ''],
    ['cf', 'GET', 'Groups', ''],
    ['cf', 'POST', 'Users', user],
  ] as const)('is no reason for a warning: %s, %s %s', async (kind, method, path, body) => {
    const { backend, proxy, client, lines } = await setUp(kind);
    await client.get('/Users?count=1');
    await backend.control.forget();
    await backend.control.fault({ delayMs: 60_000, count: 9 });
    await leave(proxy, `${method} /ipsproxy/api/v1/scim/system/${path}`, body, async () => {
      return (await backend.control.requests()).count > 0;
    });
    await expect.poll(() => lines().map(({ status }) => status)).toContain(499);
    // What is read for all is not ended by one who goes.
    if (path !== 'Groups') {
      await expect.poll(() => lines().map(({ msg }) => msg)).toContain('upstream call failed');
    }
    expect(lines().filter(({ level }) => Number(level) >= WARN)).toEqual([]);
    await backend.control.forget();
  });

  it('does not hide what the backend answered', async () => {
    const { backend, client, lines } = await setUp('v2');
    await backend.control.fault({ status: 500, count: 1 });
    await client.get('/Users');
    expect(
      lines()
        .filter(({ level }) => Number(level) >= WARN)
        .map(({ msg }) => msg),
    ).toEqual(['upstream call failed', 'request failed']);
  });
});
