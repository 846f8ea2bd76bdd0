/** Tells of each request that goes to a connection, and of what is sent again. */
import type { AttemptOutcome, SystemWatch } from '../watch.ts';
import { type Interceptor, TransportFailure } from './exchange.ts';

/**
 * Innermost of all but what a connection itself does: repetitions count each, and whoever sends something again, for whatever reason,
 * need not tell.
 */
export function watched(watch: SystemWatch, purpose: 'api' | 'token'): Interceptor {
  return (next) => async (request) => {
    const { method, template, tries } = request;
    if (tries?.last !== undefined) watch.repeated(causeOf(tries.last));
    const attempt = watch.attempt({ method, template, purpose });
    const end = (outcome: AttemptOutcome) => {
      if (tries !== undefined) tries.last = outcome;
      attempt?.ended(outcome);
    };
    try {
      const response = await next(request);
      end({ status: response.status });
      return response;
    } catch (error) {
      end({ reason: error instanceof TransportFailure ? error.reason : 'unexpected' });
      throw error;
    }
  };
}

function causeOf(outcome: AttemptOutcome): string {
  return 'status' in outcome ? String(outcome.status) : outcome.reason;
}
