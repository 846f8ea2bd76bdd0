import { describe, expect, it } from 'vitest';
import { ask, open } from './connections.ts';
import { AUTHORIZATION, SYSTEM, startProxy } from './proxy-process.ts';

const PATH = `/ipsproxy/api/v1/scim/${SYSTEM}`;
const GET = `GET ${PATH}/Printers HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\n\r\n`;

const post = (length: number) => {
  const body = JSON.stringify({ userName: 'x'.repeat(length) });
  const head = `POST ${PATH}/Printers HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\nContent-Type: application/json\r\n`;
  return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
};

describe('between SIGTERM and the end of server.drainTime', () => {
  it('every connection that was kept alive gets its answer, however it crosses the signal', async () => {
    const proxy = await startProxy({ server: { port: 0, drainTime: 3600 } });
    const sockets = await Promise.all(Array.from({ length: 200 }, () => open(proxy.port)));
    const before = await Promise.all(sockets.map((socket) => ask(socket, GET)));
    expect(before.filter((answer) => !answer.startsWith('HTTP/1.1 404'))).toEqual([]);

    proxy.child.kill('SIGTERM');
    const requests = [GET, post(10), post(1_000_000)];
    const last = sockets.map(async (socket, index) => {
      const request = requests[index % requests.length] as string;
      for (;;) {
        const answer = await ask(socket, request);
        // Asked before the signal was noticed.
        if (answer.startsWith('HTTP/1.1 404') && !/connection: close/i.test(answer)) continue;
        return answer;
      }
    });
    for (const answer of await Promise.all(last)) {
      const isLastWord = answer.startsWith('HTTP/1.1 404');
      expect(answer).toMatch(isLastWord ? /^HTTP/ : /^HTTP\/1\.1 503 [\s\S]*\r\nretry-after: 5\r\n/i);
      expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    }

    // Whoever has not heard of it yet opens a new connection.
    expect(await ask(await open(proxy.port), GET)).toMatch(/^HTTP\/1\.1 503 [\s\S]*connection: close/i);
    proxy.child.kill('SIGHUP');
    await proxy.line(({ msg }) => msg === 'SIGHUP ignored, as the proxy is stopping');
    proxy.child.kill('SIGTERM');
    expect((await proxy.ended).code).toBe(1);
  });

  it('the process waits, and then ends as if nothing had been open', async () => {
    const proxy = await startProxy({ server: { port: 0, drainTime: 0.3 } });
    const idle = await open(proxy.port);
    idle.on('error', () => {});
    await ask(idle, GET);
    const asked = performance.now();
    proxy.child.kill('SIGTERM');
    expect((await proxy.ended).code).toBe(0);
    expect(performance.now() - asked).toBeGreaterThan(290);
  });

  it('nobody is waited for where no client has asked for anything', async () => {
    const proxy = await startProxy({ server: { port: 0, drainTime: 3600 } });
    // Probes are no clients.
    const probe = await open(proxy.port);
    probe.on('error', () => {});
    expect(await ask(probe, 'GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
    proxy.child.kill('SIGTERM');
    expect((await proxy.ended).code).toBe(0);
  });
});
