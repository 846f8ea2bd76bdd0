/** What attackers try with access tokens, one line each; none of it gets in, and nothing of it reaches a system. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { API, basic, SYSTEM } from '../server/helpers.ts';
import {
  type Answer,
  ISSUER,
  secretHash,
  startTokenProxy,
  type TokenProxy,
} from '../server/oauth/token-proxy.ts';
import { derOf, makeCertificate } from '../support/certificates.ts';
import {
  base64url,
  inSeconds,
  METADATA,
  makeKey,
  type OpenIdProvider,
  signatureOf,
  signToken,
  signWithSecret,
  startOpenIdProvider,
  type TokenKey,
  thumbprintOf,
} from '../support/openid-provider.ts';

const GRANT = { grant_type: 'client_credentials' };
/** As long as it takes to make them, all attacks use the same ones. */
const RSA = makeKey('RS256', 'shared');
const OTHER = makeKey('ES256', 'shared');
const ATTACKER = makeKey('ES256', 'attacker');

const CERTIFICATE = makeCertificate({ name: 'client' });

interface OwnStage {
  readonly proxy: TokenProxy;
  /** A good token and its parts. */
  readonly token: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signature: string;
  /** The key of the proxy, as if it had been stolen: what is signed with it is wrong in another way. */
  readonly stolen: TokenKey;
}

async function ownStage(algorithm: 'ed25519' | 'es256' = 'ed25519'): Promise<OwnStage> {
  const files: Record<string, string> = {};
  if (algorithm === 'es256') {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    files['keys.pem'] = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  }
  const secrets = [await secretHash('secret')];
  const proxy = await startTokenProxy({
    files,
    configuration: {
      technicalUsers: [
        { id: 'client', secrets },
        { id: 'admin', secrets: [await secretHash('of the administrator')] },
      ],
    },
  });
  const token = await proxy.token();
  const [head = '', body = '', signature = ''] = token.split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString());
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  const privateKey = createPrivateKey(await readFile(join(proxy.folder, 'keys.pem'), 'utf8'));
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  const stolen = { id: header.kid, algorithm: header.alg, privateKey, jwk };
  return { proxy, token, header, claims, signature, stolen };
}

