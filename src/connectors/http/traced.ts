/** Makes each request that goes to a connection a part of the trace that it belongs to. */
import type { CallTrace, TracedFacts } from '../trace.ts';
import {
  type Interceptor,
  type OutboundRequest,
  type OutboundResponse,
  type Send,
  TransportFailure,
} from './exchange.ts';

/** Innermost of all but what a connection itself does: repetitions are recorded each. @param origin scheme, host and port */
export function traced(purpose: TracedFacts['purpose'], origin: string): Interceptor {
  const { hostname, port, protocol } = new URL(origin);
  const place = {
    purpose,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
  return (next) => (request) =>
    request.trace === undefined ? next(request) : follow(next, request, request.trace, place);
}

async function follow(
  next: Send,
  request: OutboundRequest,
  trace: CallTrace,
  place: Pick<TracedFacts, 'purpose' | 'host' | 'port'>,
): Promise<OutboundResponse> {
  const { method, template, headers } = request;
  const attempt = trace.attempt({ method, template, ...place });
  try {
    const response = await next({ ...request, headers: { ...headers, ...attempt.headers } });
    attempt.ended({ status: response.status });
    return response;
  } catch (error) {
    attempt.ended({ reason: error instanceof TransportFailure ? error.reason : 'unexpected' });
    throw error;
  }
}
