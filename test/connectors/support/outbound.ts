/** Requests and what comes of them, for interceptors and policies that look at nothing else. */
import type { OutboundRequest, OutboundResponse } from '../../../src/connectors/http/exchange.ts';

export function outboundRequest(more: Partial<OutboundRequest> = {}): OutboundRequest {
  const { signal } = new AbortController();
  return { method: 'GET', path: '/', headers: {}, body: undefined, signal, ...more };
}

export function answered(
  status: number,
  headers: OutboundResponse['headers'] = {},
  body: unknown = '',
): OutboundResponse {
  return { status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
}
