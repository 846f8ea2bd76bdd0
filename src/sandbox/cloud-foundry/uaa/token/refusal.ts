/**
 * How `/oauth/token` says no. What fails before the endpoint, the client and the login, is challenged for client
 * credentials; what fails in it, for a token.
 */
import type { Landscape } from '../../landscape.ts';
import { challenge, type OAuthError, oauthError } from '../errors.ts';

const REALM = 'UAA/client';

/** Client, user or password are wrong; what that is called depends on the UAA's age. */
export function badCredentials({ settings }: Landscape, description = 'Bad credentials'): OAuthError {
  if (settings.legacyUaa) return loginRefused('unauthorized', description);
  // The challenge says the same whatever the description is.
  const members = { realm: REALM, error: 'unauthorized', error_description: 'Bad credentials' };
  return oauthError(401, 'invalid_client', description, { 'www-authenticate': challenge('Basic', members) });
}

/** Another reason why nobody is logged in. */
export function loginRefused(error: string, description: string): OAuthError {
  const members = { realm: REALM, error, error_description: description };
  return oauthError(401, error, description, { 'www-authenticate': challenge('Basic', members) });
}

/** Client and user are who they say, and still this is not for them. */
export function loginForbidden(status: 400 | 403, error: string, description: string): OAuthError {
  return oauthError(status, error, description, {
    'www-authenticate': challenge('Basic', { realm: REALM }),
  });
}

export function grantRefused(error: string, description: string): OAuthError {
  const body = { error, error_description: description };
  return oauthError(401, error, description, { 'www-authenticate': challenge('Bearer', body) });
}
