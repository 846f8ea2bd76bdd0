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
  /** Closes all connections, as after a while of silence. */
  cut(): void;
}

const NOBODY = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
  totalResults: 0,
  startIndex: 1,
  itemsPerPage: 0,
  Resources: [],
};

/** Answers an empty list to everything. */
export async function startTlsBackend(options: ServerOptions): Promise<TlsBackend> {
  const clients: string[] = [];
  let connections = 0;
  const server = createServer(options, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    const client = subject?.CN === undefined ? '' : String(subject.CN);
    clients.push(client);
    response.writeHead(200, { 'content-type': 'application/scim+json' });
    response.end(JSON.stringify(NOBODY));
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
    cut: () => server.closeAllConnections(),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
