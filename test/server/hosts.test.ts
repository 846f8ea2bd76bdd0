import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { API, AUTHORIZATION, fakeSystem, SYSTEM, startProxy } from './helpers.ts';

async function statusOf(port: number, target: string, ...hosts: string[]): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  const headers = [
    ...hosts.map((host) => `Host: ${host}`),
    `Authorization: ${AUTHORIZATION}`,
    'Connection: close',
  ];
  socket.write(`GET ${target} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
  return Number((await text(socket)).split(' ')[1]);
}

it('believes one host alone, since locations are made of it', async () => {
  const proxy = await startProxy({ systems: [fakeSystem()] });
  const path = `${API}/${SYSTEM}/Users`;
  expect(await statusOf(proxy.port, path, 'good.example')).toBe(200);
  expect(await statusOf(proxy.port, path, 'good.example', 'evil.example')).toBe(400);
  expect(await statusOf(proxy.port, `http://good.example${path}`, 'good.example')).toBe(200);
  expect(await statusOf(proxy.port, `http://ev%69l.example${path}`, 'good.example')).toBe(400);
});

it('takes the host of an absolute URL rather than the header’s', async () => {
  const system = fakeSystem();
  const proxy = await startProxy({ systems: [system] });
  await statusOf(proxy.port, `http://asked.example:81${API}/${SYSTEM}/Users`, 'other.example');
  expect(system.calls[0]?.context.baseUrl).toBe(`http://asked.example:81${API}/${SYSTEM}`);
});
