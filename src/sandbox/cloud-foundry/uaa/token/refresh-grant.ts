import type { StandInAnswer } from '../../../kit/message.ts';
import type { UaaCall } from '../call.ts';
import { oauthError } from '../errors.ts';
import { unauthorized } from './client.ts';
import { scopesOf, tokenAnswer, wantsOpaque } from './issue.ts';

/** `grant_type=refresh_token`. @throws UaaError */
export function refreshGrant(call: UaaCall, client: string, form: URLSearchParams): StandInAnswer {
  const { landscape } = call;
  const value = form.get('refresh_token') ?? '';
  const token = landscape.tokens.refresh(value);
  if (token === undefined) throw unauthorized('invalid_token', 'Invalid refresh token (revoked or unknown)');
  if (token.client !== client) {
    throw oauthError(400, 'invalid_grant', `Wrong client for this refresh token: ${value}`);
  }
  if (token.expires * 1000 <= landscape.clock.now()) {
    const moment = new Date(token.expires * 1000).toISOString();
    throw unauthorized('invalid_token', `Invalid refresh token expired at ${moment}`);
  }
  const user = landscape.users.get(token.userId);
  if (user === undefined) throw unauthorized('invalid_token', 'Invalid refresh token: the user is gone');
  // What the user may do by now, but never more than at the login.
  const scopes = scopesOf(landscape, user).filter((scope) => token.scopes.includes(scope));
  return tokenAnswer({
    landscape,
    client,
    user,
    scopes,
    refreshToken: value,
    grantType: 'refresh_token',
    opaque: wantsOpaque(form),
  });
}
