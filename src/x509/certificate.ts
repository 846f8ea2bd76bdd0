/** What a certificate says (RFC 5280 §4), as far as whoever is let in by one has to know. */
import { createHash, X509Certificate } from 'node:crypto';
import {
  contextTag,
  DerError,
  elementsOf,
  Reader,
  readObjectIdentifier,
  readOnly,
  readTime,
  TAG,
} from './der.ts';
import { readName } from './distinguished-name.ts';

export interface Certificate {
  /** For signatures; its `raw` is what all the rest was read from. */
  readonly x509: X509Certificate;
  /** SHA-256, 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
  /** Canonical form (distinguished-name.ts). */
  readonly subject: string;
  /** Canonical form. */
  readonly issuer: string;
  /** Hexadecimal digits. */
  readonly serialNumber: string;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
  /** Of the algorithm with which it is signed. */
  readonly signatureAlgorithm: string;
  readonly extensions: Extensions;
}

export interface Extensions {
  /** `cA` of basicConstraints: it may sign certificates. */
  readonly isAuthority: boolean;
  /** How many authorities may stand between this one and the certificate at the end; absent: any number. */
  readonly pathLength?: number | undefined;
  /** Bits of the first byte, as in {@link KEY_USAGE}; absent: anything. */
  readonly keyUsage?: number | undefined;
  /** Object identifiers; absent: anything. */
  readonly extendedKeyUsage?: readonly string[] | undefined;
  /** Critical, and nothing that is known here: such a certificate must not be used (RFC 5280 §4.2). */
  readonly unknown: readonly string[];
}

/** RFC 5280 §4.2.1.3. */
export const KEY_USAGE = {
  digitalSignature: 0x80,
  keyAgreement: 0x08,
  certificateSigning: 0x04,
  listSigning: 0x02,
} as const;

/** RFC 5280 §4.2.1.12. */
export const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';

const KEY_USAGE_TYPE = '2.5.29.15';
const BASIC_CONSTRAINTS = '2.5.29.19';
const EXTENDED_KEY_USAGE = '2.5.29.37';

/** Those that say nothing which limits what a certificate is good for here, critical or not. */
const HARMLESS: ReadonlySet<string> = new Set([
  // subjectKeyIdentifier, subjectAltName, certificatePolicies, authorityKeyIdentifier
  '2.5.29.14',
  '2.5.29.17',
  '2.5.29.32',
  '2.5.29.35',
]);

/** @param der exactly one certificate @throws DerError where it cannot be read */
export function readCertificate(der: Buffer): Certificate {
  const outer = readOnly(der);
  let x509: X509Certificate;
  try {
    x509 = new X509Certificate(der);
    // Read when it is asked for.
    void x509.publicKey;
  } catch {
    throw new DerError('it is no certificate, or has a key of an unknown kind');
  }
  if (!x509.raw.equals(der)) throw new DerError('it can be read in two ways');

  const [content, algorithm] = elementsOf(outer);
  if (content === undefined || algorithm === undefined) throw new DerError('it is no certificate');
  const reader = new Reader(content);
  reader.takeIf(contextTag(0));
  const serialNumber = reader.take(TAG.integer).content.toString('hex');
  const signature = reader.take(TAG.sequence);
  // RFC 5280 §4.1.1.2: only the inner one is signed.
  if (!signature.whole.equals(algorithm.whole)) throw new DerError('it names two algorithms');
  const issuer = readName(reader.take(TAG.sequence));
  const validity = new Reader(reader.take(TAG.sequence));
  const [notBefore, notAfter] = [TIMES, TIMES].map((tags) => readTime(validity.take(...tags)));
  if (notBefore === undefined || notAfter === undefined) throw new DerError('it has no time');
  const subject = readName(reader.take(TAG.sequence));
  reader.take(TAG.sequence);
  // issuerUniqueID, subjectUniqueID
  reader.takeIf(0x81);
  reader.takeIf(0x82);
  const extensions = reader.takeIf(contextTag(3));
  reader.end();
  return {
    x509,
    fingerprint: fingerprintOf(der),
    subject,
    issuer,
    serialNumber,
    notBefore,
    notAfter,
    signatureAlgorithm: readObjectIdentifier(new Reader(algorithm).take(TAG.objectIdentifier)),
    extensions: extensions === undefined ? NONE : readExtensions(readOnly(extensions.content)),
  };
}

export function fingerprintOf(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex');
}

const TIMES = [TAG.utcTime, TAG.generalizedTime];

const NONE: Extensions = { isAuthority: false, unknown: [] };

function readExtensions(list: ReturnType<typeof readOnly>): Extensions {
  const unknown: string[] = [];
  const seen = new Set<string>();
  let read: Extensions = NONE;
  for (const { type, isCritical, value } of extensionsIn(list)) {
    // RFC 5280 §4.2: no extension stands twice.
    if (seen.has(type)) throw new DerError('an extension stands twice');
    seen.add(type);
    if (type === BASIC_CONSTRAINTS) read = { ...read, ...readBasicConstraints(value) };
    else if (type === KEY_USAGE_TYPE) {
      const bits = readOnly(value);
      if (bits.tag !== TAG.bitString) throw new DerError('keyUsage is none');
      read = { ...read, keyUsage: bits.content[1] ?? 0 };
    } else if (type === EXTENDED_KEY_USAGE) {
      read = { ...read, extendedKeyUsage: elementsOf(readOnly(value)).map(readObjectIdentifier) };
    } else if (isCritical && !HARMLESS.has(type)) unknown.push(type);
  }
  return { ...read, unknown };
}

function readBasicConstraints(value: Buffer): Pick<Extensions, 'isAuthority' | 'pathLength'> {
  const reader = new Reader(readOnly(value));
  const isAuthority = reader.takeIf(TAG.boolean)?.content[0] === 0xff;
  const length = reader.takeIf(TAG.integer)?.content;
  reader.end();
  if (length === undefined) return { isAuthority };
  if (length.length !== 1 || length.readInt8() < 0) throw new DerError('a path length is none');
  return { isAuthority, pathLength: length.readInt8() };
}

/** RFC 5280 §4.1: `SEQUENCE OF SEQUENCE { type, critical, value }`; those of revocation lists, too. @throws DerError */
export function extensionsIn(list: {
  readonly content: Buffer;
}): { readonly type: string; readonly isCritical: boolean; readonly value: Buffer }[] {
  return elementsOf(list).map((element) => {
    const reader = new Reader(element);
    const type = readObjectIdentifier(reader.take(TAG.objectIdentifier));
    const isCritical = reader.takeIf(TAG.boolean)?.content[0] === 0xff;
    const value = reader.take(TAG.octetString).content;
    reader.end();
    return { type, isCritical, value };
  });
}
