/** From a certificate to an authority that is trusted (RFC 5280 §6), and whether all on the way is in order. */
import type { KeyObject } from 'node:crypto';
import { type Certificate, CLIENT_AUTHENTICATION, KEY_USAGE } from './certificate.ts';
import { printName } from './distinguished-name.ts';
import type { RevocationList } from './revocation-list.ts';
import { isStrong } from './signature-algorithms.ts';

/** Who may issue certificates of clients, and which of them are revoked. */
export interface Trust {
  readonly authorities: readonly Certificate[];
  /** None: nothing is asked about revocation. Else every authority on a path has to have one. */
  readonly revocationLists: readonly RevocationList[];
}

export type Verdict =
  /** Holds until then, in milliseconds since the epoch. */
  | { readonly isTrusted: true; readonly until: number }
  /** A sentence for the administrator, without full stop. */
  | { readonly isTrusted: false; readonly reason: string };

/** Certificates between the first one and that of a trusted authority. */
const LONGEST_PATH = 5;

/**
 * Whether a client that has this certificate was certified by a trusted authority. An authority is looked for among those that are
 * trusted first; where one of them has the name of the issuer, nobody else can have issued the certificate, whoever vouches for
 * another authority of that name.
 *
 * @param others that the client sent, of authorities in between; nothing is believed of them
 * @param now milliseconds since the epoch
 */
export function verifyPath(
  certificate: Certificate,
  others: readonly Certificate[],
  { authorities, revocationLists }: Trust,
  now: number,
): Verdict {
  const trouble = troubleOfClient(certificate, now);
  if (trouble !== undefined) return refused(certificate, trouble);

  // The shortest path first, as authorities may bound its length; each certificate is looked at once.
  const left = new Set(others);
  let ends: readonly (readonly Certificate[])[] = [[certificate]];
  let reason = `it is issued by ${printName(certificate.issuer)}, which is not trusted`;
  while (ends.length > 0) {
    const next: (readonly Certificate[])[] = [];
    for (const path of ends) {
      const last = path.at(-1) ?? certificate;
      const trusted = authorities.filter(({ subject }) => subject === last.issuer);
      for (const issuer of trusted) {
        const wrong =
          troubleOfStep(issuer, path, now) ?? troubleOfRevocation([...path, issuer], revocationLists, now);
        if (wrong === undefined) {
          return { isTrusted: true, until: endOf([...path, issuer], revocationLists) };
        }
        reason = wrong;
      }
      if (trusted.length > 0 || path.length > LONGEST_PATH) continue;
      for (const issuer of left) {
        if (issuer.subject !== last.issuer) continue;
        const wrong = troubleOfStep(issuer, path, now);
        if (wrong !== undefined) {
          reason = wrong;
          continue;
        }
        left.delete(issuer);
        next.push([...path, issuer]);
        reason = `${printName(issuer.subject)} is issued by ${printName(issuer.issuer)}, which is not trusted`;
      }
    }
    ends = next;
  }
  return { isTrusted: false, reason };
}

/** What is wrong with its time, a sentence without subject. @param now milliseconds since the epoch */
export function troubleOfTime({ notBefore, notAfter }: Certificate, now: number): string | undefined {
  if (now < notBefore) return `is not valid before ${timeOf(notBefore)}`;
  if (now > notAfter) return `has expired on ${timeOf(notAfter)}`;
  return undefined;
}

function timeOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

function refused(certificate: Certificate, trouble: string): Verdict {
  return { isTrusted: false, reason: `${printName(certificate.subject)} ${trouble}` };
}

/** What is wrong with the certificate of a client, whoever issued it. */
function troubleOfClient(certificate: Certificate, now: number): string | undefined {
  const { keyUsage, extendedKeyUsage } = certificate.extensions;
  if (keyUsage !== undefined && (keyUsage & (KEY_USAGE.digitalSignature | KEY_USAGE.keyAgreement)) === 0) {
    return 'is not for signatures (keyUsage), with which a client proves that it is its own';
  }
  if (extendedKeyUsage !== undefined && !extendedKeyUsage.includes(CLIENT_AUTHENTICATION)) {
    return 'is not for clients (extendedKeyUsage has no clientAuth)';
  }
  return troubleOfAny(certificate, now);
}

