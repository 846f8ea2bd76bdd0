/** A private key in PEM form, and the certificates that belong to it. */
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { blocksOf, MaterialError, pemOf } from './pem.ts';

export interface KeyPair {
  /** For TLS; PEM. */
  readonly options: { readonly cert: string; readonly key: string };
  readonly certificate: X509Certificate;
}

export const KEY_LABEL = /PRIVATE KEY$/;

/**
 * @param property that the text comes from
 * @param passphraseProperty where its passphrase is looked for
 * @throws MaterialError
 */
export function readKey(
  property: string,
  text: string,
  passphraseProperty: string,
  passphrase?: string,
): KeyObject {
  const refuse = (message: string, of = property) => new MaterialError(of, message);
  const pem = pemOf(text);
  if (pem === undefined) {
    throw refuse('is no private key in PEM form: it has to have a line such as -----BEGIN PRIVATE KEY-----');
  }
  const [key, another] = blocksOf(pem, KEY_LABEL);
  if (key === undefined) {
    throw refuse(
      pem.includes('-----BEGIN CERTIFICATE-----')
        ? 'is a certificate: its private key belongs here'
        : 'is no private key, or is cut off: it has to have lines such as -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----',
    );
  }
  if (another !== undefined) throw refuse('has several private keys: leave the one of the certificate');
  try {
    return createPrivateKey(passphrase === undefined ? key : { key, passphrase });
  } catch {
    if (!/ENCRYPTED/.test(key)) throw refuse('is a private key that cannot be read: copy it anew');
    throw passphrase === undefined
      ? refuse(`is missing: ${property} is encrypted, refer to its passphrase`, passphraseProperty)
      : refuse(`is not the passphrase of ${property}, or that is broken`, passphraseProperty);
  }
}

/**
 * @param property that the certificates come from
 * @param chain the certificate of the key first
 * @throws MaterialError where they do not fit together
 */
export function joined(
  property: string,
  chain: readonly X509Certificate[],
  key: KeyObject,
  keyProperty: string,
): KeyPair {
  const [certificate] = chain as [X509Certificate];
  if (!certificate.checkPrivateKey(key)) {
    const fitting = chain.findIndex((each) => each.checkPrivateKey(key));
    throw fitting === -1
      ? new MaterialError(
          keyProperty,
          `is the key of another certificate than that of ${nameOf(certificate)}`,
        )
      : new MaterialError(
          property,
          `has the certificate of the private key as number ${fitting + 1}: it has to be the first, those of its issuers follow`,
        );
  }
  const options = {
    cert: chain.map((each) => each.toString()).join(''),
    key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  try {
    createSecureContext(options);
  } catch (error) {
    throw new MaterialError(property, `is not taken by TLS (${codeOf(error)}): have another one made`);
  }
  return { options, certificate };
}

/** `CN=client, O=Example`. */
export function nameOf({ subject, issuer }: X509Certificate, of: 'subject' | 'issuer' = 'subject'): string {
  const name = of === 'subject' ? subject : issuer;
  return (name ?? '').trim().split('\n').toReversed().join(', ') || 'no name';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
