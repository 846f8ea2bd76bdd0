/** The token endpoint's answer (RFC 6749 §5.1), and what the access token says about itself. */
import { ScimError } from '../../../scim/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../scim/json.ts';
import { type Backend, describeBackend } from '../../http/backend.ts';
import { type AccessToken, timesOf } from '../../http/token-cache.ts';

export interface Token extends AccessToken {
  readonly refreshToken: string | undefined;
  readonly scopes: readonly string[];
  /** GUID of the provisioning user. */
  readonly user: string;
}

/** @throws ScimError 502 for an answer without a usable token */
export function readToken(body: JsonValue | undefined, backend: Backend, now: number): Token {
  const answer = isJsonObject(body) ? body : {};
  const { access_token: value, expires_in: seconds, refresh_token: refreshToken } = answer;
  const claims = typeof value === 'string' ? claimsOf(value) : undefined;
  const user = claims?.['user_id'];
  if (
    typeof value !== 'string' ||
    typeof user !== 'string' ||
    typeof seconds !== 'number' ||
    !(seconds > 0)
  ) {
    throw new ScimError(
      502,
      `${describeBackend(backend)} answered POST /oauth/token without a JSON web token of a user: ${backend.addressAdvice}.`,
    );
  }
  return {
    value,
    ...timesOf(now, seconds * 1000),
    refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined,
    scopes: scopesOf(answer, claims),
    user,
  };
}

export function mayReadUsers(scopes: readonly string[]): boolean {
  return scopes.some(
    (scope) => scope === 'scim.read' || scope === 'uaa.admin' || /^zones\..+\.admin$/.test(scope),
  );
}

function scopesOf(answer: JsonObject, claims: JsonObject | undefined): string[] {
  const { scope } = answer;
  if (typeof scope === 'string') return scope.split(' ');
  const listed = claims?.['scope'];
  return Array.isArray(listed) ? listed.filter((entry) => typeof entry === 'string') : [];
}

/** The payload (RFC 7519 §3); who signed it is the API's business. */
function claimsOf(token: string): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return isJsonObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
