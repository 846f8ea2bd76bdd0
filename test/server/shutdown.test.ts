import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Agent } from 'undici';
import { describe, expect, it } from 'vitest';
import { Shutdown } from '../../src/server/shutdown.ts';
import { until } from '../support/until.ts';
import { API, AUTHORIZATION, fakeSystem, OK, SYSTEM, scimErrorOf, startProxy } from './helpers.ts';

const HEAD = `GET ${API}/${SYSTEM}/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\n\r\n`;

/** A system whose first call waits until it is told to go on. */
function slowSystem() {
  const started = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const system = fakeSystem(async () => {
    if (system.calls.length === 1) {
      started.resolve();
      await gate.promise;
    }
    return OK;
  });
  return { system, started: started.promise, release: gate.resolve };
}

describe('stopping', () => {
  it('answers all that came on a connection at once, and only the last answer closes it', async () => {
    const system = fakeSystem();
    const proxy = await startProxy({ systems: [system], settings: { drainTime: 0.5 } });
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write(HEAD);
    await once(socket, 'data');
    const stopped = proxy.service.stop();
    await until(() =>
      proxy.send('/Users', { absolute: true }).then(
        () => false,
        () => true,
      ),
    );
    const answers = text(socket);
    socket.write(HEAD.repeat(3));
    const [, ...three] = (await answers).split('HTTP/1.1 ');
    expect(three.map((answer) => answer.slice(0, 3))).toEqual(['200', '200', '200']);
    expect(three.map((answer) => /^connection: close\r$/im.test(answer))).toEqual([false, false, true]);
    expect(system.calls).toHaveLength(4);
    expect(await stopped).toBe(true);
  });

  it('finishes what is under way and sends everything else away', async () => {
    const { system, started, release } = slowSystem();
    const proxy = await startProxy({ systems: [system] });
    const underWay = proxy.send('/Users');
    await started;
    const stopped = proxy.service.stop();

    const refused = await proxy.send('/Users');
    expect(refused.status).toBe(503);
    expect(refused.headers).toMatchObject({ 'retry-after': '5', connection: 'close' });
    expect(refused.body.detail).toBe('The proxy is stopping; try again.');
    const ready = await proxy.send('/readyz', { absolute: true, authorization: null });
    expect([ready.status, ready.body]).toEqual([503, { status: 'stopping' }]);
    expect((await proxy.send('/healthz', { absolute: true, authorization: null })).status).toBe(200);
    expect(system.closed).toBe(false);

    release();
    const finished = await underWay;
    expect([finished.status, finished.headers.connection]).toEqual([200, 'close']);
    expect(await stopped).toBe(true);
    expect(system.closed).toBe(true);
    expect(system.calls).toHaveLength(1);
    await expect(proxy.send('/Users')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('leaves connections that only wait for another request open to the end, for one answer', async () => {
    const { system, started, release } = slowSystem();
    const proxy = await startProxy({ systems: [system] });
    const [used, idle] = [connect(proxy.port, '127.0.0.1'), connect(proxy.port, '127.0.0.1')];
    const closed = Promise.all(
      [used, idle].map((socket) =>
        once(
          socket.on('error', () => {}),
          'close',
        ),
      ),
    );
    for (const socket of [used, idle]) {
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
      await once(socket, 'data');
    }
    const underWay = proxy.send('/Users');
    await started;
    const stopped = proxy.service.stop();
    used.write(HEAD);
    const answer = scimErrorOf(await text(used));
    expect([answer.status, answer.body.detail]).toEqual([503, 'The proxy is stopping; try again.']);
    expect(answer.head).toContain('connection: close');
    expect(idle.readableEnded).toBe(false);
    release();
    expect((await underWay).status).toBe(200);
    expect(await stopped).toBe(true);
    await closed;
  });

  it('does not cut an answer that is on its way', async () => {
    const long = 'x'.repeat(20_000_000);
    const proxy = await startProxy({ systems: [fakeSystem(() => ({ ...OK, body: { long } }))] });
    const client = connect(proxy.port, '127.0.0.1');
    client.write(HEAD);
    await once(client, 'readable');
    const stopped = proxy.service.stop();
    // Idle for Node, as the answer was handed over, and for nobody else.
    await proxy.send('/readyz', { absolute: true, authorization: null });
    expect((await text(client)).length).toBeGreaterThan(long.length);
    expect(await stopped).toBe(true);
  });

  it('at once where nothing is under way, also with connections that have not asked anything', async () => {
    const proxy = await startProxy();
    const silent = connect(proxy.port, '127.0.0.1');
    const half = connect(proxy.port, '127.0.0.1');
    const closed = Promise.all(
      [silent, half].map(
        (socket) =>
          // Being cut off may look like a reset.
          new Promise<void>((resolve) => socket.on('error', () => {}).on('close', () => resolve())),
      ),
    );
    await new Promise<void>((resolve) => half.write('GET / HTTP/1.1\r\nHost', () => resolve()));
    expect(await proxy.service.stop()).toBe(true);
    await closed;
  });

  it('cuts off what takes too long, with an answer that says so', async () => {
    const { system, started } = slowSystem();
    const proxy = await startProxy({ systems: [system], settings: { shutdownTimeout: 0 } });
    const underWay = proxy.raw(HEAD);
    await started;
    expect(await proxy.service.stop()).toBe(false);
    const answer = scimErrorOf(await underWay);
    expect(answer.status).toBe(503);
    expect(answer.head).toContain('retry-after: 5');
    expect(answer.body.detail).toMatch(/stopped before this request was finished/);
    expect(system.calls[0]?.context.signal.aborted).toBe(true);
    expect(system.closed).toBe(true);
  });

  it('does not wait for a client that does not read its answer', async () => {
    const system = fakeSystem(() => ({ ...OK, body: { long: 'x'.repeat(50_000_000) } }));
    const proxy = await startProxy({ systems: [system], settings: { shutdownTimeout: 0.1 } });
    const client = connect(proxy.port, '127.0.0.1');
    client.on('error', () => {}).write(HEAD);
    await once(client, 'readable');
    expect(await proxy.service.stop()).toBe(false);
    client.destroy();
  });

  it('does not wait for a backend whose connections do not close', async () => {
    const system = { ...fakeSystem(), close: () => new Promise<void>(() => {}) };
    const proxy = await startProxy({ systems: [system] });
    expect(await proxy.service.stop()).toBe(true);
  });

  it('takes as long as the drain time, also where requests may not', async () => {
    const { system, started } = slowSystem();
    const proxy = await startProxy({ systems: [system], settings: { shutdownTimeout: 0, drainTime: 0.3 } });
    const idle = new Agent();
    const refused = async () =>
      (await idle.request({ origin: proxy.url, path: '/', method: 'GET' })).statusCode;
    // A connection that is there: on a busy machine, new ones may be refused by then.
    const { body } = await idle.request({ origin: proxy.url, path: '/healthz', method: 'GET' });
    await body.dump();
    const underWay = proxy.raw(HEAD);
    await started;
    const begun = performance.now();
    const stopped = proxy.service.stop();
    expect(proxy.service.stopping).toBe(true);
    expect(scimErrorOf(await underWay).status).toBe(503);
    expect(await refused()).toBe(503);
    expect(await stopped).toBe(false);
    expect(performance.now() - begun).toBeGreaterThan(590);
    await idle.destroy();
  });

  it('sends new connections elsewhere, and answers on those that there are, before it refuses anything', async () => {
    const proxy = await startProxy({
      systems: [fakeSystem()],
      settings: { drainTime: 1, shutdownTimeout: 5 },
    });
    expect((await proxy.send('/Users')).status).toBe(200);
    const kept = connect(proxy.port, '127.0.0.1');
    kept.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(kept, 'data');
    const stopped = proxy.service.stop();
    const isRefused = async () => {
      const socket = connect(proxy.port, '127.0.0.1');
      const refused = await once(socket, 'connect').then(
        () => false,
        () => true,
      );
      socket.destroy();
      return refused;
    };
    await until(isRefused);
    kept.write(HEAD);
    expect((await text(kept)).toLowerCase()).toMatch(/^http\/1\.1 200 (?:.|\r\n)*connection: close/);
    expect(await stopped).toBe(true);
  });

  it('goes no step back, whatever comes late', () => {
    const shutdown = new Shutdown();
    shutdown.advance('refusing');
    shutdown.advance('leaving');
    expect([shutdown.begun, shutdown.closesConnections, shutdown.refuses]).toEqual([true, true, true]);
  });

  it('twice is stopping once', async () => {
    const proxy = await startProxy();
    expect(await Promise.all([proxy.service.stop(), proxy.service.stop()])).toEqual([true, true]);
  });
});
