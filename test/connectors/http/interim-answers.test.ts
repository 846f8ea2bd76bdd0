/** Interim answers (1xx) that nobody asked for, byte by byte as a server may send them. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openConnections } from '../../../src/connectors/http/connections.ts';
import {
  compose,
  type Method,
  type OutboundRequest,
  type OutboundResponse,
  TransportFailure,
} from '../../../src/connectors/http/exchange.ts';
import { ENDLESS_INTERIM, UNASKED_UPGRADE } from '../../../src/connectors/http/interim-answers.ts';
import { repeatOnStaleConnection } from '../../../src/connectors/http/stale-connection.ts';
import { fc, reaching } from '../../support/property.ts';

const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';
const PROCESSING = 'HTTP/1.1 102 Processing\r\n\r\n';
const HINTS = 'HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n';
const WITH_HEADERS =
  'HTTP/1.1 100 Continue\r\nServer: old\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n';
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies readonly Method[];

const answer = (body = '{"done":true}', status = '200 OK') =>
  `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

type Reply = (socket: Socket, request: number) => void;

/** A server that replies to each request, on whatever connection, as the test says; requests have no pipeline. */
async function rawServer(reply: Reply) {
  const received: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.setNoDelay(true).on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const [head = '', length = '0'] = /^.*?(?:content-length: (\d+).*?)?\r\n\r\n/is.exec(text) ?? [];
      if (head === '' || text.length < head.length + Number(length)) return;
      received.push(text);
      text = '';
      reply(socket, received.length);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connections = openConnections(origin, {
    connectTimeout: 5_000,
    connections: 1,
    headersTimeout: 200,
  });
  const send = compose(connections.send, repeatOnStaleConnection);
  return {
    received,
    connections: () => sockets.length,
    request: (method: Method = 'GET', more: Partial<OutboundRequest> = {}): Promise<OutboundResponse> =>
      send({
        method,
        path: '/',
        headers: {},
        signal: new AbortController().signal,
        ...(method === 'GET' || method === 'DELETE' ? {} : { body: '{"a":"ü"}' }),
        ...more,
      }),
    [Symbol.asyncDispose]: async () => {
      await connections.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function failureOf(call: Promise<unknown>): Promise<TransportFailure> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof TransportFailure) return error;
  throw new Error('not a transport failure', { cause: error });
}

describe('interim answers', () => {
  it.each([
    ['a 100', CONTINUE],
    ['several', CONTINUE + CONTINUE + CONTINUE],
    ['a 100 with headers that only an answer may have', WITH_HEADERS],
    ['a 100 without a reason', 'HTTP/1.1 100\r\n\r\n'],
    ['a 100 of HTTP/1.0', 'HTTP/1.0 100 Continue\r\n\r\n'],
    ['all kinds, and one that nobody knows', `${HINTS}${CONTINUE}${PROCESSING}HTTP/1.1 199 What\r\n\r\n`],
  ])('%s are skipped for every method, on one connection', async (_, interim) => {
    await using server = await rawServer((socket) => void socket.write(interim + answer()));
    for (const method of METHODS) {
      const { status, headers, body } = await server.request(method);
      expect([status, headers['content-length'], body.toString()]).toEqual([200, '13', '{"done":true}']);
    }
    expect(server.received.map((text) => text.split(' ')[0])).toEqual(METHODS);
    expect(server.connections()).toBe(1);
  });

  it('are skipped wherever the bytes are cut, and nothing of the answer is', async () => {
    const body = `{"text":"${CONTINUE.repeat(3).replaceAll('\r\n', '\\r\\n')}"}`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(CONTINUE, PROCESSING, HINTS, WITH_HEADERS), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat({ max: 300 }), { maxLength: 6 }),
        reaching(async (interim, cuts) => {
          const text = interim.join('') + answer(body);
          const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
          await using server = await rawServer(async (socket) => {
            for (const [index, place] of places.entries()) {
              const part = text.slice(place, places[index + 1]);
              // Each part in a packet of its own.
              if (part !== '')
                await new Promise((resolve) => socket.write(part, () => setImmediate(resolve)));
            }
          });
          expect((await server.request('POST')).body.toString()).toBe(body);
          expect((await server.request('GET')).body.toString()).toBe(body);
          expect(server.connections()).toBe(1);
          return interim.length > 0;
        }),
      ),
      { numRuns: 40 },
    );
  });

  it('in front of a body are not looked for in it', async () => {
    // The second part of the body looks like an interim answer, and comes alone.
    const parts = [answer('x'.repeat(10) + CONTINUE).slice(0, -CONTINUE.length), CONTINUE];
    await using server = await rawServer((socket) => {
      socket.write(parts[0] ?? '', () => setImmediate(() => socket.write(parts[1] ?? '')));
    });
    expect((await server.request()).body.toString()).toBe('x'.repeat(10) + CONTINUE);
  });

  it('do not make an answer of a connection that breaks: nothing but a GET is sent twice', async () => {
    for (const breakOff of ['destroy', 'resetAndDestroy'] as const) {
      await using server = await rawServer((socket, request) => {
        if (request === 1) socket.write(answer());
        else socket.write(CONTINUE, () => setImmediate(() => socket[breakOff]()));
      });
      await server.request();
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
        const before = server.received.length;
        expect(await failureOf(server.request(method))).toMatchObject({
          progress: 'sent',
          status: undefined,
        });
        expect(server.received.length - before).toBe(1);
      }
    }
  });

  it('are no answer: one alone runs into the timeout', async () => {
    await using server = await rawServer((socket) => void socket.write(CONTINUE));
    expect(await failureOf(server.request('POST'))).toMatchObject({
      reason: 'UND_ERR_HEADERS_TIMEOUT',
      progress: 'sent',
    });
    expect(server.received).toHaveLength(1);
  });

  it('leave an aborted request aborted', async () => {
    const abort = new AbortController();
    await using server = await rawServer((socket) => {
      socket.write(CONTINUE, () => abort.abort('enough'));
    });
    expect(await failureOf(server.request('PUT', { signal: abort.signal }))).toMatchObject({
      reason: 'ABORTED',
      progress: 'sent',
    });
  });

  it.each([
    ['whole ones', CONTINUE.repeat(100)],
    ['one that does not end', `HTTP/1.1 100 Continue\r\n${'X-Filler: x\r\n'.repeat(100)}`],
  ])('without an end are not read for ever: %s', async (_, piece) => {
    await using server = await rawServer((socket) => {
      const more = () => {
        if (!socket.destroyed) socket.write(piece, () => setImmediate(more));
      };
      more();
    });
    expect(await failureOf(server.request())).toMatchObject({ reason: ENDLESS_INTERIM, progress: 'sent' });
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['with', 'Connection: Upgrade\r\nUpgrade: h2c\r\n'],
    ['without', ''],
  ])('a 101 %s the headers of an upgrade is none', async (_, headers) => {
    await using server = await rawServer((socket) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n${answer()}`);
    });
    expect(await failureOf(server.request('POST'))).toMatchObject({
      reason: UNASKED_UPGRADE,
      progress: 'sent',
    });
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['lines that end without a carriage return', 'HTTP/1.1 100 Continue\n\n'],
    ['a line that is no header', 'HTTP/1.1 100 Continue\r\nno header\r\n\r\n'],
  ])('that are not HTTP are refused: %s', async (_, interim) => {
    await using server = await rawServer((socket) => void socket.write(interim + answer()));
    expect(await failureOf(server.request('POST'))).toMatchObject({ progress: 'sent' });
  });

  it('that come too late do no harm to the next request', async () => {
    let later: (() => void) | undefined;
    await using server = await rawServer((socket, request) => {
      if (request === 1) later = () => void socket.write(CONTINUE);
      socket.write(answer());
    });
    await server.request();
    later?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect((await server.request('POST')).status).toBe(200);
    expect(server.received).toHaveLength(2);
  });
});
