import type { StandInAnswer } from '../../../kit/message.ts';
import { type Landscape, ZONE } from '../../landscape.ts';
import { USER_SCOPES } from '../../settings.ts';
import type { UaaUser } from '../../store/users.ts';
import { uaaAnswer } from '../call.ts';
import { signToken } from './json-web-token.ts';

export interface Grant {
  readonly landscape: Landscape;
  readonly client: string;
  readonly user: UaaUser;
  readonly scopes: readonly string[];
  /** Goes back to the client as it is; the UAA does not rotate refresh tokens. */
  readonly refreshToken: string;
  readonly grantType: 'password' | 'refresh_token';
  /** The client asked for a token that only the UAA itself understands. */
  readonly opaque: boolean;
}

export function scopesOf({ settings, provisioners }: Landscape, user: UaaUser): readonly string[] {
  return provisioners.has(user.id) ? settings.scopes : USER_SCOPES;
}

export function wantsOpaque(form: URLSearchParams): boolean {
  return form.get('token_format') === 'opaque';
}

/** Issues an access token and says so. */
export function tokenAnswer({ landscape, client, user, scopes, ...grant }: Grant): StandInAnswer {
  const { clock, settings, guids, tokens } = landscape;
  const issued = Math.floor(clock.now() / 1000);
  const expires = issued + settings.tokenSeconds;
  const jti = guids.hex('token', 32);
  const claims = {
    sub: user.id,
    client_id: client,
    cid: client,
    azp: client,
    user_id: user.id,
    origin: user.origin,
    user_name: user.userName,
    email: user.email,
    iat: issued,
    exp: expires,
    iss: `${landscape.url}/oauth/token`,
    zid: ZONE,
  };
  const signed = signToken({
    jti,
    ...claims,
    scope: scopes,
    grant_type: grant.grantType,
    auth_time: issued,
    rev_sig: jti.slice(0, 8),
    aud: ['cloud_controller', 'password', client, 'uaa', 'openid'],
  });
  const access = grant.opaque ? jti : signed;
  tokens.addAccess({
    value: access,
    userId: user.id,
    scopes,
    expires,
  });
  return uaaAnswer(
    200,
    {
      access_token: access,
      token_type: 'bearer',
      id_token: signToken({ ...claims, aud: [client], amr: ['ext', 'pwd'] }),
      refresh_token: grant.refreshToken,
      expires_in: settings.tokenSeconds,
      scope: scopes.join(' '),
      jti,
    },
    { 'cache-control': 'no-store', pragma: 'no-cache' },
  );
}
