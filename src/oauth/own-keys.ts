/** The keys that the proxy signs its own tokens with. */
import { createHmac, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, type JWK } from 'jose';

export interface OwnKey {
  /** RFC 7638: the same wherever this key is, and of no other one. */
  readonly id: string;
  readonly algorithm: 'EdDSA' | 'ES256';
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** For everybody. */
  readonly jwk: JWK;
  /** What tokens of this key say of the secret that they were issued for; tells nobody anything who has not the private key. */
  markOf(secretHash: string): string;
}

/** @param privateKey for Ed25519 or P-256 */
export async function ownKey(privateKey: KeyObject): Promise<OwnKey> {
  const publicKey = createPublicKey(privateKey);
  const exported = await exportJWK(publicKey);
  const id = await calculateJwkThumbprint(exported);
  const algorithm = privateKey.asymmetricKeyType === 'ed25519' ? 'EdDSA' : 'ES256';
  const { d = '' } = privateKey.export({ format: 'jwk' });
  const markKey = Buffer.from(
    hkdfSync('sha256', Buffer.from(d, 'base64url'), '', 'ipsproxy: marks of secrets', 32),
  );
  return {
    id,
    algorithm,
    privateKey,
    publicKey,
    jwk: { ...exported, kid: id, alg: algorithm, use: 'sig' },
    markOf: (secretHash) => createHmac('sha256', markKey).update(secretHash).digest('base64url'),
  };
}
