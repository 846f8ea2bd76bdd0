/** Answers of the router in front of every Cloud Foundry service: plain text, and a header that tells. */
import type { StandInAnswer } from '../kit/message.ts';

/** The service behind the route broke the connection. */
export function endpointFailure(): StandInAnswer {
  return routerError(
    502,
    'endpoint_failure (EOF)',
    '502 Bad Gateway: Registered endpoint failed to handle the request.',
  );
}

/** The route exists, and nothing runs behind it. */
export function noEndpoints(host = 'uaa'): StandInAnswer {
  return routerError(
    503,
    'no_endpoints',
    `503 Service Unavailable: Requested route ('${host}') has no available endpoints.`,
  );
}

/** No such route: the whole backend is away, or the host name is wrong. */
export function unknownRoute(host: string): StandInAnswer {
  return routerError(404, 'unknown_route', `404 Not Found: Requested route ('${host}') does not exist.`);
}

function routerError(status: number, reason: string, text: string): StandInAnswer {
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'x-cf-routererror': reason,
      'x-content-type-options': 'nosniff',
    },
    body: `${text}\n`,
  };
}
