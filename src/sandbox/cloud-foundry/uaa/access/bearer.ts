/** The caller behind a bearer token (RFC 6750). */
import type { StandInRequest } from '../../../kit/message.ts';
import type { Landscape } from '../../landscape.ts';
import type { AccessToken } from '../../store/tokens.ts';
import { challenge, OAuthError, oauthError } from '../errors.ts';
import { checkAccessToken } from '../token/check.ts';
import { readParameters } from '../web/parameters.ts';

const REALM = 'UAA/oauth';

/**
 * Who calls; `undefined` without a token.
 *
 * @throws OAuthError 401 for a token that is not good (any more)
 */
export function identifyCaller(landscape: Landscape, request: StandInRequest): AccessToken | undefined {
  const value = readToken(request);
  if (value === undefined) return undefined;
  try {
    return checkAccessToken(landscape, value);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    throw unauthorized(String(error.body['error']), error.message);
  }
}

/** Nobody said who calls. */
export function notAuthenticated(): OAuthError {
  return unauthorized('unauthorized', 'Full authentication is required to access this resource');
}

export function unauthorized(error: string, description: string): OAuthError {
  const members = { realm: REALM, error, error_description: description };
  return oauthError(401, error, description, { 'www-authenticate': challenge('Bearer', members) });
}

/** From the header, else from the parameters (RFC 6750 §2.1 to §2.3). */
function readToken(request: StandInRequest): string | undefined {
  const header = request.headers.authorization ?? '';
  if (/^bearer/i.test(header)) return header.slice('bearer'.length).trim().replace(/,.*$/s, '');
  return readParameters(request).get('access_token') ?? undefined;
}
