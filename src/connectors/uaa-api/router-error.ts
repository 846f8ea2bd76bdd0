/** Answers of the router in front of every Cloud Foundry service, which say nothing about what was asked for. */
import type { ResponseHeaders } from '../http/exchange.ts';

/** What the router says in `X-Cf-Routererror`, as a sentence; `undefined` where the service itself answered. */
export function routerError(headers: ResponseHeaders): string | undefined {
  const reason = headers['x-cf-routererror'];
  if (reason === undefined) return undefined;
  if (reason.startsWith('unknown_route')) {
    return 'The router knows no such host: the landscape is wrong or its API is down.';
  }
  if (reason.startsWith('no_endpoints')) return 'Nothing runs behind the router at the moment.';
  return 'The router got no answer from the service behind it.';
}
