/**
 * A gateway in front of a stand-in that knows canaries as credentials and repeats them. What becomes of a request
 * stands in its request id, which the proxy hands on: where, with which status, and what is repeated how.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { ENCODINGS, PIECES, type Received, SHAPES } from './echo.ts';

/** Which requests are answered with an echo; all others reach the stand-in. */
export const PLACES: Readonly<Record<string, (received: Received) => boolean>> = {
  root: ({ url }) => url === '/',
  logon: ({ url, body }) => url.startsWith('/oauth/token') && body.includes('grant_type=password'),
  tokens: ({ url }) => url.startsWith('/oauth/token'),
  refresh: ({ url, body }) => url.startsWith('/oauth/token') && body.includes('grant_type=refresh_token'),
  calls: ({ url }) => !isLogon(url),
  writes: ({ method, url }) => method !== 'GET' && !isLogon(url),
  reads: ({ method, url }) => method === 'GET' && !isLogon(url),
  jobs: ({ url }) => url.includes('/jobs/'),
};

export interface Plan {
  readonly place: string;
  readonly status: number;
  readonly shape: string;
  readonly piece: string;
  readonly encoding: string;
}

const PARTS = [
  Object.keys(PLACES),
  Object.keys(SHAPES),
  Object.keys(PIECES),
  Object.keys(ENCODINGS),
] as const;

/** @returns a request id */
export function requestIdOf({ place, status, shape, piece, encoding }: Plan): string {
  const numbers = [place, shape, piece, encoding].map((name, index) => PARTS[index]?.indexOf(name));
  return `plan.${status}.${numbers.join('.')}`;
}

function planOf(requestId: string): Plan | undefined {
  const [, status, ...numbers] = /^plan\.(\d+)\.(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(requestId) ?? [];
  if (status === undefined) return undefined;
  const [place = '', shape = '', piece = '', encoding = ''] = numbers.map(
    (number, index) => PARTS[index]?.[Number(number)] ?? '',
  );
  return { place, status: Number(status), shape, piece, encoding };
}

export interface Target {
  readonly url: string;
  /** What the stand-in knows. */
  readonly user: string;
  readonly password: string;
}

export interface EchoGateway {
  readonly url: string;
  /** Tokens that it has handed out. */
  readonly tokens: ReadonlySet<string>;
  /** How often it has answered with an echo. */
  echoes(): number;
  close(): Promise<void>;
}

/** @param tokenLife seconds, instead of what the stand-in says */
export async function startEchoGateway(target: Target, tokenLife?: number): Promise<EchoGateway> {
  const tokens = new Set<string>();
  let echoes = 0;
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received = await read(incoming);
    const plan = planOf(received.headers['x-request-id'] ?? '');
    if (plan !== undefined && PLACES[plan.place]?.(received)) {
      echoes += 1;
      const text = ENCODINGS[plan.encoding]?.(PIECES[plan.piece]?.(received) ?? '') ?? '';
      const { message, headers, body } = SHAPES[plan.shape]?.(text, plan.status) ?? { headers: {}, body: '' };
      const wait = plan.status === 429 ? { 'retry-after': '3600' } : {};
      response.writeHead(plan.status, message, { ...headers, ...wait }).end(body);
      return;
    }
    const { status, headers, text } = await forward(target, received);
    const body = text.replaceAll(target.url, `http://${received.headers['host']}`);
    response.writeHead(status, headers).end(isLogon(received.url) ? issued(body, tokens, tokenLife) : body);
  };
  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    echoes: () => echoes,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(incoming: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? '',
    url: incoming.url ?? '',
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(chunks).toString(),
  };
}

/** With the stand-in's credentials instead of the canaries. */
async function forward({ url, user, password }: Target, received: Received) {
  const { host: _, 'content-length': __, connection: ___, ...headers } = received.headers;
  const isBasic = headers['authorization']?.startsWith('Basic') === true && !isLogon(received.url);
  const own = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const form = new URLSearchParams(received.body);
  if (form.has('username')) form.set('username', user);
  if (form.has('password')) form.set('password', password);
  const body = isLogon(received.url) ? form.toString() : received.body;
  const answer = await request(`${url}${received.url}`, {
    method: received.method as 'GET',
    headers: { ...headers, ...(isBasic ? { authorization: own } : {}) },
    body: body === '' ? null : body,
  });
  const { location, etag, 'content-type': type } = answer.headers;
  const kept = { location, etag, 'content-type': type };
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(
      Object.entries(kept).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
    text: await answer.body.text(),
  };
}

function issued(text: string, tokens: Set<string>, life: number | undefined): string {
  const answer = JSON.parse(text) as Record<string, unknown>;
  for (const name of ['access_token', 'refresh_token', 'id_token']) {
    const token = answer[name];
    if (typeof token === 'string') tokens.add(token);
  }
  return JSON.stringify(life === undefined ? answer : { ...answer, expires_in: life });
}

function isLogon(url: string): boolean {
  return url === '/' || url.startsWith('/oauth/token');
}
