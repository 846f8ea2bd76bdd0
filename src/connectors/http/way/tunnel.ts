/** Connections through a web proxy (RFC 9110 §9.3.6). */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Connect } from '../undici.ts';
import type { WebProxy } from './way.ts';
import { noteWebProxy, WebProxyError } from './web-proxy-error.ts';
import type { WebProxyLogon, WebProxyTrouble } from './web-proxy-trouble.ts';

type Options = Parameters<Connect>[0];
type Callback = Parameters<Connect>[1];

/** undici's own. */
const CONNECT_TIMEOUT = 'UND_ERR_CONNECT_TIMEOUT';
/** Bytes of the answer to CONNECT, with what comes before it. */
const LONGEST_HEAD = 16 * 1024;
const HEAD_END = '\r\n\r\n';
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: [^\r\n]*)?\r\n/;
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * Backends with http are reached by CONNECT as well, so that there is one way.
 *
 * @param logon of its credentials, where it has any
 * @param connect to the web proxy, and with TLS over what is connected already
 * @param timeout milliseconds for all of it
 */
export function throughWebProxy(
  webProxy: WebProxy,
  logon: WebProxyLogon | undefined,
  connect: Connect,
  timeout: number,
): Connect {
  const { protocol, host, hostname, port } = new URL(webProxy.origin);
  const target = { protocol, host, hostname: unbracketed(hostname), port: port || portOf(protocol) };
  const open = (options: Options, callback: Callback) => {
    const trouble = (what: WebProxyTrouble, cause?: unknown) =>
      callback(new WebProxyError(webProxy, logon?.leave(what) ?? what, cause), null);
    const begun = performance.now();
    connect(target, (...[error, socket]) => {
      if (error !== null) return trouble(unreachable(error), error);
      const left = () => Math.max(1, timeout - (performance.now() - begun));
      askForTunnel(socket, connectRequest(options, webProxy), left(), (failed) => {
        if (failed !== undefined) {
          socket.destroy();
          return trouble(failed);
        }
        logon?.leave(undefined);
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
  if (logon === undefined) return open;
  return (options, callback) =>
    logon.enter((trouble) => {
      if (trouble === undefined) open(options, callback);
      else callback(new WebProxyError(webProxy, trouble), null);
    });
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
 * @param done what went wrong, when the socket is of no use any more and has to be destroyed at once; nothing: the tunnel stands
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
    done(trouble);
  };
  const onClose = () => finish({ kind: 'closed' });
  const onReadable = () => {
    for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
      received = Buffer.concat([received, chunk]);
      const answer = readAnswer(received);
      if (answer !== undefined) return finish(answer === 'open' ? undefined : answer);
    }
  };
  const timer = setTimeout(() => finish({ kind: 'timeout' }), timeout);
  socket.on('readable', onReadable).on('end', onClose).on('close', onClose).on('error', onClose);
  socket.write(request);
}

/** @returns `open`; nothing where more has to come */
function readAnswer(bytes: Buffer): WebProxyTrouble | 'open' | undefined {
  const isFull = bytes.length >= LONGEST_HEAD;
  let text = bytes.toString('latin1', 0, LONGEST_HEAD);
  for (;;) {
    const [line, status = ''] = STATUS_LINE.exec(text) ?? [];
    const end = text.indexOf(HEAD_END);
    if (line === undefined) {
      const isPossible = 'HTTP/1.'.startsWith(text.slice(0, 7)) && !text.includes('\n');
      return isPossible && !isFull ? undefined : { kind: 'no HTTP' };
    }
    if (end === -1) return isFull ? { kind: 'no HTTP' } : undefined;
    text = text.slice(end + HEAD_END.length);
    if (status.startsWith('1')) continue;
    if (!status.startsWith('2')) return { kind: 'refused', status: Number(status) };
    return text === '' && !isFull ? 'open' : { kind: 'unasked' };
  }
}

function portOf(protocol: string): string {
  return DEFAULT_PORTS[protocol] ?? '';
}

function unbracketed(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