async function expectRefused(
  proxy: TokenProxy,
  answer: Answer,
  status: readonly number[] = [401],
): Promise<void> {
  expect(status).toContain(answer.status);
  expect(answer.body['schemas']).toEqual(['urn:ietf:params:scim:api:messages:2.0:Error']);
  if (answer.status === 401) {
    expect(answer.headers.get('www-authenticate')).toMatch(
      /Bearer realm="ipsproxy"(?:, error="invalid_token", error_description="[ !#-[\]-~]+")?$/,
    );
  }
  expect(proxy.calls).toEqual([]);
  expect(proxy.log.lines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
}

/** The lone stage is right: nothing is refused for another reason than the one that is tried. */
it.each(['ed25519', 'es256'] as const)('(a good token gets in: %s)', async (algorithm) => {
  const { proxy, token, claims, stolen } = await ownStage(algorithm);
  expect((await proxy.use(token)).status).toBe(200);
  expect((await proxy.use(signToken({ ...claims, jti: 'x' }, stolen, { typ: 'at+jwt' }))).status).toBe(200);
});

const part = (value: object | string) => base64url(value);

describe('a token of the proxy is forged', () => {
  const attacks: [string, (stage: OwnStage) => string][] = [
    [
      'with the algorithm none and no signature',
      ({ header, claims }) => `${part({ ...header, alg: 'none' })}.${part(claims)}.`,
    ],
    [
      'with the algorithm none and the old signature',
      ({ header, claims, signature }) => `${part({ ...header, alg: 'none' })}.${part(claims)}.${signature}`,
    ],
    [
      'with the algorithm nOnE',
      ({ header, claims, signature }) => `${part({ ...header, alg: 'nOnE' })}.${part(claims)}.${signature}`,
    ],
    [
      'with an empty algorithm',
      ({ header, claims, signature }) => `${part({ ...header, alg: '' })}.${part(claims)}.${signature}`,
    ],
    [
      'without an algorithm',
      ({ header, claims, signature }) =>
        `${part({ ...header, alg: undefined })}.${part(claims)}.${signature}`,
    ],
    [
      'with the public key as secret of HS256',
      ({ header, claims, stolen }) =>
        signWithSecret(claims, Buffer.from(String(stolen.jwk['x']), 'base64url'), {
          typ: 'at+jwt',
          kid: header['kid'],
        }),
    ],
    [
      'with the public key in PEM as secret of HS256',
      ({ header, claims, stolen }) =>
        signWithSecret(
          claims,
          createPublicKey(stolen.privateKey).export({ type: 'spki', format: 'pem' }).toString(),
          { typ: 'at+jwt', kid: header['kid'] },
        ),
    ],
    [
      'with the public key as JWK as secret of HS256',
      ({ header, claims, stolen }) =>
        signWithSecret(claims, JSON.stringify(stolen.jwk), { typ: 'at+jwt', kid: header['kid'] }),
    ],
    [
      'with an empty secret of HS256',
      ({ header, claims }) => signWithSecret(claims, '', { typ: 'at+jwt', kid: header['kid'] }),
    ],
    [
      'with a key of the attacker and the key id of the proxy',
      ({ claims, header }) => signToken(claims, ATTACKER, { typ: 'at+jwt', kid: header['kid'] }),
    ],
    [
      'with a key of the attacker, as if it were one of the algorithm of the proxy',
      ({ claims, header }) => signToken(claims, makeKey('EdDSA'), header),
    ],
    [
      'with a key of the attacker in the header (jwk)',
      ({ claims }) => signToken(claims, ATTACKER, { typ: 'at+jwt', jwk: ATTACKER.jwk }),
    ],
    [
      'with a certificate of the attacker in the header (x5c)',
      ({ claims }) =>
        signToken(claims, ATTACKER, { typ: 'at+jwt', x5c: [derOf(CERTIFICATE).toString('base64')] }),
    ],
    ['with the signature cut off', ({ token }) => token.slice(0, token.lastIndexOf('.'))],
    ['with an empty signature', ({ token }) => token.slice(0, token.lastIndexOf('.') + 1)],
    ['with half of the signature', ({ token }) => token.slice(0, -43)],
    [
      'with a signature of zeros',
      ({ token, signature }) => token.replace(signature, Buffer.alloc(64).toString('base64url')),
    ],
    ['with a longer signature', ({ token }) => `${token}AAAA`],
    [
      'with the user of another one',
      ({ token, claims, signature }) =>
        `${token.split('.')[0]}.${part({ ...claims, sub: 'admin', client_id: 'admin' })}.${signature}`,
    ],
    [
      'with a later end',
      ({ token, claims, signature }) =>
        `${token.split('.')[0]}.${part({ ...claims, exp: inSeconds(1e6) })}.${signature}`,
    ],
    [
      'with the signature in another form (JSON)',
      ({ token }) => {
        const [protectedHeader, payload, signature] = token.split('.');
        return Buffer.from(JSON.stringify({ protected: protectedHeader, payload, signature })).toString(
          'base64',
        );
      },
    ],
    ['as encrypted token with five parts', ({ token }) => `${token}.AAAA.AAAA`],
    [
      'with a second alg in the header',
      ({ claims, signature, header }) =>
        `${part(`{"alg":"none","typ":"at+jwt","kid":"${header['kid']}","alg":"EdDSA"}`)}.${part(claims)}.${signature}`,
    ],
    [
      'with a second sub in the claims',
      ({ token, claims, signature }) =>
        `${token.split('.')[0]}.${part(JSON.stringify(claims).replace('{', '{"sub":"admin",'))}.${signature}`,
    ],
  ];
  it.each(attacks)('%s', async (_, forge) => {
    const stage = await ownStage();
    await expectRefused(stage.proxy, await stage.proxy.use(forge(stage)));
  });

  it('with r and s of zero (ES256)', async () => {
    const { proxy, token, signature } = await ownStage('es256');
    await expectRefused(
      proxy,
      await proxy.use(token.replace(signature, Buffer.alloc(64).toString('base64url'))),
    );
  });

  it('with the algorithm of a key of another kind (ES256 in place of EdDSA)', async () => {
    const { proxy, header, claims } = await ownStage();
    await expectRefused(proxy, await proxy.use(signToken(claims, ATTACKER, { ...header, alg: 'ES256' })));
  });

  it.each(['jku', 'x5u'])('with a key at a URL of the attacker (%s), which is not asked', async (member) => {
    await using attacker = await startOpenIdProvider(ATTACKER);
    const { proxy, claims } = await ownStage();
    const token = signToken(claims, ATTACKER, { typ: 'at+jwt', [member]: `${attacker.url}/keys` });
    await expectRefused(proxy, await proxy.use(token));
    expect(attacker.asked).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['a path', '../../../../dev/null'],
    ['SQL', "' UNION SELECT 'secret' --"],
    ['a command', '| /usr/bin/id'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['nothing', ''],
    ['a number', 0],
    ['an object', { toString: 'x' }],
    ['null', null],
    ['8,000 characters', 'x'.repeat(8000)],
    ['absent', undefined],
  ])('with a key id that is %s', async (_, kid) => {
    const { proxy, header, claims } = await ownStage();
    await expectRefused(proxy, await proxy.use(signToken(claims, makeKey('EdDSA'), { ...header, kid })));
    const empty = `${part({ ...header, alg: 'HS256', kid })}.${part(claims)}.${part('')}`;
    await expectRefused(proxy, await proxy.use(empty));
  });
});

describe('a token is signed by the proxy and wrong nevertheless', () => {
  const attacks: [string, (stage: OwnStage) => string][] = [
    [
      'for somebody else (aud)',
      ({ claims, stolen }) =>
        signToken({ ...claims, aud: 'https://other.example.com' }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'for somebody whose name begins like the proxy (aud)',
      ({ claims, stolen }) =>
        signToken({ ...claims, aud: `${ISSUER}.evil.example` }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'for an object (aud)',
      ({ claims, stolen }) =>
        signToken({ ...claims, aud: { 0: ISSUER, length: 1 } }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'for nobody (aud)',
      ({ claims, stolen }) => signToken({ ...claims, aud: undefined }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'of another issuer',
      ({ claims, stolen }) =>
        signToken({ ...claims, iss: 'https://evil.example' }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'of the issuer with a slash behind',
      ({ claims, stolen }) => signToken({ ...claims, iss: `${ISSUER}/` }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'of the issuer in capital letters',
      ({ claims, stolen }) => signToken({ ...claims, iss: ISSUER.toUpperCase() }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'of an issuer that only looks the same (ο for o)',
      ({ claims, stolen }) =>
        signToken({ ...claims, iss: ISSUER.replace('o', 'ο') }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'of several issuers',
      ({ claims, stolen }) => signToken({ ...claims, iss: [ISSUER] }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'of no issuer',
      ({ claims, stolen }) => signToken({ ...claims, iss: undefined }, stolen, { typ: 'at+jwt' }),
    ],
    ['of type JWT, as ID tokens are', ({ claims, stolen }) => signToken(claims, stolen, { typ: 'JWT' })],
    ['of no type', ({ claims, stolen }) => signToken(claims, stolen)],
    ['of a type that is none', ({ claims, stolen }) => signToken(claims, stolen, { typ: ['at+jwt'] })],
    [
      'expired',
      ({ claims, stolen }) => signToken({ ...claims, exp: inSeconds(-60) }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'without end',
      ({ claims, stolen }) => signToken({ ...claims, exp: undefined }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'with an end that is text',
      ({ claims, stolen }) => signToken({ ...claims, exp: '9999999999' }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'with an end that is null',
      ({ claims, stolen }) => signToken({ ...claims, exp: null }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'not good yet (nbf)',
      ({ claims, stolen }) => signToken({ ...claims, nbf: inSeconds(120) }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'issued in the future',
      ({ claims, stolen }) => signToken({ ...claims, iat: inSeconds(120) }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'of a user that is none',
      ({ claims, stolen }) => signToken({ ...claims, sub: 'nobody' }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'of another user, for the secret of its own',
      ({ claims, stolen }) => signToken({ ...claims, sub: 'admin' }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'of a user that only looks the same (с for c)',
      ({ claims, stolen }) => signToken({ ...claims, sub: 'сlient' }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'of the user __proto__',
      ({ claims, stolen }) => signToken({ ...claims, sub: '__proto__' }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'of no user',
      ({ claims, stolen }) => signToken({ ...claims, sub: undefined }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'of a list of users',
      ({ claims, stolen }) => signToken({ ...claims, sub: ['client'] }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'without the mark of its secret',
      ({ claims, stolen }) => signToken({ ...claims, secret_mark: undefined }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'with the mark of another secret',
      ({ claims, stolen }) => signToken({ ...claims, secret_mark: 'x' }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'with critical extensions',
      ({ claims, stolen }) => signToken(claims, stolen, { typ: 'at+jwt', crit: ['exp'], exp: 1 }),
    ],
    [
      'with claims that are not encoded (b64)',
      ({ claims, stolen }) => signToken(claims, stolen, { typ: 'at+jwt', crit: ['b64'], b64: false }),
    ],
    [
      'with critical extensions that are none',
      ({ claims, stolen }) => signToken(claims, stolen, { typ: 'at+jwt', crit: [] }),
    ],
    [
      'with another token as claims',
      ({ token, stolen }) => signToken(token, stolen, { typ: 'at+jwt', cty: 'JWT' }),
    ],
    ['with a list as claims', ({ claims, stolen }) => signToken([claims], stolen, { typ: 'at+jwt' })],
    ['with null as claims', ({ stolen }) => signToken('null', stolen, { typ: 'at+jwt' })],
    [
      'with claims that are no UTF-8',
      ({ stolen, header }) => {
        const input = `${part(header)}.${Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]).toString('base64url')}`;
        return `${input}.${signatureOf(input, stolen).toString('base64url')}`;
      },
    ],
    [
      'with claims that are nested 2,000 times',
      ({ stolen }) => signToken(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`, stolen, { typ: 'at+jwt' }),
    ],
    [
      'with more than 16 kB',
      ({ claims, stolen }) => signToken({ ...claims, pad: 'x'.repeat(13_000) }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'bound to a certificate, without one',
      ({ claims, stolen }) =>
        signToken({ ...claims, cnf: { 'x5t#S256': thumbprintOf(derOf(CERTIFICATE)) } }, stolen, {
          typ: 'at+jwt',
        }),
    ],
    [
      'bound to a key (cnf.jkt, DPoP)',
      ({ claims, stolen }) => signToken({ ...claims, cnf: { jkt: 'x' } }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'bound to a certificate and a key',
      ({ claims, stolen }) =>
        signToken({ ...claims, cnf: { 'x5t#S256': 'x', jkt: 'x' } }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'bound to nothing (cnf)',
      ({ claims, stolen }) => signToken({ ...claims, cnf: null }, stolen, { typ: 'at+jwt' }),
    ],
    [
      'bound to a list of certificates',
      ({ claims, stolen }) => signToken({ ...claims, cnf: { 'x5t#S256': ['x'] } }, stolen, { typ: 'at+jwt' }),
    ],
  ];
  it.each(attacks)('%s', async (_, make) => {
    const stage = await ownStage();
    await expectRefused(stage.proxy, await stage.proxy.use(make(stage)));
  });
});

describe('a key of the proxy is old, or of another one', () => {
  it('the token is of another instance with the same name and another key', async () => {
    const { token } = await ownStage();
    const { proxy } = await ownStage();
    await expectRefused(proxy, await proxy.use(token));
  });

  it('the key was rotated away', async () => {
    const { proxy, token } = await ownStage();
    const { privateKey } = generateKeyPairSync('ed25519');
    const next = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const old = await readFile(join(proxy.folder, 'keys.pem'), 'utf8');
    await writeFile(join(proxy.folder, 'keys.pem'), next + old);
    await proxy.reload();
    expect((await proxy.use(token)).status).toBe(200);
    expect((await proxy.use(await proxy.token())).status).toBe(200);
    await writeFile(join(proxy.folder, 'keys.pem'), next);
    await proxy.reload();
    const { length } = proxy.calls;
    expect((await proxy.use(token)).status).toBe(401);
    expect(proxy.calls).toHaveLength(length);
  });
});

describe('a good token is sent where none is looked for', () => {
  const PATH = `${API}/${SYSTEM}/Users`;
  const attacks: [string, (token: string) => [string, RequestInit]][] = [
    ['in the URL', (token) => [`${PATH}?access_token=${token}`, {}]],
    ['in a form', (token) => [PATH, { method: 'POST', body: new URLSearchParams({ access_token: token }) }]],
    ['in a cookie', (token) => [PATH, { headers: { cookie: `access_token=${token}` } }]],
    ['for a web proxy', (token) => [PATH, { headers: { 'proxy-authorization': `Bearer ${token}` } }]],
    [
      'in a header of others',
      (token) => [
        PATH,
        { headers: { 'x-access-token': token, 'x-approuter-authorization': `Bearer ${token}` } },
      ],
    ],
    [
      'as the secret of Basic authentication',
      (token) => [PATH, { headers: { authorization: basic('client', token) } }],
    ],
    ['with another scheme', (token) => [PATH, { headers: { authorization: `DPoP ${token}` } }]],
    ['without a scheme', (token) => [PATH, { headers: { authorization: token } }]],
    [
      'twice in one header',
      (token) => [PATH, { headers: { authorization: `Bearer ${token}, Bearer ${token}` } }],
    ],
    [
      'with a blank in it',
      (token) => [PATH, { headers: { authorization: `Bearer ${token.slice(0, 50)} ${token.slice(50)}` } }],
    ],
    [
      'with a scheme that begins like it',
      (token) => [PATH, { headers: { authorization: `Bearerx ${token}` } }],
    ],
    [
      'to URLs for client certificates',
      (token) => [
        `/ipsproxy/certapi/v1/scim/${SYSTEM}/Users`,
        { headers: { authorization: `Bearer ${token}` } },
      ],
    ],
  ];
  it.each(attacks)('%s', async (_, sendBy) => {
    const { proxy, token } = await ownStage();
    const answer = await proxy.send(...sendBy(token));
    expect(answer.status).toBe(401);
    expect(proxy.calls).toEqual([]);
    expect(JSON.stringify(proxy.log.lines)).not.toContain(token.slice(0, 60));
  });

  it.each([
    ['in the second of two headers', (token: string) => [basic('client', 'wrong'), `Bearer ${token}`]],
    ['in the first of two headers', (token: string) => [`Bearer ${token}`, basic('client', 'wrong')]],
  ])('%s', async (_, authorization) => {
    const { proxy, token } = await ownStage();
    const sent = request(`${proxy.url}${PATH}`).setHeader('authorization', authorization(token)).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(400);
    expect(proxy.calls).toEqual([]);
  });
});

interface TwoIssuers {
  readonly proxy: TokenProxy;
  readonly one: OpenIdProvider;
  readonly other: OpenIdProvider;
}

/** Two issuers whose keys have the same id; what is one's client is not the other's. */
async function twoIssuers(attack: (stage: TwoIssuers) => Promise<void>): Promise<void> {
  await using one = await startOpenIdProvider(RSA);
  await using other = await startOpenIdProvider(OTHER);
  const proxy = await startTokenProxy({
    configuration: {
      oauth: {
        issuer: ISSUER,
        keys: { file: 'keys.pem' },
        issuers: [
          { issuer: one.issuer, audience: ['proxy'] },
          { issuer: other.issuer, audience: ['proxy of the other'] },
        ],
      },
      technicalUsers: [
        { id: 'client', tokens: [{ issuer: one.issuer, clientId: 'client', scope: 'write' }] },
        { id: 'reader', tokens: [{ issuer: other.issuer, clientId: 'reader' }] },
      ],
    },
  });
  await attack({ proxy, one, other });
}

it('(good tokens of both issuers get in)', () =>
  twoIssuers(async ({ proxy, one, other }) => {
    expect((await proxy.use(one.token({ scope: 'write' }))).status).toBe(200);
    const good = { aud: 'proxy of the other', azp: 'reader', sub: 'reader' };
    expect((await proxy.use(other.token(good, {}, OTHER))).status).toBe(200);
  }));

describe('a token of another issuer', () => {
  const good = { scope: 'write' };
  const attacks: [string, (stage: TwoIssuers) => string][] = [
    ['is signed by another issuer, whose key has the same id', ({ one }) => one.token(good, {}, OTHER)],
    [
      'names an issuer and is signed by the other (iss swapped)',
      ({ one, other }) => other.token({ ...good, iss: one.issuer }),
    ],
    ['is meant for the other one (aud)', ({ one }) => one.token({ ...good, aud: 'proxy of the other' })],
    ['has the client of the other one', ({ one }) => one.token({ ...good, azp: 'reader' })],
    [
      'has the client of the first one',
      ({ other }) => other.token({ ...good, aud: 'proxy of the other', azp: 'client' }),
    ],
    ['has the scope only in a longer one', ({ one }) => one.token({ scope: 'write.none no:write' })],
    ['has the scope with a comma', ({ one }) => one.token({ scope: 'read,write' })],
    ['has the scope as object', ({ one }) => one.token({ scope: { write: true } })],
    ['has two clients', ({ one }) => one.token({ ...good, client_id: 'reader' })],
    ['has a client that is a list', ({ one }) => one.token({ ...good, azp: ['client'] })],
    ['has no client', ({ one }) => one.token({ ...good, azp: undefined })],
    ['has the client as subject only', ({ one }) => one.token({ ...good, azp: undefined, sub: 'client' })],
    ['is an ID token (nonce)', ({ one }) => one.token({ ...good, nonce: 'n' })],
    ['is an ID token (at_hash)', ({ one }) => one.token({ ...good, at_hash: 'h' })],
    ['is an ID token (typ of Keycloak)', ({ one }) => one.token({ ...good, typ: 'ID' })],
    ['is a refresh token (typ of Keycloak)', ({ one }) => one.token({ ...good, typ: 'Refresh' })],
    ['is a logout token (events)', ({ one }) => one.token({ ...good, events: {} })],
    ['is of another type (logout+jwt)', ({ one }) => one.token(good, { typ: 'logout+jwt' })],
    ['is of another type (secevent+jwt)', ({ one }) => one.token(good, { typ: 'application/secevent+jwt' })],
    ['is of another type (dpop+jwt)', ({ one }) => one.token(good, { typ: 'dpop+jwt' })],
    ['has an issuer with a slash behind', ({ one }) => one.token({ ...good, iss: `${one.issuer}/` })],
    [
      'has an issuer with a user in front',
      ({ one }) => one.token({ ...good, iss: one.issuer.replace('//', '//idp@') }),
    ],
    ['has an issuer that is nobody', ({ one }) => one.token({ ...good, iss: 'https://evil.example' })],
    ['has the proxy as issuer', ({ one }) => one.token({ ...good, iss: ISSUER, aud: ISSUER })],
    [
      'has its public key as secret of HS256',
      ({ one }) =>
        signWithSecret(
          { iss: one.issuer, aud: 'proxy', azp: 'client', exp: inSeconds(60), ...good },
          createPublicKey(RSA.privateKey).export({ type: 'spki', format: 'pem' }).toString(),
          { kid: RSA.id },
        ),
    ],
    [
      'has another algorithm than its key (PS256)',
      ({ one }) => one.token(good, { alg: 'PS256' }, { ...RSA, algorithm: 'PS256' }),
    ],
    [
      'has another algorithm than its key (RS512)',
      ({ one }) => one.token(good, { alg: 'RS512' }, { ...RSA, algorithm: 'RS512' }),
    ],
    [
      'has the jku of the attacker, as tokens of XSUAA have one',
      ({ one }) => one.token(good, { jku: 'http://127.0.0.1:9/token_keys', kid: 'attacker' }, ATTACKER),
    ],
    [
      'is a person’s, who got it by way of the client',
      ({ one }) => one.token({ ...good, user_id: 'p', sub: 'p' }),
    ],
    ['is expired for a minute', ({ one }) => one.token({ ...good, exp: inSeconds(-60) })],
    ['is without end', ({ one }) => one.token({ ...good, exp: undefined })],
    [
      'is bound to a certificate that is not there',
      ({ one }) => one.token({ ...good, cnf: { 'x5t#S256': 'x' } }),
    ],
  ];
  it.each(attacks)('%s', (_, make) =>
    twoIssuers(async (stage) => {
      await expectRefused(stage.proxy, await stage.proxy.use(make(stage)));
    }),
  );

  it('that nobody knows does not make the proxy ask that one for keys', async () => {
    await using attacker = await startOpenIdProvider(ATTACKER);
    await twoIssuers(async ({ proxy }) => {
      await expectRefused(proxy, await proxy.use(attacker.token({ scope: 'write' })));
    });
    expect(attacker.asked).toEqual([]);
  });

  it('with key ids that are made up makes the proxy ask for keys once', () =>
    twoIssuers(async ({ proxy, one }) => {
      for (let number = 0; number < 20; number += 1) {
        await expectRefused(proxy, await proxy.use(one.token({}, { kid: `made up ${number}` })));
      }
      expect(one.asked).toEqual([METADATA, '/keys']);
    }));
});

describe('what an issuer publishes lets the attacker in', () => {
  /** @returns what a token gets that is signed by the key */
  async function asked(
    change: (provider: OpenIdProvider) => void,
    key: TokenKey = ATTACKER,
    token = (provider: OpenIdProvider) => provider.token({}, {}, key),
  ): Promise<[TokenProxy, Answer]> {
    await using provider = await startOpenIdProvider(key);
    change(provider);
    const { issuer } = provider;
    const proxy = await startTokenProxy({
      configuration: {
        oauth: { issuers: [{ issuer, audience: ['proxy'] }] },
        technicalUsers: [{ id: 'client', tokens: [{ issuer, clientId: 'client' }] }],
      },
    });
    return [proxy, await proxy.use(token(provider))];
  }

  it('(a good one does)', async () => {
    const [, { status }] = await asked(() => {});
    expect(status).toBe(200);
  });

  const redirect = (to: string) => (response: ServerResponse) =>
    void response.writeHead(302, { location: to }).end();
  const lies: [string, (provider: OpenIdProvider) => void][] = [
    [
      'metadata of another issuer',
      ({ documents, url }) =>
        void Object.assign(documents, {
          [METADATA]: { issuer: 'https://evil.example', jwks_uri: `${url}/keys` },
        }),
    ],
    [
      'metadata of the issuer with a slash behind',
      ({ documents, url, issuer }) =>
        void Object.assign(documents, { [METADATA]: { issuer: `${issuer}/`, jwks_uri: `${url}/keys` } }),
    ],
    [
      'metadata without issuer',
      ({ documents, url }) => void Object.assign(documents, { [METADATA]: { jwks_uri: `${url}/keys` } }),
    ],
    [
      'keys without TLS',
      ({ documents, issuer }) =>
        void Object.assign(documents, { [METADATA]: { issuer, jwks_uri: 'http://keys.example.com/keys' } }),
    ],
    [
      'keys in a file',
      ({ documents, issuer }) =>
        void Object.assign(documents, { [METADATA]: { issuer, jwks_uri: 'file:///etc/passwd' } }),
    ],
    [
      'keys at a URL with a password',
      ({ documents, issuer, url }) =>
        void Object.assign(documents, {
          [METADATA]: { issuer, jwks_uri: `${url.replace('//', '//u:p@')}/keys` },
        }),
    ],
    [
      'keys at what is no URL',
      ({ documents, issuer }) => void Object.assign(documents, { [METADATA]: { issuer, jwks_uri: ['x'] } }),
    ],
    ['no keys', ({ documents, issuer }) => void Object.assign(documents, { [METADATA]: { issuer } })],
    [
      'metadata that lead elsewhere',
      ({ documents, url }) => void Object.assign(documents, { [METADATA]: redirect(`${url}/elsewhere`) }),
    ],
    [
      'keys that lead elsewhere',
      ({ documents, url }) => void Object.assign(documents, { '/keys': redirect(`${url}/elsewhere`) }),
    ],
    [
      'metadata of a megabyte',
      ({ documents, issuer, url }) =>
        void Object.assign(documents, {
          [METADATA]: { issuer, jwks_uri: `${url}/keys`, pad: 'x'.repeat(2 ** 20) },
        }),
    ],
    [
      'keys of 300 kB',
      ({ documents, keys }) => void Object.assign(documents, { '/keys': { keys, pad: 'x'.repeat(300_000) } }),
    ],
    [
      'keys that become large when they are unpacked',
      ({ documents, keys }) =>
        void Object.assign(documents, {
          '/keys': (response: ServerResponse) =>
            response
              .writeHead(200, { 'content-encoding': 'gzip' })
              .end(gzipSync(JSON.stringify({ keys, pad: ' '.repeat(2 ** 22) }))),
        }),
    ],
    [
      'a thousand keys',
      ({ documents }) => void Object.assign(documents, { '/keys': { keys: Array(1000).fill(ATTACKER.jwk) } }),
    ],
    ['a page', ({ documents }) => void Object.assign(documents, { '/keys': '<html>' })],
    ['null', ({ documents }) => void Object.assign(documents, { [METADATA]: 'null', '/keys': 'null' })],
    ['a list', ({ documents, keys }) => void Object.assign(documents, { '/keys': keys })],
    [
      'keys that are no list',
      ({ documents }) => void Object.assign(documents, { '/keys': { keys: { 0: ATTACKER.jwk, length: 1 } } }),
    ],
    [
      'an answer that breaks off',
      ({ documents }) =>
        void Object.assign(documents, {
          '/keys': (response: ServerResponse) => {
            response.writeHead(200, { 'content-length': '1000' });
            response.write('{');
            response.destroy();
          },
        }),
    ],
    [
      'an error',
      ({ documents }) =>
        void Object.assign(documents, {
          '/keys': (response: ServerResponse) =>
            response.writeHead(500).end(JSON.stringify({ keys: [ATTACKER.jwk] })),
        }),
    ],
  ];
  it.each(lies)('%s', async (_, change) => {
    const [proxy, answer] = await asked(change);
    await expectRefused(proxy, answer, [503]);
  });

  const weak = makeKey('RS256', 'weak', 1024);
  const bad: [string, TokenKey, object[]][] = [
    ['an RSA key of 1024 bits', weak, [weak.jwk]],
    ['a private key', ATTACKER, [{ ...ATTACKER.privateKey.export({ format: 'jwk' }), kid: 'attacker' }]],
    ['a key for encryption', ATTACKER, [{ ...ATTACKER.jwk, use: 'enc' }]],
    ['a key for something else', ATTACKER, [{ ...ATTACKER.jwk, key_ops: ['encrypt'] }]],
    [
      'a key that is off its curve',
      ATTACKER,
      [{ ...ATTACKER.jwk, x: Buffer.alloc(32, 1).toString('base64url') }],
    ],
    ['a key of one algorithm for another one', ATTACKER, [{ ...ATTACKER.jwk, alg: 'ES512' }]],
    ['null and numbers', ATTACKER, [null as never, 1 as never]],
    ['a key with an id that is none', ATTACKER, [{ ...ATTACKER.jwk, kid: ['attacker'] }]],
  ];
  it.each(bad)('%s', async (_, key, keys) => {
    const [proxy, answer] = await asked((provider) => {
      provider.keys = keys as typeof provider.keys;
    }, key);
    await expectRefused(proxy, answer, [503]);
  });

  it('a secret (oct), with which the attacker signs', async () => {
    const secret = 'published secret of the issuer';
    const jwk = { kty: 'oct', k: base64url(secret), kid: 'oct', alg: 'HS256', use: 'sig' };
    const [proxy, answer] = await asked(
      (provider) => {
        provider.keys = [jwk, ATTACKER.jwk];
      },
      ATTACKER,
      ({ issuer }) =>
        signWithSecret({ iss: issuer, aud: 'proxy', azp: 'client', exp: inSeconds(60) }, secret, {
          kid: 'oct',
        }),
    );
    await expectRefused(proxy, answer);
  });

  it('two keys with one id: a third one with that id does not get in', async () => {
    const [one, two, third] = [makeKey('ES256', 'same'), makeKey('ES256', 'same'), makeKey('ES256', 'same')];
    const publish = (provider: OpenIdProvider) => {
      provider.keys = [one.jwk, two.jwk];
    };
    const [, good] = await asked(publish, two);
    expect(good.status).toBe(200);
    await expectRefused(...(await asked(publish, third)));
  });

  it('several keys, and a token that does not say which', async () => {
    const publish = (provider: OpenIdProvider) => {
      provider.keys = [ATTACKER.jwk, makeKey('ES256').jwk];
    };
    await expectRefused(
      ...(await asked(publish, ATTACKER, (provider) => provider.token({}, { kid: undefined }))),
    );
  });
});

describe('at the token endpoint', () => {
  const attacks: [string, (proxy: TokenProxy) => Promise<Answer>, number, string][] = [
    [
      'the secret is in the URL',
      (proxy) =>
        proxy.tokenRequest(
          '',
          {},
          '/oauth2/token?grant_type=client_credentials&client_id=client&client_secret=secret',
        ),
      400,
      'invalid_request',
    ],
    [
      'the id is in the URL',
      (proxy) =>
        proxy.tokenRequest({ ...GRANT, client_secret: 'secret' }, {}, '/oauth2/token?client_id=client'),
      400,
      'invalid_request',
    ],
    [
      'the grant is another one in URL and form',
      (proxy) =>
        proxy.tokenRequest(
          { ...GRANT, client_id: 'client', client_secret: 'secret' },
          {},
          '/oauth2/token?grant_type=password',
        ),
      400,
      'invalid_request',
    ],
    [
      'id and secret are those of two users',
      (proxy) => proxy.tokenRequest({ ...GRANT, client_id: 'admin', client_secret: 'secret' }),
      401,
      'invalid_client',
    ],
    [
      'Basic is right and client_id somebody else',
      (proxy) =>
        proxy.tokenRequest({ ...GRANT, client_id: 'admin' }, { authorization: basic('client', 'secret') }),
      400,
      'invalid_request',
    ],
    [
      'the secret comes twice',
      (proxy) =>
        proxy.tokenRequest(
          `grant_type=client_credentials&client_id=client&client_secret=wrong&client_secret=secret`,
        ),
      400,
      'invalid_request',
    ],
    [
      'the id has a line break for the log',
      (proxy) =>
        proxy.tokenRequest({ ...GRANT, client_id: 'client\r\n{"level":60}', client_secret: 'secret' }),
      401,
      'invalid_client',
    ],
    [
      'the id is __proto__',
      (proxy) => proxy.tokenRequest({ ...GRANT, client_id: '__proto__', client_secret: 'secret' }),
      401,
      'invalid_client',
    ],
    [
      'a parameter is __proto__',
      (proxy) => proxy.tokenRequest('__proto__=x&grant_type=client_credentials'),
      401,
      'invalid_client',
    ],
    [
      'a form of another kind comes (multipart)',
      (proxy) => proxy.tokenRequest('--x\r\n', { 'content-type': 'multipart/form-data; boundary=x' }),
      400,
      'invalid_request',
    ],
    [
      'the hash is sent in place of the secret',
      async (proxy) =>
        proxy.tokenRequest({ ...GRANT, client_id: 'client', client_secret: await secretHash('secret') }),
      401,
      'invalid_client',
    ],
    [
      'a bearer token is exchanged for a longer one',
      async (proxy) => proxy.tokenRequest(GRANT, { authorization: `Bearer ${await proxy.token()}` }),
      401,
      'invalid_client',
    ],
    [
      'a refresh token is made up',
      (proxy) =>
        proxy.tokenRequest(
          { grant_type: 'refresh_token', refresh_token: 'x' },
          { authorization: basic('client', 'secret') },
        ),
      400,
      'unsupported_grant_type',
    ],
    [
      'a user that has no secret logs on with an empty one',
      (proxy) => proxy.tokenRequest(GRANT, { authorization: basic('certificates only', '') }),
      401,
      'invalid_client',
    ],
    [
      'an assertion takes the place of the secret',
      (proxy) => proxy.tokenRequest({ ...GRANT, client_id: 'client', client_assertion: 'x' }),
      401,
      'invalid_client',
    ],
  ];
  it.each(attacks)('%s', async (_, ask, status, error) => {
    const proxy = await startTokenProxy({
      configuration: {
        technicalUsers: [
          { id: 'client', secrets: [await secretHash('secret')] },
          { id: 'admin', secrets: [await secretHash('of the administrator')] },
          { id: 'certificates only', certificates: [{ fingerprint: 'ab'.repeat(32) }] },
        ],
      },
    });
    const answer = await ask(proxy);
    expect([answer.status, answer.body['error']]).toEqual([status, error]);
    expect(answer.body['access_token']).toBeUndefined();
  });

  it('an id that is none and a wrong secret look alike', async () => {
    const proxy = await startTokenProxy();
    const answers = await Promise.all(
      ['client', 'nobody'].map((id) => proxy.tokenRequest(GRANT, { authorization: basic(id, 'wrong') })),
    );
    const [one, other] = answers.map(({ status, body }) => ({ status, body }));
    expect(one).toEqual(other);
  });

  it('guesses of a secret count together with those by Basic authentication', async () => {
    const proxy = await startTokenProxy();
    const guess = (number: number) => {
      const authorization = basic('client', `guess ${number}`);
      return number % 2 === 0
        ? proxy.tokenRequest(GRANT, { authorization })
        : proxy.send(`${API}/${SYSTEM}/Users`, { headers: { authorization } });
    };
    const answers = await Promise.all(Array.from({ length: 40 }, (_, number) => guess(number)));
    const sent = (kind: number) =>
      answers.filter((_, number) => number % 2 === kind).map(({ status }) => status);
    // Four of an id may wait, wherever they came in.
    expect(sent(0)).toContain(429);
    expect(sent(1)).toContain(429);
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThan(40);
    const refused = answers.find(({ status, body }) => status === 429 && 'error' in body);
    expect(refused?.body['error']).toBe('temporarily_unavailable');
    expect(refused?.headers.get('retry-after')).toBe('1');
  });
});
