/**
 * A server may close an idle connection at the very moment a request goes out on it (RFC 9112 §9.3.1). A GET that
 * met such a connection, and of which nothing came back, is sent once more.
 */
import {
  type Interceptor,
  type OutboundRequest,
  type OutboundResponse,
  type Send,
  TransportFailure,
} from './exchange.ts';

const CLOSED_BY_PEER: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

export const repeatOnStaleConnection: Interceptor = (next) => (request) =>
  request.method === 'GET' ? sendTwice(request, next) : next(request);

async function sendTwice(request: OutboundRequest, next: Send): Promise<OutboundResponse> {
  try {
    return await next(request);
  } catch (error) {
    if (!isStaleConnection(error)) throw error;
    return await next(request);
  }
}

export function isStaleConnection(error: unknown): boolean {
  return (
    error instanceof TransportFailure &&
    error.reused &&
    error.progress === 'sent' &&
    CLOSED_BY_PEER.has(error.reason)
  );
}
