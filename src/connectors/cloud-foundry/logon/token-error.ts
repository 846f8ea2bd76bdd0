/** What the token endpoint says (RFC 6749 §5.2), as the client gets it; of a refused logon it is the identity provider's own words. */
import { ScimError } from '../../../scim/errors.ts';
import { type Backend, type CallDescription, describeBackend, describeCall } from '../../http/backend.ts';
import type { OutboundResponse } from '../../http/exchange.ts';
import { nextAttempt } from '../../http/refusal.ts';
import { uaaError } from '../uaa/uaa-error.ts';
import { logonRefusal } from './logon-refusal.ts';

/**
 * @param now milliseconds since the epoch
 * @param held milliseconds until a logon is tried again
 */
export function tokenError(
  backend: Backend,
  call: CallDescription,
  response: OutboundResponse,
  now: number,
  held: number,
): ScimError {
  const refusal = logonRefusal(backend, response, now);
  if (refusal === undefined) return uaaError(backend, call, response, now);
  const { status, text, advice } = refusal;
  const said = text === undefined ? '' : `: ${text}`;
  const what = `${describeBackend(backend)} answered ${describeCall(call)} with ${response.status}${said}`;
  const seconds = Math.ceil(held / 1000);
  return new ScimError(
    status,
    `${what.replace(/[.!?…]?$/, (end) => end || '.')} ${advice} ${nextAttempt(seconds)}`,
    {
      retryAfter: status === 503 ? seconds : undefined,
    },
  );
}
