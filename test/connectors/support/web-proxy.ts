/** A web proxy that takes CONNECT, on a free port. It finds every host on this machine, whatever it is called. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface TestWebProxy extends AsyncDisposable {
  readonly origin: string;
  /** What was asked for: `api.example.com:443`. */
  readonly asked: readonly string[];
}

/** @param credentials `user:password` that it wants. Default: none */
export async function startWebProxy(credentials?: string): Promise<TestWebProxy> {
  const asked: string[] = [];
  const server = createServer((_, response) => response.writeHead(501).end());
  const sockets = new Set<Duplex>();
  server.on('connect', (request, socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (request.headers['proxy-authorization'] !== expected) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic\r\n\r\n');
      return;
    }
    asked.push(request.url ?? '');
    const port = Number((request.url ?? '').split(':').at(-1));
    const target = connect({ host: '127.0.0.1', port }, () => {
      socket.write('HTTP/1.1 200 Connection established\r\nvia: 1.1 test\r\n\r\n');
      socket.pipe(target).pipe(socket);
    });
    target.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
    socket.on('close', () => target.destroy());
    target.on('close', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      // Tunnels are no connections of the server any more.
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
