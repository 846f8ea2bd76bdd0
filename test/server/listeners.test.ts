/** Several addresses, and one of its own for management. */
import { networkInterfaces } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HEALTH_PATHS } from '../../src/server/health-paths.ts';
import { ListenError } from '../../src/server/listeners.ts';
import { RuntimeHolder } from '../../src/server/runtime.ts';
import { startService } from '../../src/server/service.ts';
import { API, AUTHORIZATION, recordLog, runtimeOf, SYSTEM, startProxy } from './helpers.ts';

async function start(host: string | string[], settings: Parameters<typeof runtimeOf>[0] = {}) {
  const runtime = new RuntimeHolder(await runtimeOf(settings));
  const service = await startService({ runtime, logger: recordLog().logger, host, port: 0 });
  onTestFinished(async () => {
    await service.stop();
  });
  return service;
}

const statusOf = async (url: string, headers = {}) => (await fetch(url, { headers })).status;
const USERS = `${API}/${SYSTEM}/Users`;
const management = { host: '127.0.0.1', port: 0 };

describe('several addresses', () => {
  it('serve the same, at the same port', async () => {
    const service = await start(['127.0.0.1', '127.0.0.2']);
    expect(service.urls.map((url) => new URL(url).hostname)).toEqual(['127.0.0.1', '127.0.0.2']);
    expect(new Set(service.urls.map((url) => new URL(url).port)).size).toBe(1);
    for (const url of service.urls) {
      expect(await statusOf(`${url}${USERS}`, { authorization: AUTHORIZATION })).toBe(200);
    }
    await service.stop();
    for (const url of service.urls) await expect(fetch(url)).rejects.toThrow();
  });

  const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ family }) => family === 'IPv6'),
  );
  it.runIf(hasIpv6).each([[['0.0.0.0', '::']], [['::', '0.0.0.0']]])('may be all of %j', async (hosts) => {
    const service = await start(hosts);
    const { port } = new URL(service.url);
    expect(await statusOf(`http://127.0.0.1:${port}/healthz`)).toBe(200);
    expect(await statusOf(`http://[::1]:${port}/healthz`)).toBe(200);
  });

  it('are all given up where one of them cannot be had', async () => {
    const { port } = await startProxy();
    const runtime = new RuntimeHolder(await runtimeOf());
    const { logger } = recordLog();
    const failure = startService({ runtime, logger, host: ['127.0.0.2', '127.0.0.1'], port });
    await expect(failure).rejects.toThrow(ListenError);
    await expect(failure).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
    await expect(fetch(`http://127.0.0.2:${port}/healthz`)).rejects.toThrow();
  });
});

describe('management', () => {
  it('has an address of its own, and is nowhere else then', async () => {
    const service = await start('127.0.0.1', { settings: { management } });
    for (const path of HEALTH_PATHS) {
      expect(await statusOf(`${service.managementUrl}${path}`)).toBe(200);
      expect(await statusOf(`${service.url}${path}`)).toBe(404);
    }
    const headers = { authorization: AUTHORIZATION };
    expect(await statusOf(`${service.url}${USERS}`, headers)).toBe(200);
    const elsewhere = await fetch(`${service.managementUrl}${USERS}`, { headers });
    expect([elsewhere.status, ((await elsewhere.json()) as { detail: string }).detail]).toEqual([
      404,
      'No such URL. This address (server.management) has /healthz, /readyz, /metrics; proxy systems are at that of server.port.',
    ]);
  });

  it('says what has to be set where its port is taken', async () => {
    const { port } = await startProxy();
    const failure = start('127.0.0.1', { settings: { management: { ...management, port } } });
    await expect(failure).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken by another process; set another one (server.management.port).`,
    );
  });

  it.each(['127.0.0.1', '0.0.0.0', 'localhost'])('says so where %s has its port itself', async (host) => {
    const free = await startProxy();
    const { port } = free;
    await free.service.stop();
    const runtime = new RuntimeHolder(await runtimeOf({ settings: { management: { ...management, port } } }));
    const failure = startService({ runtime, logger: recordLog().logger, host, port });
    await expect(failure).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is the one that systems are served at (PORT, or server.port); set another one (server.management.port).`,
    );
  });

  it('answers to the end', async () => {
    const service = await start('127.0.0.1', { settings: { management, drainTime: 0.3 } });
    expect(await statusOf(`${service.url}${USERS}`, { authorization: AUTHORIZATION })).toBe(200);
    const stopped = service.stop();
    expect(await statusOf(`${service.managementUrl}/readyz`)).toBe(503);
    expect(await statusOf(`${service.managementUrl}/healthz`)).toBe(200);
    await stopped;
    await expect(fetch(`${service.managementUrl}/healthz`)).rejects.toThrow();
  });
});
