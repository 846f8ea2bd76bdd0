import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import type { Dispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import { type ConnectionLimits, openConnections } from '../../../src/connectors/http/connections.ts';
import { type OutboundRequest, TransportFailure } from '../../../src/connectors/http/exchange.ts';
import { createTransport } from '../../../src/connectors/http/transport.ts';
import { until } from '../../support/until.ts';
import { json, startBackend } from '../support/backend.ts';

const limits: ConnectionLimits = { connectTimeout: 5_000 };

function get(path: string, signal = new AbortController().signal): OutboundRequest {
  return { method: 'GET', path, headers: {}, signal };
}

async function failureOf(call: Promise<unknown>): Promise<TransportFailure> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof TransportFailure) return error;
  throw new Error('not a transport failure', { cause: error });
}

/** A TCP server that answers each connection's first bytes with `text` and closes. */
async function rawServer(text: string) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(text));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}

describe('transport', () => {
  it('gives status, headers and the whole body, and sends body and headers as they are', async () => {
    await using backend = await startBackend((request, response) => {
      response.writeHead(201, { 'X-Answer': 'yes' });
      response.write(request.body.slice(0, 3));
      setImmediate(() => response.end(request.body.slice(3)));
    });
    const connections = openConnections(backend.origin, limits);
    const response = await connections.send({
      ...get('/a%2Fb/..%2F?x=%26'),
      method: 'POST',
      headers: { 'x-one': '1' },
      body: 'ü-body',
    });
    await connections.close();
    expect(response.status).toBe(201);
    expect(response.headers['x-answer']).toBe('yes');
    expect(response.body.toString()).toBe('ü-body');
    expect(backend.received[0]).toMatchObject({
      method: 'POST',
      target: '/a%2Fb/..%2F?x=%26',
      body: 'ü-body',
    });
    expect(backend.received[0]?.headers).toMatchObject({ 'x-one': '1', 'content-length': '7' });
  });

  it('takes the first of a header that comes twice', async () => {
    await using backend = await startBackend((_, response) => {
      response.writeHead(200, ['Retry-After', '1', 'retry-after', '2', 'ETag', '"a"', 'ETag', '"b"']).end();
    });
    const connections = openConnections(backend.origin, limits);
    const { headers } = await connections.send(get('/'));
    expect(headers).toMatchObject({ 'retry-after': '1', etag: '"a"' });
    await connections.close();
  });

  it('does not follow a redirect', async () => {
    await using backend = await startBackend((_, response) => {
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const connections = openConnections(backend.origin, limits);
    expect((await connections.send(get('/'))).status).toBe(302);
    expect(backend.received).toHaveLength(1);
    await connections.close();
  });

  it('skips interim answers', async () => {
    await using backend = await startBackend((_, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      json(response, 200, {});
    });
    const connections = openConnections(backend.origin, limits);
    expect(await connections.send(get('/'))).toMatchObject({ status: 200 });
    await connections.close();
  });

  it('does not take an interim answer for one', async () => {
    await using backend = await startBackend((_, response, { socket }) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' }, () => socket.destroy());
    });
    const connections = openConnections(backend.origin, limits);
    expect(await failureOf(connections.send(get('/')))).toMatchObject({
      progress: 'sent',
      status: undefined,
    });
    await connections.close();
  });

  it('keeps to its number of connections', async () => {
    const waiting: (() => void)[] = [];
    await using backend = await startBackend((_, response) => {
      waiting.push(() => json(response, 200, {}));
    });
    const connections = openConnections(backend.origin, { ...limits, connections: 3 });
    const all = Promise.all(Array.from({ length: 10 }, () => connections.send(get('/'))));
    for (let answered = 0; answered < 10; answered += 1) {
      await until(() => waiting.length > 0);
      expect(waiting.length).toBeLessThanOrEqual(3);
      waiting.shift()?.();
    }
    expect(await all).toHaveLength(10);
    expect(backend.connections()).toBe(3);
    await connections.close();
  });

  it('closes the connection of an aborted request', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    await using backend = await startBackend((_request, response) => {
      response.on('close', resolve);
    });
    const connections = openConnections(backend.origin, limits);
    const abort = new AbortController();
    const failure = failureOf(connections.send(get('/', abort.signal)));
    await until(() => backend.received.length === 1);
    abort.abort('no longer wanted');
    expect(await failure).toMatchObject({ reason: 'ABORTED', progress: 'sent', cause: 'no longer wanted' });
    await closed;
    await connections.close();
  });

  it('aborts in the middle of an answer', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    let begun = false;
    await using backend = await startBackend((_, response) => {
      response.on('close', resolve);
      response.writeHead(200).write('[', () => {
        begun = true;
      });
    });
    const connections = openConnections(backend.origin, limits);
    const abort = new AbortController();
    const failure = failureOf(connections.send(get('/', abort.signal)));
    await until(() => begun);
    abort.abort();
    expect((await failure).reason).toBe('ABORTED');
    await closed;
    await connections.close();
  });

  it('ends a request at once that waits for a connection, and never sends it', async () => {
    const answers: (() => void)[] = [];
    await using backend = await startBackend((_, response) => {
      answers.push(() => json(response, 200, {}));
    });
    const connections = openConnections(backend.origin, { ...limits, connections: 1 });
    const first = connections.send(get('/first'));
    await until(() => answers.length === 1);
    const abort = new AbortController();
    const second = failureOf(connections.send(get('/second', abort.signal)));
    abort.abort();
    expect(await second).toMatchObject({ reason: 'ABORTED', progress: 'unsent' });
    const third = connections.send(get('/third'));
    answers.shift()?.();
    await first;
    await until(() => answers.length === 1);
    answers.shift()?.();
    await third;
    expect(backend.received.map(({ target }) => target)).toEqual(['/first', '/third']);
    await connections.close();
  });

  it('does not begin with an aborted signal', async () => {
    await using backend = await startBackend((_, response) => json(response, 200, {}));
    const connections = openConnections(backend.origin, limits);
    const failure = await failureOf(connections.send(get('/', AbortSignal.abort())));
    expect(failure).toMatchObject({ reason: 'ABORTED', progress: 'unsent' });
    expect(backend.received).toEqual([]);
    await connections.close();
  });

  it('tells a reset before the answer from one within', async () => {
    await using backend = await startBackend((request, response, incoming) => {
      if (request.target === '/before') incoming.socket.resetAndDestroy();
      else
        response.writeHead(200, { 'content-length': '100' }).write('{"a":', () => incoming.socket.destroy());
    });
    const connections = openConnections(backend.origin, limits);
    expect(await failureOf(connections.send(get('/before')))).toMatchObject({
      progress: 'sent',
      reused: false,
    });
    const within = await failureOf(connections.send(get('/within')));
    expect(within).toMatchObject({ progress: 'answering', status: 200 });
    await connections.close();
  });

  it('notices a chunked body that breaks off', async () => {
    await using backend = await startBackend((_, response, incoming) => {
      response.writeHead(201).write('{"a":', () => incoming.socket.destroy());
    });
    const connections = openConnections(backend.origin, limits);
    expect(await failureOf(connections.send(get('/')))).toMatchObject({ progress: 'answering', status: 201 });
    await connections.close();
  });

  it('gives up on an answer that does not begin, or does not go on', async () => {
    await using backend = await startBackend((request, response) => {
      if (request.target === '/slow-body') response.writeHead(200).write('{');
    });
    const connections = openConnections(backend.origin, { ...limits, headersTimeout: 100, bodyTimeout: 100 });
    const head = await failureOf(connections.send(get('/slow-head')));
    expect(head).toMatchObject({ reason: 'UND_ERR_HEADERS_TIMEOUT', progress: 'sent' });
    const body = await failureOf(connections.send(get('/slow-body')));
    expect(body).toMatchObject({ reason: 'UND_ERR_BODY_TIMEOUT', progress: 'answering' });
    await connections.close();
  });

  it('stops reading an answer that is too large', async () => {
    let written = 0;
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    await using backend = await startBackend((_, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      response.on('close', resolve);
      const more = () => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
      };
      response.on('drain', more);
      more();
    });
    const connections = openConnections(backend.origin, limits);
    const limit = { bytes: 1024 * 1024, values: 1 };
    const failure = await failureOf(connections.send({ ...get('/'), limit }));
    expect(failure.reason).toBe('UND_ERR_RES_EXCEEDED_MAX_SIZE');
    await closed;
    expect(written).toBeLessThan(64 * 1024 * 1024);
    await connections.close();
  });

  it('knows that nothing was sent where there is no connection', async () => {
    const server = await rawServer('');
    server.close();
    const connections = openConnections(server.origin, limits);
    expect(await failureOf(connections.send(get('/')))).toMatchObject({
      reason: 'ECONNREFUSED',
      progress: 'unsent',
    });
    await connections.close();
    const unknown = openConnections('http://no-such-host.invalid', limits);
    expect(await failureOf(unknown.send(get('/')))).toMatchObject({ progress: 'unsent' });
    await unknown.close();
  });

  it('takes what is not HTTP, or not TLS, for a failure', async () => {
    const server = await rawServer('220 mail.example.com ESMTP\r\n');
    const plain = openConnections(server.origin, limits);
    expect(await failureOf(plain.send(get('/')))).toMatchObject({ progress: 'sent' });
    const tls = openConnections(server.origin.replace('http:', 'https:'), limits);
    const failure = await failureOf(tls.send(get('/')));
    expect(failure.progress).toBe('unsent');
    expect(failure.reason).toMatch(/SSL|EPROTO/);
    await Promise.all([plain.close(), tls.close()]);
    server.close();
  });

  it('finishes what is under way when it is closed', async () => {
    const answers: (() => void)[] = [];
    await using backend = await startBackend((_, response) => {
      answers.push(() => json(response, 200, { done: true }));
    });
    const connections = openConnections(backend.origin, limits);
    const running = connections.send(get('/'));
    await until(() => answers.length === 1);
    const closed = connections.close();
    expect((await failureOf(connections.send(get('/')))).reason).toMatch(/^UND_ERR_(CLOSED|DESTROYED)$/);
    answers[0]?.();
    expect((await running).body.toString()).toBe('{"done":true}');
    await closed;
  });
});

it('takes no write of a dry run', async () => {
  const dispatched: unknown[] = [];
  const dispatcher = { on: () => {}, dispatch: (options: unknown) => dispatched.push(options) };
  const send = createTransport(dispatcher as unknown as Dispatcher);
  const dryRun = { read: () => Promise.reject(new Error('read')), write: () => expect.unreachable() };
  const rehearsal = { dryRun, isWrite: true, mask: (text: string) => text };
  const { signal } = new AbortController();
  const write = { method: 'DELETE', path: '/Users/1', headers: {}, signal, rehearsal } as const;
  await expect(send(write)).rejects.toThrow('A write of a dry run has come to the connection.');
  expect(dispatched).toEqual([]);
});
