/** Connections through a web proxy (RFC 9110 §9.3.6). */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Connect } from '../undici.ts';
import type { WebProxy } from './way.ts';
import { noteWebProxy, WebProxyError, type WebProxyTrouble } from './web-proxy-error.ts';

type Options = Parameters<Connect>[0];
type Callback = Parameters<Connect>[1];

/** undici's own. */
const CONNECT_TIMEOUT = 'UND_ERR_CONNECT_TIMEOUT';
/** Bytes of the answer to CONNECT. */
const LONGEST_HEAD = 16 * 1024;
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: [^\r\n]*)?\r\n/;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * Backends with http are reached by CONNECT as well, so that there is one way.
 *
 * @param connect to the web proxy, and with TLS over what is connected already
 * @param timeout milliseconds for all of it
 */
export function throughWebProxy(webProxy: WebProxy, connect: Connect, timeout: number): Connect {
  const { protocol, host, hostname, port } = new URL(webProxy.origin);
  const target = { protocol, host, hostname: unbracketed(hostname), port: port || portOf(protocol) };
  return (options, callback) => {
    const trouble = (what: WebProxyTrouble, cause?: unknown) =>
      callback(new WebProxyError(webProxy, what, cause), null);
    const begun = performance.now();
    connect(target, (...[error, socket]) => {
      if (error !== null) return trouble(unreachable(error), error);
      const left = () => Math.max(1, timeout - (performance.now() - begun));
      askForTunnel(socket, connectRequest(options, webProxy), left(), (failed) => {
        if (failed !== undefined) {
          socket.destroy();
          return trouble(failed);
        }
        if (options.protocol !== 'https:') return callback(null, socket);
        const within = secureWithin(left(), socket, (...[error, secured]) => {
          if (error === null) return callback(null, secured);
          noteWebProxy(error, webProxy);
          callback(error, null);
        });
        connect({ ...options, httpSocket: socket as TLSSocket }, within);
      });
    });
  };
}

/** The time of the whole connection is over before the handshake's own. */
function secureWithin(milliseconds: number, socket: Socket, callback: Callback): Callback {
  let open = true;
  const settle: Callback = (...result) => {
    if (!open) return;
    open = false;
    clearTimeout(timer);
    callback(...result);
  };
  const timer = setTimeout(() => {
    socket.destroy();
    settle(Object.assign(new Error('no TLS connection in time'), { code: CONNECT_TIMEOUT }), null);
  }, milliseconds);
  return settle;
}

function unreachable(error: Error): WebProxyTrouble {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return code === CONNECT_TIMEOUT ? { kind: 'timeout' } : { kind: 'unreachable', code };
}

function connectRequest({ hostname, port, protocol }: Options, { credentials }: WebProxy): string {
  const host = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname;
  const authority = `${host}:${port || portOf(protocol)}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `host: ${authority}`];
  if (credentials !== undefined) {
    const pair = Buffer.from(`${credentials.user}:${credentials.password}`, 'utf8').toString('base64');
    lines.push(`proxy-authorization: Basic ${pair}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/**
 * @param timeout milliseconds
 * @param done what went wrong; nothing: the tunnel stands
 */
function askForTunnel(
  socket: Socket,
  request: string,
  timeout: number,
  done: (trouble: WebProxyTrouble | undefined) => void,
): void {
  let received = Buffer.alloc(0);
  const finish = (trouble: WebProxyTrouble | undefined) => {
    clearTimeout(timer);
    socket.off('readable', onReadable).off('end', onClose).off('close', onClose).off('error', onClose);
    // Until somebody else listens: an error that nobody listens to ends the process.
    if (trouble !== undefined) socket.on('error', () => {});
    done(trouble);
  };
  const onClose = () => finish({ kind: 'closed' });
  const onReadable = () => {
    for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
      received = Buffer.concat([received, chunk]);
      const answer = readAnswer(received);
      if (answer === undefined) continue;
      if ('kind' in answer) return finish(answer);
      if (answer.rest.length > 0) socket.unshift(answer.rest);
      return finish(undefined);
    }
  };
  const timer = setTimeout(() => finish({ kind: 'timeout' }), timeout);
  socket.on('readable', onReadable).on('end', onClose).on('close', onClose).on('error', onClose);
  socket.write(request);
}

/** @returns nothing where more has to come */
function readAnswer(bytes: Buffer): WebProxyTrouble | { readonly rest: Buffer } | undefined {
  const text = bytes.toString('latin1', 0, LONGEST_HEAD);
  const [line, status] = STATUS_LINE.exec(text) ?? [];
  if (line === undefined) {
    const isPossible =
      'HTTP/1.'.startsWith(text.slice(0, 7)) && !text.includes('\n') && text.length < LONGEST_HEAD;
    return isPossible ? undefined : { kind: 'no HTTP' };
  }
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return text.length < LONGEST_HEAD ? undefined : { kind: 'no HTTP' };
  const rest = bytes.subarray(end + 4);
  if (status?.startsWith('1')) return readAnswer(rest);
  return status?.startsWith('2') ? { rest } : { kind: 'refused', status: Number(status) };
}

function portOf(protocol: string): string {
  return DEFAULT_PORTS[protocol] ?? '';
}

function unbracketed(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
