/** Access tokens in the Authorization header (RFC 6750 §2.1), never in the URL or the body. */
import type { FastifyRequest } from 'fastify';
import { IssuerUnavailable, TokenRefused } from '../../oauth/refusal.ts';
import { ScimError } from '../../scim/errors.ts';
import { describable } from '../oauth/describable.ts';
import type { OAuth } from '../oauth/oauth.ts';
import '../request-state.ts';
import { clientCertificateOf } from './client-certificate-of.ts';
import type { SlowRefusals } from './slow-refusals.ts';
import { triedId } from './tried-id.ts';
import { hasScheme, letIn, type WayIn } from './way-in.ts';

/** Seconds. */
const RETRY_AFTER = 5;
/** RFC 6750 §2.1. */
const CREDENTIALS = /^\s*Bearer +([\w.~+/-]+=*)\s*$/i;

export function bearerAuthentication(refusals: SlowRefusals): WayIn {
  return {
    isTried: (request) => request.scim.lease.runtime.oauth !== undefined && hasScheme(request, 'bearer'),
    check: (request, _reply, done) => {
      const { oauth } = request.scim.lease.runtime;
      if (oauth === undefined) throw new Error('Tokens are not accepted here.');
      const [, token = ''] = CREDENTIALS.exec(request.headers.authorization ?? '') ?? [];
      const user = oauth.accepted.recognize(token);
      if (user === undefined) return void verify(token, oauth, request, refusals).then(() => done(), done);
      letIn(user, 'bearer', request);
      done();
    },
    challenge: ({ oauth }, error) => {
      if (oauth === undefined) return undefined;
      const realm = 'Bearer realm="ipsproxy"';
      if (!(error instanceof ScimError)) return realm;
      return `${realm}, error="invalid_token", error_description="${describable(error.message)}"`;
    },
  };
}

/** @throws ScimError 401 and 503 */
async function verify(
  token: string,
  { accepted }: OAuth,
  request: FastifyRequest,
  refusals: SlowRefusals,
): Promise<void> {
  try {
    letIn(await accepted.verify(token, clientCertificateOf(request), request.id), 'bearer', request);
  } catch (error) {
    if (error instanceof IssuerUnavailable) {
      throw new ScimError(503, error.message, { retryAfter: RETRY_AFTER, code: error.code, cause: error });
    }
    if (!(error instanceof TokenRefused)) throw error;
    const { bearer, message } = error;
    if (bearer !== undefined)
      request.trail.triedUser = triedId(bearer, bearer, request.scim.lease.runtime.authenticator);
    await refusals.wait(request.trail.address);
    throw new ScimError(401, message, { code: error.code, cause: error });
  }
}
