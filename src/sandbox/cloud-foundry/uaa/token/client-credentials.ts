/** `grant_type=client_credentials` (RFC 6749 §4.4): a client acts for itself. There is no user, and no refresh token. */
import type { StandInAnswer } from '../../../kit/message.ts';
import { type Landscape, ZONE } from '../../landscape.ts';
import { audience, issued, wantsOpaque } from './issue.ts';
import { signToken } from './json-web-token.ts';
import { ownScopes, readScopes } from './scopes.ts';

/** @throws OAuthError 400 for a scope that the client has not */
export function clientCredentialsGrant(
  landscape: Landscape,
  client: string,
  form: URLSearchParams,
): StandInAnswer {
  const { clock, guids, settings, tokens, url } = landscape;
  const scopes = ownScopes(landscape, readScopes(form.get('scope')));
  const issuedAt = Math.floor(clock.now() / 1000);
  const expires = issuedAt + settings.tokenSeconds;
  const jti = guids.hex('token', 32);
  const opaque = wantsOpaque(form);
  const value = opaque
    ? jti
    : signToken({
        jti,
        sub: client,
        authorities: settings.ownClient.scopes,
        scope: scopes,
        client_id: client,
        cid: client,
        azp: client,
        grant_type: 'client_credentials',
        iat: issuedAt,
        exp: expires,
        iss: `${url}/oauth/token`,
        zid: ZONE,
        aud: audience(client, scopes),
      });
  tokens.addAccess({ value, id: jti, client, scopes, expires, user: undefined, revocable: opaque });
  return issued({
    access_token: value,
    token_type: 'bearer',
    expires_in: settings.tokenSeconds,
    scope: scopes.join(' '),
    jti,
  });
}
