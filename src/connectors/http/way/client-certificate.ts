/** The certificate with which a system logs on, or shows itself to gateways; read and checked. */
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { Duplex } from 'node:stream';
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';
import { CERTIFICATE, KEY_STORE, KEY_STORE_PASSWORD, PASSPHRASE, PRIVATE_KEY } from './names.ts';
import { blocksOf, bytesOf, isJks, isPkcs12, MaterialError, pemOf, readCertificates } from './pem.ts';

/** Values of properties by their names. */
export type Texts = Readonly<Record<string, string>>;

export interface ClientCertificate {
  /** For TLS. */
  readonly options: Pick<SecureContextOptions, 'cert' | 'key' | 'pfx' | 'passphrase'>;
  readonly certificate: X509Certificate;
  /** Which property it comes from. */
  readonly property: typeof KEY_STORE | typeof CERTIFICATE;
}

const KEY_LABEL = /PRIVATE KEY$/;

/**
 * @returns `undefined` where the properties have none
 * @throws MaterialError where they do not fit together, or something is wrong with one of them
 */
export function readClientCertificate(texts: Texts): ClientCertificate | undefined {
  const keyStore = texts[KEY_STORE];
  if (keyStore !== undefined) {
    if (texts[PASSPHRASE] !== undefined) {
      const message = `is set beside ${KEY_STORE}, whose password is ${KEY_STORE_PASSWORD}: remove it`;
      throw new MaterialError(PASSPHRASE, message);
    }
    const second = [CERTIFICATE, PRIVATE_KEY].find((name) => texts[name] !== undefined);
    if (second === undefined) return fromKeyStore(keyStore, texts[KEY_STORE_PASSWORD]);
    throw new MaterialError(second, `is set beside ${KEY_STORE}, which has both: remove one of them`);
  }
  if (texts[KEY_STORE_PASSWORD] !== undefined) {
    throw new MaterialError(
      KEY_STORE_PASSWORD,
      `is set without ${KEY_STORE}: set that as well, or remove it`,
    );
  }
  const certificate = texts[CERTIFICATE];
  const key = texts[PRIVATE_KEY];
  if (texts[PASSPHRASE] !== undefined && key === undefined) {
    throw new MaterialError(PASSPHRASE, `is set without ${PRIVATE_KEY}: set that as well, or remove it`);
  }
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined) {
    throw new MaterialError(CERTIFICATE, `is missing: the certificate of ${PRIVATE_KEY}, in PEM form`);
  }
  if (key === undefined) {
    throw new MaterialError(PRIVATE_KEY, `is missing: refer to the private key of ${CERTIFICATE}`);
  }
  if (blocksOf(pemOf(certificate) ?? '', KEY_LABEL).length > 0) {
    throw new MaterialError(
      CERTIFICATE,
      `has a private key in it, and is no secret: write both into ${KEY_STORE} as they are, or the key into ${PRIVATE_KEY}`,
    );
  }
  return joined(
    CERTIFICATE,
    readCertificates(CERTIFICATE, certificate),
    readKey(PRIVATE_KEY, key, PASSPHRASE, texts[PASSPHRASE]),
    PRIVATE_KEY,
  );
}

function readKey(property: string, text: string, passphraseProperty: string, passphrase?: string): KeyObject {
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

/** @param chain the client's own certificate first */
function joined(
  property: ClientCertificate['property'],
  chain: readonly X509Certificate[],
  key: KeyObject,
  keyProperty: string,
): ClientCertificate {
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
    key: key.export({ type: 'pkcs8', format: 'pem' }),
  };
  try {
    createSecureContext(options);
  } catch (error) {
    throw new MaterialError(property, `is not taken by TLS (${codeOf(error)}): have another one made`);
  }
  return { options, certificate, property };
}

function fromKeyStore(text: string, passphrase: string | undefined): ClientCertificate {
  const refuse = (message: string, property: string = KEY_STORE) => new MaterialError(property, message);
  const pem = pemOf(text);
  if (pem !== undefined) {
    const key = readKey(KEY_STORE, pem, KEY_STORE_PASSWORD, passphrase);
    return joined(KEY_STORE, readCertificates(KEY_STORE, pem), key, KEY_STORE);
  }
  const pfx = bytesOf(text);
  if (pfx !== undefined && isJks(pfx)) {
    throw refuse(
      'is a key store of Java (JKS): make PKCS#12 of it (keytool -importkeystore -deststoretype PKCS12)',
    );
  }
  if (pfx === undefined || !isPkcs12(pfx)) {
    throw refuse(
      'is neither a PKCS#12 key store nor PEM with certificate and private key: refer to such a file ({"file": "client.p12"}), or to its base64',
    );
  }
  const options = { pfx, ...(passphrase === undefined ? {} : { passphrase }) };
  try {
    const certificate = shownBy(options);
    if (certificate !== undefined) return { options, certificate, property: KEY_STORE };
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (/mac verify|bad decrypt|password/i.test(message)) {
      throw passphrase === undefined
        ? refuse(`is missing: refer to the password of ${KEY_STORE}`, KEY_STORE_PASSWORD)
        : refuse(`is not the password of ${KEY_STORE}`, KEY_STORE_PASSWORD);
    }
    if (/load private key/i.test(message)) throw refuse('has no private key: export it with the certificate');
    if (/unsupported/i.test(message)) {
      throw refuse(
        'is encrypted in a way that is no longer supported (RC2 or the like): export it anew with AES (openssl pkcs12)',
      );
    }
    if (!/load certificate/i.test(message)) throw refuse('is a broken PKCS#12 key store: export it anew');
  }
  throw refuse('has no certificate of its private key: export both');
}

/** What a PKCS#12 key store has as client certificate; nobody but TLS itself opens it. Throws as TLS does. */
function shownBy(options: SecureContextOptions): X509Certificate | undefined {
  const nowhere = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const socket = new TLSSocket(nowhere, { isServer: true, secureContext: createSecureContext(options) });
  const certificate = socket.getX509Certificate();
  socket.destroy();
  return certificate;
}

/** `CN=client, O=Example`. */
export function nameOf({ subject, issuer }: X509Certificate, of: 'subject' | 'issuer' = 'subject'): string {
  const name = of === 'subject' ? subject : issuer;
  return (name ?? '').trim().split('\n').toReversed().join(', ') || 'no name';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
