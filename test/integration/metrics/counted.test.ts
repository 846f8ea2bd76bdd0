/** What of requests, backends and transformations is counted, through the whole proxy. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { type Backend, startBackend } from '../support/backends.ts';
import { type Scrape, scrape } from '../support/metrics.ts';
import { type RunningProxy, runningProxy } from '../support/proxy.ts';

const READ = {
  user: {
    condition: "$.userName != 'hidden'",
    mappings: [
      { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' },
      { sourcePath: '$.userName', targetPath: '$.userName' },
      { sourcePath: '$.name.familyName', targetPath: '$.name.familyName', optional: true },
      // Fails for whoever has a nickname.
      {
        condition: "$.nickName == 'odd'",
        sourcePath: '$.title',
        targetPath: '$.title',
      },
    ],
  },
};
const WRITE = {
  user: {
    condition: "$.userName != 'root'",
    mappings: [
      { sourceVariable: 'entityIdTargetSystem', targetPath: '$.id' },
      { sourcePath: '$.userName', targetPath: '$.userName' },
      { sourcePath: '$.name', targetPath: '$.name' },
      { sourcePath: '$.emails', targetPath: '$.emails', optional: true },
    ],
  },
};
const SYSTEM = 'the-system';

let backend: Backend;
let proxy: RunningProxy;
const ids: Record<string, string> = {};

beforeAll(async () => {
  backend = await startBackend('v2', { users: 2, groups: 1 });
  for (const userName of ['hidden', 'odd']) {
    const person = {
      userName,
      nickName: userName,
      name: { familyName: 'Canary-Name' },
      emails: [{ value: `${userName}@example.com` }],
    };
    ids[userName] = String((await backend.send('POST', 'Users', person)).body['id']);
  }
  const system = {
    id: SYSTEM,
    type: backend.type,
    properties: backend.properties,
    transformations: { read: 'read.json', write: 'write.json' },
  };
  proxy = await runningProxy({
    server: { management: { port: 0 } },
    systems: [system],
    files: { 'read.json': JSON.stringify(READ), 'write.json': JSON.stringify(WRITE) },
  });
});
afterAll(async () => {
  await proxy.stop();
  await backend.close();
});

/** What has changed while something was done. */
async function during(work: () => Promise<unknown>, requests: number): Promise<(...of: ValueOf) => number> {
  const before = await scrape(proxy.managementUrl);
  await work();
  let after: Scrape | undefined;
  const count = (each?: Scrape) => each?.value('ipsproxy_requests_total') ?? 0;
  // A request is counted when its answer is out.
  await until(async () => {
    after = await scrape(proxy.managementUrl);
    return count(after) - count(before) >= requests;
  });
  return (...of) => (after?.value(...of) ?? 0) - (before.value(...of) ?? 0);
}

type ValueOf = Parameters<Scrape['value']>;

it('requests, by what was asked for and answered, with how long it took', async () => {
  const client = proxy.client(SYSTEM);
  const delta = await during(async () => {
    await client.get('/Users');
    await client.get(`/Users/${ids['hidden']}`);
    await client.post('/Users', { userName: 'root' });
    await client.get('/ServiceProviderConfig');
    await client.post('/Users/.search', {});
    await fetch(`${proxy.url}/ipsproxy/api/v1/scim/nobody/Users`);
    await fetch(`${proxy.url}/nowhere`);
  }, 7);
  const requests = (operation: string, status: string, system = SYSTEM) =>
    delta('ipsproxy_requests_total', { system, operation, status });
  expect({
    list: requests('list', '200'),
    get: requests('get', '404'),
    create: requests('create', '400'),
    discovery: requests('discovery', '200'),
    search: requests('search', '200'),
    // An id that no system has can be anything, and is no label.
    unknown: requests('other', '401', ''),
    nowhere: requests('other', '404', ''),
  }).toEqual({ list: 1, get: 1, create: 1, discovery: 1, search: 1, unknown: 1, nowhere: 1 });
  expect(delta('ipsproxy_request_duration_seconds_count', { system: SYSTEM, operation: 'list' })).toBe(1);
  expect(
    delta('ipsproxy_request_duration_seconds_sum', { system: SYSTEM, operation: 'list' }),
  ).toBeGreaterThan(0);
});

