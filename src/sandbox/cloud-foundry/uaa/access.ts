/** Who calls the UAA's resource endpoints, and whether the token's scopes allow it. */
import type { AccessToken } from '../store/tokens.ts';
import type { UaaCall } from './call.ts';
import { oauthError, UaaError } from './errors.ts';

/** @throws UaaError 401 without a valid token */
export function authenticate({ landscape, request }: UaaCall): AccessToken {
  const value = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (value === undefined) {
    throw refusal('unauthorized', 'Full authentication is required to access this resource');
  }
  const check = landscape.tokens.check(value, landscape.clock.now());
  switch (check.state) {
    case 'valid':
      return check.token;
    case 'expired':
      throw refusal(
        'invalid_token',
        `Invalid access token: expired at ${new Date(check.expires * 1000).toISOString()}`,
      );
    case 'unknown':
      throw refusal('invalid_token', 'Invalid access token');
  }
}

/** @throws UaaError 403 without one of `scopes`; administrators of the UAA or of the zone may do everything */
export function checkScope(token: AccessToken, ...scopes: readonly string[]): void {
  const sufficient = ['uaa.admin', ...scopes, 'zones.uaa.admin'];
  if (token.scopes.some((scope) => sufficient.includes(scope))) return;
  const error = 'insufficient_scope';
  throw new UaaError(
    403,
    { error, error_description: 'Insufficient scope for this resource', scope: sufficient.join(' ') },
    { 'www-authenticate': `Bearer realm="oauth", error="${error}"` },
  );
}

/** @throws UaaError 401 without a valid token, 403 without one of `scopes` */
export function requireScope(call: UaaCall, ...scopes: readonly string[]): void {
  checkScope(authenticate(call), ...scopes);
}

function refusal(error: string, description: string): UaaError {
  return oauthError(401, error, description, {
    'www-authenticate': `Bearer realm="oauth", error="${error}"`,
  });
}
