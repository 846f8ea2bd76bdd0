/** Dry runs: what the parts of the client have put together is shown, and goes no further where it would change something. */
import type { DryRunRequest } from '../dry-run.ts';
import type { Interceptor, OutboundRequest } from './exchange.ts';

/** Behind whatever adds to a request, before whatever counts or reads what comes over the connection. @param origin scheme, host and port */
export function rehearse(origin: string): Interceptor {
  return (next) => (request) => {
    const { rehearsal } = request;
    if (rehearsal === undefined) return next(request);
    const { dryRun, isWrite, mask } = rehearsal;
    const { method, path, headers, body } = request;
    const shown: DryRunRequest = { method, url: `${origin}${path}`, headers, body, mask };
    return isWrite ? Promise.resolve(dryRun.write(shown)) : dryRun.read(shown, () => next(request));
  };
}

/** Whether the request ends in the proxy: its answer says nothing about the backend. */
export function isHeldBack({ rehearsal }: Pick<OutboundRequest, 'rehearsal'>): boolean {
  return rehearsal?.isWrite === true;
}

/** What learns from answers does not see those of requests that are never sent. */
export function onlyIfSent(interceptor: Interceptor): Interceptor {
  return (next) => {
    const through = interceptor(next);
    return (request) => (isHeldBack(request) ? next(request) : through(request));
  };
}
