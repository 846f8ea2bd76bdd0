/** Where the keys of an issuer are. */
import { expect, it } from 'vitest';
import { discoverKeys } from '../../src/oauth/discovery.ts';

const ISSUER = 'https://issuer.example.com/tenant';
const KEYS = 'https://keys.example.com/jwks';
const isProtected = (url: string) => url.startsWith('https:');

/** @param documents the nth is what is found at the nth URL; none: it cannot be read */
function discover(...documents: (string | undefined)[]): Promise<string> {
  const left = [...documents];
  const get = async (url: string) => {
    const text = left.shift();
    if (text === undefined) throw new Error(`${url} answers 404`);
    return text;
  };
  return discoverKeys(ISSUER, get, isProtected);
}

const metadata = (changes: object = {}) => JSON.stringify({ issuer: ISSUER, jwks_uri: KEYS, ...changes });

it('is where the first metadata that there are say', async () => {
  expect(await discover(metadata())).toBe(KEYS);
  expect(await discover(undefined, metadata())).toBe(KEYS);
});

it('where there are none, says of every URL why', async () => {
  await expect(discover()).rejects.toThrow(/^https:.* answers 404; https:.* answers 404$/);
});

it.each<[string, string, RegExp]>([
  ['of another issuer', metadata({ issuer: `${ISSUER}/` }), /are those of another issuer$/],
  ['without issuer', metadata({ issuer: undefined }), /are those of another issuer$/],
  ['that are no JSON', '{', /are those of another issuer$/],
  ['without keys', metadata({ jwks_uri: undefined }), /name no keys \(jwks_uri\)$/],
  ['with keys that anybody could change', metadata({ jwks_uri: 'http://a.example' }), /that is not https$/],
])('metadata %s are refused, and no others looked for', async (_, text, message) => {
  await expect(discover(text, metadata())).rejects.toThrow(message);
});
