import type { StandInAnswer } from '../../../kit/message.ts';
import type { Landscape } from '../../landscape.ts';
import type { UaaUser } from '../../store/users.ts';
import { tokenAnswer, wantsOpaque } from './issue.ts';
import { grantedScopes, readScopes } from './scopes.ts';
import { userHash } from './user-hash.ts';

/** A user who has logged in with `grant_type=password`, and what the client may do for them. */
export interface PasswordGrant {
  readonly user: UaaUser;
  readonly scopes: readonly string[];
}

/** @throws OAuthError 400 for scopes that the user does not get */
export function allowScopes(landscape: Landscape, user: UaaUser, form: URLSearchParams): PasswordGrant {
  return { user, scopes: grantedScopes(landscape, user, readScopes(form.get('scope'))) };
}

/** `grant_type=password`: the tokens. */
export function passwordGrant(
  landscape: Landscape,
  client: string,
  { user, scopes }: PasswordGrant,
  form: URLSearchParams,
): StandInAnswer {
  const loggedIn = Math.floor(landscape.clock.now() / 1000);
  const refreshToken = `${landscape.guids.hex('token', 32)}-r`;
  landscape.tokens.addRefresh({
    value: refreshToken,
    client,
    user: { userId: user.id, userHash: userHash(landscape, client, user) },
    scopes,
    expires: loggedIn + landscape.settings.refreshSeconds,
    loggedIn,
  });
  return tokenAnswer(landscape, {
    client,
    user,
    scopes,
    refreshToken,
    loggedIn,
    opaque: wantsOpaque(form),
    refreshed: false,
  });
}
