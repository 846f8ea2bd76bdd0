import type { StandInAnswer } from '../../../kit/message.ts';
import { type Landscape, ZONE } from '../../landscape.ts';
import type { UaaUser } from '../../store/users.ts';
import { signToken } from './json-web-token.ts';
import { userHash } from './user-hash.ts';

export interface Grant {
  readonly client: string;
  readonly user: UaaUser;
  readonly scopes: readonly string[];
  /** Goes back to the client as it is; the UAA does not rotate refresh tokens. */
  readonly refreshToken: string;
  /** Seconds since the epoch. */
  readonly loggedIn: number;
  /** The client asked for a token that only the UAA itself understands. */
  readonly opaque: boolean;
  /** The user is not there: the tokens come from a refresh token. */
  readonly refreshed: boolean;
}

export function wantsOpaque(form: URLSearchParams): boolean {
  return form.get('token_format') === 'opaque';
}

/** Issues an access token and says so. An `id_token` comes with scope `openid` only. */
export function tokenAnswer(landscape: Landscape, grant: Grant): StandInAnswer {
  const { clock, settings, guids, tokens } = landscape;
  const { client, user, scopes, loggedIn, opaque } = grant;
  const issuedAt = Math.floor(clock.now() / 1000);
  const expires = issuedAt + settings.tokenSeconds;
  const jti = guids.hex('token', 32);
  const hash = userHash(landscape, client, user);
  const revocable = opaque || grant.refreshed;
  const claims = {
    sub: user.id,
    client_id: client,
    cid: client,
    azp: client,
    user_id: user.id,
    origin: user.origin,
    user_name: user.userName,
    email: user.email,
    iat: issuedAt,
    exp: expires,
    iss: `${landscape.url}/oauth/token`,
    zid: ZONE,
    auth_time: loggedIn,
    rev_sig: hash,
    grant_type: 'password',
  };
  const value = opaque
    ? jti
    : signToken({
        jti,
        ...claims,
        scope: scopes,
        aud: audience(client, scopes),
        client_auth_method: 'none',
        ...(revocable ? { revocable } : {}),
      });
  tokens.addAccess({
    value,
    id: jti,
    client,
    scopes,
    expires,
    user: { userId: user.id, userHash: hash },
    revocable,
  });
  return issued({
    access_token: value,
    token_type: 'bearer',
    ...(scopes.includes('openid')
      ? { id_token: signToken({ ...claims, aud: [client], amr: ['ext', 'pwd'] }) }
      : {}),
    refresh_token: grant.refreshToken,
    expires_in: settings.tokenSeconds,
    scope: scopes.join(' '),
    jti,
  });
}

/** The answer with new tokens. */
export function issued(body: Readonly<Record<string, unknown>>): StandInAnswer {
  return {
    status: 200,
    headers: {
      'content-type': 'application/json;charset=UTF-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    },
    body: JSON.stringify(body),
  };
}

/** The client, and what the scopes are scopes of. */
export function audience(client: string, scopes: readonly string[]): readonly string[] {
  const resources = scopes.map((scope) => scope.replace(/\.[^.]*$/, ''));
  return [...new Set([client, ...resources])];
}
