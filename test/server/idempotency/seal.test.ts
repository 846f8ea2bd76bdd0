import { expect, it } from 'vitest';
import { Seal, type SealedRequest } from '../../../src/server/idempotency/seal.ts';
import { fc } from '../../support/property.ts';

const REQUEST: SealedRequest = {
  user: 'client',
  system: 'one',
  key: 'k',
  parts: ['POST', '/Users', '', '{}'],
};

it('opens what the same request has sealed, and no two are alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const [one, other] = [new Seal(REQUEST).seal(text), new Seal(REQUEST).seal(text)];
      expect(one).not.toBe(other);
      expect(new Seal(REQUEST).open(one)).toBe(text);
      expect(one).toMatch(/^[A-Za-z\d+/]+=*$/);
    }),
  );
});

it.each<[string, Partial<SealedRequest>, 'name' | 'fingerprint']>([
  ['user', { user: 'clientone', system: '' }, 'name'],
  ['system', { user: 'clien', system: 'tone' }, 'name'],
  ['key', { key: 'K' }, 'name'],
  ['method', { parts: ['PUT', '/Users', '', '{}'] }, 'fingerprint'],
  ['parts, though all is the same in a row', { parts: ['POST/Users', '', '', '{}'] }, 'fingerprint'],
])('opens nothing with another %s', (_, change, differs) => {
  const [one, other] = [new Seal(REQUEST), new Seal({ ...REQUEST, ...change })];
  expect(other[differs]).not.toBe(one[differs]);
  expect(other.open(one.seal('secret'))).toBeUndefined();
});

it('opens nothing that was changed, cut off, or never sealed', () => {
  const seal = new Seal(REQUEST);
  const sealed = Buffer.from(seal.seal('a text of some length'), 'base64');
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ change;
      expect(seal.open(changed.toString('base64'))).toBeUndefined();
      expect(seal.open(sealed.subarray(0, at).toString('base64'))).toBeUndefined();
    }),
  );
  for (const text of ['', 'AAAA', 'no base64 !']) expect(seal.open(text)).toBeUndefined();
});

it('takes bytes and text for the same', () => {
  const parts = REQUEST.parts.map((part) => Buffer.from(part));
  expect(new Seal({ ...REQUEST, parts }).fingerprint).toBe(new Seal(REQUEST).fingerprint);
});
