/** Which failures of backends with a REST API are worth another attempt, and when ("Handle Failed Operations"). */
import { type OutboundRequest, TransportFailure } from './exchange.ts';
import { BROKEN_CONNECTION, backoff, delayInTime, type RetryPolicy } from './retry.ts';
import { retryAfterSeconds } from './retry-after.ts';
import type { RetrySettings } from './retry-properties.ts';

const TIMEOUT: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
]);

/**
 * A request that never left is always sent again. One that may have arrived is sent again where that does no harm: not
 * a POST, and nothing that a version is the condition of, as the first attempt would have changed it. After a timeout
 * reads are not sent again. 429 is not for here, and 401 and 403 are never repeated: they count as failed logons.
 */
export function safeRetries({ attempts, interval }: RetrySettings, now: () => number): RetryPolicy {
  const inTime = (delay: number, request: OutboundRequest) => delayInTime(delay, request, now());
  return (request, outcome, repeats) => {
    if (repeats >= attempts) return undefined;
    const soon = Math.min(backoff(repeats), interval);
    if (outcome instanceof TransportFailure) {
      const { progress, reason } = outcome;
      if (progress !== 'unsent' && !isIdempotent(request)) return undefined;
      if (BROKEN_CONNECTION.has(reason)) return inTime(soon, request);
      return TIMEOUT.has(reason) && request.method !== 'GET' ? inTime(interval, request) : undefined;
    }
    if (repeats > 0 || !isIdempotent(request)) return undefined;
    if (outcome.status === 503) {
      const seconds = retryAfterSeconds(outcome.headers);
      const isShort = seconds !== undefined && seconds * 1000 <= interval;
      return isShort ? inTime(seconds * 1000, request) : undefined;
    }
    const isGateway = outcome.status === 502 || outcome.status === 504;
    return isGateway && request.method === 'GET' ? inTime(soon, request) : undefined;
  };
}

function isIdempotent({ method, headers }: OutboundRequest): boolean {
  if (method === 'POST') return false;
  return (headers['if-match'] ?? '*') === '*';
}
