/**
 * Protection against forged requests, as SAP's servers have it: a read with `X-CSRF-Token: Fetch` is answered with a
 * token and a session cookie, and a write has to bring both back.
 */
import type { StandInAnswer, StandInRequest } from '../../kit/message.ts';
import type { Server } from '../server.ts';

/** Milliseconds that a session lives without a request. */
const IDLE = 30 * 60_000;
const COOKIE = 'SCIM_SESSION';

interface Session {
  readonly token: string;
  seen: number;
}

export interface CsrfProtection {
  /** What is answered in place of a write without a good token. */
  refuse(request: StandInRequest): StandInAnswer | undefined;
  /** Headers for the answer to a read that fetches a token. */
  headersFor(request: StandInRequest): Readonly<Record<string, string>>;
}

export function createCsrfProtection({ switches, clock }: Server): CsrfProtection {
  const sessions = new Map<string, Session>();
  let opened = 0;

  function sessionOf({ headers: { cookie = '' } }: StandInRequest): Session | undefined {
    const pairs = cookie.split(/;\s*/).map((pair) => pair.split('='));
    const session = sessions.get(pairs.find(([name]) => name === COOKIE)?.[1] ?? '');
    if (session === undefined || clock.now() - session.seen > IDLE) return undefined;
    session.seen = clock.now();
    return session;
  }

  return {
    refuse(request) {
      if (!switches.current.csrfProtection || isRead(request)) return undefined;
      const token = request.headers['x-csrf-token'];
      if (token !== undefined && sessionOf(request)?.token === token) return undefined;
      return {
        status: 403,
        headers: { 'content-type': 'text/plain;charset=utf-8', 'x-csrf-token': 'Required' },
        body: 'CSRF token validation failed',
      };
    },
    headersFor(request) {
      const wanted = String(request.headers['x-csrf-token'] ?? '').toLowerCase() === 'fetch';
      if (!switches.current.csrfProtection || !wanted || !isRead(request)) return {};
      const known = sessionOf(request);
      if (known !== undefined) return { 'x-csrf-token': known.token };
      opened += 1;
      const session = { token: `csrf-token-${opened}`, seen: clock.now() };
      sessions.set(`session-${opened}`, session);
      return {
        'x-csrf-token': session.token,
        'set-cookie': `${COOKIE}=session-${opened}; Path=/; HttpOnly`,
      };
    },
  };
}

function isRead({ method }: StandInRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}
