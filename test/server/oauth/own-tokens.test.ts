/** Tokens of the proxy itself, from the request to the answer of a system. */
import { createPublicKey, verify } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { API, basic, SYSTEM } from '../helpers.ts';
import { ISSUER, secretHash, startTokenProxy, TOKEN_PATH } from './token-proxy.ts';

const GRANT = { grant_type: 'client_credentials' };
const AUTHORIZATION = basic('client', 'secret');

function partsOf(token: string): [Record<string, unknown>, Record<string, unknown>] {
  const [header = '', claims = ''] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  return [read(header), read(claims)];
}

describe('a token', () => {
  it('lets its technical user in, below every family of URLs that takes tokens', async () => {
    const proxy = await startTokenProxy();
    const token = await proxy.token();
    for (const family of [API, '/ipsproxy/service/api/v1/scim']) {
      const headers = { authorization: `bearer ${token}` };
      expect((await proxy.send(`${family}/${SYSTEM}/Users`, { headers })).status).toBe(200);
    }
    const headers = { authorization: `Bearer ${token}` };
    expect((await proxy.send(`/ipsproxy/certapi/v1/scim/${SYSTEM}/Users`, { headers })).status).toBe(401);
    const requests = proxy.log.lines.filter(({ msg, status }) => msg === 'request' && status === 200);
    expect(new Set(requests.map(({ user }) => user))).toEqual(new Set(['client']));
  });

  it('is one of RFC 9068, with the lifetime of the configuration, and signed by the published key', async () => {
    const proxy = await startTokenProxy({
      configuration: {
        oauth: { issuer: ISSUER, audience: 'urn:scim', tokenLifetime: 120, keys: { file: 'keys.pem' } },
      },
    });
    const { body, headers } = await proxy.tokenRequest(GRANT, { authorization: AUTHORIZATION });
    expect(body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 120 });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('pragma')).toBe('no-cache');
    const token = String(body['access_token']);
    const [header, claims] = partsOf(token);
    expect(header).toEqual({ typ: 'at+jwt', alg: 'EdDSA', kid: expect.any(String) });
    expect(claims).toEqual({
      iss: ISSUER,
      sub: 'client',
      client_id: 'client',
      aud: 'urn:scim',
      iat: expect.any(Number),
      exp: Number(claims['iat']) + 120,
      jti: expect.any(String),
      secret_mark: expect.any(String),
    });
    const published = await proxy.send('/.well-known/jwks.json');
    const [jwk = {}] = published.body['keys'] as Record<string, string>[];
    expect(jwk).toEqual({
      kty: 'OKP',
      crv: 'Ed25519',
      x: expect.any(String),
      kid: header['kid'],
      alg: 'EdDSA',
      use: 'sig',
    });
    const [input = '', signature = ''] = token.split(/\.(?=[^.]*$)/);
    const key = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify(null, Buffer.from(input), key, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  it('is another one each time', async () => {
    const proxy = await startTokenProxy();
    expect(await proxy.token()).not.toBe(await proxy.token());
  });

  it('ends at its time', async () => {
    let now = Date.now();
    const proxy = await startTokenProxy({ now: () => now });
    // It was issued by the time of the machine.
    const token = await proxy.token();
    now += 14 * 60_000;
    expect((await proxy.use(token)).status).toBe(200);
    now += 2 * 60_000;
    const { status, body } = await proxy.use(token);
    expect([status, body['detail']]).toEqual([401, 'This token has expired; get a new one.']);
  });

  it('cannot do what its technical user may not', async () => {
    const secrets = [await secretHash('secret')];
    const proxy = await startTokenProxy({
      configuration: {
        technicalUsers: [
          { id: 'elsewhere', secrets, systems: ['other'] },
          { id: 'client', secrets, permissions: ['IPSPROXY_EXPLAIN'] },
        ],
      },
    });
    expect((await proxy.use(await proxy.token('elsewhere'))).status).toBe(403);
    expect((await proxy.use(await proxy.token('client'))).status).toBe(403);
  });

  it('is good at another instance with the same keys, and after a restart', async () => {
    const configuration = { technicalUsers: [{ id: 'client', secrets: [{ env: 'SECRET' }] }] };
    const environment = { SECRET: 'in clear' };
    const one = await startTokenProxy({ configuration, environment });
    const token = await one.token('client', 'in clear');
    const other = await startTokenProxy({ folder: one.folder, environment });
    expect((await other.use(token)).status).toBe(200);
    const changed = await startTokenProxy({ folder: one.folder, environment: { SECRET: 'another' } });
    expect((await changed.use(token)).status).toBe(401);
  });
});

describe('with the next configuration, a token', () => {
  it('goes on while its technical user has its secret', async () => {
    const proxy = await startTokenProxy();
    const token = await proxy.token();
    await proxy.reload({
      technicalUsers: [{ id: 'client', secrets: [await secretHash('new'), await secretHash('secret')] }],
    });
    expect((await proxy.use(token)).status).toBe(200);
  });

  it('ends with its secret', async () => {
    const proxy = await startTokenProxy();
    const token = await proxy.token();
    expect((await proxy.use(token)).status).toBe(200);
    await proxy.reload({ technicalUsers: [{ id: 'client', secrets: [await secretHash('new')] }] });
    const { status, body } = await proxy.use(token);
    expect([status, body['detail']]).toEqual([
      401,
      expect.stringContaining('is no longer there; get a new one.'),
    ]);
    expect(proxy.log.lines.at(-1)).toMatchObject({ msg: 'request', triedUser: 'client', status: 401 });
  });

  it.each([
    ['is disabled', { disabled: true }],
    ['is another one', { id: 'other' }],
  ])('ends when its technical user %s', async (_, change) => {
    const proxy = await startTokenProxy();
    const token = await proxy.token();
    await proxy.reload({
      technicalUsers: [{ id: 'client', secrets: [await secretHash('secret')], ...change }],
    });
    expect((await proxy.use(token)).status).toBe(401);
  });

  it('gets the permissions of the moment', async () => {
    const proxy = await startTokenProxy();
    const token = await proxy.token();
    await proxy.reload({
      technicalUsers: [{ id: 'client', secrets: [await secretHash('secret')], systems: ['other'] }],
    });
    expect((await proxy.use(token)).status).toBe(403);
  });

  it('ends where the proxy accepts no tokens any more', async () => {
    const proxy = await startTokenProxy();
    const token = await proxy.token();
    await proxy.reload({ oauth: undefined });
    const { status, headers } = await proxy.use(token);
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Basic realm="ipsproxy", charset="UTF-8"');
    expect((await proxy.tokenRequest(GRANT, { authorization: AUTHORIZATION })).status).toBe(404);
  });
});

describe('the token endpoint', () => {
  it('gives none to who may not call from there, as late as other refusals', async () => {
    const secrets = [await secretHash('secret')];
    const there = [
      { id: 'client', secrets, addresses: ['10.0.0.0/8'] },
      { id: 'here', secrets, addresses: ['127.0.0.1'] },
    ];
    const proxy = await startTokenProxy({ configuration: { technicalUsers: there } });
    const { status, body } = await proxy.tokenRequest(GRANT, { authorization: AUTHORIZATION });
    expect([status, body]).toEqual([
      400,
      {
        error: 'unauthorized_client',
        error_description:
          'This technical user may not call from this address, which the log line of this request has. See its addresses in the configuration.',
      },
    ]);
    expect(proxy.log.lines.at(-1)).toMatchObject({ msg: 'request', user: 'client', status: 400 });
    const wrong = await proxy.tokenRequest(GRANT, { authorization: basic('client', 'wrong') });
    expect([wrong.status, wrong.body['error']]).toEqual([401, 'invalid_client']);
    expect((await proxy.tokenRequest(GRANT, { authorization: basic('here', 'secret') })).status).toBe(200);
  });

  it.each(['/oauth2/token', '/oauth2/api/v1/token'])(
    'answers at %s, with the kind of grant in the query as well',
    async (path) => {
      const proxy = await startTokenProxy();
      const headers = { authorization: AUTHORIZATION };
      expect((await proxy.tokenRequest(GRANT, headers, path)).status).toBe(200);
      expect(
        (await proxy.send(`${path}?grant_type=client_credentials`, { method: 'POST', headers })).status,
      ).toBe(200);
      expect((await proxy.tokenRequest(GRANT, headers, `${path}?grant_type=client_credentials`)).status).toBe(
        200,
      );
      expect(
        (await proxy.tokenRequest({ ...GRANT, client_id: 'client', client_secret: 'secret' }, {}, path))
          .status,
      ).toBe(200);
    },
  );

  it.each([
    ['form-urlencoded', 'my%20client%21', 's%25+%2B%C3%A4%2F'],
    ['as they are', 'my client!', 's% +ä/'],
  ])('takes id and secret by Basic %s', async (_, id, secret) => {
    const proxy = await startTokenProxy({
      configuration: { technicalUsers: [{ id: 'my client!', secrets: [await secretHash('s% +ä/')] }] },
    });
    const answer = await proxy.tokenRequest(GRANT, { authorization: basic(id, secret) });
    expect(answer.body).toMatchObject({ token_type: 'Bearer' });
  });

  it('takes a secret that only looks encoded', async () => {
    const proxy = await startTokenProxy({
      configuration: { technicalUsers: [{ id: 'client', secrets: [await secretHash('a+b%41')] }] },
    });
    for (const secret of ['a+b%41', 'a%2Bb%2541']) {
      expect((await proxy.tokenRequest(GRANT, { authorization: basic('client', secret) })).status).toBe(200);
    }
  });

  it.each<[string, Record<string, string> | string, Record<string, string>, number, string]>([
    ['without grant_type', {}, { authorization: AUTHORIZATION }, 400, 'invalid_request'],
    [
      'with an empty grant_type',
      { grant_type: '' },
      { authorization: AUTHORIZATION },
      400,
      'invalid_request',
    ],
    [
      'with another grant_type',
      { grant_type: 'password' },
      { authorization: AUTHORIZATION },
      400,
      'unsupported_grant_type',
    ],
    ['with a scope', { ...GRANT, scope: 'admin' }, { authorization: AUTHORIZATION }, 400, 'invalid_scope'],
    [
      'with a parameter twice',
      'grant_type=client_credentials&client_id=a&client_id=b',
      {},
      400,
      'invalid_request',
    ],
    ['without credentials', GRANT, {}, 401, 'invalid_client'],
    ['with an id only', { ...GRANT, client_id: 'client' }, {}, 401, 'invalid_client'],
    ['with a wrong secret', GRANT, { authorization: basic('client', 'wrong') }, 401, 'invalid_client'],
    ['with an unknown id', GRANT, { authorization: basic('nobody', 'secret') }, 401, 'invalid_client'],
    ['with what is no Basic', GRANT, { authorization: 'Basic ?' }, 401, 'invalid_client'],
    [
      'with two secrets',
      { ...GRANT, client_secret: 'secret' },
      { authorization: AUTHORIZATION },
      400,
      'invalid_request',
    ],
    [
      'with two ids',
      { ...GRANT, client_id: 'other' },
      { authorization: AUTHORIZATION },
      400,
      'invalid_request',
    ],
    [
      'as JSON',
      '{"grant_type":"client_credentials"}',
      { 'content-type': 'application/json', authorization: AUTHORIZATION },
      400,
      'invalid_request',
    ],
    [
      'that is too long',
      `grant_type=${'x'.repeat(20_000)}`,
      { authorization: AUTHORIZATION },
      413,
      'invalid_request',
    ],
  ])('refuses a request %s', async (_, form, headers, status, error) => {
    const proxy = await startTokenProxy();
    const answer = await proxy.tokenRequest(form, headers);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error, error_description: expect.stringMatching(/^[ !#-[\]-~]+\.$/) });
    expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('www-authenticate')).toBe(
      status === 401 ? 'Basic realm="ipsproxy", charset="UTF-8"' : null,
    );
  });

  it('is POST only', async () => {
    const proxy = await startTokenProxy();
    const { status, headers } = await proxy.send(`${TOKEN_PATH}?grant_type=client_credentials`, {
      headers: { authorization: AUTHORIZATION },
    });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('knows a secret that was right with Basic, and the other way round, without computing it again', async () => {
    const proxy = await startTokenProxy();
    const { authenticator } = proxy.holder.current;
    await proxy.token();
    expect(
      (await proxy.send(`${API}/${SYSTEM}/Users`, { headers: { authorization: AUTHORIZATION } })).status,
    ).toBe(200);
    expect(authenticator.recognize(AUTHORIZATION)?.id).toBe('client');
  });

  it('logs who got a token, or tried to, and no secret', async () => {
    const proxy = await startTokenProxy();
    await proxy.token();
    await proxy.tokenRequest(GRANT, { authorization: basic('client', 'wr0ng-secret') });
    await proxy.tokenRequest({ ...GRANT, client_id: 'someone', client_secret: 'wr0ng-secret' });
    const lines = proxy.log.lines.filter(({ msg }) => msg === 'request');
    expect(lines.map(({ user, triedUser, route, status }) => [user, triedUser, route, status])).toEqual([
      ['client', undefined, TOKEN_PATH, 200],
      [undefined, 'client', TOKEN_PATH, 401],
      [undefined, 'someone', TOKEN_PATH, 401],
    ]);
    expect(JSON.stringify(proxy.log.lines)).not.toContain('wr0ng');
  });
});

describe('metadata', () => {
  it('say where tokens and keys are (RFC 8414)', async () => {
    const proxy = await startTokenProxy({
      configuration: {
        server: { externalUrl: 'https://gateway.example.com/scim/' },
        oauth: { keys: { file: 'keys.pem' } },
      },
    });
    const { status, body } = await proxy.send('/.well-known/oauth-authorization-server');
    expect(status).toBe(200);
    expect(body).toEqual({
      issuer: 'https://gateway.example.com/scim',
      token_endpoint: 'https://gateway.example.com/scim/oauth2/api/v1/token',
      jwks_uri: 'https://gateway.example.com/scim/.well-known/jwks.json',
      grant_types_supported: ['client_credentials'],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    });
  });

  it('are nowhere where the proxy issues no tokens', async () => {
    const proxy = await startTokenProxy({ configuration: { oauth: undefined } });
    for (const path of ['/.well-known/oauth-authorization-server', '/.well-known/jwks.json', TOKEN_PATH]) {
      expect((await proxy.send(path)).status).toBe(404);
    }
  });
});

describe('challenges', () => {
  it('name Bearer beside Basic, with the error where a token was sent', async () => {
    const proxy = await startTokenProxy();
    const nobody = await proxy.send(`${API}/${SYSTEM}/Users`);
    expect(nobody.status).toBe(401);
    expect(nobody.headers.get('www-authenticate')).toBe(
      'Basic realm="ipsproxy", charset="UTF-8", Bearer realm="ipsproxy"',
    );
    expect(nobody.body['detail']).toBe(
      'Basic authentication with a technical user, or an access token as bearer, is required.',
    );
    const wrong = await proxy.use('wrong');
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toBe(
      'Basic realm="ipsproxy", charset="UTF-8", Bearer realm="ipsproxy", error="invalid_token", error_description="This token is no signed JWT; send an access token, as it came from its issuer."',
    );
  });
});

it('the key that was made at the first start is for its user only', async () => {
  const proxy = await startTokenProxy();
  expect((await stat(join(proxy.folder, 'keys.pem'))).mode & 0o777).toBe(0o600);
});
