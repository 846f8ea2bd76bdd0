/** What the configuration says of access tokens, and what is wrong with it. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import { makeKey } from '../support/openid-provider.ts';
import { fakeOptions, folderWith, load } from './helpers.ts';

const ISSUER = 'https://proxy.example.com';
const file = (oauth: object, more: object = {}) => JSON.stringify({ oauth, ...more });

const ed25519 = () => generateKeyPairSync('ed25519').privateKey;
const p256 = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const jwk = (key: KeyObject) => key.export({ format: 'jwk' });

async function keysFrom(text: string, environment: Record<string, string> = { KEYS: text }) {
  const { configuration, refused } = await load(
    { 'c.json': file({ issuer: ISSUER, keys: { env: 'KEYS' } }) },
    { environment },
  );
  return refused ?? configuration?.oauth?.own?.keys;
}

describe('keys', () => {
  const [one, two] = [ed25519(), p256()];
  it.each<[string, string]>([
    ['PEM', pem(one) + pem(two)],
    ['PEM with text around', `first\n${pem(one)}second\n${pem(two)}`],
    ['PEM in base64', Buffer.from(pem(one) + pem(two)).toString('base64')],
    ['PEM without line breaks, as in a variable', (pem(one) + pem(two)).replaceAll('\n', '\\n')],
    ['SEC 1', pem(one) + two.export({ type: 'sec1', format: 'pem' })],
    ['a JWK Set', JSON.stringify({ keys: [jwk(one), jwk(two)] })],
    ['with one of them twice', pem(one) + pem(two) + pem(one)],
  ])('are %s', async (_, text) => {
    const keys = (await keysFrom(text)) as readonly KeyObject[];
    expect(keys.map((key) => key.asymmetricKeyType)).toEqual(['ed25519', 'ec']);
    expect([keys[0]?.equals(one), keys[1]?.equals(two)]).toEqual([true, true]);
  });

  it('are one JWK', async () => {
    expect(await keysFrom(JSON.stringify(jwk(one)))).toHaveLength(1);
  });

  it('are of several references, in their order', async () => {
    const { configuration } = await load(
      {
        'c.json': file({ issuer: ISSUER, keys: [{ env: 'NEW' }, { file: 'old.pem' }] }),
        'old.pem': pem(two),
      },
      { environment: { NEW: pem(one) } },
    );
    const keys = configuration?.oauth?.own?.keys ?? [];
    expect([keys[0]?.equals(one), keys[1]?.equals(two), keys.length]).toEqual([true, true, 2]);
  });

  const WANTED =
    'it must have private keys for Ed25519 or P-256 (ES256), in PEM or as JSON Web Key; make one with: openssl genpkey -algorithm ed25519';
  it.each<[string, string, string]>([
    ['text', 'hunter2', 'has no key in it'],
    ['JSON of something else', '[1]', 'has no key in it'],
    ['an empty set', '{"keys":[]}', 'has no key in it'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'has no key in it'],
    [
      'a public key',
      generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      'has a key that cannot be used',
    ],
    ['a public JWK', JSON.stringify({ ...jwk(one), d: undefined }), 'has a key that cannot be used'],
    [
      'RSA',
      pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
      'has a key that cannot be used',
    ],
    [
      'another curve',
      pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey),
      'has a key that cannot be used',
    ],
    ['X25519', pem(generateKeyPairSync('x25519').privateKey), 'has a key that cannot be used'],
    [
      'with a passphrase',
      one.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p' }).toString(),
      'has a key that cannot be used',
    ],
    [
      'one good and one broken',
      `${pem(one)}-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n`,
      'has a key that cannot be used',
    ],
    ['a secret', '{"kty":"oct","k":"AAAA"}', 'has a key that cannot be used'],
  ])('are not %s', async (_, text, reason) => {
    expect(await keysFrom(text)).toEqual([
      expect.stringContaining(`: error: oauth.keys ${reason}; ${WANTED}`),
    ]);
  });

  it('that are missing are told, unless secrets need not be there', async () => {
    expect(await keysFrom('', {})).toEqual([
      'c.json:1:55: error: oauth.keys has no value: the environment variable KEYS is not set; set it',
    ]);
    const without = await load(
      { 'c.json': file({ issuer: ISSUER, keys: [{ env: 'KEYS' }] }) },
      { withoutSecrets: true },
    );
    expect(without.configuration?.oauth?.own?.keys).toEqual([]);
  });
});

describe('a file for keys that is not there yet', () => {
  const text = file({ issuer: ISSUER, keys: { file: 'keys.pem' } });

  it('is made by whoever serves, for its user only, and read again the next time', async () => {
    const folder = await folderWith({ 'c.json': text });
    const options = { ...fakeOptions, makeKeys: true };
    const first = await loadConfiguration(join(folder, 'c.json'), options);
    expect((await stat(join(folder, 'keys.pem'))).mode & 0o777).toBe(0o600);
    expect(first.problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'info: a new key for tokens is in the file "keys.pem" of oauth.keys; keep it, or all tokens end',
    ]);
    const second = await loadConfiguration(join(folder, 'c.json'), options);
    expect(second.problems).toEqual([]);
    expect(second.oauth?.own?.keys[0]?.equals(first.oauth?.own?.keys[0] as KeyObject)).toBe(true);
  });

  it('is the same for all who start at once, and nothing is left behind', async () => {
    const folder = await folderWith({ 'c.json': text });
    const options = { ...fakeOptions, makeKeys: true };
    const all = await Promise.all(
      Array.from({ length: 20 }, () => loadConfiguration(join(folder, 'c.json'), options)),
    );
    const keys = all.map(({ oauth }) => oauth?.own?.keys.map(pem).join());
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toBe(await readFile(join(folder, 'keys.pem'), 'utf8'));
    expect((await readdir(folder)).sort()).toEqual(['c.json', 'keys.pem']);
  });

  it('is not made by whoever only looks', async () => {
    const folder = await folderWith({ 'c.json': text });
    const { problems, oauth } = await loadConfiguration(join(folder, 'c.json'), fakeOptions);
    expect(problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'info: the file "keys.pem" of oauth.keys is not there yet; the proxy makes a key when it starts',
    ]);
    expect(oauth?.own?.keys).toEqual([]);
    expect(await readdir(folder)).toEqual(['c.json']);
  });

  it('is an error in a list, where a mistyped name would go unnoticed', async () => {
    const { refused } = await load(
      { 'c.json': file({ issuer: ISSUER, keys: [{ file: 'keys.pem' }] }) },
      { makeKeys: true },
    );
    expect(refused).toEqual([
      expect.stringContaining('oauth.keys[0] has no value: it cannot be taken from "keys.pem"'),
    ]);
  });

  it('in a folder that is not there is an error', async () => {
    const { refused } = await load(
      { 'c.json': file({ issuer: ISSUER, keys: { file: 'missing/keys.pem' } }) },
      { makeKeys: true },
    );
    expect(refused).toEqual([
      expect.stringMatching(
        /the file "missing\/keys\.pem" of oauth\.keys cannot be made \(ENOENT\): its folder does not exist; make it, or make the file yourself/,
      ),
    ]);
  });
});

describe('the issuer', () => {
  const keys = { env: 'KEYS' };
  const environment = { KEYS: pem(ed25519()) };

  it('is the URL of the proxy, and so is the audience', async () => {
    const { configuration } = await load(
      { 'c.json': file({ keys }, { server: { externalUrl: 'https://p.example/x/' } }) },
      { environment },
    );
    expect(configuration?.oauth?.own).toMatchObject({
      issuer: 'https://p.example/x',
      audience: 'https://p.example/x',
      lifetime: 900,
    });
  });

  it('is the route of the app on Cloud Foundry', async () => {
    const VCAP_APPLICATION = JSON.stringify({ application_uris: ['scim.example.com'] });
    const { configuration } = await load(
      { 'c.json': file({ keys }) },
      { environment: { ...environment, VCAP_APPLICATION } },
    );
    expect(configuration?.oauth?.own?.issuer).toBe('https://scim.example.com');
  });

  it('has to be said where nothing else says it', async () => {
    const { refused } = await load({ 'c.json': file({ keys }) }, { environment });
    expect(refused).toEqual([
      'c.json:1:10: error: oauth.issuer is missing: write the https URL under which clients reach the proxy, here or as server.externalUrl',
    ]);
  });
});

describe('other issuers', () => {
  const issuer = 'https://idp.example.com';
  const entry = { issuer, audience: ['proxy'] };
  const users = (...tokens: object[]) => ({ technicalUsers: [{ id: 'idm', tokens }] });
  const fitting = users({ issuer, clientId: 'c' });

  it('need no keys of the proxy', async () => {
    const { configuration, problems } = await load({ 'c.json': file({ issuers: [entry] }, fitting) });
    expect(problems).toEqual([]);
    expect(configuration?.oauth?.own).toBeUndefined();
    expect(configuration?.technicalUsers[0]?.tokens).toEqual([{ issuer, clientId: 'c' }]);
  });

  it.each<[string, object, RegExp]>([
    ['neither keys nor issuers', {}, /oauth has neither keys nor issuers/],
    [
      'an issuer without audience',
      { issuers: [{ issuer }] },
      /oauth\.issuers\[0\]\.audience is missing; it must be a list of the audiences/,
    ],
    [
      'an issuer with no audience',
      { issuers: [{ issuer, audience: [] }] },
      /audience must be a list of the audiences/,
    ],
    [
      'an issuer without TLS',
      { issuers: [{ ...entry, issuer: 'http://idp.example.com' }] },
      /issuer must be the issuer as it stands in its tokens/,
    ],
    [
      'keys without TLS',
      { issuers: [{ ...entry, jwks: 'http://idp.example.com/keys' }] },
      /jwks must be the https URL of its keys/,
    ],
    [
      'a shared secret',
      { issuers: [{ ...entry, algorithms: ['HS256'] }] },
      /algorithms\[0\] must be one or several of "RS256"/,
    ],
    ['no algorithm', { issuers: [{ ...entry, algorithms: ['none'] }] }, /must be one or several of/],
    [
      'an issuer twice',
      { issuers: [entry, entry] },
      /the issuer "https:\/\/idp\.example\.com" is there twice/,
    ],
    [
      'the proxy itself',
      { issuer, keys: { env: 'KEYS' }, issuers: [entry] },
      /is the issuer of this proxy's own tokens/,
    ],
    [
      'a lifetime of a second',
      { issuer, tokenLifetime: 1, keys: { env: 'KEYS' } },
      /tokenLifetime must be a whole number of seconds from 60 to 86400/,
    ],
    [
      'a lifetime of two days',
      { issuer, tokenLifetime: 172_800, keys: { env: 'KEYS' } },
      /tokenLifetime must be/,
    ],
    ['keys in clear', { issuer, keys: 'hunter2' }, /oauth\.keys must be \{"file": "path"\}/],
    [
      'a file with keys that is not there',
      { issuers: [{ ...entry, jwks: { file: 'no.json' } }] },
      /the keys of this issuer have no value: it cannot be taken from "no\.json"/,
    ],
    [
      'a file without keys',
      { issuers: [{ ...entry, jwks: { file: 'empty.json' } }] },
      /the file "empty\.json" has no keys of this issuer: it has no public key/,
    ],
  ])('%s is refused', async (_, oauth, message) => {
    const { refused } = await load(
      { 'c.json': file(oauth), 'empty.json': '{"keys":[]}' },
      { environment: { KEYS: pem(ed25519()) } },
    );
    expect(refused).toEqual([expect.stringMatching(message)]);
  });

  it('may have their keys in a file', async () => {
    const { configuration } = await load({
      'c.json': file({ issuers: [{ ...entry, jwks: { file: 'jwks.json' } }] }, fitting),
      'jwks.json': JSON.stringify({ keys: [makeKey('ES256').jwk] }),
    });
    expect(configuration?.oauth?.issuers[0]?.jwks).toMatchObject({ size: 1 });
  });

  it('whose tokens are nobody are a warning', async () => {
    const { problems } = await load({ 'c.json': file({ issuers: [entry] }) });
    expect(problems).toEqual([
      expect.stringMatching(
        /warning: no technical user has tokens of "https:\/\/idp\.example\.com", so that they let nobody in/,
      ),
    ]);
  });

  it.each<[string, object[], RegExp]>([
    [
      'of an unknown issuer',
      [{ issuer: 'https://other.example', clientId: 'c' }],
      /error: technical user "idm": "https:\/\/other\.example" is none of oauth\.issuers; add it there/,
    ],
    [
      'of an issuer with a slash more',
      [{ issuer: `${issuer}/`, clientId: 'c' }],
      /did you mean "https:\/\/idp\.example\.com"\? It has to be the same, slash by slash/,
    ],
    [
      'of everybody',
      [{ issuer }],
      /these tokens would be everybody who gets one of this issuer; add clientId, subject or scope/,
    ],
    ['of everybody who has the audience', [{ issuer, audience: 'proxy' }], /these tokens would be everybody/],
  ])('tokens %s let nobody in', async (_, tokens, message) => {
    const { configuration, problems } = await load({
      'c.json': file({ issuers: [entry] }, users(...tokens)),
    });
    expect(problems).toContainEqual(expect.stringMatching(message));
    expect(configuration?.technicalUsers).toEqual([]);
  });

  it('tokens that fit keep a user whose other ones do not', async () => {
    const { configuration } = await load({
      'c.json': file({ issuers: [entry] }, users({ issuer }, { issuer, scope: 's' })),
    });
    expect(configuration?.technicalUsers[0]?.tokens).toEqual([{ issuer, scope: 's' }]);
  });
});

it('the digest of a secret in clear is the same in every process, and another one for another user', async () => {
  const technicalUsers = ['a', 'b'].map((id) => ({ id, secrets: [{ env: 'SECRET' }] }));
  const loaded = async () =>
    (await load({ 'c.json': JSON.stringify({ technicalUsers }) }, { environment: { SECRET: 'secret' } }))
      .configuration?.technicalUsers ?? [];
  const [[a, b]] = [await loaded()];
  // Made once by another process: tokens know secrets by their digests.
  expect(a?.secrets[0]?.hash.toString('hex')).toBe(
    'a7d9fcf9fe30f341524817d1a12ef518350f7fb8ae7d68ca05a5df18903d398d',
  );
  expect(a?.secrets[0]?.salt).not.toEqual(b?.secrets[0]?.salt);
});
