/** Access tokens of the proxy itself: JWTs as RFC 9068 says, for technical users who have shown their secret. */
import { type KeyObject, randomUUID } from 'node:crypto';
import { type JWK, SignJWT } from 'jose';
import { type OwnKey, ownKey } from './own-keys.ts';
import { TokenRefused } from './refusal.ts';
import type { UnverifiedToken } from './token.ts';
import { type VerifiedToken, verify } from './verify.ts';

/** RFC 9068 §2.1. */
const TYPE = 'at+jwt';
/** Private claim: which secret the token was issued for. It ends with that. */
const MARK = 'secret_mark';

export interface OwnTokenOptions {
  readonly issuer: string;
  readonly audience: string;
  /** Seconds. */
  readonly lifetime: number;
  /** Private keys for Ed25519 or P-256; the first one signs. */
  readonly keys: readonly KeyObject[];
}

export interface IssuedToken {
  readonly token: string;
  /** Seconds. */
  readonly lifetime: number;
}

export interface OwnToken extends VerifiedToken {
  /** Of the technical user. */
  readonly userId: string;
  /** Whether it was issued for the secret with this hash. */
  isFor(secretHash: string): boolean;
}

export class OwnTokens {
  readonly issuer: string;
  readonly #options: OwnTokenOptions;
  readonly #keys: readonly OwnKey[];

  private constructor(options: OwnTokenOptions, keys: readonly OwnKey[]) {
    this.issuer = options.issuer;
    this.#options = options;
    this.#keys = keys;
  }

  static async open(options: OwnTokenOptions): Promise<OwnTokens> {
    return new OwnTokens(options, await Promise.all(options.keys.map(ownKey)));
  }

  /** JSON Web Key Set (RFC 7517 §5) of the public keys. */
  get keySet(): { readonly keys: readonly JWK[] } {
    return { keys: this.#keys.map(({ jwk }) => jwk) };
  }

  /**
   * @param secretHash of the secret that was shown, as text
   * @param now milliseconds since the epoch
   */
  async issue(userId: string, secretHash: string, now = Date.now()): Promise<IssuedToken> {
    const [key] = this.#keys;
    if (key === undefined) throw new Error('There is no key to sign with.');
    const { issuer, audience, lifetime } = this.#options;
    const issued = Math.floor(now / 1000);
    const token = await new SignJWT({ client_id: userId, [MARK]: key.markOf(secretHash) })
      .setProtectedHeader({ typ: TYPE, alg: key.algorithm, kid: key.id })
      .setIssuer(issuer)
      .setSubject(userId)
      .setAudience(audience)
      .setIssuedAt(issued)
      .setExpirationTime(issued + lifetime)
      .setJti(randomUUID())
      .sign(key.privateKey);
    return { token, lifetime };
  }

  /** @throws TokenRefused */
  async verify(token: UnverifiedToken, now = Date.now()): Promise<OwnToken> {
    if (token.type !== TYPE)
      throw new TokenRefused(`This is no access token: its type (typ) is not ${TYPE}.`);
    const key = this.#keys.find(({ id, algorithm }) => id === token.keyId && algorithm === token.algorithm);
    const { issuer, audience } = this.#options;
    const expectations = { issuer, audience: [audience], now };
    const verified = await verify(token, key === undefined ? [] : [key.publicKey], expectations);
    const { sub, [MARK]: mark } = verified.claims;
    if (typeof sub !== 'string') throw new TokenRefused('This token does not name its technical user (sub).');
    return { ...verified, userId: sub, isFor: (secretHash) => key?.markOf(secretHash) === mark };
  }
}
