/**
 * Whether a token is good, checked in the UAA's order and refused in its words (`invalid_token`).
 */
import type { Landscape } from '../../landscape.ts';
import type { AccessToken, RefreshToken, TokenUser } from '../../store/tokens.ts';
import type { UaaUser } from '../../store/users.ts';
import { type OAuthError, oauthError } from '../errors.ts';
import { flawOfToken, looksLikeToken } from './json-web-token.ts';
import { lostScopes } from './scopes.ts';
import { userHash } from './user-hash.ts';

const UNKNOWN = 'The token expired, was revoked, or the token ID is incorrect.';
/** So long the check of the signature, which looks at the time as well, overlooks that a token has expired. */
const CLOCK_SKEW = 60;

/** @throws OAuthError 401 without a challenge */
export function checkAccessToken(landscape: Landscape, value: string): AccessToken {
  const { tokens, clock, users } = landscape;
  if (value === '') throw invalidToken('Invalid access token value, must be at least 30 characters');
  const found = tokens.check(value, clock.now());
  if (found.state === 'unknown') throw invalidToken(whyUnknown(landscape, value));
  const { token } = found;
  const opaque = token.value === token.id;
  if (found.state === 'expired') throw invalidToken(opaque ? UNKNOWN : whyExpired(token, clock.now()));
  if (token.user === undefined) return token;
  if (token.revocable && users.get(token.user.userId) === undefined) {
    throw invalidToken(opaque ? UNKNOWN : `The token has been revoked: ${token.id}`);
  }
  checkUser(landscape, token, token.user, 'scope');
  return token;
}

/** The refresh token and its user. @throws OAuthError 401 without a challenge */
export function checkRefreshToken(landscape: Landscape, value: string): [RefreshToken, UaaUser] {
  const { tokens, clock, users } = landscape;
  const token = tokens.refresh(value);
  if (token === undefined) {
    const flaw = looksLikeToken(value) ? flawOfToken(value) : UNKNOWN;
    throw invalidToken(flaw ?? 'Invalid refresh token.');
  }
  if (token.expires * 1000 <= clock.now() || users.get(token.user.userId) === undefined) {
    throw invalidToken(UNKNOWN);
  }
  return [token, checkUser(landscape, token, token.user, 'granted_scopes')];
}

/** Users can have lost what a token says of them. */
function checkUser(
  landscape: Landscape,
  token: AccessToken | RefreshToken,
  { userId, userHash: hash }: TokenUser,
  claim: string,
): UaaUser {
  const user = landscape.users.get(userId);
  if (!user?.active) throw invalidToken(`Token bears a non-existent user ID: ${userId}`);
  const lost = lostScopes(landscape, user, token.scopes);
  if (lost.length > 0) throw invalidToken(`Some required "${claim}" are missing: [${lost.join(', ')}]`);
  if (userHash(landscape, token.client, user) !== hash) {
    throw invalidToken('revocable signature mismatch');
  }
  return user;
}

function whyUnknown({ tokens }: Landscape, value: string): string {
  if (tokens.refresh(value) !== undefined) return 'The token does not bear a "scope" claim.';
  if (!looksLikeToken(value)) return UNKNOWN;
  return flawOfToken(value) ?? 'revocable signature mismatch';
}

function whyExpired({ expires }: AccessToken, now: number): string {
  if (now > (expires + CLOCK_SKEW) * 1000) return 'Could not verify token signature.';
  return `Invalid access token: expired at ${javaDate(expires * 1000)}`;
}

/** As Java writes a moment: `Sat Nov 28 19:23:15 UTC 2026`. */
function javaDate(moment: number): string {
  const [weekday, day, month, year, time] = new Date(moment).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

function invalidToken(description: string): OAuthError {
  return oauthError(401, 'invalid_token', description);
}
