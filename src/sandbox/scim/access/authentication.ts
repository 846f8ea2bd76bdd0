/** Who may call: everybody, whoever knows the password, or whoever has a token. */
import type { StandInAnswer, StandInRequest } from '../../kit/message.ts';
import { Failure } from '../failure.ts';
import type { Server } from '../server.ts';

/** Seconds that a token is good for. */
const TOKEN_LIFETIME = 300;

export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** A bearer token that does not end. */
  readonly token: string;
}

export interface Access {
  /** @throws {Failure} 401 */
  check(request: StandInRequest): void;
  /** `POST /oauth/token` (RFC 6749 §4.4): user and password are the client's id and secret. */
  issueToken(request: StandInRequest): StandInAnswer;
}

export function createAccess({ switches, clock }: Server, credentials: Credentials): Access {
  const tokens = new Map<string, number>();
  const isToken = (token: string): boolean =>
    token === credentials.token || (tokens.get(token) ?? 0) > clock.now();
  return {
    check({ headers: { authorization = '' } }) {
      const { authentication } = switches.current;
      const allowed =
        authentication === 'none' ||
        (authentication === 'basic'
          ? isClient(credentials, authorization)
          : isToken(/^bearer (\S+)$/i.exec(authorization)?.[1] ?? ''));
      if (allowed) return;
      const challenge = authentication === 'basic' ? 'Basic realm="SCIM"' : 'Bearer realm="SCIM"';
      throw new Failure(401, 'The credentials are missing or wrong.', undefined, {
        'www-authenticate': challenge,
      });
    },
    issueToken(request) {
      const form = new URLSearchParams(request.body.toString('utf8'));
      if (form.get('grant_type') !== 'client_credentials')
        return tokenAnswer(400, { error: 'unsupported_grant_type' });
      const inForm =
        form.get('client_id') === credentials.user && form.get('client_secret') === credentials.password;
      if (!inForm && !isClient(credentials, request.headers.authorization ?? '')) {
        return tokenAnswer(401, { error: 'invalid_client' });
      }
      const token = `sandbox-token-${tokens.size + 1}`;
      tokens.set(token, clock.now() + TOKEN_LIFETIME * 1000);
      return tokenAnswer(200, { access_token: token, token_type: 'Bearer', expires_in: TOKEN_LIFETIME });
    },
  };
}

function isClient({ user, password }: Credentials, authorization: string): boolean {
  const [, encoded = ''] = /^basic (\S+)$/i.exec(authorization) ?? [];
  return Buffer.from(encoded, 'base64').toString('utf8') === `${user}:${password}`;
}

function tokenAnswer(status: number, body: object): StandInAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
