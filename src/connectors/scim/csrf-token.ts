/**
 * Protection against forged requests as SAP's servers have it: a GET with `X-CSRF-Token: Fetch` is answered with a token and
 * cookies, which go with every write. A write with an old one is answered 403 and `X-CSRF-Token: Required`.
 */
import { ScimError } from '../../scim/errors.ts';
import { NO_ENTITY } from '../http/answer-limits.ts';
import { type Backend, type CallDescription, describeBackend, describeCall } from '../http/backend.ts';
import {
  type Interceptor,
  type OutboundRequest,
  type OutboundResponse,
  type Send,
  TransportFailure,
} from '../http/exchange.ts';
import { isHeldBack } from '../http/rehearsal.ts';
import { transportError } from '../http/transport-error.ts';
import { undocumentedStatus } from '../http/undocumented-status.ts';
import { upstreamError } from '../http/upstream-error.ts';
import { untilAborted } from '../http/waiting.ts';

const HEADER = 'x-csrf-token';
/** Characters of a cookie's value; shorter ones are settings. */
const SHORTEST_SECRET = 8;
const NOTHING_CHANGED = 'Nothing was changed.';

export interface CsrfOptions {
  readonly backend: Backend;
  /** Path and query that a token is fetched from, as they go out. */
  readonly path: string;
  /** The property that says so, for messages. */
  readonly property: string;
  /** Cookies that the configuration adds to each request. */
  readonly cookies: string | undefined;
}

interface Session {
  readonly token: string;
  /** As the header `Cookie` has them; absent: the server gave none. */
  readonly cookies: string | undefined;
}

/** Whether the server has refused a write for want of a token. */
export function wantsCsrfToken({ status, headers }: Pick<OutboundResponse, 'status' | 'headers'>): boolean {
  return status === 403 && headers[HEADER]?.trim().toLowerCase() === 'required';
}

/** Fetches a token before the first write, and another one where it is not taken any more: the refused write was not done. */
export function csrfProtection(options: CsrfOptions): Interceptor {
  return (next) => {
    const sessions = new Sessions(next, options);
    return async (request) => {
      if (request.method === 'GET' || isHeldBack(request)) return await next(request);
      const session = await sessions.current(request);
      const response = await next(withSession(request, session));
      if (!wantsCsrfToken(response)) return response;
      await sessions.forget(session);
      const second = await next(withSession(request, await sessions.current(request)));
      // Where each token is good for one write, another one may have had it.
      return wantsCsrfToken(second)
        ? await next(withSession(request, await sessions.another(request)))
        : second;
    };
  };
}

function withSession(request: OutboundRequest, { token, cookies }: Session): OutboundRequest {
  const cookie = cookies === undefined ? {} : { cookie: cookies };
  return { ...request, headers: { ...request.headers, [HEADER]: token, ...cookie } };
}

class Sessions {
  readonly #send: Send;
  readonly #options: CsrfOptions;
  #current: Promise<Session> | undefined;

  constructor(send: Send, options: CsrfOptions) {
    this.#send = send;
    this.#options = options;
  }

  /** One fetch for all that wait for it. @throws ScimError where there is no token to be had */
  async current(request: OutboundRequest): Promise<Session> {
    for (;;) {
      this.#current ??= this.#begin(request);
      try {
        return await untilAborted(this.#current, request.signal);
      } catch (error) {
        // Who fetched may have gone away before the answer came: then the next one fetches.
        const hasGone = error instanceof TransportFailure && error.reason === 'ABORTED';
        if (!hasGone || request.signal.aborted) throw this.#explain(error);
      }
    }
  }

  /** One that nobody else has. @throws ScimError where there is no token to be had */
  async another(request: OutboundRequest): Promise<Session> {
    return await this.#fetch(request).catch((error) => {
      throw this.#explain(error);
    });
  }

  /** @param session that the server does not take any more */
  async forget(session: Session): Promise<void> {
    const current = this.#current;
    if (current !== undefined && (await current.catch(() => session)) === session) this.#current = undefined;
  }

  #begin(request: OutboundRequest): Promise<Session> {
    const fetching = this.#fetch(request);
    fetching.catch(() => {
      this.#current = undefined;
    });
    return fetching;
  }

  async #fetch({ headers, signal, deadline, memory, trace }: OutboundRequest): Promise<Session> {
    const { path } = this.#options;
    const requestId = headers['x-request-id'];
    const response = await this.#send({
      method: 'GET',
      path,
      headers: {
        accept: 'application/scim+json, application/json;q=0.9',
        [HEADER]: 'Fetch',
        ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
      },
      signal,
      deadline,
      memory,
      template: path.replace(/\?.*$/s, ''),
      trace: trace?.request.call(),
      limit: NO_ENTITY,
    });
    const token = response.headers[HEADER]?.trim() ?? '';
    if (token === '' || token.toLowerCase() === 'required' || response.status === 401) {
      throw this.#noToken(response);
    }
    const { mask } = this.#options.backend;
    mask.remember(token);
    const given = cookiesOf(response.headers['set-cookie']);
    for (const cookie of given) {
      const value = cookie.slice(cookie.indexOf('=') + 1);
      if (value.length >= SHORTEST_SECRET) mask.remember(value);
    }
    const cookies = [this.#options.cookies, ...given].filter((cookie) => cookie !== undefined);
    return { token, cookies: cookies.length === 0 ? undefined : cookies.join('; ') };
  }

  #noToken(response: OutboundResponse): ScimError {
    const { backend, property } = this.#options;
    const call = this.#call();
    if (response.status >= 300) {
      const error = undocumentedStatus(backend, call, response) ?? upstreamError(backend, call, response);
      const status = error.status < 500 && error.status !== 429 ? 502 : error.status;
      const { retryAfter } = error;
      return new ScimError(status, `No CSRF token: ${error.message} ${NOTHING_CHANGED}`, { retryAfter });
    }
    const detail = `${describeBackend(backend)} answered ${describeCall(call)} with ${response.status}, but without a CSRF token (header X-CSRF-Token): check the property ${property}. ${NOTHING_CHANGED}`;
    return new ScimError(502, detail);
  }

  /** A write that was not sent is another thing than one of which no answer came. */
  #explain(error: unknown): unknown {
    if (!(error instanceof TransportFailure)) return error;
    const { status, message, retryAfter } = transportError(this.#options.backend, this.#call(), error);
    return new ScimError(status, `No CSRF token: ${message} ${NOTHING_CHANGED}`, { retryAfter });
  }

  #call(): CallDescription {
    const path = this.#options.path.replace(/\?.*$/s, '');
    return { method: 'GET', path, template: path, resource: '', target: 'collection', filtered: false };
  }
}

/** `name=value` of each, without what is only for browsers; of several of one name the last one counts. */
function cookiesOf(header: string | undefined): string[] {
  const cookies = new Map<string, string>();
  for (const line of (header ?? '').split('\n')) {
    const cookie = line.split(';')[0]?.trim() ?? '';
    const end = cookie.indexOf('=');
    if (end > 0) cookies.set(cookie.slice(0, end), cookie);
  }
  return [...cookies.values()];
}
