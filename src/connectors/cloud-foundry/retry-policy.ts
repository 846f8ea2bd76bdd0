/** Which failures of UAA and Cloud Controller are worth another attempt. */
import { type OutboundRequest, type OutboundResponse, TransportFailure } from '../http/exchange.ts';
import { BROKEN_CONNECTION, backoff, type RetryPolicy } from '../http/retry.ts';
import { CODE, readMessages } from './cloud-controller/cloud-controller-message.ts';

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
  const once = outcome.status === 500 && mayRepeatUnknown(request) && repeats === 0;
  return once ? backoff(repeats) : undefined;
};

/**
 * An answer to a password is never asked for again, and a connection that broke once: what it means is remembered instead,
 * so that the identity provider sees the password as rarely as possible.
 */
export const logonRetries: RetryPolicy = (request, outcome, repeats) =>
  outcome instanceof TransportFailure && repeats === 0
    ? resourceRetries(request, outcome, repeats)
    : undefined;

/**
 * Whether a 500 may be worth another attempt: two first roles of one user at the same time end so for one of them, as
 * Cloud Controller makes its record of the user with the first role (RolesController#create).
 */
function mayRepeatUnknown({ method, repeatable }: OutboundRequest): boolean {
  return method === 'GET' || repeatable === true;
}

/** Cloud Controller has asked the UAA for a minute before it answers so. */
function hasTriedItself(response: OutboundResponse): boolean {
  return readMessages(response.body)[0]?.code === CODE.uaaUnavailable;
}
