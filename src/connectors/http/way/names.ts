/** Names of the properties about TLS: those of SAP destinations, and ours for what they have no name for. */
export const KEY_STORE = 'KeyStoreLocation';
export const KEY_STORE_PASSWORD = 'KeyStorePassword';
export const CERTIFICATE = 'ipsproxy.tls.certificate';
export const PRIVATE_KEY = 'ipsproxy.tls.private.key';
export const PASSPHRASE = 'ipsproxy.tls.private.key.passphrase';
export const TRUST_STORE = 'TrustStoreLocation';

/** Files with certificates and keys, which may be binary. */
export const CERTIFICATE_FILES: ReadonlySet<string> = new Set([
  KEY_STORE,
  CERTIFICATE,
  PRIVATE_KEY,
  TRUST_STORE,
]);
