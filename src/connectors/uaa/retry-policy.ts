/** Which failures of a UAA are worth another attempt, and when. */
import { type OutboundResponse, TransportFailure } from '../http/exchange.ts';
import { BROKEN_CONNECTION, backoff, type Conclusion, delayInTime, type RetryPolicy } from '../http/retry.ts';
import { safeRetries } from '../http/retry-policy.ts';
import type { RetrySettings } from '../http/retry-properties.ts';

/** Milliseconds ("Handle Failed Operations"). */
const LONGEST_AFTER_502 = 50_000;
const BAD_GATEWAY: ReadonlySet<number> = new Set([502, 503, 504]);

/** @param now milliseconds since the epoch */
export function uaaRetries(settings: RetrySettings, now: () => number): RetryPolicy {
  const { attempts, interval } = settings;
  const retries = safeRetries(settings, now);
  return (request, outcome, repeats) => {
    if (repeats >= attempts) return undefined;
    if (request.repeatable === true) {
      const mayHelp =
        outcome instanceof TransportFailure
          ? BROKEN_CONNECTION.has(outcome.reason)
          : BAD_GATEWAY.has(outcome.status);
      return mayHelp ? delayInTime(Math.min(backoff(repeats), interval), request, now()) : undefined;
    }
    const isBadGateway = !(outcome instanceof TransportFailure) && outcome.status === 502;
    // What a version is the condition of was refused if the first attempt has changed it.
    if (isBadGateway && request.method === 'PATCH' && request.headers['if-match'] === '*') {
      return delayInTime(Math.min(interval, LONGEST_AFTER_502), request, now());
    }
    return retries(request, outcome, repeats);
  };
}

/** The user or group is gone because the attempt before deleted it. */
export const goneBefore: Conclusion = (request, answer): OutboundResponse => {
  const isJson = answer.headers['content-type']?.startsWith('application/json') ?? false;
  const gone = request.method === 'DELETE' && answer.status === 404 && isJson;
  return gone ? { ...answer, status: 204, body: Buffer.alloc(0) } : answer;
};
