/**
 * What the end of an attempt says about whether the backend is there. Whoever refuses, is wrong, or is set up wrongly is there: each
 * request is told exactly why. Away is who takes no connection, or says nothing, and a gateway that finds nobody behind it. A web
 * proxy that is away takes all of the backend's requests with it, each for as long as a connection may take.
 */
import { RequestEnded } from '../../../scim/request-ended.ts';
import { type OutboundResponse, TransportFailure } from '../exchange.ts';
import { isStaleConnection } from '../stale-connection.ts';
import { isTlsFailure } from '../way/tls-failure.ts';
import { WebProxyError } from '../way/web-proxy-error.ts';
import type { WebProxyTrouble } from '../way/web-proxy-trouble.ts';
import type { Verdict } from './breaker.ts';

const AWAY_STATUS: ReadonlySet<number> = new Set([502, 503, 504]);

const AWAY: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'ETIMEDOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
]);

/** The connection broke. */
const BROKEN: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** Milliseconds without an answer that say something, whoever gave up. */
export const SILENCE = 10_000;

export function verdictOfAnswer({ status }: Pick<OutboundResponse, 'status'>): Verdict {
  return AWAY_STATUS.has(status) ? 'away' : 'there';
}

/** @param duration milliseconds */
export function verdictOfError(error: unknown, duration: number): Verdict {
  if (!(error instanceof TransportFailure)) return 'unknown';
  const { reason, progress, status, cause } = error;
  if (reason === 'ABORTED') {
    if (progress === 'answering') return 'there';
    return progress === 'sent' && (isOverdue(cause) || duration >= SILENCE) ? 'away' : 'unknown';
  }
  if (AWAY.has(reason)) return 'away';
  if (progress === 'answering') return status === undefined ? 'there' : verdictOfAnswer({ status });
  if (isTlsFailure(reason)) return 'there';
  if (cause instanceof WebProxyError) return verdictOfTrouble(cause.trouble);
  if (BROKEN.has(reason)) return isStaleConnection(error) ? 'unknown' : 'away';
  return 'unknown';
}

function verdictOfTrouble(trouble: WebProxyTrouble): Verdict {
  switch (trouble.kind) {
    case 'closed':
    case 'timeout':
      return 'away';
    case 'refused':
      return verdictOfAnswer(trouble);
    case 'unreachable':
      return BROKEN.has(trouble.code) ? 'away' : 'unknown';
    default:
      return 'there';
  }
}

/** The time of the request is over. */
function isOverdue(cause: unknown): boolean {
  return cause instanceof RequestEnded && cause.status === 504;
}
