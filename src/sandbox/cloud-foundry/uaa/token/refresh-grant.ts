import type { StandInAnswer } from '../../../kit/message.ts';
import type { Landscape } from '../../landscape.ts';
import { OAuthError, oauthError } from '../errors.ts';
import { checkRefreshToken } from './check.ts';
import { tokenAnswer, wantsOpaque } from './issue.ts';
import { grantRefused } from './refusal.ts';
import { readScopes } from './scopes.ts';

/** `grant_type=refresh_token`. @throws OAuthError 400 or 401 */
export function refreshGrant(landscape: Landscape, client: string, form: URLSearchParams): StandInAnswer {
  const value = form.get('refresh_token') ?? '';
  if (value === '') throw oauthError(400, 'invalid_request', 'refresh_token parameter not provided');
  const [token, user] = check(landscape, value);
  if (token.client !== client) {
    throw oauthError(400, 'invalid_grant', `Wrong client for this refresh token: ${token.client}`);
  }
  return tokenAnswer(landscape, {
    client,
    user,
    scopes: narrowed(token.scopes, readScopes(form.get('scope'))),
    refreshToken: value,
    loggedIn: token.loggedIn,
    opaque: wantsOpaque(form),
    refreshed: true,
  });
}

function check(landscape: Landscape, value: string): ReturnType<typeof checkRefreshToken> {
  try {
    return checkRefreshToken(landscape, value);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    throw grantRefused(String(error.body['error']), error.message);
  }
}

/** Never more than at the login. */
function narrowed(scopes: readonly string[], asked: readonly string[]): readonly string[] {
  if (asked.length === 0) return scopes;
  if (asked.every((scope) => scopes.includes(scope))) return asked;
  throw oauthError(
    400,
    'invalid_scope',
    `Unable to narrow the scope of the client authentication to [${asked.join(', ')}].`,
    {},
    { scope: scopes.join(' ') },
  );
}
