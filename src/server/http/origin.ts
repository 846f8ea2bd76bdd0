/** Under which URL, and from which address, a client asked. */
import type { IncomingMessage } from 'node:http';
import type { ServerSettings } from '../../config/schema.ts';
import { ScimError } from '../../scim/errors.ts';
import { addressOf } from './network.ts';

type Settings = Pick<ServerSettings, 'externalUrl' | 'trustForwardedHeaders'>;

/** `host[:port]` of RFC 3986 §3.2 without user information; underscores occur in container networks. */
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;

/**
 * What `Location` and `meta.location` start with, without trailing slash: `https://proxy.example.com`.
 *
 * @param url the request target as it came
 */
export function externalOrigin(request: IncomingMessage, url: string, settings: Settings): string {
  if (settings.externalUrl !== undefined) return settings.externalUrl.replace(/\/+$/, '');
  const { protocol, host = hostOf(request, url) } = settings.trustForwardedHeaders
    ? forwardedOrigin(request)
    : { protocol: protocolOf(request) };
  if (host !== undefined) return `${protocol}://${host}`;
  // Only HTTP/1.0 may leave Host out.
  const { localAddress = 'localhost', localPort } = request.socket;
  return `${protocol}://${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
}

interface ForwardedOrigin {
  readonly protocol: 'http' | 'https';
  readonly host?: string | undefined;
}

/** Of the connection itself. */
function protocolOf({ socket }: IncomingMessage): ForwardedOrigin['protocol'] {
  return isEncrypted(socket) ? 'https' : 'http';
}

/** Whether TLS ends here. */
export function isEncrypted(socket: object): boolean {
  return 'encrypted' in socket;
}

function forwardedOrigin(request: IncomingMessage): ForwardedOrigin {
  const { headers } = request;
  const host = firstOf(headers['x-forwarded-host']);
  const protocol = firstOf(headers['x-forwarded-proto'])?.toLowerCase();
  return {
    protocol: protocol === undefined ? protocolOf(request) : protocol === 'https' ? 'https' : 'http',
    host: host !== undefined && HOST.test(host) ? host : undefined,
  };
}

/** RFC 9112 §3.2: a missing (HTTP/1.1), repeated or invalid Host header is answered with 400. */
export function checkHost(request: IncomingMessage, url: string): void {
  const { host } = request.headers;
  if (host === undefined && request.httpVersion === '1.0') return;
  const asked = hostOf(request, url);
  if (asked === undefined || !HOST.test(asked) || timesGiven('host', request) !== 1) {
    throw new ScimError(
      400,
      'The Host header is missing, repeated, or not a host name with an optional port.',
    );
  }
}

/** Which of several credentials counts, everybody on the way may see differently (RFC 9110 §5.3 allows one line). */
export function checkAuthorization(request: IncomingMessage): void {
  if (timesGiven('authorization', request) > 1) {
    throw new ScimError(400, 'There is more than one Authorization header; send one.');
  }
}

/** How often a header stands in a request. Counted in what came: Node keeps the first of these headers, and its lists of all are made anew for every request. */
export function timesGiven(header: string, { rawHeaders }: IncomingMessage): number {
  let times = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === header.length && name.toLowerCase() === header) times += 1;
  }
  return times;
}

/** An absolute request target takes precedence over the Host header (RFC 9112 §3.2.2). */
function hostOf(request: IncomingMessage, url: string): string | undefined {
  const named = url.startsWith('/') ? undefined : /^https?:\/\/([^/?#]*)/i.exec(url)?.[1];
  return named ?? request.headers.host;
}

/** For the log, and for slowing down whoever guesses secrets. */
export function clientAddress(request: IncomingMessage, settings: Settings): string {
  // The last one was added by the router next to us; those before it are the client's word only.
  const forwarded = settings.trustForwardedHeaders ? lastOf(request.headers['x-forwarded-for']) : undefined;
  const said = forwarded === undefined ? undefined : addressOf(forwarded);
  return said ?? addressOf(request.socket.remoteAddress ?? '') ?? 'unknown';
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return (
    String(header ?? '')
      .split(',', 1)[0]
      ?.trim() || undefined
  );
}

function lastOf(header: string | string[] | undefined): string | undefined {
  return (
    String(header ?? '')
      .split(',')
      .at(-1)
      ?.trim() || undefined
  );
}
