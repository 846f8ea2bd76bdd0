/** Node's HTTPS server, with a certificate that can be exchanged while it runs, and what is no TLS told so. */
import { constants } from 'node:crypto';
import type { Server, ServerOptions } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { Logger } from 'pino';
import type { ServerIdentity } from '../../config/server-tls.ts';
import { ScimError } from '../../scim/errors.ts';
import { type LogRefusal, refuse } from './client-errors.ts';
import { addressOf } from './network.ts';
import { Seldom } from './seldom.ts';

/** Those with forward secrecy and authenticated encryption; the first three are of TLS 1.3. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':');

/** Milliseconds for the first byte, and as long again for the handshake; less where requests get less. */
const HANDSHAKE_TIMEOUT = 10_000;
/** The first byte of a TLS connection (RFC 8446 §5.1). */
const HANDSHAKE = 0x16;

/** The servers of one proxy, which all show the same certificate. */
export class TlsServers {
  readonly #servers = new Set<HttpsServer>();
  readonly #log: Logger;
  #context: TlsOptions;

  constructor(identity: ServerIdentity, log: Logger) {
    this.#context = contextOf(identity);
    this.#log = log;
  }

  /** New connections get what is there now; those that stand are not touched. */
  use(identity: ServerIdentity): void {
    this.#context = contextOf(identity);
    for (const server of this.#servers) server.setSecureContext(this.#context);
  }

  create(options: ServerOptions, logRefusal: LogRefusal): Server {
    // As in node-http.ts.
    const { createServer } = process.getBuiltinModule('node:https');
    const timeout = Math.min(options.requestTimeout ?? HANDSHAKE_TIMEOUT, HANDSHAKE_TIMEOUT);
    const server = createServer({
      ...options,
      ...this.#context,
      // Any certificate may be shown: TLS sees that the client has its key.
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: timeout,
    });
    this.#servers.add(server);
    server.once('close', () => this.#servers.delete(server));
    answerPlain(server, timeout, logRefusal);
    this.#reportHandshakes(server);
    closeAllOf(server);
    return server as unknown as Server;
  }

  /** Nobody can be answered where there is no connection yet. */
  #reportHandshakes(server: HttpsServer): void {
    const failures = new Seldom();
    server.removeAllListeners('tlsClientError');
    server.on('tlsClientError', (error: Error & { readonly code?: string }, socket) => {
      const address = addressOf(socket.remoteAddress ?? '');
      failures.say((failed) =>
        this.#log.info({ address, failed, code: error.code }, 'a TLS handshake with a client failed'),
      );
      socket.destroy();
    });
  }
}

function contextOf({ cert, key }: ServerIdentity): TlsOptions {
  return {
    cert,
    key,
    // Nobody: who is trusted is seen with each request (x509/certification-path.ts). Left out, it would be all that Node.js
    // knows; and where TLS itself trusts somebody, Node.js loses what the client sent of its authorities.
    ca: [],
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    honorCipherOrder: true,
    // A session that is taken up again would skip the handshake, in which a client shows that a certificate is its own.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_TICKET,
  };
}

/** Looks at the first byte: whoever speaks plain HTTP is told so, in plain HTTP. */
function answerPlain(server: HttpsServer, timeout: number, logRefusal: LogRefusal): void {
  const serve = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const cut = () => socket.destroy();
    socket.setTimeout(timeout, cut);
    socket.once('error', cut);
    socket.once('readable', () => {
      const first: Buffer | null = socket.read(1);
      if (first === null) {
        cut();
        return;
      }
      socket.setTimeout(0);
      socket.off('timeout', cut);
      if (first[0] === HANDSHAKE) {
        socket.unshift(first);
        socket.off('error', cut);
        for (const listener of serve) Reflect.apply(listener, server, [socket]);
      } else if (/[A-Z]/.test(first.toString('latin1'))) {
        refuse(
          socket,
          new ScimError(400, 'Only TLS is spoken here: the URL has to begin with https://.'),
          logRefusal,
        );
      } else {
        cut();
      }
    });
  });
}

/** Connections without a finished handshake are none of HTTP, and would keep the server from its end. */
function closeAllOf(server: HttpsServer): void {
  const open = new Set<Socket>();
  server.prependListener('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const closeOthers = server.closeAllConnections.bind(server);
  const closeAll = () => {
    closeOthers();
    for (const socket of open) socket.destroy();
  };
  server.closeAllConnections = closeAll;
}
