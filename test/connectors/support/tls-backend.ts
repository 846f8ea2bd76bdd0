/** A backend with TLS on a free port, which tells every client who that has shown to be. */
import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';

export interface TlsBackend extends AsyncDisposable {
  readonly port: number;
  /** `CN` of the client's certificate with each request; empty without one. */
  readonly clients: readonly string[];
  /** Connections so far. */
  readonly connections: () => number;
}

/** Answers `{"client": "CN"}` to everything. */
export async function startTlsBackend(options: ServerOptions): Promise<TlsBackend> {
  const clients: string[] = [];
  let connections = 0;
  const server = createServer(options, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    const client = subject?.CN === undefined ? '' : String(subject.CN);
    clients.push(client);
    response.writeHead(200, { 'content-type': 'application/scim+json' });
    response.end(JSON.stringify({ client }));
  });
  server.on('secureConnection', () => {
    connections += 1;
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    clients,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
