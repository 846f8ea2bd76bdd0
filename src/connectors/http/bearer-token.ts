/** The Bearer scheme (RFC 6750): every request carries the token of the moment. */
import type { Interceptor, OutboundRequest, OutboundResponse } from './exchange.ts';
import { isHeldBack } from './rehearsal.ts';

export interface TokenSource {
  /** A token that is good for a while. */
  current(request: OutboundRequest): Promise<string>;
  /** Another one after the API answered 401 to this one, or `undefined` where trying again has no point. */
  renewed(refused: string, request: OutboundRequest): Promise<string | undefined>;
  /** The API took this token. */
  accepted(token: string): void;
}

/** A request answered 401 was not executed: it is sent once more with a new token, whatever its method. */
export function bearerToken(source: TokenSource): Interceptor {
  return (next) => async (request) => {
    const send = async (token: string): Promise<OutboundResponse> => {
      const response = await next({
        ...request,
        headers: { ...request.headers, authorization: `Bearer ${token}` },
      });
      if (looksAtTokens(response) && !isHeldBack(request)) source.accepted(token);
      return response;
    };
    const token = await source.current(request);
    const response = await send(token);
    if (response.status !== 401) return response;
    const renewed = await source.renewed(token, request);
    return renewed === undefined ? response : await send(renewed);
  };
}

/** Routers and overloaded servers answer before anybody looks at the token. */
function looksAtTokens({ status }: OutboundResponse): boolean {
  return status < 500 && status !== 401 && status !== 429;
}
