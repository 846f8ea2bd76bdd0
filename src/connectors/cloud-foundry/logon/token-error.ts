/** What the token endpoint says (RFC 6749 §5.2), as the client gets it; of a refused logon it is the identity provider's own words. */
import { ScimError } from '../../../scim/errors.ts';
import { type Backend, type CallDescription, describeBackend, describeCall } from '../../http/backend.ts';
import { type OutboundResponse, TransportFailure } from '../../http/exchange.ts';
import { CredentialsRefused, type Judge, judgeFailure, nextAttempt } from '../../http/refusal.ts';
import { uaaError } from '../../uaa-api/uaa-error.ts';
import { logonRefusal } from './logon-refusal.ts';
import { PROVISIONING_USER } from './provisioning-user.ts';

export function tokenError(backend: Backend, call: CallDescription, response: OutboundResponse): ScimError {
  const refusal = logonRefusal(backend, response);
  if (refusal === undefined) return uaaError(backend, call, response, PROVISIONING_USER);
  const { status, text, advice } = refusal;
  const said = text === undefined ? '' : `: ${text}`;
  const what = `${describeBackend(backend)} answered ${describeCall(call)} with ${response.status}${said}`;
  return new ScimError(status, `${what.replace(/[.!?…]?$/, (end) => end || '.')} ${advice}`);
}

/**
 * The failure of a logon, with the time of the next one: whoever meets it first hears the same as those that are held back.
 *
 * @param judge what a connection that broke means
 * @param held milliseconds for which no logon is tried; 0 where nothing holds it back
 */
export function withNextAttempt(error: ScimError, judge: Judge, held: number): ScimError {
  const { cause } = error;
  // Whoever is held back has been told.
  if (held === 0 || cause instanceof CredentialsRefused) return error;
  const verdict = cause instanceof TransportFailure ? judgeFailure(cause, judge) : undefined;
  const broken = typeof verdict === 'object' ? verdict : undefined;
  const status = broken?.status ?? error.status;
  const seconds = Math.ceil(held / 1000);
  const detail = [error.message, broken?.advice, nextAttempt(seconds)].filter(Boolean).join(' ');
  return new ScimError(status, detail, {
    retryAfter: status === 503 ? seconds : error.retryAfter,
    cause: error,
  });
}
