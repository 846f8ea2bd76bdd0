import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isFollowed, responseOn } from '../../src/server/http/pipelining.ts';
import { createHttpServer } from '../../src/server/http/server.ts';
import { until } from '../support/until.ts';

const REQUEST = 'GET / HTTP/1.1\r\nHost: proxy\r\n\r\n';
let server: ReturnType<typeof createHttpServer>;
let client: Socket;
let responses: ServerResponse[];

beforeEach(async () => {
  responses = [];
  server = createHttpServer((_, response) => void responses.push(response), {
    requestTimeout: 60_000,
    connectionsPerAddress: () => 10,
    clientAddress: () => '127.0.0.1',
    log: pino({ level: 'silent' }),
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.resume();
});

afterEach(() => {
  client.destroy();
  server.close();
});

it('is let go of when it is over, as the connection may stay open for long', async () => {
  client.write(REQUEST);
  await until(() => responses.length === 1);
  const [response] = responses as [ServerResponse];
  const { socket } = response.req;
  expect(responseOn(socket)).toBe(response);
  response.end('done');
  await once(response, 'close');
  expect(responseOn(socket)).toBeUndefined();
  expect(socket.destroyed).toBe(false);
});

it('stays where one before it is over', async () => {
  client.write(`${REQUEST}${REQUEST}`);
  await until(() => responses.length === 2);
  const [first, second] = responses as [ServerResponse, ServerResponse];
  const { socket } = first.req;
  expect(isFollowed(first, socket)).toBe(true);
  first.end('done');
  await once(first, 'close');
  expect(responseOn(socket)).toBe(second);
  expect(isFollowed(second, socket)).toBe(false);
});
