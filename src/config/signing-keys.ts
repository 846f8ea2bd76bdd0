/** Private keys that tokens are signed with, as administrators hand them over: PEM (RFC 7468), JSON Web Key or Set (RFC 7517). */
import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { blocksOf, pemOf } from '../connectors/http/way/pem.ts';
import { isJsonObject } from '../scim/json.ts';

/** What a message says of keys that will do. */
const WANTED =
  'private keys for Ed25519 or P-256 (ES256), in PEM or as JSON Web Key; make one with: openssl genpkey -algorithm ed25519';

/** @returns the keys, one at least, in their order; or what is wrong, completing a sentence that begins with the name of the setting */
export function readSigningKeys(
  text: string,
): { readonly keys: readonly KeyObject[] } | { readonly reason: string } {
  const sources = sourcesOf(text);
  if (sources.length === 0) return { reason: `has no key in it; it must have ${WANTED}` };
  const keys: KeyObject[] = [];
  for (const source of sources) {
    const key = privateKeyOf(source);
    if (key === undefined || !isForSigning(key)) {
      return { reason: `has a key that cannot be used; it must have ${WANTED}` };
    }
    keys.push(key);
  }
  return { keys };
}

/** Each key once, where it stands first. Compared as text: OpenSSL takes a comparison of unlike keys for the next call's error. */
export function withoutRepetitions(keys: readonly KeyObject[]): readonly KeyObject[] {
  const texts = keys.map((key) => createPublicKey(key).export({ type: 'spki', format: 'pem' }));
  return keys.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
}

type KeySource = Parameters<typeof createPrivateKey>[0];

/** PEM blocks or JWKs, private or not. */
function sourcesOf(text: string): KeySource[] {
  const pem = pemOf(text);
  if (pem !== undefined) return blocksOf(pem, /KEY$/);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isJsonObject(value)) return [];
  const { keys = [value] } = value;
  return Array.isArray(keys) ? keys.map((key) => ({ key: key as JsonWebKey, format: 'jwk' })) : [];
}

/** @returns nothing where it is none, or needs a passphrase */
function privateKeyOf(source: KeySource): KeyObject | undefined {
  try {
    return createPrivateKey(source);
  } catch {
    return undefined;
  }
}

function isForSigning({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): boolean {
  return type === 'ed25519' || (type === 'ec' && details?.namedCurve === 'prime256v1');
}
