/** Which published keys may have signed a token. */
import { describe, expect, it } from 'vitest';
import { KeySet } from '../../src/oauth/key-set.ts';
import { makeKey } from '../support/openid-provider.ts';

const RSA = makeKey('RS256', 'rsa').jwk;
const P256 = makeKey('ES256', 'p256').jwk;
const P384 = makeKey('ES384', 'p384').jwk;
const ED25519 = makeKey('EdDSA', 'ed').jwk;

const parse = (keys: readonly object[], algorithms?: readonly string[]) =>
  KeySet.parse(JSON.stringify({ keys }), algorithms);
const count = (set: KeySet, id: string | undefined, algorithm: string) => set.find(id, algorithm).length;

describe('a key is for', () => {
  const set = parse([RSA, P256, P384, ED25519]);
  it.each<[string, string, number]>([
    ['rsa', 'RS256', 1],
    ['rsa', 'RS512', 0],
    ['rsa', 'PS256', 0],
    ['rsa', 'HS256', 0],
    ['rsa', 'none', 0],
    ['p256', 'ES256', 1],
    ['p256', 'ES384', 0],
    ['p384', 'ES384', 1],
    ['ed', 'EdDSA', 1],
    ['ed', 'Ed25519', 1],
    ['p256', 'EdDSA', 0],
    ['nobody', 'ES256', 0],
  ])('%s: %s', (id, algorithm, expected) => {
    expect(count(set, id, algorithm)).toBe(expected);
  });

  it('what the configuration allows', () => {
    const allowed = parse([RSA, P256, ED25519], ['ES256', 'EdDSA']);
    expect([
      count(allowed, 'rsa', 'RS256'),
      count(allowed, 'p256', 'ES256'),
      count(allowed, 'ed', 'Ed25519'),
    ]).toEqual([0, 1, 1]);
    expect(allowed.size).toBe(2);
  });

  it('RS256, or what the configuration says, where an RSA key says nothing', () => {
    const silent = { ...RSA, alg: undefined };
    expect([count(parse([silent]), 'rsa', 'RS256'), count(parse([silent]), 'rsa', 'PS256')]).toEqual([1, 0]);
    const allowed = parse([silent], ['PS256', 'ES256']);
    expect([
      count(allowed, 'rsa', 'RS256'),
      count(allowed, 'rsa', 'PS256'),
      count(allowed, 'rsa', 'ES256'),
    ]).toEqual([0, 1, 0]);
  });
});

it('a token without key id is by the only key for its algorithm, or by none', () => {
  expect(count(parse([RSA, P256]), undefined, 'ES256')).toBe(1);
  expect(count(parse([P256, makeKey('ES256').jwk]), undefined, 'ES256')).toBe(0);
});

it('keys with one id are all tried', () => {
  expect(count(parse([P256, makeKey('ES256', 'p256').jwk]), 'p256', 'ES256')).toBe(2);
});

it.each<[string, string, RegExp]>([
  ['no JSON', '{', /^it is no JSON$/],
  ['no set', '[]', /no JSON Web Key Set/],
  ['an object', '{"keys":{}}', /no JSON Web Key Set/],
  ['empty', '{"keys":[]}', /no public key for signatures/],
  ['too many', JSON.stringify({ keys: Array(101).fill(P256) }), /more than 100 keys/],
  ['a secret only', '{"keys":[{"kty":"oct","k":"AAAA"}]}', /no public key for signatures/],
])('%s is refused', (_, text, message) => {
  expect(() => KeySet.parse(text)).toThrow(message);
});