it('what transformations hide, cannot process and do not take', async () => {
  const client = proxy.client(SYSTEM);
  const delta = await during(async () => {
    await client.get('/Users');
    await client.get(`/Users/${ids['odd']}`);
    await client.post('/Users', { userName: 'root' });
    await client.post('/Users', { userName: 'without-name' });
  }, 4);
  const failures = (direction: string, kind: string) =>
    delta('ipsproxy_transformation_failures_total', { system: SYSTEM, entity_type: 'user', direction, kind });
  expect({
    hidden: delta('ipsproxy_hidden_reads_total', { system: SYSTEM, entity_type: 'user' }),
    leftOut: delta('ipsproxy_failed_reads_total', { system: SYSTEM }),
    read: failures('read', 'mapping'),
    condition: failures('write', 'condition'),
    write: failures('write', 'mapping'),
  }).toEqual({ hidden: 1, leftOut: 1, read: 2, condition: 1, write: 1 });
});

it('attempts at a backend, each repetition among them, and why it was repeated', async () => {
  const { control } = backend;
  const delta = await during(async () => {
    await control.fault({ count: 1, status: 503, headers: { 'retry-after': '0' } });
    expect((await proxy.client(SYSTEM).get('/Users')).status).toBe(200);
    await control.fault({ count: 1, reset: 'before' });
    expect((await proxy.client(SYSTEM).get('/Users')).status).toBe(200);
  }, 2);
  const attempts = (outcome: string) =>
    delta('ipsproxy_upstream_attempts_total', { system: SYSTEM, purpose: 'api', method: 'GET', outcome });
  expect([attempts('200'), attempts('503')]).toEqual([2, 1]);
  const all = delta('ipsproxy_upstream_attempts_total', { system: SYSTEM });
  expect(all).toBe(4);
  expect(delta('ipsproxy_upstream_attempt_duration_seconds_count', { system: SYSTEM })).toBe(4);
  expect(delta('ipsproxy_upstream_retries_total', { system: SYSTEM, cause: '503' })).toBe(1);
  expect(delta('ipsproxy_upstream_retries_total', { system: SYSTEM })).toBe(2);
});

it('logons that fail, by scheme and reason', async () => {
  const url = `${proxy.url}/ipsproxy/api/v1/scim/${SYSTEM}/Users`;
  const delta = await during(async () => {
    await fetch(url);
    const wrong = Buffer.from('demo-client:wrong').toString('base64');
    await fetch(url, { headers: { authorization: `Basic ${wrong}` } });
    await fetch(url, { headers: { authorization: 'Nonsense' } });
  }, 3);
  const failures = (scheme: string, reason: string) =>
    delta('ipsproxy_logon_failures_total', { scheme, reason });
  expect([failures('none', 'no_credentials'), failures('basic', 'wrong_credentials')]).toEqual([2, 1]);
  expect(delta('ipsproxy_logon_failures_total')).toBe(3);
});

it('requests of operators are not counted', async () => {
  const count = async () => (await scrape(proxy.managementUrl)).value('ipsproxy_requests_total');
  const before = await count();
  await fetch(`${proxy.managementUrl}/healthz`);
  await fetch(`${proxy.managementUrl}/readyz`);
  expect(await count()).toBe(before);
});

it('without anything of an entity, a user, a host or a secret', async () => {
  const { text } = await scrape(proxy.managementUrl);
  expect(text).toContain(SYSTEM);
  const { host } = new URL(String(backend.properties['URL']));
  for (const word of ['Canary-Name', 'hidden@', 'demo-client', 'demo-secret', host, ...Object.values(ids)]) {
    expect(text).not.toContain(word);
  }
});
