/** What a SCIM server's 404 means to a DELETE that was sent before. */
import type { OutboundResponse } from '../http/exchange.ts';
import type { Conclusion } from '../http/retry.ts';

/** The entity is gone because the attempt before deleted it. */
export const deletedBefore: Conclusion = (request, answer): OutboundResponse => {
  const isScim = answer.headers['content-type']?.startsWith('application/scim+json') ?? false;
  const gone = request.method === 'DELETE' && answer.status === 404 && isScim;
  return gone ? { ...answer, status: 204, body: Buffer.alloc(0) } : answer;
};
