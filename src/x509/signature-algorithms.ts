/** Algorithms with which authorities may sign. What is not here is broken, or nobody uses it: SHA-1, MD5, DSA. */

interface Hash {
  /** For `verify` of node:crypto; `undefined` where the algorithm has its own. */
  readonly name: string | undefined;
}

const HASHES: Readonly<Record<string, Hash>> = {
  // PKCS #1 v1.5 (RFC 4055 §5)
  '1.2.840.113549.1.1.11': { name: 'sha256' },
  '1.2.840.113549.1.1.12': { name: 'sha384' },
  '1.2.840.113549.1.1.13': { name: 'sha512' },
  // ECDSA (RFC 5758 §3.2)
  '1.2.840.10045.4.3.2': { name: 'sha256' },
  '1.2.840.10045.4.3.3': { name: 'sha384' },
  '1.2.840.10045.4.3.4': { name: 'sha512' },
  // EdDSA (RFC 8410 §3)
  '1.3.101.112': { name: undefined },
  '1.3.101.113': { name: undefined },
};

/** RSASSA-PSS (RFC 4055 §3), whose parameters only OpenSSL reads here: for certificates, whose signatures it checks itself. */
const RSASSA_PSS = '1.2.840.113549.1.1.10';

/** @param identifier of an algorithm */
export function hashOf(identifier: string): Hash | undefined {
  return Object.hasOwn(HASHES, identifier) ? HASHES[identifier] : undefined;
}

/** Whether a certificate may be signed with it. */
export function isStrong(identifier: string): boolean {
  return identifier === RSASSA_PSS || hashOf(identifier) !== undefined;
}
