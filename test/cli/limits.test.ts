/** Limits and shared state in the real process: starts, reloads, a server that is not there. */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { startValkey, VALKEY_BINARY } from '../support/valkey-server.ts';
import { run } from './helpers.ts';
import {
  AUTHORIZATION,
  configuration,
  configurationFile,
  ENVIRONMENT,
  SYSTEM,
  startProxy,
} from './proxy-process.ts';

type Proxy = Awaited<ReturnType<typeof startProxy>>;

/** Answered by the proxy itself, and counted. */
async function statusOf({ url }: Proxy): Promise<number> {
  const headers = { authorization: AUTHORIZATION };
  const path = `/ipsproxy/api/v1/scim/${SYSTEM}/Users`;
  return (await fetch(`${url}${path}`, { method: 'OPTIONS', headers })).status;
}

const withLimit = (requestsPerMinute: number) => ({
  technicalUsers: [{ id: 'client', secrets: [{ env: 'CLIENT_SECRET' }], limits: { requestsPerMinute } }],
});

async function reloadWith(proxy: Proxy, more: object): Promise<void> {
  const before = proxy.lines.filter(({ msg }) => msg === 'configuration reloaded').length;
  await writeFile(proxy.file, configuration(more));
  proxy.child.kill('SIGHUP');
  await until(() => proxy.lines.filter(({ msg }) => msg === 'configuration reloaded').length > before);
}

it('a reload brings the first limit, changes it and takes it away, and forgets nothing that was counted', async () => {
  const proxy = await startProxy();
  expect(await statusOf(proxy)).toBe(204);
  await reloadWith(proxy, withLimit(3));
  expect([await statusOf(proxy), await statusOf(proxy)]).toEqual([204, 204]);
  await reloadWith(proxy, withLimit(4));
  expect([await statusOf(proxy), await statusOf(proxy), await statusOf(proxy)]).toEqual([204, 204, 429]);
  await reloadWith(proxy, {});
  expect(await statusOf(proxy)).toBe(204);
});

it('another state takes effect with the next start, and a reload says so', async () => {
  const proxy = await startProxy();
  await reloadWith(proxy, { state: { folder: 'state' } });
  const told = proxy.lines.filter(({ msg }) => String(msg).startsWith('state has changed'));
  expect(told.map(({ level, msg }) => [level, msg])).toEqual([
    [40, 'state has changed; this takes effect with the next start'],
  ]);
});

it('a folder that cannot be used ends the start, and says why', async () => {
  const file = await configurationFile(configuration({ state: { folder: 'c.json' } }));
  const { code, stderr } = await run('serve', { args: ['--config', file], env: ENVIRONMENT }).ended;
  expect(code).not.toBe(0);
  expect(stderr).toContain(
    `The folder ${join(dirname(file), 'c.json')} of "state" cannot be read or written`,
  );
  expect(await readFile(file, 'utf8')).toContain('c.json');
});

it('a server that is not there keeps nobody from starting or asking; its password is nowhere', async () => {
  const more = { ...withLimit(2), state: { url: { env: 'VALKEY_URL' } } };
  const proxy = await startProxy(more, { env: { VALKEY_URL: 'valkey://proxy:very-secret@127.0.0.1:1' } });
  await proxy.line(({ msg }) =>
    String(msg).includes('shared state: 127.0.0.1:1 cannot be used, as nothing listens there'),
  );
  expect([await statusOf(proxy), await statusOf(proxy), await statusOf(proxy)]).toEqual([204, 204, 429]);
  const metrics = await (await fetch(`${proxy.url}/metrics`)).text();
  expect(metrics).toContain('\nipsproxy_state_available 0\n');
  proxy.child.kill('SIGTERM');
  const { code, stderr } = await proxy.ended;
  expect(code).toBe(0);
  expect(proxy.output() + stderr).not.toContain('very-secret');
});

describe.skipIf(VALKEY_BINARY === undefined)('with a server', () => {
  it('two processes count together, and end', async () => {
    const { port } = await startValkey();
    const services = {
      'redis-cache': [
        { name: 'my-redis', credentials: { uri: `redis://no-user-name-for-redis@127.0.0.1:${port}` } },
      ],
    };
    const more = { ...withLimit(5), state: { url: { service: 'my-redis', key: 'uri' } } };
    const options = { env: { VCAP_SERVICES: JSON.stringify(services) } };
    const [one, other] = [await startProxy(more, options), await startProxy(more, options)];
    const statuses = [];
    for (const proxy of [one, other, one, other, one, other]) statuses.push(await statusOf(proxy));
    expect(statuses).toEqual([204, 204, 204, 204, 204, 429]);
    for (const proxy of [one, other]) {
      proxy.child.kill('SIGTERM');
      expect((await proxy.ended).code).toBe(0);
    }
  });
});
