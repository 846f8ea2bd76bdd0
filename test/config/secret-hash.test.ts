import * as crypto from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import {
  digestSecret,
  formatSecretHash,
  hashSecret,
  parseSecretHash,
  verifySecret,
} from '../../src/config/secret-hash.ts';

vi.mock('node:crypto', { spy: true });

const CHEAP = { ln: 14, r: 8, p: 1 };
const SALT = 'c2FsdHNhbHRzYWx0';
const HASH = 'aGFzaGhhc2hoYXNoaGFzaGhhc2g';

async function verify(secret: string, formatted: string): Promise<boolean> {
  const parsed = parseSecretHash(formatted);
  if (parsed === undefined) throw new Error('not parsed');
  return verifySecret(secret, parsed);
}

describe('secret hashes', () => {
  it.each(['demo-secret', 'with:colon', 'größer 🔑', '$scrypt$', ' leading and trailing '])(
    'accept the secret %j and no other',
    async (secret) => {
      const formatted = formatSecretHash(await hashSecret(secret, CHEAP));
      expect(formatted).toMatch(/^\$scrypt\$ln=14,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
      expect(await verify(secret, formatted)).toBe(true);
      expect(await verify(`${secret} `, formatted)).toBe(false);
    },
  );

  it('have a salt of their own', async () => {
    const [one, two] = [await hashSecret('same', CHEAP), await hashSecret('same', CHEAP)];
    expect(formatSecretHash(one)).not.toBe(formatSecretHash(two));
  });

  it('know the default cost', async () => {
    expect(formatSecretHash(await hashSecret('x'))).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
  });

  it('do not care how accents are composed', async () => {
    expect(await verify('Zoe\u0308', formatSecretHash(await hashSecret('Zo\u00eb', CHEAP)))).toBe(true);
  });

  it('agree with the scrypt of RFC 7914', async () => {
    // Section 12, "pleaseletmein", N=16384, r=8, p=1; the first 16 of 64 bytes differ with the length in no way.
    const salt = Buffer.from('SodiumChloride').toString('base64').replace(/=+$/, '');
    const hash = Buffer.from(
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
      'hex',
    );
    const formatted = `$scrypt$ln=14,r=8,p=1$${salt}$${hash.toString('base64').replace(/=+$/, '')}`;
    expect(await verify('pleaseletmein', formatted)).toBe(true);
  });

  it.each([
    ['gigabytes of memory', `$scrypt$ln=24,r=8,p=1$${SALT}$${HASH}`],
    ['hours of work', `$scrypt$ln=17,r=8,p=99$${SALT}$${HASH}`],
    ['next to no work', `$scrypt$ln=1,r=1,p=1$${SALT}$${HASH}`],
    ['no parallelization', `$scrypt$ln=14,r=8,p=0$${SALT}$${HASH}`],
    ['no salt', `$scrypt$ln=14,r=8,p=1$$${HASH}`],
    ['a cut hash', `$scrypt$ln=14,r=8,p=1$${SALT}$aGFz`],
    ['another algorithm', `$argon2id$v=19$m=65536,t=3,p=4$${SALT}$${HASH}`],
  ])('are refused with %s', (_, text) => {
    expect(parseSecretHash(text)).toBeUndefined();
  });
});

describe('digests of secrets in clear', () => {
  it('accept the secret, however accents are composed, and no other', async () => {
    const digest = digestSecret('Zo\u00eb', 'client');
    expect(await verifySecret('Zoe\u0308', digest)).toBe(true);
    expect(await verifySecret('Zoe', digest)).toBe(false);
  });

  it('are made without a slow hash, and a check of one computes that of the default cost', async () => {
    const slowHashes = vi.mocked(crypto.scrypt);
    slowHashes.mockClear();
    const digest = digestSecret('secret', 'client');
    expect(slowHashes).not.toHaveBeenCalled();
    for (const secret of ['secret', 'guess']) await verifySecret(secret, digest);
    const costs = slowHashes.mock.calls.map(([secret, , , cost]) => [secret, cost]);
    expect(costs).toMatchObject(['secret', 'guess'].map((secret) => [secret, { N: 2 ** 15, r: 8, p: 3 }]));
  });

  it('stay the same, differ with the secret, and are no hashes that a configuration may have', () => {
    const formatted = formatSecretHash(digestSecret('secret', 'client'));
    expect(formatSecretHash(digestSecret('secret', 'client'))).toBe(formatted);
    expect(formatSecretHash(digestSecret('another', 'client'))).not.toBe(formatted);
    expect(formatSecretHash(digestSecret('secret', 'other'))).not.toBe(formatted);
    expect(parseSecretHash(formatted)).toBeUndefined();
  });
});
