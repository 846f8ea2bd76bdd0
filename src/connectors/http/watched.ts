/** Tells of each request that goes to a connection. */
import type { SystemWatch } from '../watch.ts';
import { type Interceptor, TransportFailure } from './exchange.ts';

/** Innermost of all but what a connection itself does: repetitions count each. */
export function watched(watch: SystemWatch, purpose: 'api' | 'token'): Interceptor {
  return (next) => async (request) => {
    const { method, template, trace } = request;
    const attempt = watch.attempt({ method, template, purpose, trace });
    if (attempt === undefined) return await next(request);
    const { headers } = attempt;
    try {
      const response = await next(
        headers === undefined ? request : { ...request, headers: { ...request.headers, ...headers } },
      );
      attempt.ended({ status: response.status });
      return response;
    } catch (error) {
      attempt.ended({ reason: error instanceof TransportFailure ? error.reason : 'unexpected' });
      throw error;
    }
  };
}
