/** Errors of version 1 are plain text, also where an entity does not exist. */
import { ScimError } from '../../../scim/errors.ts';
import { type Backend, type CallDescription, describeBackend, describeCall } from '../../http/backend.ts';
import type { OutboundResponse } from '../../http/exchange.ts';
import type { Conclusion } from '../../http/retry.ts';
import { upstreamError } from '../../http/upstream-error.ts';
import { readUpstreamMessage } from '../../http/upstream-message.ts';

const MARKUP = /^\s*<|<html/i;
const COLLISION = /\balready exists\b/i;

export function version1Error(
  backend: Backend,
  call: CallDescription,
  response: OutboundResponse,
): ScimError {
  const general = upstreamError(backend, call, response);
  const { text } = readUpstreamMessage(response.body, backend.mask);
  const said = `${describeBackend(backend)} answered ${describeCall(call)} with ${response.status}${
    text === undefined ? '' : `: ${text}`
  }`;
  if (response.status === 404 && call.target === 'entity' && !isPage(response)) {
    return new ScimError(404, [`${said}.`, call.hint].filter(Boolean).join(' '));
  }
  if (response.status === 400 && call.method !== 'GET' && COLLISION.test(text ?? '')) {
    return new ScimError(409, general.message, { scimType: 'uniqueness' });
  }
  return general;
}

/** The entity is gone because the attempt before deleted it. */
export const deletedBefore: Conclusion = (request, answer): OutboundResponse => {
  const gone = request.method === 'DELETE' && answer.status === 404 && !isPage(answer);
  return gone ? { ...answer, status: 204, body: Buffer.alloc(0) } : answer;
};

/** A router or a gateway that does not know the path answers with a page for people. */
function isPage({ headers, body }: OutboundResponse): boolean {
  return (
    headers['content-type']?.toLowerCase().includes('html') === true ||
    MARKUP.test(body.toString('utf8', 0, 2_000))
  );
}
