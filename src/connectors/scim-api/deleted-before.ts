/** What a SCIM server's 404 means to a DELETE that was sent before. */
import { ERROR_SCHEMA } from '../../scim/errors.ts';
import type { OutboundResponse } from '../http/exchange.ts';
import type { Conclusion } from '../http/retry.ts';

/** The entity is gone because the attempt before deleted it. A router that knows no such path speaks no SCIM. */
export const deletedBefore: Conclusion = (request, answer): OutboundResponse => {
  const gone = request.method === 'DELETE' && answer.status === 404 && isScim(answer);
  return gone ? { ...answer, status: 204, body: Buffer.alloc(0) } : answer;
};

/** By its type, or where servers have another one, by what RFC 7644 §3.12 has in every error. */
function isScim({ headers, body }: OutboundResponse): boolean {
  return headers['content-type']?.startsWith('application/scim+json') === true || body.includes(ERROR_SCHEMA);
}
