/** Paths to a trusted authority; those that attackers try are in test/attacks/certificates.test.ts. */
import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { readCertificate } from '../../src/x509/certificate.ts';
import { verifyPath } from '../../src/x509/certification-path.ts';
import { derOf, makeCertificate, type TestCertificate } from '../support/certificates.ts';

const read = (certificate: TestCertificate) => readCertificate(derOf(certificate));
const HOUR = 3_600_000;
const root = makeCertificate({ name: 'root', authority: true });
const between = makeCertificate({ name: 'between', authority: true, issuer: root, pathLength: 0 });
const client = makeCertificate({ name: 'client', issuer: between });

const verdict = (
  shown: TestCertificate,
  others: readonly TestCertificate[],
  trusted: readonly TestCertificate[],
  now = Date.now(),
) => verifyPath(read(shown), others.map(read), { authorities: trusted.map(read), revocationLists: [] }, now);

it('leads over authorities that the client has sent, in any order and with others among them', () => {
  const stranger = makeCertificate({ name: 'stranger', authority: true });
  expect(verdict(client, [between], [root]).isTrusted).toBe(true);
  expect(verdict(client, [stranger, root, between], [root]).isTrusted).toBe(true);
  expect(verdict(client, [], [root]).isTrusted).toBe(false);
});

it('ends at an authority that is trusted, without its root', () => {
  expect(verdict(client, [], [between]).isTrusted).toBe(true);
});

it('ends at either one of two authorities of the same name, as one has new keys', () => {
  const renewed = makeCertificate({ name: 'root', authority: true });
  const later = makeCertificate({ name: 'client', issuer: renewed });
  const before = makeCertificate({ name: 'client', issuer: root });
  expect(verdict(later, [], [root, renewed]).isTrusted).toBe(true);
  expect(verdict(before, [], [root, renewed]).isTrusted).toBe(true);
});

it('takes the keys that are usual', () => {
  const kinds = [
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
    generateKeyPairSync('ec', { namedCurve: 'secp384r1' }),
    generateKeyPairSync('ed25519'),
  ];
  for (const keys of kinds) {
    expect(verdict(makeCertificate({ name: 'client', issuer: root, keys }), [], [root]).isTrusted).toBe(true);
  }
});

it('holds until the first of its certificates ends', () => {
  const to = new Date(Date.now() + HOUR);
  const short = makeCertificate({ name: 'between', authority: true, issuer: root, to });
  const end = Math.floor(to.getTime() / 1000) * 1000;
  const shown = makeCertificate({ name: 'client', issuer: short });
  expect(verdict(shown, [short], [root])).toEqual({ isTrusted: true, until: end });
  expect(verdict(shown, [short], [root], end + 1000)).toMatchObject({ isTrusted: false });
});

it('is no longer than anybody needs', () => {
  const chain = [root];
  for (let depth = 0; depth < 6; depth += 1) {
    chain.push(makeCertificate({ name: `ca ${depth}`, authority: true, issuer: chain[depth] }));
  }
  const at = (depth: number) =>
    verdict(makeCertificate({ name: 'x', issuer: chain[depth] }), chain.slice(1), [root]);
  expect(at(5).isTrusted).toBe(true);
  expect(at(6).isTrusted).toBe(false);
});

it('has no certificate that must not be used by who does not know what it says', () => {
  const limited = makeCertificate({ name: 'client', issuer: root, constrained: true });
  expect(read(limited).extensions.unknown).toEqual(['2.5.29.30']);
  expect(verdict(limited, [], [root])).toEqual({
    isTrusted: false,
    reason: expect.stringContaining('critical extension that is not known here (2.5.29.30)'),
  });
  // Nothing is said of one that whoever does not know it may pass over.
  const der = Buffer.from(derOf(limited));
  const critical = Buffer.from([0x55, 0x1d, 0x1e, 0x01, 0x01, 0xff]);
  expect(der.includes(critical)).toBe(true);
  der[der.indexOf(critical) + 5] = 0;
  expect(readCertificate(der).extensions.unknown).toEqual([]);
});
