import { expect, it } from 'vitest';
import { RuntimeHolder } from '../../src/server/runtime.ts';
import { ListenError, startService } from '../../src/server/service.ts';
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
