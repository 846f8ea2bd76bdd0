/** A web proxy that is away takes the systems behind it with it, and says so; one that refuses does not. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';
import { until } from '../support/until.ts';
import { runningProxy } from './support/proxy.ts';

type Manner = 'lets through' | 'says nothing' | 'closes' | number;

async function startOddWebProxy() {
  let manner: Manner = 'lets through';
  let asked = 0;
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
  };
  const server = createServer((socket) => {
    keep(socket);
    socket.once('data', (head) => {
      asked += 1;
      if (manner === 'closes') socket.destroy();
      else if (typeof manner === 'number') socket.end(`HTTP/1.1 ${manner} No\r\ncontent-length: 0\r\n\r\n`);
      else if (manner === 'lets through') {
        const [, port] = /^CONNECT \S+:(\d+) /.exec(head.toString('latin1')) ?? [];
        const target = connect({ host: '127.0.0.1', port: Number(port) });
        keep(target);
        target.once('connect', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          socket.pipe(target).pipe(socket);
        });
        socket.once('close', () => target.destroy());
        target.once('close', () => socket.destroy());
      }
    });
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  onTestFinished(close);
  return {
    origin: `http://127.0.0.1:${port}`,
    asked: () => asked,
    /** Connections that stand are broken, so that each request needs a new one. */
    behave: (next: Manner) => {
      manner = next;
      for (const socket of sockets) socket.destroy();
    },
    close,
    open: () => listen(port),
  };
}

async function stage() {
  let ahead = 0;
  const now = performance.now.bind(performance);
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => now() + ahead);
  onTestFinished(() => spy.mockRestore());
  const log: string[] = [];
  const webProxy = await startOddWebProxy();
  const backend = await startIdentityAuthentication({ users: 3 });
  const system = (id: string, more: object) => ({
    id,
    type: 'identity-authentication',
    properties: {
      URL: backend.url,
      User: backend.credentials.clientId,
      Password: backend.credentials.clientSecret,
      'ias.api.version': 2,
      'ips.failed.request.retry.attempts': 1,
      'ips.failed.request.retry.attempts.interval': 1,
      ...more,
    },
  });
  const proxy = await runningProxy({
    log,
    server: { connectTimeout: 0.2 },
    systems: [system('behind', { 'ipsproxy.webproxy': webProxy.origin }), system('direct', {})],
  });
  onTestFinished(async () => {
    await proxy.stop();
    await backend.close();
  });
  const [behind, direct] = [proxy.client('behind'), proxy.client('direct')];
  expect((await behind.get('/Users?count=1')).status).toBe(200);
  const several = async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => behind.get('/Users?count=1')));
    return new Set(answers.map(({ status }) => status));
  };
  return {
    webProxy,
    behind,
    direct,
    pass: (milliseconds: number) => {
      ahead += milliseconds;
    },
    /** Requests, and later some more. @returns the statuses of the first ones */
    failing: async () => {
      const first = await several();
      ahead += 3_000;
      await several();
      return first;
    },
    told: () =>
      log
        .map((line) => JSON.parse(line))
        .filter(({ msg }) => /^circuit breaker/.test(msg))
        .map(({ msg, upstream: { reason, webProxy } }) => ({ msg, reason, webProxy })),
  };
}

it.each<[string, Manner, number, string]>([
  ['says nothing', 'says nothing', 504, 'no answer in time'],
  ['closes connections', 'closes', 502, 'no answer'],
  ['reaches nobody', 502, 502, 'CONNECT 502'],
  ['is overloaded', 503, 502, 'CONNECT 503'],
])('one that %s is not asked by everybody, until it is there again', async (_, manner, status, reason) => {
  const { webProxy, behind, direct, pass, failing, told } = await stage();
  webProxy.behave(manner);
  expect(await failing()).toEqual(new Set([status]));
  const before = webProxy.asked();
  const { status: refused, body, headers } = await behind.get('/Users?count=1');
  expect([refused, headers['retry-after']]).toEqual([503, expect.stringMatching(/^[12]$/)]);
  const where = `${webProxy.origin} (the property ipsproxy.webproxy)`;
  expect(body['detail']).toContain(`at last with ${reason} of the web proxy ${where}, and`);
  expect(body['detail']).toMatch(
    /; if it stays so, see whether the web proxy is up, and reaches the backend\.$/,
  );
  expect(webProxy.asked()).toBe(before);
  expect((await direct.get('/Users?count=1')).status).toBe(200);

  webProxy.behave('lets through');
  pass(5_000);
  expect((await behind.get('/Users?count=1')).status).toBe(200);
  expect(told()).toEqual([
    { msg: 'circuit breaker opened', reason: expect.stringMatching(/^CONNECT/), webProxy: webProxy.origin },
    { msg: 'circuit breaker closed', reason: '200', webProxy: undefined },
  ]);
});

it('one that takes no connection is told from a backend that does', async () => {
  const { webProxy, behind, pass, failing, told } = await stage();
  await webProxy.close();
  expect(await failing()).toEqual(new Set([502]));
  const { status, body } = await behind.get('/Users?count=1');
  expect([status, body['detail']]).toEqual([
    503,
    expect.stringContaining(`at last with ECONNREFUSED of the web proxy ${webProxy.origin}`),
  ]);
  await webProxy.open();
  pass(5_000);
  await until(async () => (await behind.get('/Users?count=1')).status === 200);
  expect(told()).toEqual([
    { msg: 'circuit breaker opened', reason: 'ECONNREFUSED', webProxy: webProxy.origin },
    { msg: 'circuit breaker closed', reason: '200', webProxy: undefined },
  ]);
});

it.each([403, 404, 500])('one that refuses with %i says why, each time', async (status) => {
  const { webProxy, behind, failing, told } = await stage();
  webProxy.behave(status);
  expect(await failing()).toEqual(new Set([502]));
  const before = webProxy.asked();
  const answer = await behind.get('/Users?count=1');
  expect([answer.status, answer.body['detail']]).toEqual([502, expect.stringContaining(`(${status})`)]);
  expect(webProxy.asked()).toBeGreaterThan(before);
  expect(told()).toEqual([]);
});
