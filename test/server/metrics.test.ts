/** Who gets to see which metrics, and in which form. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { ProxyMetrics } from '../../src/server/telemetry/proxy-metrics.ts';
import { prefersOpenMetrics } from '../../src/telemetry/metrics/exposition.ts';
import { Scrape } from '../integration/support/metrics.ts';
import { makeCertificate } from '../support/certificates.ts';
import { until } from '../support/until.ts';
import { fakeSystem, runtimeOf, startProxy, type TestProxy } from './helpers.ts';

const slots = { 'off-id': { status: 'disabled', reason: 'off' } } as const;

async function setUp() {
  const metrics = new ProxyMetrics({ version: '1.2.3' });
  const systems = ['id-one', 'id-two'].map((id) => ({
    ...fakeSystem(undefined, { id }),
    counters: metrics.countersOf(id),
  }));
  const runtime = await runtimeOf({ systems, slots });
  const watches = systems.map(({ id }) => metrics.watchOf(id));
  const render = async (namesSystems: boolean, accept?: string) =>
    await metrics.render(
      { runtime, requestsInFlight: 3, isDraining: false },
      { asOpenMetrics: prefersOpenMetrics(accept), namesSystems },
    );
  const scrape = async (namesSystems: boolean) => new Scrape((await render(namesSystems)).text);
  return { metrics, watches, render, scrape };
}

it('without ids, all systems together are one', async () => {
  const { metrics, watches, scrape } = await setUp();
  for (const [index, watch] of watches.entries()) {
    metrics.countersOf(`id-${['one', 'two'][index]}`).failedReads = index + 1;
    watch.attempted({ method: 'GET', purpose: 'api', template: undefined }, { status: 200 }, 5);
    watch.looked('token', index === 0);
  }
  const [named, together] = [await scrape(true), await scrape(false)];
  expect(together.values('system')).toEqual(new Set());
  expect(named.values('system')).toEqual(new Set(['id-one', 'id-two', 'off-id']));
  expect(together.text).not.toContain('-id');
  for (const each of [named, together]) {
    expect(each.value('ipsproxy_failed_reads_total')).toBe(3);
    expect(each.value('ipsproxy_upstream_attempts_total', { purpose: 'api', outcome: '200' })).toBe(2);
    expect(each.value('ipsproxy_upstream_attempt_duration_seconds_bucket', { le: '+Inf' })).toBe(2);
    expect(each.value('ipsproxy_cache_lookups_total', { cache: 'token', result: 'hit' })).toBe(1);
    expect(each.value('ipsproxy_systems', { state: 'serving' })).toBe(2);
    expect(each.value('ipsproxy_systems', { state: 'disabled' })).toBe(1);
    expect(each.value('ipsproxy_requests_in_flight')).toBe(3);
    expect(each.value('ipsproxy_build_info', { version: '1.2.3', node_version: process.version })).toBe(1);
    expect(each.value('process_resident_memory_bytes')).toBeGreaterThan(0);
  }
  expect(named.value('ipsproxy_failed_reads_total', { system: 'id-two' })).toBe(2);
  const buckets = together.series.filter(
    ({ name }) => name === 'ipsproxy_upstream_attempt_duration_seconds_bucket',
  );
  expect(new Set(buckets.map(({ labels }) => labels['le'])).size).toBe(buckets.length);
});

it('a breaker is told as the worst of a system, and waiting requests are added up', async () => {
  const { watches, scrape } = await setUp();
  const [one] = watches;
  const client = (state: 'closed' | 'open', count: number) => ({
    purpose: 'api' as const,
    breaker: () => state,
    underWay: () => count,
    waiting: () => 10 * count,
  });
  const end = one?.observe(client('closed', 1));
  const endOther = one?.observe(client('open', 2));
  const labels = { system: 'id-one', purpose: 'api' };
  const both = await scrape(true);
  expect(both.value('ipsproxy_breaker_state', labels)).toBe(2);
  expect(both.value('ipsproxy_upstream_requests', { ...labels, state: 'waiting' })).toBe(30);
  endOther?.();
  const first = await scrape(true);
  expect(first.value('ipsproxy_breaker_state', labels)).toBe(0);
  expect(first.value('ipsproxy_upstream_requests', { ...labels, state: 'under_way' })).toBe(1);
  end?.();
  expect((await scrape(true)).value('ipsproxy_breaker_state', labels)).toBeUndefined();
});

it('what a backend chooses makes few series', async () => {
  const { watches, scrape } = await setUp();
  const attempt = (outcome: { status: number } | { reason: string }) =>
    watches[0]?.attempted({ method: 'GET', purpose: 'api', template: undefined }, outcome, 5);
  for (let status = 100; status < 1000; status += 1) attempt({ status });
  for (let count = 0; count < 1000; count += 1) {
    attempt({ reason: `E${count}` });
    attempt({ reason: `made up by\n"somebody" ${count}` });
  }
  const series = (await scrape(true)).series.filter(
    ({ name }) => name === 'ipsproxy_upstream_attempts_total',
  );
  expect(series.length).toBeLessThan(150);
  expect(series.reduce((sum, { value }) => sum + value, 0)).toBe(2900);
});

it.each([
  [undefined, 'text/plain'],
  ['*/*', 'text/plain'],
  ['text/plain;version=0.0.4', 'text/plain'],
  [
    'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1',
    'application/openmetrics-text',
  ],
  ['application/openmetrics-text;q=0.2,text/plain;q=0.3', 'text/plain'],
  ['application/openmetrics-text;q=0', 'text/plain'],
])('who accepts %s gets %s', async (accept, type) => {
  const { metrics, render } = await setUp();
  metrics.reloaded('ok', ['id-one', 'id-two', 'off-id']);
  const { contentType, text } = await render(true, accept);
  expect(contentType).toMatch(new RegExp(`^${type}; version=`));
  const isOpen = type !== 'text/plain';
  expect(text.endsWith('# EOF\n')).toBe(isOpen);
  expect(text).toContain('\nipsproxy_reloads_total{result="ok"} 1\n');
  expect(text).toContain(`\n# TYPE ipsproxy_reloads${isOpen ? '' : '_total'} counter\n`);
});

