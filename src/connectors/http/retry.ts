/** Sends a request again where that is safe and may help. */
import { isTurnedAway } from './breaker/refused.ts';
import {
  type Interceptor,
  type OutboundRequest,
  type OutboundResponse,
  type Send,
  TransportFailure,
} from './exchange.ts';
import type { Wait } from './waiting.ts';

/**
 * Milliseconds to wait before the request is sent again, or `undefined` where it must not be. Not asked about a first answer below 300.
 *
 * @param repeats how often it was sent again already
 */
export type RetryPolicy = (
  request: OutboundRequest,
  outcome: OutboundResponse | TransportFailure,
  repeats: number,
) => number | undefined;

/** What the answer to a request means that was sent before, and that the backend may have acted on then. */
export type Conclusion = (request: OutboundRequest, answer: OutboundResponse) => OutboundResponse;

/** @param conclude default: the answer as it came */
export function retry(policy: RetryPolicy, wait: Wait, conclude?: Conclusion): Interceptor {
  const parts = { policy, wait, conclude };
  return (next) => async (request) => {
    let first: OutboundResponse | TransportFailure;
    try {
      first = await next(request);
      // Nearly every request ends here, and pays for nothing more.
      if (first.status < 300) return first;
    } catch (error) {
      first = failureIn(error);
    }
    return await repeat(request, first, next, parts);
  };
}

interface RetryParts {
  readonly policy: RetryPolicy;
  readonly wait: Wait;
  readonly conclude: Conclusion | undefined;
}

/** @param first how the first attempt ended */
async function repeat(
  request: OutboundRequest,
  first: OutboundResponse | TransportFailure,
  next: Send,
  { policy, wait, conclude }: RetryParts,
): Promise<OutboundResponse> {
  let last = first;
  let mayBeDone = false;
  let end = (): OutboundResponse => {
    if (first instanceof TransportFailure) throw first;
    return first;
  };
  for (let repeats = 0; ; repeats += 1) {
    const delay = policy(request, last, repeats);
    if (delay === undefined || request.signal.aborted) return end();
    mayBeDone ||= mayHaveActed(last);
    try {
      await wait(delay, request.signal);
    } catch (error) {
      throw mayBeDone && error instanceof TransportFailure ? afterOthers(error) : error;
    }
    const [wasDone, earlier] = [mayBeDone, end];
    let outcome: OutboundResponse | TransportFailure;
    try {
      outcome = await outcomeOf(request, next);
    } catch (error) {
      // It was held back and did not leave again, which says nothing about the attempts before.
      if (!wasDone) throw error;
      return earlier();
    }
    // Whoever has seen for itself how the backend fails tells that, and not that it is away by now.
    if (isTurnedAway(outcome)) return earlier();
    last = outcome;
    end = () => {
      if (outcome instanceof TransportFailure) throw wasDone ? afterOthers(outcome) : outcome;
      if (!wasDone) return outcome;
      if (request.method !== 'GET' && TURNED_AWAY.has(outcome.status)) {
        const seen = earlier();
        // Of two that say the same, the later one knows when to come back.
        return seen.status === outcome.status ? outcome : seen;
      }
      return conclude === undefined ? outcome : conclude(request, outcome);
    };
  }
}

/** Statuses of a backend that has not looked at the request: they say nothing about one that was sent before. */
const TURNED_AWAY: ReadonlySet<number> = new Set([401, 403, 429, 503]);

function mayHaveActed(outcome: OutboundResponse | TransportFailure): boolean {
  return outcome instanceof TransportFailure ? outcome.progress !== 'unsent' : outcome.status !== 429;
}

/** No connection, or one that broke; a timeout is none. */
export const BROKEN_CONNECTION: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'EPIPE',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** Grows fourfold with each repetition, from 125 to 375 milliseconds on; spread, so that callers do not come back at once. */
export function backoff(repeats: number): number {
  return 250 * 4 ** repeats * (0.5 + Math.random());
}

/** Milliseconds that are to remain for the request itself. */
const RESERVE = 1_000;

/** The delay, or `undefined` where the request would not end in time behind it. @param now milliseconds since the epoch */
export function delayInTime(
  delay: number,
  { deadline }: Pick<OutboundRequest, 'deadline'>,
  now: number,
): number | undefined {
  return deadline === undefined || now + delay + RESERVE <= deadline ? delay : undefined;
}

/** That the last attempt did not leave says nothing about those before it. */
function afterOthers(failure: TransportFailure): TransportFailure {
  const { reason, progress, status, reused, cause } = failure;
  if (progress !== 'unsent') return failure;
  return new TransportFailure(reason, { progress, status, reused, cause, sentBefore: true });
}

async function outcomeOf(request: OutboundRequest, send: Send): Promise<OutboundResponse | TransportFailure> {
  try {
    return await send(request);
  } catch (error) {
    return failureIn(error);
  }
}

/** @throws whatever else it is */
function failureIn(error: unknown): TransportFailure {
  if (error instanceof TransportFailure) return error;
  throw error;
}
