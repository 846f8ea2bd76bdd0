/** The certificate with which a system logs on, or shows itself to gateways; read and checked. */
import type { X509Certificate } from 'node:crypto';
import { Duplex } from 'node:stream';
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';
import { joined, KEY_LABEL, readKey } from './key-pair.ts';
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
  const chain = readCertificates(CERTIFICATE, certificate);
  const pair = joined(
    CERTIFICATE,
    chain,
    readKey(PRIVATE_KEY, key, PASSPHRASE, texts[PASSPHRASE]),
    PRIVATE_KEY,
  );
  return { ...pair, property: CERTIFICATE };
}

function fromKeyStore(text: string, passphrase: string | undefined): ClientCertificate {
  const refuse = (message: string, property: string = KEY_STORE) => new MaterialError(property, message);
  const pem = pemOf(text);
  if (pem !== undefined) {
    const key = readKey(KEY_STORE, pem, KEY_STORE_PASSWORD, passphrase);
    return { ...joined(KEY_STORE, readCertificates(KEY_STORE, pem), key, KEY_STORE), property: KEY_STORE };
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
