/** Answers requests for tokens: the client credentials grant (RFC 6749 §4.4) of technical users with a secret. */
import type { FastifyRequest } from 'fastify';
import type { OwnTokens } from '../../oauth/own-tokens.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { LoggedOn } from '../authentication/authenticator.ts';
import type { SlowRefusals } from '../authentication/slow-refusals.ts';
import { triedId } from '../authentication/tried-id.ts';
import { addressRefusal } from '../authorization.ts';
import { callerOf } from '../http/network.ts';
import { splitTarget } from '../http/request-target.ts';
import { type ClientCredentials, credentialsOf } from './client-credentials.ts';
import { parametersOf } from './parameters.ts';
import { TokenRequestError } from './token-request-error.ts';

const GRANT = 'client_credentials';

/**
 * @param refusals of those who may not call from where they are: they come as late as others
 * @throws TokenRequestError @throws ScimError 429 and 503 where too many log on
 */
export async function answerTokenRequest(
  request: FastifyRequest,
  tokens: OwnTokens,
  refusals: SlowRefusals,
): Promise<JsonObject> {
  const { query } = splitTarget(request.originalUrl);
  const parameters = parametersOf(query, formOf(request));
  const { grant_type: grant, scope } = parameters;
  if (grant === undefined) {
    throw new TokenRequestError(
      'invalid_request',
      `The parameter grant_type is missing; send grant_type=${GRANT} as a form.`,
    );
  }
  if (grant !== GRANT) {
    throw new TokenRequestError('unsupported_grant_type', `The only grant_type here is ${GRANT}.`);
  }
  const candidates = credentialsOf(request.headers.authorization, parameters);
  if (scope !== undefined) {
    throw new TokenRequestError(
      'invalid_scope',
      'There are no scopes here, what a technical user may do is configured; leave scope out.',
    );
  }
  const { user, secretHash } = await logOn(candidates, request);
  request.trail.user = user.id;
  const refusal = addressRefusal(user, request.trail.address);
  if (refusal !== undefined) {
    await refusals.wait(request.trail.address);
    throw new TokenRequestError('unauthorized_client', `${refusal} See its addresses in the configuration.`);
  }
  const { token, lifetime } = await tokens.issue(user.id, secretHash);
  return { access_token: token, token_type: 'Bearer', expires_in: lifetime };
}

function formOf({ body, raw: { headers } }: FastifyRequest): string | undefined {
  if (typeof body === 'string') return body;
  if (Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined) {
    throw new TokenRequestError(
      'invalid_request',
      'Send a form, with Content-Type: application/x-www-form-urlencoded.',
    );
  }
  return undefined;
}

async function logOn(candidates: readonly ClientCredentials[], request: FastifyRequest): Promise<LoggedOn> {
  const { tokenLease, trail, raw } = request;
  const { authenticator } = tokenLease.runtime;
  const caller = { address: callerOf(trail.address), connection: raw.socket };
  const [{ id, secret } = { id: '', secret: '' }] = candidates;
  trail.triedUser = triedId(id, secret, authenticator);
  for (const candidate of candidates) {
    const loggedOn = await authenticator.logOn(candidate.id, candidate.secret, caller);
    if (loggedOn === undefined) continue;
    trail.triedUser = undefined;
    return loggedOn;
  }
  throw new TokenRequestError(
    'invalid_client',
    'Unknown technical user or wrong secret; the log line of this request has the id that was tried.',
  );
}
