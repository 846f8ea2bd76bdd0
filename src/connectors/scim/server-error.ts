/** Errors of SCIM servers, of which many do not answer with SCIM errors. */
import { ScimError } from '../../scim/errors.ts';
import { type Backend, type CallDescription, describeBackend, describeCall } from '../http/backend.ts';
import type { OutboundResponse } from '../http/exchange.ts';
import { sentence, upstreamError } from '../http/upstream-error.ts';
import { readUpstreamMessage } from '../http/upstream-message.ts';
import { wantsCsrfToken } from './csrf-token.ts';

/**
 * A 404 for one entity that is no SCIM error: there is no such entity, or somebody on the way does not know the path.
 * Who looks at the collection can tell.
 */
export class UnclearNotFound extends ScimError {
  /** The 404, where it is about the entity. */
  readonly notFound: ScimError;

  constructor(detail: string, notFound: ScimError) {
    super(502, detail);
    this.notFound = notFound;
  }
}

/** A create ended with 500, as servers answer that do not expect a second entity of one name. */
export class FailedCreate extends ScimError {}

/**
 * @param csrfProperty that makes the proxy send CSRF tokens
 * @param now milliseconds since the epoch
 */
export function serverError(
  backend: Backend,
  call: CallDescription,
  response: OutboundResponse,
  csrfProperty: string,
  now: number,
): ScimError {
  const error = upstreamError(backend, call, response, now);
  if (response.status === 403 && wantsCsrfToken(response)) {
    const detail = `${describeBackend(backend)} answered ${describeCall(call)} with 403, as it wants a CSRF token: set the property ${csrfProperty} to enabled. Nothing was changed.`;
    return new ScimError(502, detail);
  }
  if (response.status === 500 && call.method === 'POST') {
    return new FailedCreate(error.status, error.message, { retryAfter: error.retryAfter });
  }
  if (response.status !== 404 || error.status === 404 || call.target !== 'entity') return error;
  const { text } = readUpstreamMessage(response.body, backend.mask);
  const said = text === undefined ? '' : `: ${text}`;
  const notFound = `${describeBackend(backend)} answered ${describeCall(call)} with 404${said}`;
  return new UnclearNotFound(error.message, new ScimError(404, sentence(notFound)));
}
