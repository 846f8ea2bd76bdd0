import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../support/until.ts';
import { runtimeOf, scimErrorOf, startProxy, type TestProxy } from './helpers.ts';

async function open(proxy: TestProxy): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function healthOf(socket: Socket): Promise<string> {
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer.toString().slice(9, 12);
}

describe('connections from one address', () => {
  it('beyond the bound are told so and closed, and those before go on', async () => {
    const proxy = await startProxy({ settings: { connectionsPerAddress: 2 } });
    const [one, two] = [await open(proxy), await open(proxy)];
    expect([await healthOf(one), await healthOf(two)]).toEqual(['200', '200']);
    for (let round = 0; round < 3; round++) {
      const answer = scimErrorOf(await proxy.raw(''));
      expect(answer.status).toBe(503);
      expect(answer.head).toContain('\r\nretry-after: 1');
      expect(answer.head).toContain('\r\nconnection: close');
    }
    expect([await healthOf(one), await healthOf(two)]).toEqual(['200', '200']);
    const warnings = proxy.log.lines.filter(({ msg }) =>
      String(msg).includes('server.connectionsPerAddress'),
    );
    expect(warnings).toMatchObject([{ address: '127.0.0.1', turnedAway: 1 }]);
  });

  it('are not held by those who send nothing', async () => {
    const proxy = await startProxy({ settings: { connectionsPerAddress: 1, requestTimeout: 0.2 } });
    expect(scimErrorOf(await proxy.raw('')).status).toBe(408);
    // The proxy learns a little later than the client that the connection is over.
    await until(async () => (await healthOf(await open(proxy))) !== '503');
    expect(proxy.log.lines.filter(({ status }) => status === 408)).toHaveLength(1);
  });

  it('are free again when others end, and are bounded as the configuration in use says', async () => {
    const proxy = await startProxy({ settings: { connectionsPerAddress: 1 } });
    const one = await open(proxy);
    expect(await healthOf(one)).toBe('200');
    one.end();
    await once(one, 'close');
    const two = await open(proxy);
    expect(await healthOf(two)).toBe('200');
    expect(scimErrorOf(await proxy.raw('')).status).toBe(503);
    proxy.holder.swap(await runtimeOf({ settings: { connectionsPerAddress: 0 } }));
    expect(await healthOf(await open(proxy))).toBe('200');
  });
});
