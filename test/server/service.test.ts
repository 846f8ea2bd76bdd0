import { expect, it } from 'vitest';
import { ListenError } from '../../src/server/listeners.ts';
import { RuntimeHolder } from '../../src/server/runtime.ts';
import { startService } from '../../src/server/service.ts';
import { recordLog, runtimeOf, startProxy } from './helpers.ts';

const start = async (host: string, port: number) => {
  const runtime = new RuntimeHolder(await runtimeOf());
  return startService({ runtime, logger: recordLog().logger, host, port });
};

it('says what to do when the port is taken', async () => {
  const { port } = await startProxy();
  const failure = start('127.0.0.1', port);
  await expect(failure).rejects.toBeInstanceOf(ListenError);
  await expect(failure).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken by another process; set another one (PORT, or server.port).`,
  );
});

it('says what to do when the address is not of this machine', async () => {
  await expect(start('192.0.2.1', 0)).rejects.toThrow(
    '192.0.2.1 is not an address of this machine; set another one (HOST, or server.host).',
  );
});

it('knows where it listens, also by IPv6 and by name', async () => {
  for (const [host, url] of [
    ['127.0.0.1', /^http:\/\/127\.0\.0\.1:\d+$/],
    ['localhost', /^http:\/\/(127\.0\.0\.1|\[::1\]):\d+$/],
  ] as const) {
    const service = await start(host, 0);
    expect(service.url).toMatch(url);
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
    await service.stop();
  }
});

it('waits for others to hear of its end only where somebody asked in the minute before', async () => {
  let now = 1_000;
  const startUsed = async (drainTime: number) => {
    const runtime = new RuntimeHolder(await runtimeOf({ settings: { drainTime } }), () => now);
    const service = await startService({ runtime, logger: recordLog().logger, host: '127.0.0.1', port: 0 });
    now = 1_000;
    runtime.acquire().release();
    return service;
  };
  const forgotten = await startUsed(3600);
  now += 60_001;
  expect(await forgotten.stop()).toBe(true);

  const known = await startUsed(0.2);
  now += 60_000;
  const asked = performance.now();
  await known.stop();
  expect(performance.now() - asked).toBeGreaterThan(190);
});
