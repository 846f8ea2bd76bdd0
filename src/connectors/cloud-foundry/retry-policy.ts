/** Which failures of UAA and Cloud Controller are worth another attempt. */
import { type OutboundRequest, type OutboundResponse, TransportFailure } from '../http/exchange.ts';
import { BROKEN_CONNECTION, backoff, delayInTime, type RetryPolicy } from '../http/retry.ts';
import type { RetrySettings } from '../http/retry-properties.ts';
import { CODE, readMessages } from './cloud-controller/cloud-controller-message.ts';

const BAD_GATEWAY: ReadonlySet<number> = new Set([502, 503, 504]);

/** Nothing waits longer than the interval, nor past the request's deadline. @param now milliseconds since the epoch */
export function resourceRetries({ attempts, interval }: RetrySettings, now: () => number): RetryPolicy {
  return (request, outcome, repeats) =>
    repeats < attempts && mayHelp(request, outcome, repeats)
      ? delayInTime(Math.min(backoff(repeats), interval), request, now())
      : undefined;
}

function mayHelp(
  request: OutboundRequest,
  outcome: OutboundResponse | TransportFailure,
  repeats: number,
): boolean {
  const { method } = request;
  const repeatable = method === 'GET' || method === 'DELETE' || request.repeatable === true;
  if (outcome instanceof TransportFailure) {
    const safe = repeatable || outcome.progress === 'unsent';
    // The repetition of what timed out would not end in time either.
    return safe && BROKEN_CONNECTION.has(outcome.reason);
  }
  if (BAD_GATEWAY.has(outcome.status)) return repeatable && !hasTriedItself(outcome);
  return outcome.status === 500 && mayRepeatUnknown(request) && repeats === 0;
}

/**
 * An answer to a password is never asked for again, and a connection that broke once: what it means is remembered instead,
 * so that the identity provider sees the password as rarely as possible.
 */
export function logonRetries(settings: RetrySettings, now: () => number): RetryPolicy {
  const retries = resourceRetries(settings, now);
  return (request, outcome, repeats) =>
    outcome instanceof TransportFailure && repeats === 0 ? retries(request, outcome, repeats) : undefined;
}

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