function troubleOfAny(certificate: Certificate, now: number): string | undefined {
  const { x509, extensions, signatureAlgorithm } = certificate;
  const [unknown] = extensions.unknown;
  if (unknown !== undefined) {
    return `has a critical extension that is not known here (${unknown}); give the certificate of the client itself to the technical user`;
  }
  if (!isStrong(signatureAlgorithm))
    return `is signed with an algorithm that is not taken (${signatureAlgorithm})`;
  if (isWeak(x509.publicKey)) return 'has a key that is too short, or of a kind that is not taken';
  return troubleOfTime(certificate, now);
}

const SHORTEST_RSA = 2048;
const CURVES: ReadonlySet<string> = new Set([
  'prime256v1',
  'secp384r1',
  'secp521r1',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
]);

function isWeak({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  switch (asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return (asymmetricKeyDetails?.modulusLength ?? 0) < SHORTEST_RSA;
    case 'ec':
      return !CURVES.has(asymmetricKeyDetails?.namedCurve ?? '');
    default:
      return asymmetricKeyType !== 'ed25519' && asymmetricKeyType !== 'ed448';
  }
}

/** What is wrong with this authority as the issuer of the last certificate of a path; a sentence. */
function troubleOfStep(issuer: Certificate, path: readonly Certificate[], now: number): string | undefined {
  const { isAuthority, pathLength, keyUsage, extendedKeyUsage } = issuer.extensions;
  const name = printName(issuer.subject);
  const last = path.at(-1);
  if (last === undefined) return undefined;
  if (!isAuthority) return `${name} is no authority (basicConstraints)`;
  if (keyUsage !== undefined && (keyUsage & KEY_USAGE.certificateSigning) === 0) {
    return `${name} may not sign certificates (keyUsage)`;
  }
  if (extendedKeyUsage !== undefined && !extendedKeyUsage.includes(CLIENT_AUTHENTICATION)) {
    return `${name} may not sign certificates of clients (extendedKeyUsage)`;
  }
  // RFC 5280 §4.2.1.9: the one at the end does not count, and neither do those that renew their own.
  const between = path.slice(1).filter(({ subject, issuer: by }) => subject !== by).length;
  if (pathLength !== undefined && between > pathLength) {
    return `${name} may not have ${between} authorities below it (pathLenConstraint)`;
  }
  if (!last.x509.checkIssued(issuer.x509) || !last.x509.verify(issuer.x509.publicKey)) {
    return `${printName(last.subject)} is not signed by ${name}, but by somebody of that name`;
  }
  const trouble = troubleOfAny(issuer, now);
  return trouble === undefined ? undefined : `${name} ${trouble}`;
}

/** @param path the certificate of the client first, that of a trusted authority last */
function troubleOfRevocation(
  path: readonly Certificate[],
  lists: readonly RevocationList[],
  now: number,
): string | undefined {
  if (lists.length === 0) return undefined;
  for (const [index, issuer] of path.entries()) {
    const certificate = path[index - 1];
    if (certificate === undefined) continue;
    const name = printName(issuer.subject);
    const own = lists.filter((list) => list.isSignedBy(issuer));
    if (own.length === 0) return `there is no revocation list of ${name}`;
    if (own.some(({ serialNumbers }) => serialNumbers.has(certificate.serialNumber))) {
      return `${printName(certificate.subject)} is revoked by ${name}`;
    }
    if (!own.some((list) => isCurrent(list, now))) {
      const first = Math.min(...own.map(({ thisUpdate }) => thisUpdate));
      if (now < first) return `the revocation list of ${name} is not valid before ${timeOf(first)}`;
      const latest = Math.max(...own.map(({ nextUpdate }) => nextUpdate));
      return `the revocation list of ${name} should have been renewed on ${timeOf(latest)}`;
    }
  }
  return undefined;
}

function isCurrent({ thisUpdate, nextUpdate }: RevocationList, now: number): boolean {
  return thisUpdate <= now && now <= nextUpdate;
}

/** Until when a path holds that holds now. */
function endOf(path: readonly Certificate[], lists: readonly RevocationList[]): number {
  return Math.min(...path.map(({ notAfter }) => notAfter), ...lists.map(({ nextUpdate }) => nextUpdate));
}
