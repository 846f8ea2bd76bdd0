/** In front of a backend, and demands a certificate of whoever connects: the only logon that it takes. */
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Pool } from 'undici';
import type { Backend } from './backend.ts';
import { PASSWORD, USER } from './backend.ts';
import type { Identity } from './traffic.ts';

/** After so many, a connection is closed, as gateways do: the next one has the certificates of its time. */
const REQUESTS_OF_A_CONNECTION = 20;

export interface Gateway {
  /** What a system has as `URL`. */
  readonly url: string;
  /** Names of certificates that are taken from now on. */
  accept(...names: readonly string[]): void;
  /** What new connections are shown. */
  show(identity: Identity): void;
  /** Open connections, by the names of the certificates that they showed. */
  readonly connections: ReadonlyMap<string, number>;
  /** Connections so far. */
  readonly connected: number;
  close(): Promise<void>;
}

/** @param clients who signs their certificates, PEM */
export async function startGateway(backend: Backend, identity: Identity, clients: string): Promise<Gateway> {
  const { origin, pathname } = new URL(backend.url);
  const pool = new Pool(origin);
  const authorization = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  const demands = { ca: clients, requestCert: true, rejectUnauthorized: true };
  const secured = ({ certificate, key }: Identity) => ({ ...demands, cert: certificate, key });
  const connections = new Map<string, number>();
  let connected = 0;
  let accepted: readonly string[] = [];
  const server = createServer(secured(identity), async (request, response) => {
    const name = nameOf(request.socket as TLSSocket);
    if (!accepted.includes(name)) return void response.writeHead(403).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
    const answer = await pool.request({
      method: request.method as 'GET',
      path: request.url ?? '/',
      headers: { ...headers, authorization },
      body: chunks.length === 0 ? null : Buffer.concat(chunks),
    });
    const { connection: ____, 'keep-alive': _____, ...others } = answer.headers;
    response.writeHead(answer.statusCode, others);
    response.end(Buffer.from(await answer.body.arrayBuffer()));
  });
  server.maxRequestsPerSocket = REQUESTS_OF_A_CONNECTION;
  server.on('secureConnection', (socket: TLSSocket) => {
    connected += 1;
    const name = nameOf(socket);
    const count = (more: number) => connections.set(name, (connections.get(name) ?? 0) + more);
    count(1);
    socket.once('close', () => count(-1));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    accept: (...names) => {
      accepted = names;
    },
    show: (other) => server.setSecureContext(secured(other)),
    connections,
    get connected() {
      return connected;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await pool.close();
    },
  };
}

function nameOf(socket: TLSSocket): string {
  return String(socket.getPeerCertificate().subject.CN);
}
