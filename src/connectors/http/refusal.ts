/** Why nothing more is sent with credentials for a while, and how that is told from an answer. */
import { IpsProxyError } from '../../errors.ts';
import type { Backend } from './backend.ts';
import type { OutboundResponse, TransportFailure } from './exchange.ts';
import { isTlsRefusal } from './tls-refusal.ts';
import { readUpstreamMessage } from './upstream-message.ts';

/** It is kept as long as credentials are used, so it has no secrets in it. */
export interface Refusal {
  /** Milliseconds: for the first time, after the next attempt that ended so, …; the last one repeats. Refusals with the same list go on in it. */
  readonly holds: readonly [number, ...number[]];
  /** Milliseconds that the answer itself asks for, where that is more. Default: 0. */
  readonly least?: number | undefined;
  /** Of answers to clients meanwhile. */
  readonly status: 502 | 503;
  /** Status of the backend's answer; absent where the connection broke before any came. */
  readonly answered: number | undefined;
  /** What the backend said, fit to be shown. */
  readonly text: string | undefined;
  /** What to check or to do; sentences. */
  readonly advice: string;
}

/** An answer, as far as anybody saw it. */
export interface SeenAnswer extends Pick<OutboundResponse, 'status' | 'headers'> {
  /** Absent where nobody waited for it, or where it broke off. */
  readonly body?: Buffer | undefined;
}

/** What an answer says about credentials; `undefined`: nothing. */
export type Verdict = 'accepted' | Refusal | undefined;

/** @param answer absent where a request was sent and the connection broke before anything came back */
export type Judge = (answer: SeenAnswer | undefined) => Verdict;

/** Milliseconds between two attempts with credentials that are wrong. */
export const PROBE_INTERVAL = 15 * 60 * 1000;
const WRONG: Refusal['holds'] = [PROBE_INTERVAL];

/** A request was not sent because of what the backend had answered to these credentials. */
export class CredentialsRefused extends IpsProxyError {
  readonly refusal: Refusal;
  /** Until somebody tries again. */
  readonly seconds: number;

  constructor(refusal: Refusal, seconds: number) {
    super('UPSTREAM_CREDENTIALS_REFUSED', 'nothing is sent with these credentials at the moment');
    this.refusal = refusal;
    this.seconds = seconds;
  }
}

/** What a request says that did not get its whole answer. */
export function judgeFailure({ progress, reason, status }: TransportFailure, judge: Judge): Verdict {
  if (status !== undefined) return judge({ status, headers: {} });
  return progress === 'sent' && reason !== 'ABORTED' ? judge(undefined) : undefined;
}

/**
 * For credentials that go with every request: a 401 means that they are wrong. An overloaded backend, a gateway, a router
 * or a redirect answers before anybody looks at them.
 */
export function judgeStatus(backend: Backend): Judge {
  return (answer) => {
    if (answer === undefined || isTlsRefusal(answer)) return undefined;
    const { status, headers, body } = answer;
    if (status === 401) {
      const text = body === undefined ? undefined : readUpstreamMessage(body, backend.mask).text;
      return { holds: WRONG, status: 502, answered: status, text, advice: wrongCredentials(backend) };
    }
    const isAccepted =
      status === 404
        ? headers['content-type']?.startsWith('application/scim+json')
        : status < 300 || (status >= 400 && status < 500 && status !== 429);
    return isAccepted ? 'accepted' : undefined;
  };
}

/** Of Basic credentials. */
export function wrongCredentials({ lockout }: Backend): string {
  return `The backend does not take the credentials of the proxy: check the properties User and Password. ${lockout}`;
}

/** What the backend did, as a clause about it: `answered 401 before: Bad credentials`. */
export function clauseOf({ answered, text }: Refusal): string {
  if (answered === undefined) return 'broke off without an answer before';
  return `answered ${answered} before${text === undefined ? '' : `: ${text}`}`;
}

/** A sentence. */
export function nextAttempt(seconds: number): string {
  const [count, unit] = seconds < 120 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return `The next attempt is made in ${count} ${unit}${count === 1 ? '' : 's'}, or when the configuration is loaded again (SIGHUP).`;
}
