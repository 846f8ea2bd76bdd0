/** Opens connections to one origin by one way. */
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { skipInterimAnswers } from '../interim-answers.ts';
import { buildConnector, type Connect } from '../undici.ts';
import { lookup } from './lookup.ts';
import { notePeer } from './peer.ts';
import { throughWebProxy } from './tunnel.ts';
import type { Tls, Way } from './way.ts';

/** With HTTP/2 one refused stream could take the others of its connection along. */
const ALLOW_H2 = false;

/**
 * @param origin scheme, host and port
 * @param timeout milliseconds until a connection has to stand, with TLS and through a web proxy
 */
export function connector(origin: string, way: Way, timeout: number): Connect {
  const direct = withCurrentTls(way, timeout);
  const webProxy = way.webProxyFor(origin);
  const connect =
    webProxy === undefined
      ? direct
      : throughWebProxy(webProxy, way.webProxyLogon?.(webProxy), direct, timeout);
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      skipInterimAnswers(socket);
      callback(null, socket);
    });
}

/**
 * Each new connection has the certificates as they are then. What was agreed on with older ones is forgotten with them: a
 * TLS session that is taken up again is that of whoever began it.
 */
function withCurrentTls({ tls }: Way, timeout: number): Connect {
  let connect = tlsConnect(timeout, undefined, tls);
  let used: SecureContext | undefined;
  return (options, callback) => {
    const current = options.protocol === 'https:' ? tls?.current() : undefined;
    if (current === undefined) return connect(options, callback);
    current.then(
      (secureContext) => {
        if (secureContext !== used) {
          used = secureContext;
          connect = tlsConnect(timeout, secureContext, tls);
        }
        connect(options, callback);
      },
      (error) => callback(error, null),
    );
  };
}

function tlsConnect(
  timeout: number,
  secureContext: SecureContext | undefined,
  tls: Tls | undefined,
): Connect {
  const context = secureContext === undefined ? {} : { secureContext };
  const connect = buildConnector({ timeout, allowH2: ALLOW_H2, lookup, ...context });
  return (options, callback) => {
    // It does return the socket, which its type does not say.
    const socket = connect(options, callback) as unknown as Socket;
    if (socket instanceof TLSSocket) notePeer(socket, tls?.used);
  };
}
