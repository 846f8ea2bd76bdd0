/** Which failures of a token service are worth another attempt: never one in which it looked at the client. */
import { TransportFailure } from '../exchange.ts';
import { BROKEN_CONNECTION, backoff, type RetryPolicy } from '../retry.ts';

const REPEATS = 2;
const AWAY: ReadonlySet<number> = new Set([502, 503, 504]);

export const tokenRetries: RetryPolicy = (_, outcome, repeats) => {
  if (repeats >= REPEATS) return undefined;
  const mayHelp =
    outcome instanceof TransportFailure ? BROKEN_CONNECTION.has(outcome.reason) : AWAY.has(outcome.status);
  return mayHelp ? backoff(repeats) : undefined;
};
