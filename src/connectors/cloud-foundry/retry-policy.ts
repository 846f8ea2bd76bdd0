/** Which failures of UAA and Cloud Controller are worth another attempt. */
import { type OutboundResponse, TransportFailure } from '../http/exchange.ts';
import { BROKEN_CONNECTION, backoff, type RetryPolicy } from '../http/retry.ts';
import { CODE, readMessage } from './cloud-controller-error.ts';

const REPEATS = 2;
const BAD_GATEWAY: ReadonlySet<number> = new Set([502, 503, 504]);

export const resourceRetries: RetryPolicy = (request, outcome, repeats) => {
  if (repeats >= REPEATS) return undefined;
  const { method } = request;
  const repeatable = method === 'GET' || method === 'DELETE' || request.repeatable === true;
  if (outcome instanceof TransportFailure) {
    const safe = repeatable || outcome.progress === 'unsent';
    // The repetition of what timed out would not end in time either.
    return safe && BROKEN_CONNECTION.has(outcome.reason) ? backoff(repeats) : undefined;
  }
  if (BAD_GATEWAY.has(outcome.status)) {
    return repeatable && !hasTriedItself(outcome) ? backoff(repeats) : undefined;
  }
  const once = outcome.status === 500 && method === 'GET' && repeats === 0;
  return once ? backoff(repeats) : undefined;
};

/** The password is shown to an identity provider that may be down for a moment: once more, and no 401 ever. */
export const tokenRetries: RetryPolicy = (request, outcome, repeats) => {
  if (repeats >= 1) return undefined;
  if (!(outcome instanceof TransportFailure) && outcome.status === 500) return backoff(repeats);
  return resourceRetries(request, outcome, repeats);
};

/** Cloud Controller has asked the UAA for a minute before it answers so. */
function hasTriedItself(response: OutboundResponse): boolean {
  return readMessage(response.body).code === CODE.uaaUnavailable;
}
