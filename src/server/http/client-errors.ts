/** Answers to what never becomes a request: broken HTTP, headers that are too large, clients that are too slow. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { ScimError } from '../../scim/errors.ts';
import { SCIM_MEDIA_TYPE } from '../scim/media-type.ts';
import { closeGently } from './closing.ts';
import { addressOf } from './network.ts';
import { METHODS, STATUS_CODES } from './node-http.ts';
import { isEncrypted } from './origin.ts';
import { securityLines } from './security-headers.ts';

/** Writes the line for what never becomes a request, and counts it. */
export type LogRefusal = (
  requestId: string,
  error: ScimError,
  socket: Duplex,
  /** Where its headers were read: a router that is trusted says in them whose it is. */
  request: IncomingMessage | undefined,
) => void;

/**
 * @param clientAddress of a request whose headers are known
 * @param count told the status of each answer; default: nobody counts
 */
export function refusalLog(
  log: Logger,
  clientAddress: (request: IncomingMessage) => string,
  count?: (status: number) => void,
): LogRefusal {
  return (requestId, { status, message: reason }, socket, request) => {
    count?.(status);
    const ofConnection = 'remoteAddress' in socket ? addressOf(String(socket.remoteAddress)) : undefined;
    const address = request === undefined ? ofConnection : clientAddress(request);
    // One of our own sentences.
    log.info({ requestId, address, status, reason }, 'request refused');
  };
}

/** What llhttp and Node report; `rawPacket` has the bytes that could not be parsed. */
type ParseFailure = Error & { readonly code?: string; readonly rawPacket?: Buffer };

const KNOWN_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** A request line that is fine (RFC 9110 §5.6.2, token), perhaps but for a method that the parser does not know. */
const REQUEST_LINE = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}) [^ \r\n]+ HTTP\/1\.[01]\r\n/;

function explain({ code, rawPacket }: ParseFailure): ScimError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ScimError(
        408,
        'The request did not arrive in time: its headers within 20 seconds, all of it within server.requestTimeout.',
      );
    case 'HPE_HEADER_OVERFLOW':
      return new ScimError(431, 'The request line and headers are too many, or larger than 32 kB together.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new ScimError(413, 'The chunk extensions of the request body are too large.');
    case 'HPE_INVALID_METHOD':
      if (beginsWithUnknownMethod(rawPacket)) {
        return new ScimError(405, 'This method is not known.', { allow: KNOWN_METHODS });
      }
  }
  return new ScimError(400, 'This is not a well-formed HTTP request.');
}

function beginsWithUnknownMethod(packet: Buffer | undefined): boolean {
  const method = REQUEST_LINE.exec(packet?.toString('latin1') ?? '')?.[1];
  return method !== undefined && !METHODS.includes(method);
}

/**
 * Handles `clientError` events.
 *
 * @param responseOn the response that is open on a connection
 */
export function clientErrorHandler(
  log: LogRefusal,
  responseOn: (socket: Duplex) => ServerResponse | undefined,
) {
  const answered = new WeakSet<Duplex>();
  return (failure: ParseFailure, socket: Duplex): void => {
    if (answered.has(socket)) return;
    answered.add(socket);
    const response = responseOn(socket);
    const busy = response !== undefined && !response.writableFinished && !response.destroyed;
    if (failure.code === 'ECONNRESET' || !socket.writable || (busy && response.headersSent)) {
      socket.destroy();
      return;
    }
    // With pipelining, the failure may be in the request behind one that is still being answered.
    if (busy && response.req.complete) response.once('close', () => refuse(socket, explain(failure), log));
    else refuse(socket, explain(failure), log, busy ? response.req : undefined);
  };
}

/**
 * Answers on a connection without HTTP machinery, and closes it.
 *
 * @param request that is refused, as far as it is known
 */
export function refuse(
  socket: Duplex,
  error: ScimError,
  log: LogRefusal,
  request?: IncomingMessage | undefined,
): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  log(writeRefusal(socket, error), error, socket, request);
}

/** @returns the id that the answer gives to what never became a request */
export function writeRefusal(socket: Duplex, error: ScimError): string {
  const requestId = randomUUID();
  const body = JSON.stringify(error.toBody());
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? 'Error'}`,
    `Content-Type: ${SCIM_MEDIA_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${requestId}`,
    ...securityLines(isEncrypted(socket)),
    ...(error.allow === undefined ? [] : [`Allow: ${error.allow.join(', ')}`]),
    ...(error.retryAfter === undefined ? [] : [`Retry-After: ${error.retryAfter}`]),
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  closeGently(socket);
  return requestId;
}
