/** What others make of the same standards. */
import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { readCertificate } from '../../src/x509/certificate.ts';
import { verifyPath } from '../../src/x509/certification-path.ts';
import { parseName } from '../../src/x509/distinguished-name.ts';
import { readRevocationList } from '../../src/x509/revocation-list.ts';
import { AUTHORITY, CLIENT, CLIENT_SUBJECT, ISSUER, REVOCATION_LIST, REVOKED } from './made-by-openssl.ts';

const read = (pem: string) => readCertificate(new X509Certificate(pem).raw);
const [authority, client, revoked] = [read(AUTHORITY), read(CLIENT), read(REVOKED)];
const list = readRevocationList(Buffer.from(REVOCATION_LIST.replaceAll(/-----.*-----/g, ''), 'base64'));
/** A minute after they were made. */
const NOW = list.thisUpdate + 60_000;
const trust = { authorities: [authority], revocationLists: [list] };

it('names are those that OpenSSL prints', () => {
  expect(client.subject).toBe(parseName(CLIENT_SUBJECT));
  expect(client.issuer).toBe(parseName(ISSUER));
  expect(authority.subject).toBe(client.issuer);
});

it('extensions are read', () => {
  expect(client.extensions).toEqual({
    isAuthority: false,
    keyUsage: 0x80,
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'],
    unknown: [],
  });
  expect(authority.extensions).toEqual({ isAuthority: true, keyUsage: 0x06, unknown: [] });
});

it('who is in the list is revoked, and nobody else', () => {
  expect([...list.serialNumbers]).toEqual([revoked.serialNumber]);
  expect(verifyPath(client, [], trust, NOW)).toEqual({
    isTrusted: true,
    until: Math.min(client.notAfter, authority.notAfter, list.nextUpdate),
  });
  expect(verifyPath(revoked, [], trust, NOW)).toMatchObject({
    isTrusted: false,
    reason: expect.stringMatching(/^CN=two is revoked/),
  });
});

it('a list with something behind it is none', () => {
  const bytes = Buffer.from(REVOCATION_LIST.replaceAll(/-----.*-----/g, ''), 'base64');
  expect(() => readRevocationList(Buffer.concat([bytes, Buffer.from([5, 0])]))).toThrow(
    'something follows the end',
  );
});

it('a list with one bit changed is nobody’s', () => {
  const bytes = Buffer.from(REVOCATION_LIST.replaceAll(/-----.*-----/g, ''), 'base64');
  const at = bytes.indexOf(Buffer.from(revoked.serialNumber, 'hex'));
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  expect(readRevocationList(bytes).isSignedBy(authority)).toBe(false);
});
