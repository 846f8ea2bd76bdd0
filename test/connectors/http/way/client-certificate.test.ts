/** What is said about certificates and keys that cannot be used, and that the others can. */
import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { derOf, makeCertificate } from '../../../support/certificates.ts';
import {
  KEY_STORE,
  KEY_STORE_CLIENT,
  KEY_STORE_PASSWORD,
  KEY_STORE_WITHOUT_KEY,
  OLD_KEY_STORE,
} from '../../../support/key-stores.ts';
import { settingsOf } from '../../support/ways.ts';

const authority = makeCertificate({ name: 'Authority', authority: true });
const client = makeCertificate({ name: 'client', issuer: authority });
const other = makeCertificate({ name: 'other', issuer: authority });
const encrypted = createPrivateKey(client.key)
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
  .toString();

const CERTIFICATE = 'ipsproxy.tls.certificate';
const KEY = 'ipsproxy.tls.private.key';
const PASSPHRASE = 'ipsproxy.tls.private.key.passphrase';
const pair = { [CERTIFICATE]: client.certificate, [KEY]: client.key };

const subjectOf = (properties: Record<string, string>) =>
  settingsOf(properties).certificate?.certificate.subject;
const base64 = (data: string | Buffer) => Buffer.from(data).toString('base64');

describe('a client certificate', () => {
  it.each<[string, Record<string, string>]>([
    ['PEM', pair],
    [
      'with those of its issuers behind it',
      { ...pair, [CERTIFICATE]: client.certificate + authority.certificate },
    ],
    [
      'in one line, as environment variables have it',
      {
        [CERTIFICATE]: client.certificate.replaceAll('\n', '\\n'),
        [KEY]: client.key.replaceAll('\n', '\\n'),
      },
    ],
    [
      'with line breaks of Windows',
      {
        [CERTIFICATE]: client.certificate.replaceAll('\n', '\r\n'),
        [KEY]: client.key.replaceAll('\n', '\r\n'),
      },
    ],
    ['in base64', { [CERTIFICATE]: base64(client.certificate), [KEY]: base64(client.key) }],
    [
      'with an encrypted key',
      { [CERTIFICATE]: client.certificate, [KEY]: encrypted, [PASSPHRASE]: 'open sesame' },
    ],
    ['PEM in one file', { KeyStoreLocation: client.key + client.certificate }],
    [
      'PEM in one file, encrypted',
      { KeyStoreLocation: encrypted + client.certificate, KeyStorePassword: 'open sesame' },
    ],
  ])('is taken: %s', (_, properties) => {
    expect(subjectOf(properties)).toBe('CN=client');
  });

  it('is taken from PKCS#12', () => {
    expect(subjectOf({ KeyStoreLocation: KEY_STORE, KeyStorePassword: KEY_STORE_PASSWORD })).toBe(
      `CN=${KEY_STORE_CLIENT}`,
    );
  });

  it('is none where there is no property', () => {
    expect(settingsOf({}).certificate).toBeUndefined();
  });

  it.each<[Record<string, string>, string]>([
    [{ [CERTIFICATE]: client.certificate }, `${KEY} is missing: refer to the private key of ${CERTIFICATE}`],
    [{ [KEY]: client.key }, `${CERTIFICATE} is missing: the certificate of ${KEY}, in PEM form`],
    [{ ...pair, [KEY]: other.key }, `${KEY} is the key of another certificate than that of CN=client`],
    [
      { ...pair, [CERTIFICATE]: authority.certificate + client.certificate },
      `${CERTIFICATE} has the certificate of the private key as number 2: it has to be the first, those of its issuers follow`,
    ],
    [
      { ...pair, [CERTIFICATE]: base64(derOf(client)) },
      `${CERTIFICATE} is a certificate in DER form (binary): make PEM of it (openssl x509 -inform der -in FILE -out FILE.pem)`,
    ],
    [
      { ...pair, [CERTIFICATE]: 'certs/client.pem' },
      `${CERTIFICATE} is no certificate in PEM form: it has to have a line -----BEGIN CERTIFICATE-----; to name a file, write {"file": "path"}`,
    ],
    [
      { ...pair, [CERTIFICATE]: client.certificate.slice(0, 300) },
      `${CERTIFICATE} is cut off: the line -----END CERTIFICATE----- is missing`,
    ],
    [
      {
        ...pair,
        [CERTIFICATE]: `${client.certificate}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
      },
      `${CERTIFICATE} has a certificate, number 2 of 2, that cannot be read: copy it anew from where it comes from`,
    ],
    [
      { ...pair, [CERTIFICATE]: client.certificate + client.key },
      `${CERTIFICATE} has a private key in it, and is no secret: write both into KeyStoreLocation as they are, or the key into ${KEY}`,
    ],
    [{ ...pair, [KEY]: client.certificate }, `${KEY} is a certificate: its private key belongs here`],
    [
      { ...pair, [KEY]: 'key.pem' },
      `${KEY} is no private key in PEM form: it has to have a line such as -----BEGIN PRIVATE KEY-----`,
    ],
    [
      { ...pair, [KEY]: client.key + other.key },
      `${KEY} has several private keys: leave the one of the certificate`,
    ],
    [{ ...pair, [KEY]: encrypted }, `${PASSPHRASE} is missing: ${KEY} is encrypted, refer to its passphrase`],
    [
      { ...pair, [KEY]: encrypted, [PASSPHRASE]: 'open barley' },
      `${PASSPHRASE} is not the passphrase of ${KEY}, or that is broken`,
    ],
    [
      { KeyStoreLocation: KEY_STORE },
      'KeyStorePassword is missing: refer to the password of KeyStoreLocation',
    ],
    [
      { KeyStoreLocation: KEY_STORE, KeyStorePassword: 'guess' },
      'KeyStorePassword is not the password of KeyStoreLocation',
    ],
    [
      { KeyStorePassword: 'x' },
      'KeyStorePassword is set without KeyStoreLocation: set that as well, or remove it',
    ],
    [
      { KeyStoreLocation: KEY_STORE, KeyStorePassword: KEY_STORE_PASSWORD, [PASSPHRASE]: 'x' },
      `${PASSPHRASE} is set beside KeyStoreLocation, whose password is KeyStorePassword: remove it`,
    ],
    [{ [PASSPHRASE]: 'x' }, `${PASSPHRASE} is set without ${KEY}: set that as well, or remove it`],
    [
      { ...pair, KeyStoreLocation: KEY_STORE },
      `${CERTIFICATE} is set beside KeyStoreLocation, which has both: remove one of them`,
    ],
    [
      { KeyStoreLocation: OLD_KEY_STORE, KeyStorePassword: KEY_STORE_PASSWORD },
      'KeyStoreLocation is encrypted in a way that is no longer supported (RC2 or the like): export it anew with AES (openssl pkcs12)',
    ],
    [
      { KeyStoreLocation: KEY_STORE_WITHOUT_KEY, KeyStorePassword: KEY_STORE_PASSWORD },
      'KeyStoreLocation has no private key: export it with the certificate',
    ],
    [
      { KeyStoreLocation: Buffer.from('feedfeed00000002', 'hex').toString('base64') },
      'KeyStoreLocation is a key store of Java (JKS): make PKCS#12 of it (keytool -importkeystore -deststoretype PKCS12)',
    ],
    [
      { KeyStoreLocation: 'client.p12' },
      'KeyStoreLocation is neither a PKCS#12 key store nor PEM with certificate and private key: refer to such a file ({"file": "client.p12"}), or to its base64',
    ],
    [
      { Authentication: 'ClientCertificateAuthentication' },
      `Authentication ClientCertificateAuthentication needs a certificate: set KeyStoreLocation and KeyStorePassword, or ${CERTIFICATE} and ${KEY}`,
    ],
  ])('%j: %s', (properties, message) => {
    expect(() => settingsOf(properties)).toThrow(new Error(message));
  });
});

describe('a trust store', () => {
  it('has certificates, any number of them', () => {
    expect(() => settingsOf({ TrustStoreLocation: authority.certificate + other.certificate })).not.toThrow();
  });

  it.each<[string, string]>([
    [
      KEY_STORE,
      'is a PKCS#12 key store: a certificate in PEM form belongs here; a client certificate with its key can stand in KeyStoreLocation as it is',
    ],
    [client.key, 'is a private key, which belongs into ipsproxy.tls.private.key: a certificate belongs here'],
    [
      'company.pem',
      'is no certificate in PEM form: it has to have a line -----BEGIN CERTIFICATE-----; to name a file, write {"file": "path"}',
    ],
  ])('is not %s', (text, message) => {
    expect(() => settingsOf({ TrustStoreLocation: text })).toThrow(
      new Error(`TrustStoreLocation ${message}`),
    );
  });
});
