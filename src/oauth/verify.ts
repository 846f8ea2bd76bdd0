/** Signature, issuer, audience and time of a token (RFC 7519 §4.1, RFC 9068 §4). */
import type { KeyObject } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { TokenRefused } from './refusal.ts';
import type { UnverifiedToken } from './token.ts';

/** Seconds that clocks may differ. */
export const CLOCK_SKEW = 30;

export interface Expectations {
  readonly issuer: string;
  /** One of them has to be among those of the token. */
  readonly audience: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface VerifiedToken {
  readonly claims: JWTPayload;
  /** Seconds since the epoch, when it ends. */
  readonly expires: number;
}

/**
 * @param keys those that may have signed it: with its id, and made for its algorithm
 * @throws TokenRefused
 */
export async function verify(
  token: UnverifiedToken,
  keys: readonly KeyObject[],
  { issuer, audience, now }: Expectations,
): Promise<VerifiedToken> {
  let refusal = new TokenRefused(
    'The issuer has no key with the id (kid) and the algorithm (alg) of this token; get a new one.',
  );
  for (const key of keys) {
    try {
      const { payload } = await jwtVerify(token.text, key, {
        algorithms: [token.algorithm],
        issuer,
        audience: [...audience],
        requiredClaims: ['exp'],
        clockTolerance: CLOCK_SKEW,
        currentDate: new Date(now),
      });
      const { exp = 0, iat } = payload;
      if (iat !== undefined && iat > now / 1000 + CLOCK_SKEW) {
        throw new TokenRefused('This token was issued in the future (iat); compare the clocks.', {
          bearer: clientOf(payload),
        });
      }
      return { claims: payload, expires: exp };
    } catch (error) {
      refusal =
        error instanceof TokenRefused
          ? error
          : new TokenRefused(wordsFor(error, audience), { bearer: bearerIn(error), cause: error });
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw refusal;
    }
  }
  throw refusal;
}

/** Claims are looked at when the signature is known to be good: what such a token says of itself is proven. */
function bearerIn(error: unknown): string | undefined {
  const isOfClaims = error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed;
  return isOfClaims ? clientOf(error.payload) : undefined;
}

function clientOf(claims: JWTPayload): string | undefined {
  const client = claims['client_id'] ?? claims['azp'] ?? claims['cid'];
  return typeof client === 'string' ? client : undefined;
}

function wordsFor(error: unknown, audience: readonly string[]): string {
  if (error instanceof errors.JWTExpired) return 'This token has expired; get a new one.';
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return 'The signature of this token does not fit: it was changed, or signed by somebody else.';
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason } = error;
    if (claim === 'aud') {
      return `This token is meant for somebody else: among its audiences (aud) has to be ${audience.join(' or ')}.`;
    }
    if (claim === 'nbf' && reason === 'check_failed') {
      return 'This token is not good yet (nbf); compare the clocks.';
    }
    if (reason === 'missing') return `This token has no ${claim}, which it must have.`;
    return `The claim ${claim} of this token is wrong.`;
  }
  return 'This token is malformed.';
}
