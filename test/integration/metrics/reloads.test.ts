/** What a reload does to metrics, and who gets to see the ids of systems. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ScimStandIn, startScim } from '../../../src/sandbox/scim/index.ts';
import { until } from '../../support/until.ts';
import { scrape } from '../support/metrics.ts';
import { type RunningProxy, runningProxy } from '../support/proxy.ts';

let backend: ScimStandIn;
let proxy: RunningProxy;

beforeAll(async () => {
  backend = await startScim({ users: 3, groups: 1 });
  const { user, password } = backend.credentials;
  const properties = {
    Type: 'HTTP',
    URL: backend.base,
    Authentication: 'BasicAuthentication',
    User: user,
    Password: password,
    'ipsproxy.upstream.requests.per.minute': '600',
  };
  const system = (id: string, limits?: object) => ({ id, type: 'scim', properties, limits });
  proxy = await runningProxy({
    server: { management: { port: 0 } },
    systems: [system('stays', { requestsPerMinute: 500 }), system('goes')],
  });
});
afterAll(async () => {
  await proxy.stop();
  await backend.close();
});

const systemsIn = async () => (await scrape(proxy.managementUrl)).values('system');
const requestsOf = async (system: string) =>
  (await scrape(proxy.managementUrl)).value('ipsproxy_requests_total', { system }) ?? 0;

it('counters go on, and series of a system that is taken out end', async () => {
  for (const id of ['stays', 'goes']) expect((await proxy.client(id).get('/Users')).status).toBe(200);
  await until(async () => (await requestsOf('stays')) === 1 && (await requestsOf('goes')) === 1);
  expect(await systemsIn()).toEqual(new Set(['', 'stays', 'goes']).difference(new Set([''])));

  const file = join(proxy.folder, 'ipsproxy.json');
  const configuration = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...configuration, systems: configuration.systems.slice(0, 1) }));
  await proxy.reload();

  expect(await systemsIn()).toEqual(new Set(['stays']));
  expect((await proxy.client('stays').get('/Users')).status).toBe(200);
  await until(async () => (await requestsOf('stays')) === 2);
  const after = await scrape(proxy.managementUrl);
  expect(after.value('ipsproxy_upstream_attempts_total', { system: 'stays' })).toBeGreaterThanOrEqual(2);
  expect(after.value('ipsproxy_reloads_total', { result: 'ok' })).toBe(1);
  expect(after.value('ipsproxy_config_last_reload_successful')).toBe(1);
});

it('the limits of a system are told', async () => {
  const metrics = await scrape(proxy.managementUrl);
  expect(metrics.value('ipsproxy_requests_per_minute_limit', { system: 'stays' })).toBe(500);
  expect(metrics.value('ipsproxy_upstream_attempts_per_minute_limit', { system: 'stays' })).toBe(600);
  expect(metrics.value('ipsproxy_systems', { system: 'stays', state: 'serving' })).toBe(1);
});
