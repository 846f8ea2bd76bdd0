/** Metrics of the real process: reloads that are taken over and refused, authorities, what is known of the process itself. */
import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import project from '../../package.json' with { type: 'json' };
import { scrape } from '../integration/support/metrics.ts';
import { until } from '../support/until.ts';
import { AUTHORIZATION, configuration, SYSTEM, startProxy } from './proxy-process.ts';

it('a process counts over reloads, whether they are taken over or refused', async () => {
  const more = { server: { port: 0, drainTime: 0, management: { port: 0 } } };
  const proxy = await startProxy(more);
  const { managementUrl = '' } = (await proxy.line(({ url }) => url !== undefined)) as {
    readonly managementUrl?: string;
  };
  const headers = { authorization: AUTHORIZATION };
  const ask = () =>
    fetch(`${proxy.url}/ipsproxy/api/v1/scim/${SYSTEM}/Users`, { method: 'OPTIONS', headers });
  const requests = async () =>
    (await scrape(managementUrl)).value('ipsproxy_requests_total', { system: SYSTEM, status: '204' });
  const signal = async (text: string, message: string) => {
    const before = proxy.lines.filter(({ msg }) => msg === message).length;
    await writeFile(proxy.file, text);
    proxy.child.kill('SIGHUP');
    await until(() => proxy.lines.filter(({ msg }) => msg === message).length > before);
    return await scrape(managementUrl);
  };
  expect((await ask()).status).toBe(204);
  await until(async () => (await requests()) === 1);
  const first = await scrape(managementUrl);
  const loaded = 'ipsproxy_config_last_reload_success_timestamp_seconds';
  expect(first.value('ipsproxy_build_info', { version: project.version })).toBe(1);
  expect(first.value('ipsproxy_config_last_reload_successful')).toBe(1);
  expect(first.value('process_resident_memory_bytes')).toBeGreaterThan(1e7);

  const refused = await signal('{', 'reload refused, the configuration in use stays');
  expect(refused.value('ipsproxy_config_last_reload_successful')).toBe(0);
  expect(refused.value('ipsproxy_reloads_total', { result: 'refused' })).toBe(1);
  expect(refused.value(loaded)).toBe(first.value(loaded));

  const others = { ...more, systems: [{ id: 'broken', type: 'scim', properties: {} }] };
  const lost = await signal(configuration(others), 'reload refused, the configuration in use stays');
  expect(lost.value('ipsproxy_reloads_total', { result: 'refused' })).toBe(2);
  // Of a configuration that was not taken over.
  expect(lost.values('system')).toEqual(new Set([SYSTEM]));

  const taken = await signal(configuration(more), 'configuration reloaded');
  expect(taken.value('ipsproxy_config_last_reload_successful')).toBe(1);
  expect(taken.value('ipsproxy_reloads_total', { result: 'ok' })).toBe(1);
  expect(taken.value(loaded)).toBeGreaterThan(first.value(loaded) ?? 0);
  expect((await ask()).status).toBe(204);
  await until(async () => (await requests()) === 2);
});
