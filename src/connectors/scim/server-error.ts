/** Errors of SCIM servers, of which many do not answer with SCIM errors. */
import { ERROR_SCHEMA, ScimError } from '../../scim/errors.ts';
import type { JsonValue } from '../../scim/json.ts';
import { own } from '../../scim/json-access.ts';
import {
  type Backend,
  type CallDescription,
  describeBackend,
  describeCall,
  unknownOutcome,
} from '../http/backend.ts';
import type { OutboundResponse } from '../http/exchange.ts';
import type { UpstreamAnswer } from '../http/upstream-client.ts';
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

/** A create ended with 500, or with an error in an answer 2xx, as servers answer that do not expect a second entity of one name. */
export class FailedCreate extends ScimError {}

/**
 * @param csrfAdvice what to do where the server wants a CSRF token that it has not got, as half a sentence
 */
export function serverError(
  backend: Backend,
  call: CallDescription,
  response: OutboundResponse,
  csrfAdvice: string,
): ScimError {
  const error = upstreamError(backend, call, response);
  if (response.status === 403 && wantsCsrfToken(response)) {
    const detail = `${describeBackend(backend)} answered ${describeCall(call)} with 403, ${csrfAdvice}. Nothing was changed.`;
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

/** Whether a server that answers everything with 200 means a failure (RFC 7644 §3.12). */
export function isScimError(body: JsonValue | undefined): boolean {
  const schemas = own(body, 'schemas');
  return Array.isArray(schemas) && schemas.includes(ERROR_SCHEMA);
}

/** What an answer 2xx means that has an error in it: nothing of it is taken as done. */
export function errorInside(backend: Backend, answer: UpstreamAnswer): ScimError {
  const { call } = answer;
  const detail = `${answered(backend, answer)} That is an error, whatever its status.${unknownOutcome(call)}`;
  return call.method === 'POST' ? new FailedCreate(502, detail) : new ScimError(502, detail);
}

/** What was answered with a status that does not tell it, as a sentence. */
export function answered(backend: Backend, { call, status, body = null }: UpstreamAnswer): string {
  const { text } = readUpstreamMessage(Buffer.from(JSON.stringify(body)), backend.mask);
  const said = text === undefined ? '' : `: ${text}`;
  return sentence(`${describeBackend(backend)} answered ${describeCall(call)} with ${status}${said}`);
}
