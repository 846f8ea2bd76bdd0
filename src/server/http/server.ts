/** Node's HTTP server, with every way around Fastify closed: whatever is wrong, the answer is a SCIM error. */
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { Logger } from 'pino';
import { ScimError } from '../../scim/errors.ts';
import { SCIM_MEDIA_TYPE } from '../scim/media-type.ts';
import { clientErrorHandler, refusalLog, refuse } from './client-errors.ts';
import { leavesTooMuch } from './closing.ts';
import { boundConnections } from './connection-bound.ts';
import { createServer } from './node-http.ts';
import { noteResponse, responseOn } from './pipelining.ts';
import { requestIdOf } from './request-id.ts';
import { securityHeaders } from './security-headers.ts';
import type { TlsServers } from './tls.ts';

/** Request line and headers together, in bytes. */
const HEADER_LIMIT = 32 * 1024;

/** Longer than the 60 seconds after which common load balancers give up on an idle connection. */
const KEEP_ALIVE = 72_000;

export interface HttpServerOptions {
  /** Milliseconds to receive a whole request. */
  readonly requestTimeout: number;
  /** Connections from one address at once. */
  readonly connectionsPerAddress: () => number;
  readonly clientAddress: (request: IncomingMessage) => string;
  /** Told of what is turned away before it is a request, with the status of the answer. Default: nobody counts. */
  readonly countRefusal?: ((status: number) => void) | undefined;
  readonly log: Logger;
  /** Makes servers with TLS; absent: plain HTTP. */
  readonly tls?: TlsServers | undefined;
}

export function createHttpServer(handler: RequestListener, options: HttpServerOptions): Server {
  const { tls, countRefusal } = options;
  const logRefusal = refusalLog(options.log, options.clientAddress, countRefusal);
  const settings = {
    maxHeaderSize: HEADER_LIMIT,
    requestTimeout: options.requestTimeout,
    headersTimeout: Math.min(options.requestTimeout, 20_000),
    connectionsCheckingInterval: Math.max(50, Math.min(options.requestTimeout / 2, 5000)),
    keepAliveTimeout: KEEP_ALIVE,
    // Node would answer without a body.
    requireHostHeader: false,
    // Requests that ask for another protocol are answered in this one.
    shouldUpgradeCallback: () => false,
  };
  const server = tls === undefined ? createServer(settings) : tls.create(settings, logRefusal);
  const { connectionsPerAddress: most, log } = options;
  boundConnections(server, { most, log, isPlain: tls === undefined, count: countRefusal });
  server.on('request', (request, response) => {
    noteResponse(request.socket, response);
    handler(request, response);
  });
  server.on('clientError', clientErrorHandler(logRefusal, responseOn));
  server.on('connect', (request, socket) => {
    const error = new ScimError(405, 'CONNECT is not supported.', { allow: ['GET', 'POST'] });
    refuse(socket, error, logRefusal, request);
  });
  // Whoever reads the body tells the client to send it (`inviteBody`); Node would do so before anything is checked.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  server.on('checkExpectation', (request, response) => {
    const error = new ScimError(417, 'The only expectation that can be met is 100-continue.');
    const body = JSON.stringify(error.toBody());
    const requestId = requestIdOf(request);
    logRefusal(requestId, error, request.socket, request);
    response
      .writeHead(error.status, {
        ...securityHeaders(tls !== undefined),
        'content-type': SCIM_MEDIA_TYPE,
        'content-length': Buffer.byteLength(body),
        'x-request-id': requestId,
        ...(leavesTooMuch(request) ? { connection: 'close' } : {}),
      })
      .end(body);
  });
  return server;
}
