/** The public keys of an issuer, as it publishes them (JWK Set, RFC 7517 §5), as far as they are fit to verify tokens. */
import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { isJsonObject } from '../scim/json.ts';

interface VerificationKey {
  readonly id: string | undefined;
  readonly algorithms: readonly string[];
  readonly key: KeyObject;
}

/** Bits of an RSA modulus: fewer are too weak (RFC 7518 §3.3), more only cost time. */
const FEWEST_BITS = 2048;
const MOST_BITS = 8192;
/** Keys of one issuer; those of Entra ID are some ten. */
const MOST_KEYS = 100;

const CURVES: Readonly<Record<string, string>> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };
/** The same algorithm before and after RFC 9864. */
const ED25519 = ['EdDSA', 'Ed25519'];
const RSA = /^[RP]S(?:256|384|512)$/;
/** What OpenID Connect takes a key for that does not say. */
const USUAL_RSA = ['RS256'];

export class KeySet {
  readonly #keys: readonly VerificationKey[];

  private constructor(keys: readonly VerificationKey[]) {
    this.#keys = keys;
  }

  /**
   * Keys for encryption, secrets that were published, weak keys and those that are broken are left out.
   *
   * @param algorithms those that are accepted; absent: those that the keys are made for
   * @throws Error that says what is wrong where no key is left
   */
  static parse(text: string, algorithms?: readonly string[]): KeySet {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw new Error('it is no JSON');
    }
    const keys = isJsonObject(value) ? value['keys'] : undefined;
    if (!Array.isArray(keys)) throw new Error('it is no JSON Web Key Set: it has no list "keys"');
    if (keys.length > MOST_KEYS) throw new Error(`it has more than ${MOST_KEYS} keys`);
    const usable = keys.flatMap((jwk) => verificationKey(jwk, algorithms) ?? []);
    if (usable.length === 0) {
      throw new Error(
        'it has no public key for signatures that is accepted (RSA from 2048 bits on, P-256, P-384, P-521, Ed25519)',
      );
    }
    return new KeySet(usable);
  }

  get size(): number {
    return this.#keys.length;
  }

  /**
   * Those that may have signed a token. One without key id fits where there is only one key for its algorithm.
   */
  find(keyId: string | undefined, algorithm: string): readonly KeyObject[] {
    const fitting = this.#keys.filter(
      ({ id, algorithms }) => algorithms.includes(algorithm) && (keyId === undefined || id === keyId),
    );
    return keyId === undefined && fitting.length > 1 ? [] : fitting.map(({ key }) => key);
  }
}

function verificationKey(jwk: unknown, accepted: readonly string[] | undefined): VerificationKey | undefined {
  if (!isJsonObject(jwk)) return undefined;
  const { kid, use = 'sig', key_ops: operations = ['verify'], d, k } = jwk;
  const isPrivate = d !== undefined || k !== undefined;
  const isForSignatures = use === 'sig' && Array.isArray(operations) && operations.includes('verify');
  if (isPrivate || !isForSignatures || !(kid === undefined || typeof kid === 'string')) return undefined;
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const algorithms = algorithmsOf(jwk, key, accepted);
    return algorithms.length === 0 ? undefined : { id: kid, algorithms, key };
  } catch {
    return undefined;
  }
}

/** One key, one algorithm (RFC 8725 §3.1), as far as the issuer says which. */
function algorithmsOf(
  { alg, crv, kty }: Readonly<Record<string, unknown>>,
  { asymmetricKeyDetails: { modulusLength = 0 } = {} }: KeyObject,
  accepted: readonly string[] | undefined,
): readonly string[] {
  const isAccepted = (name: string) => accepted?.includes(name === 'Ed25519' ? 'EdDSA' : name) ?? true;
  if (kty === 'RSA') {
    if (modulusLength < FEWEST_BITS || modulusLength > MOST_BITS) return [];
    const own = alg === undefined ? (accepted ?? USUAL_RSA) : [String(alg)];
    return own.filter((name) => RSA.test(name) && isAccepted(name));
  }
  const own = kty === 'OKP' && crv === 'Ed25519' ? ED25519 : [CURVES[String(crv)] ?? ''];
  return own.filter(
    (name) => name !== '' && isAccepted(name) && (alg === undefined || own.includes(String(alg))),
  );
}
