/** Errors of version 2 are SCIM errors; an id that cannot be one is 400. */
import { ScimError } from '../../../scim/errors.ts';
import type { Backend, CallDescription } from '../../http/backend.ts';
import type { OutboundResponse } from '../../http/exchange.ts';
import { upstreamError } from '../../http/upstream-error.ts';

const UUID_AT_END = /\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const WITHOUT_BODY: ReadonlySet<string> = new Set(['GET', 'DELETE']);

export function tenantError(backend: Backend, call: CallDescription, response: OutboundResponse): ScimError {
  const error = upstreamError(backend, call, response);
  // Without a body, only the id can be what the tenant calls malformed: there is no such entity.
  const isMalformedId =
    error.status === 400 &&
    call.target === 'entity' &&
    WITHOUT_BODY.has(call.method) &&
    !UUID_AT_END.test(call.path);
  return isMalformedId ? new ScimError(404, error.message, { cause: error }) : error;
}
