/** Certificates and keys as people hand them over: PEM (RFC 7468), or what they took for it. */
import { X509Certificate } from 'node:crypto';
import { CERTIFICATE, KEY_STORE, PRIVATE_KEY, TRUST_STORE } from './names.ts';

/** Is reported for the property that the text comes from; completes a sentence that begins with its name. */
export class MaterialError extends Error {
  readonly property: string;

  constructor(property: string, message: string) {
    super(message);
    this.property = property;
  }
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;
const BEGIN = /-----BEGIN ([A-Z0-9 ]+)-----/;

/** `text` of a file or an environment variable: PEM, also in base64, or with `\n` in place of line breaks; else `undefined`. */
export function pemOf(text: string): string | undefined {
  const pem = BEGIN.test(text) ? text : bytesOf(text)?.toString('latin1');
  if (pem === undefined || !BEGIN.test(pem)) return undefined;
  return pem.includes('\n') ? pem : pem.replaceAll('\\r', '').replaceAll('\\n', '\n');
}

/** What base64 stands for; `undefined` where it is none. */
export function bytesOf(text: string): Buffer | undefined {
  const digits = text.replace(/\s/g, '');
  return digits !== '' && /^[\w+/-]+={0,2}$/.test(digits) ? Buffer.from(digits, 'base64') : undefined;
}

export function blocksOf(pem: string, label: RegExp): string[] {
  return [...pem.matchAll(BLOCK)].filter(([, name = '']) => label.test(name)).map(([block]) => block);
}

/** ASN.1 `SEQUENCE` that begins with the version 3 (RFC 7292 §4). */
export function isPkcs12(bytes: Buffer): boolean {
  const length = bytes[1] ?? 0;
  const content = length < 0x80 ? 2 : 2 + (length & 0x7f);
  return bytes[0] === 0x30 && bytes.subarray(content, content + 3).equals(Buffer.from([2, 1, 3]));
}

/** A key store of Java's own. */
export function isJks(bytes: Buffer): boolean {
  return bytes.subarray(0, 4).equals(Buffer.from([0xfe, 0xed, 0xfe, 0xed]));
}

/** @throws MaterialError where the text is not certificates in PEM, at least one */
export function readCertificates(property: string, text: string): X509Certificate[] {
  const refuse = (message: string) => new MaterialError(property, message);
  const pem = pemOf(text);
  if (pem === undefined) throw refuse(whatElse(text));
  const blocks = blocksOf(pem, CERTIFICATE_LABEL);
  if (blocks.length === 0) {
    if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(pem)) {
      const place = [CERTIFICATE, TRUST_STORE].includes(property)
        ? `, which belongs into ${PRIVATE_KEY}`
        : '';
      throw refuse(`is a private key${place}: a certificate belongs here`);
    }
    throw refuse(
      /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----/.test(pem)
        ? 'is cut off: the line -----END CERTIFICATE----- is missing'
        : `is no certificate, but PEM of another kind (${BEGIN.exec(pem)?.[1]?.toLowerCase()}): it has to have a line -----BEGIN CERTIFICATE-----`,
    );
  }
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block);
    } catch {
      const which = blocks.length === 1 ? '' : ` number ${index + 1} of ${blocks.length},`;
      throw refuse(`has a certificate,${which} that cannot be read: copy it anew from where it comes from`);
    }
  });
}

const CERTIFICATE_LABEL = /^(?:TRUSTED |X509 )?CERTIFICATE$/;

function whatElse(text: string): string {
  const bytes = bytesOf(text);
  if (bytes !== undefined && isPkcs12(bytes)) {
    return `is a PKCS#12 key store: a certificate in PEM form belongs here; a client certificate with its key can stand in ${KEY_STORE} as it is`;
  }
  if (bytes !== undefined && isJks(bytes)) {
    return 'is a key store of Java (JKS): write its certificates in PEM form (keytool -exportcert -rfc)';
  }
  if (bytes !== undefined && isDerCertificate(bytes)) {
    return 'is a certificate in DER form (binary): make PEM of it (openssl x509 -inform der -in FILE -out FILE.pem)';
  }
  return 'is no certificate in PEM form: it has to have a line -----BEGIN CERTIFICATE-----; to name a file, write {"file": "path"}';
}

function isDerCertificate(bytes: Buffer): boolean {
  try {
    new X509Certificate(bytes);
    return true;
  } catch {
    return false;
  }
}
