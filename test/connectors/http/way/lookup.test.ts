import dns from 'node:dns';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { connector } from '../../../../src/connectors/http/way/connect.ts';
import { DIRECT } from '../../../../src/connectors/http/way/way.ts';

type Callback = (error: Error | null, addresses?: object) => void;

const LOOPBACK = [{ address: '127.0.0.1', family: 4 }];

/** A server, connections to it by names of examples, and the name service, which answers as the test says. */
async function stage() {
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const asked: { readonly name: string; readonly answer: Callback }[] = [];
  const spy = vi
    .spyOn(dns, 'lookup')
    .mockImplementation(((name: string, _: unknown, answer: Callback) =>
      asked.push({ name, answer })) as never);
  onTestFinished(() => {
    spy.mockRestore();
    server.close();
  });
  const connect = (hostname: string): Promise<string> => {
    const open = connector(`http://${hostname}:${port}`, DIRECT, 5_000);
    const where = { hostname, host: hostname, protocol: 'http:', port: String(port) };
    return new Promise((resolve) => {
      open(where, (error, socket) => {
        socket?.destroy();
        resolve(error === null ? 'connected' : String((error as NodeJS.ErrnoException).code));
      });
    });
  };
  return { asked, connect };
}

it('each name is asked for once at a time, by whomever', async () => {
  const { asked, connect } = await stage();
  const connections = ['one.example', 'one.example', 'other.example', 'one.example'].map(connect);
  expect(asked.map(({ name }) => name)).toEqual(['one.example', 'other.example']);
  asked[1]?.answer(null, LOOPBACK);
  expect(await connections[2]).toBe('connected');
  expect(asked).toHaveLength(2);
  asked[0]?.answer(null, LOOPBACK);
  expect(await Promise.all(connections)).toEqual(connections.map(() => 'connected'));

  const again = connect('one.example');
  expect(asked).toHaveLength(3);
  asked[2]?.answer(null, LOOPBACK);
  expect(await again).toBe('connected');
});

it('who waits for a name hears that there is none', async () => {
  const { asked, connect } = await stage();
  const connections = [connect('none.example'), connect('none.example')];
  expect(asked).toHaveLength(1);
  asked[0]?.answer(Object.assign(new Error('made up'), { code: 'ENOTFOUND' }));
  expect(await Promise.all(connections)).toEqual(['ENOTFOUND', 'ENOTFOUND']);
});
