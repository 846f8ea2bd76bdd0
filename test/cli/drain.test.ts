import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { ask, open } from './connections.ts';
import { AUTHORIZATION, SYSTEM, startProxy } from './proxy-process.ts';

const PATH = `/ipsproxy/api/v1/scim/${SYSTEM}`;
const GET = `GET ${PATH}/Printers HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\n\r\n`;

const READY = 'GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n';

const post = (length: number) => {
  const body = JSON.stringify({ userName: 'x'.repeat(length) });
  const head = `POST ${PATH}/Printers HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\nContent-Type: application/json\r\n`;
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
};

describe('between SIGTERM and twice server.drainTime', () => {
  it('requests are answered as ever, while load balancers notice that it is not ready', async () => {
    const proxy = await startProxy({ server: { port: 0, drainTime: 3600 } });
    const kept = await open(proxy.port);
    await ask(kept, GET);
    proxy.child.kill('SIGTERM');
    const probe = await open(proxy.port);
    await until(async () => (await ask(probe, READY)).startsWith('HTTP/1.1 503 '));
    for (const socket of [kept, await open(proxy.port), kept]) {
      const answer = await ask(socket, GET);
      expect(answer).toMatch(/^HTTP\/1\.1 404 /);
      expect(answer).not.toMatch(/\r\nconnection: close\r\n/i);
    }
    proxy.child.kill('SIGHUP');
    await proxy.line(({ msg }) => msg === 'SIGHUP ignored, as the proxy is stopping');
    proxy.child.kill('SIGTERM');
    expect((await proxy.ended).code).toBe(1);
  });

  it('every connection that was kept alive gets its answer, and at last a word that it closes', async () => {
    const proxy = await startProxy({ server: { port: 0, drainTime: 2 } });
    const sockets = await Promise.all(Array.from({ length: 200 }, () => open(proxy.port)));
    const before = await Promise.all(sockets.map((socket) => ask(socket, GET)));
    expect(before.filter((answer) => !answer.startsWith('HTTP/1.1 404'))).toEqual([]);

    proxy.child.kill('SIGTERM');
    const requests = [GET, post(10), post(100_000)];
    const answers = await Promise.all(
      sockets.map(async (socket, index) => {
        const statuses = new Set<string>();
        for (;;) {
          const answer = await ask(socket, requests[index % requests.length] as string);
          statuses.add(answer.slice(0, 'HTTP/1.1 404'.length));
          if (/\r\nconnection: close\r\n/i.test(answer)) return [...statuses];
        }
      }),
    );
    expect(answers.flat().filter((status) => status !== 'HTTP/1.1 404')).toEqual([]);
    // Nothing is sent there that would have to be repeated.
    await expect(open(proxy.port)).rejects.toThrow('ECONNREFUSED');
    expect((await proxy.ended).code).toBe(0);
  });

  it('the process waits, and then ends as if nothing had been open', async () => {
    const proxy = await startProxy({ server: { port: 0, drainTime: 0.3 } });
    const idle = await open(proxy.port);
    idle.on('error', () => {});
    await ask(idle, GET);
    const asked = performance.now();
    proxy.child.kill('SIGTERM');
    expect((await proxy.ended).code).toBe(0);
    expect(performance.now() - asked).toBeGreaterThan(590);
  });

  it('nobody is waited for where no client has asked for anything', async () => {
    const proxy = await startProxy({ server: { port: 0, drainTime: 3600 } });
    // Probes are no clients.
    const probe = await open(proxy.port);
    probe.on('error', () => {});
    expect(await ask(probe, READY)).toMatch(/^HTTP\/1\.1 200 /);
    proxy.child.kill('SIGTERM');
    expect((await proxy.ended).code).toBe(0);
  });
});