it('a reload that is refused is told until one is taken over', async () => {
  const { metrics, scrape } = await setUp();
  const ids = ['id-one', 'id-two', 'off-id'];
  metrics.reloaded('refused', ids);
  const refused = await scrape(false);
  expect(refused.value('ipsproxy_config_last_reload_successful')).toBe(0);
  expect(refused.value('ipsproxy_reloads_total', { result: 'refused' })).toBe(1);
  metrics.reloaded('ok', ids);
  expect((await scrape(false)).value('ipsproxy_config_last_reload_successful')).toBe(1);
});

it('certificates end at the first of those from the same place', async () => {
  const metrics = new ProxyMetrics();
  const end = (day: number) => Date.UTC(2027, 0, day);
  const used = [
    { systemId: 'id-one', property: 'KeyStoreLocation', subject: 'CN=a', expires: end(3) },
    { systemId: 'id-two', property: 'KeyStoreLocation', subject: 'CN=b', expires: end(2) },
  ];
  const trust = {
    authorities: [{ notAfter: end(9) }, { notAfter: end(8) }],
    // The newest list of an authority counts.
    revocationLists: [
      { issuer: 'a', nextUpdate: end(1) },
      { issuer: 'a', nextUpdate: end(5) },
      { issuer: 'b', nextUpdate: end(6) },
    ],
  };
  const { certificate } = makeCertificate({ name: 'authority' });
  const runtime = {
    ...(await runtimeOf({ systems: ['id-one', 'id-two'].map((id) => fakeSystem(undefined, { id })) })),
    certificates: { used },
    tls: { material: { trust } },
    authorities: [certificate],
  } as never;
  const render = async (namesSystems: boolean) =>
    new Scrape(
      (await metrics.render({ runtime, requestsInFlight: 0, isDraining: true }, { namesSystems })).text,
    );
  const [named, together] = [await render(true), await render(false)];
  const name = 'ipsproxy_certificate_expiry_timestamp_seconds';
  const property = 'KeyStoreLocation';
  expect(named.value(name, { system: 'id-one', property })).toBe(end(3) / 1000);
  expect(together.value(name, { property })).toBe(end(2) / 1000);
  expect(together.value(name, { property: 'server.tls.clientAuthorities' })).toBe(end(8) / 1000);
  expect(together.value(name, { property: 'server.certificateAuthorities' })).toBe(
    new X509Certificate(certificate).validToDate.getTime() / 1000,
  );
  expect(together.value('ipsproxy_revocation_list_expiry_timestamp_seconds')).toBe(end(5) / 1000);
  expect(together.value('ipsproxy_draining')).toBe(1);
});

it('a system that is not in use is not shown: of a reload that was refused, or taken out while a request was under way', async () => {
  const { metrics, watches, render, scrape } = await setUp();
  const attempt = () =>
    watches[0]?.attempted({ method: 'GET', purpose: 'api', template: undefined }, { status: 200 }, 5);
  attempt();
  metrics.watchOf('id-later');
  expect((await render(true)).text).not.toContain('id-later');
  metrics.reloaded('ok', ['id-two']);
  attempt();
  await until(
    async () =>
      (await scrape(true)).value('ipsproxy_upstream_attempts_total', { outcome: '200' }) === undefined,
  );
});

it('what was counted of a system that is taken out is forgotten', async () => {
  const { metrics, watches, scrape } = await setUp();
  const retriesOf = async (system: string) =>
    (await scrape(true)).value('ipsproxy_upstream_retries_total', { system });
  for (const watch of watches) watch.repeated('503');
  expect([await retriesOf('id-one'), await retriesOf('id-two')]).toEqual([1, 1]);
  // It is shown still, as the configuration in use has it.
  metrics.reloaded('ok', ['id-two']);
  await until(async () => (await retriesOf('id-one')) === undefined);
  expect(await retriesOf('id-two')).toBe(1);
});

async function refusedOf(proxy: TestProxy): Promise<string[]> {
  let text = '';
  await until(async () => {
    const answer = await fetch(`${proxy.url}/metrics`, { headers: { connection: 'close' } });
    text = await answer.text();
    return answer.status === 200;
  });
  return text.split('\n').filter((line) => line.startsWith('ipsproxy_refused_requests_total'));
}

it('what never becomes a request is counted by the status of its answer', async () => {
  const proxy = await startProxy();
  for (const text of ['hello', 'hello', 'CONNECT x:1 HTTP/1.1\r\nHost: x'])
    await proxy.raw(`${text}\r\n\r\n`);
  expect(await refusedOf(proxy)).toEqual([
    'ipsproxy_refused_requests_total{status="400"} 2',
    'ipsproxy_refused_requests_total{status="405"} 1',
  ]);
});

it('connections that are too many from one address count likewise', async () => {
  const proxy = await startProxy({ settings: { connectionsPerAddress: 1 } });
  const one = connect(proxy.port, '127.0.0.1');
  await once(one, 'connect');
  await proxy.raw('');
  one.destroy();
  const [line] = await refusedOf(proxy);
  expect(line).toMatch(/^ipsproxy_refused_requests_total\{status="503"\} [1-9]/);
});
