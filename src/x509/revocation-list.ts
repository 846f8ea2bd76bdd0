/** Certificate revocation lists (RFC 5280 §5): whole ones, which an authority signed for what it issued itself. */
import { verify } from 'node:crypto';
import { type Certificate, extensionsIn, KEY_USAGE } from './certificate.ts';
import {
  contextTag,
  DerError,
  elementsOf,
  Reader,
  readBytes,
  readObjectIdentifier,
  readOnly,
  readTime,
  TAG,
} from './der.ts';
import { readName } from './distinguished-name.ts';
import { hashOf } from './signature-algorithms.ts';

export interface RevocationList {
  /** Canonical form (distinguished-name.ts). */
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly thisUpdate: number;
  /** When the next one is due, and this one counts no longer; milliseconds since the epoch. */
  readonly nextUpdate: number;
  /** Of the certificates that are revoked; hexadecimal digits. */
  readonly serialNumbers: ReadonlySet<string>;
  isSignedBy(authority: Certificate): boolean;
}

/** Extensions that leave a list what it is, critical or not: authorityKeyIdentifier, cRLNumber. */
const HARMLESS: ReadonlySet<string> = new Set(['2.5.29.35', '2.5.29.20']);
/** Of an entry: reasonCode, invalidityDate, holdInstructionCode. */
const HARMLESS_IN_ENTRY: ReadonlySet<string> = new Set(['2.5.29.21', '2.5.29.24', '2.5.29.23']);

/** @throws DerError with the reason why it cannot be used */
export function readRevocationList(der: Buffer): RevocationList {
  const outer = new Reader(readOnly(der));
  const content = outer.take(TAG.sequence);
  const algorithm = outer.take(TAG.sequence);
  const signature = readBytes(outer.take(TAG.bitString));
  outer.end();

  const reader = new Reader(content);
  reader.takeIf(TAG.integer);
  if (!reader.take(TAG.sequence).whole.equals(algorithm.whole)) throw new DerError('it names two algorithms');
  const issuer = readName(reader.take(TAG.sequence));
  const thisUpdate = readTime(reader.take(TAG.utcTime, TAG.generalizedTime));
  const next = reader.takeIf(TAG.utcTime, TAG.generalizedTime);
  if (next === undefined) throw new DerError('it does not say when the next one is due (nextUpdate)');
  const revoked = reader.takeIf(TAG.sequence);
  const extensions = reader.takeIf(contextTag(0));
  reader.end();
  if (extensions !== undefined) refuseUnknown(readOnly(extensions.content), HARMLESS);

  const identifier = readObjectIdentifier(new Reader(algorithm).take(TAG.objectIdentifier));
  const hash = hashOf(identifier);
  if (hash === undefined)
    throw new DerError(`it is signed with an algorithm that is not taken (${identifier})`);
  return {
    issuer,
    thisUpdate,
    nextUpdate: readTime(next),
    serialNumbers: new Set(revoked === undefined ? [] : elementsOf(revoked).map(serialNumberOf)),
    isSignedBy: ({ subject, extensions: { keyUsage }, x509 }) =>
      subject === issuer &&
      (keyUsage === undefined || (keyUsage & KEY_USAGE.listSigning) !== 0) &&
      verify(hash.name, content.whole, x509.publicKey, signature),
  };
}

function serialNumberOf(entry: { readonly content: Buffer }): string {
  const reader = new Reader(entry);
  const serialNumber = reader.take(TAG.integer).content.toString('hex');
  reader.take(TAG.utcTime, TAG.generalizedTime);
  const extensions = reader.takeIf(TAG.sequence);
  reader.end();
  if (extensions !== undefined) refuseUnknown(extensions, HARMLESS_IN_ENTRY);
  return serialNumber;
}

/** A list of changes alone, of some certificates alone, or of what others issued, says so in a critical extension. */
function refuseUnknown(list: { readonly content: Buffer }, known: ReadonlySet<string>): void {
  for (const { type, isCritical } of extensionsIn(list)) {
    if (isCritical && !known.has(type)) {
      throw new DerError(`it is no whole list, or has an extension that is not known (${type})`);
    }
  }
}
