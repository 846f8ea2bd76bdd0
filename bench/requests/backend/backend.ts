/** A process with the backends that are never the bottleneck: a tenant below `/scim/`, a landscape everywhere else. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { obey } from '../process/orders.ts';
import { type Landscape, startLandscape } from './landscape.ts';
import { type Answer, Tenant } from './tenant.ts';

export type BackendOrder =
  | { readonly order: 'report' | 'reset' }
  /** Another backend's answer becomes one of this landscape. */
  | { readonly order: 'keep'; readonly target: string; readonly text: string };

export interface BackendReport {
  readonly url: string;
  readonly landscape: Pick<Landscape, 'user' | 'password' | 'origin'>;
  /** Since the last reset, tokens and root documents included. */
  readonly requests: number;
  /** Users created since then, each user name once, and the most that one of them was created. */
  readonly created: number;
  readonly mostCreated: number;
  /** Path and query of the largest answer of the landscape since then. */
  readonly largest: string;
}

/** Longer than any benchmark leaves a connection alone. */
const KEEP_ALIVE = 600_000;

const tenant = new Tenant();
let requests = 0;
let largest = { target: '', size: 0 };

const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, (incoming, response) => {
  requests += 1;
  const { method = '', url: target = '' } = incoming;
  const isTenant = target.startsWith('/scim/');
  if (method === 'GET') {
    const answer = isTenant ? tenant.get(target) : kept(target);
    if (answer !== undefined) return send(response, answer);
  }
  serve(incoming, response, isTenant).catch(() => incoming.socket.destroy());
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const landscape = await startLandscape(url);

function kept(target: string): Answer | undefined {
  const answer = landscape.kept(target);
  const size = answer?.body?.length ?? 0;
  if (size > largest.size) largest = { target, size };
  return answer;
}

async function serve(incoming: IncomingMessage, response: ServerResponse, isTenant: boolean): Promise<void> {
  const { method = '', url: target = '', headers } = incoming;
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces).toString();
  send(
    response,
    isTenant ? tenant.write(method, target, body) : await landscape.make({ method, target, headers, body }),
  );
}

function send(response: ServerResponse, { status, body }: Answer): void {
  if (body === undefined) response.writeHead(status);
  else response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}

function report(): BackendReport {
  return {
    url,
    landscape: { user: landscape.user, password: landscape.password, origin: landscape.origin },
    requests,
    created: tenant.created.size,
    mostCreated: tenant.created.values().reduce((most, times) => Math.max(most, times), 0),
    largest: largest.target,
  };
}

obey((order: BackendOrder): BackendReport => {
  if (order.order === 'keep') landscape.keep(order.target, order.text);
  if (order.order === 'reset') {
    requests = 0;
    largest = { target: '', size: 0 };
    tenant.created.clear();
  }
  return report();
});
