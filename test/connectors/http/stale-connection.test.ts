import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openConnections } from '../../../src/connectors/http/connections.ts';
import { compose, type Method } from '../../../src/connectors/http/exchange.ts';
import { repeatOnStaleConnection } from '../../../src/connectors/http/stale-connection.ts';
import { json, startBackend } from '../support/backend.ts';

type Closing = 'destroy' | 'reset' | 'answer begun';

/** Answers the first request of each connection, and breaks the connection on the next one, `times` times. */
async function startForgetful(closing: Closing, times = Number.POSITIVE_INFINITY) {
  const used = new WeakSet<Socket>();
  let left = times;
  return await startBackend((_, response, { socket }) => {
    if (!used.has(socket) || left === 0) {
      used.add(socket);
      json(response, 200, {});
      return;
    }
    left -= 1;
    if (closing === 'reset') socket.resetAndDestroy();
    else if (closing === 'destroy') socket.destroy();
    else response.writeHead(200).write('{', () => socket.destroy());
  });
}

function openClient(origin: string) {
  const connections = openConnections(origin, { connectTimeout: 5_000, connections: 1 });
  const send = compose(connections.send, repeatOnStaleConnection);
  const call = (method: Method) =>
    send({
      method,
      path: '/',
      headers: {},
      body: method === 'GET' ? undefined : '{}',
      signal: new AbortController().signal,
    });
  return { call, close: () => connections.close() };
}

describe('repeatOnStaleConnection', () => {
  it.each(['destroy', 'reset'] as const)('repeats a GET that met a connection under %s', async (closing) => {
    await using backend = await startForgetful(closing, 1);
    const client = openClient(backend.origin);
    await client.call('GET');
    expect(await client.call('GET')).toMatchObject({ status: 200 });
    expect(backend.received).toHaveLength(3);
    await client.close();
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('never repeats a %s', async (method) => {
    await using backend = await startForgetful('destroy');
    const client = openClient(backend.origin);
    await client.call('GET');
    await expect(client.call(method)).rejects.toMatchObject({ progress: 'sent', reused: true });
    expect(backend.received).toHaveLength(2);
    await client.close();
  });

  it('does not repeat what failed on a new connection', async () => {
    await using backend = await startBackend((_request, _response, { socket }) => {
      socket.destroy();
    });
    const client = openClient(backend.origin);
    await expect(client.call('GET')).rejects.toMatchObject({ progress: 'sent', reused: false });
    expect(backend.received).toHaveLength(1);
    await client.close();
  });

  it('does not repeat once the answer had begun', async () => {
    await using backend = await startForgetful('answer begun');
    const client = openClient(backend.origin);
    await client.call('GET');
    await expect(client.call('GET')).rejects.toMatchObject({ progress: 'answering' });
    expect(backend.received).toHaveLength(2);
    await client.close();
  });
});
