/**
 * How long a request that got no answer may still be acted on once its connection is gone: whoever waits for its end
 * waits so long more.
 */
import {
  type Interceptor,
  type OutboundRequest,
  type OutboundResponse,
  type Send,
  TransportFailure,
} from './exchange.ts';
import type { Wait } from './waiting.ts';

/** Milliseconds after the proxy itself cut the connection: the backend was busy with the request, and may be still. */
const AFTER_CUT = 30_000;
/** Milliseconds after the connection broke, which mostly means that nobody is busy with the request any more. */
const AFTER_BREAK = 5_000;

/** A gateway gave up waiting, which the backend behind it does not learn. */
const GATEWAY_TIMEOUT = 504;
const SILENCE: ReadonlySet<string> = new Set(['ABORTED', 'UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT']);
const { signal: NEVER } = new AbortController();

export function gracePeriod(wait: Wait): Interceptor {
  return (next) => (request) =>
    request.unanswered === undefined ? next(request) : withGrace(request, request.unanswered, next, wait);
}

async function withGrace(
  request: OutboundRequest,
  unanswered: NonNullable<OutboundRequest['unanswered']>,
  next: Send,
  wait: Wait,
): Promise<OutboundResponse> {
  const afterwards = async (ending: Promise<OutboundResponse | TransportFailure>) => {
    const outcome = await ending;
    const grace = graceOf(outcome);
    if (grace > 0) await wait(grace, NEVER);
    return outcome;
  };
  const response = await next({ ...request, unanswered: (ending) => unanswered(afterwards(ending)) });
  if (graceOf(response) > 0) unanswered(afterwards(Promise.resolve(response)));
  return response;
}

function graceOf(outcome: OutboundResponse | TransportFailure): number {
  if (!(outcome instanceof TransportFailure)) return outcome.status === GATEWAY_TIMEOUT ? AFTER_CUT : 0;
  return SILENCE.has(outcome.reason) ? AFTER_CUT : AFTER_BREAK;
}
