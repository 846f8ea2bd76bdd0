/** Tokens of other issuers, from an OpenID provider over HTTP to the answer of a system. */
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  METADATA,
  makeKey,
  type OpenIdProvider,
  startOpenIdProvider,
} from '../../support/openid-provider.ts';
import { until } from '../../support/until.ts';
import { startTokenProxy, type TokenProxy, type TokenProxyOptions } from './token-proxy.ts';

interface Stage {
  readonly provider: OpenIdProvider;
  readonly proxy: TokenProxy;
}

interface StageOptions extends TokenProxyOptions {
  /** In place of the usual entry of the user. */
  readonly tokens?: readonly object[];
  /** On top of the usual entry of the issuer. */
  readonly issuer?: object;
}

function configurationFor(
  { issuer }: OpenIdProvider,
  { tokens = [{ clientId: 'client' }], issuer: more = {} }: StageOptions = {},
) {
  return {
    oauth: { issuers: [{ issuer, audience: ['proxy', 'other name'], ...more }] },
    technicalUsers: [{ id: 'idm', tokens: tokens.map((each) => ({ issuer, ...each })) }],
  };
}

async function stage(provider: OpenIdProvider, options: StageOptions = {}): Promise<Stage> {
  const proxy = await startTokenProxy({ configuration: configurationFor(provider, options), ...options });
  return { provider, proxy };
}

describe.each(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const)('%s', (algorithm) => {
  it('is verified with keys that are found by discovery', async () => {
    await using provider = await startOpenIdProvider(makeKey(algorithm));
    const { proxy } = await stage(provider);
    expect((await proxy.use(provider.token())).status).toBe(200);
    expect(proxy.log.lines).toContainEqual(
      expect.objectContaining({ msg: 'request', user: 'idm', status: 200 }),
    );
    expect(proxy.log.lines).toContainEqual(
      expect.objectContaining({ msg: `keys of issuer ${provider.issuer} read`, keys: 1 }),
    );
  });
});

describe('keys', () => {
  it('are looked for by OpenID Connect first, and then by RFC 8414', async () => {
    await using provider = await startOpenIdProvider(makeKey('ES256'), '/tenant');
    provider.documents[`/tenant${METADATA}`] = undefined;
    provider.documents['/.well-known/oauth-authorization-server/tenant'] = {
      issuer: provider.issuer,
      jwks_uri: `${provider.url}/keys`,
    };
    const { proxy } = await stage(provider);
    expect((await proxy.use(provider.token())).status).toBe(200);
    expect(provider.asked).toEqual([
      `/tenant${METADATA}`,
      '/.well-known/oauth-authorization-server/tenant',
      '/keys',
    ]);
  });

  it('are read where the configuration says, as for an issuer whose name is no place for metadata', async () => {
    await using provider = await startOpenIdProvider(makeKey('RS256'), '/oauth/token');
    const { proxy } = await stage(provider, { issuer: { jwks: `${provider.url}/keys` } });
    expect((await proxy.use(provider.token())).status).toBe(200);
    expect(provider.asked).toEqual(['/keys']);
  });

  it('are in a file', async () => {
    const key = makeKey('ES256');
    await using provider = await startOpenIdProvider(key);
    const { proxy } = await stage(provider, {
      issuer: { jwks: { file: 'jwks.json' } },
      files: { 'jwks.json': JSON.stringify({ keys: [key.jwk] }) },
    });
    expect((await proxy.use(provider.token())).status).toBe(200);
    expect(provider.asked).toEqual([]);
  });

  it('are asked for with the id of the request that needs them, under which the log has it', async () => {
    await using provider = await startOpenIdProvider(makeKey('ES256'));
    const { proxy } = await stage(provider);
    provider.documents['/keys'] = 'no keys';
    const headers = { 'x-request-id': 'r1' };
    expect((await proxy.use(provider.token(), { headers })).status).toBe(503);
    expect(provider.requestIds).toEqual(['r1', 'r1']);
    expect(proxy.log.lines.map(({ msg, requestId }) => [msg, requestId])).toEqual([
      [`keys of issuer ${provider.issuer} cannot be read`, 'r1'],
      ['request failed', 'r1'],
      ['request', 'r1'],
    ]);
  });

  it('are asked for once, however many tokens come at a time, and not for tokens that were verified', async () => {
    await using provider = await startOpenIdProvider(makeKey('ES256'));
    const { proxy } = await stage(provider);
    const tokens = Array.from({ length: 10 }, (_, number) => provider.token({ jti: String(number) }));
    const answers = await Promise.all([...tokens, ...tokens].map((token) => proxy.use(token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(provider.asked).toEqual([METADATA, '/keys']);
  });

  it('outlive a reload', async () => {
    await using provider = await startOpenIdProvider(makeKey('ES256'));
    const { proxy } = await stage(provider);
    expect((await proxy.use(provider.token())).status).toBe(200);
    await proxy.reload(configurationFor(provider));
    expect((await proxy.use(provider.token())).status).toBe(200);
    expect(provider.asked).toEqual([METADATA, '/keys']);
  });

  it('that cannot be read are a 503 for tokens of their issuer, and nobody else notices', async () => {
    await using provider = await startOpenIdProvider(makeKey('ES256'));
    await using broken = await startOpenIdProvider(makeKey('ES256'));
    broken.documents['/keys'] = { keys: [] };
    const both = configurationFor(provider);
    const proxy = await startTokenProxy({
      configuration: {
        ...both,
        oauth: { issuers: [...both.oauth.issuers, { issuer: broken.issuer, audience: ['proxy'] }] },
      },
    });
    const [good, bad] = await Promise.all([proxy.use(provider.token()), proxy.use(broken.token())]);
    expect(good.status).toBe(200);
    expect([bad.status, bad.headers.get('retry-after')]).toEqual([503, '5']);
    expect(bad.body['detail']).toBe(
      `The keys of the issuer ${broken.issuer} cannot be read, so that its tokens cannot be verified: ${broken.url}/keys: it has no public key for signatures that is accepted (RSA from 2048 bits on, P-256, P-384, P-521, Ed25519).`,
    );
    expect(proxy.log.lines).toContainEqual(
      expect.objectContaining({ level: 40, msg: `keys of issuer ${broken.issuer} cannot be read` }),
    );
  });

  it('of an issuer that hangs hold up its own tokens only', async () => {
    await using provider = await startOpenIdProvider(makeKey('ES256'));
    await using hanging = await startOpenIdProvider(makeKey('ES256'));
    const held: (() => void)[] = [];
    hanging.documents[METADATA] = (response: ServerResponse) =>
      void held.push(() => response.writeHead(500).end());
    const both = configurationFor(provider);
    const proxy = await startTokenProxy({
      configuration: {
        ...both,
        oauth: { issuers: [...both.oauth.issuers, { issuer: hanging.issuer, audience: ['proxy'] }] },
      },
    });
    const waiting = proxy.use(hanging.token());
    await until(() => held.length === 1);
    expect((await proxy.use(provider.token())).status).toBe(200);
    for (const end of held) end();
    expect((await waiting).status).toBe(503);
  });
});

describe('a token is the technical user', () => {
  const cases: [string, object, readonly object[], boolean][] = [
    ['by azp', { azp: 'x' }, [{ clientId: 'x' }], true],
    ['by client_id', { azp: undefined, client_id: 'x' }, [{ clientId: 'x' }], true],
    [
      'by cid, as of XSUAA',
      { azp: 'sb-x!t1', client_id: 'sb-x!t1', cid: 'sb-x!t1' },
      [{ clientId: 'sb-x!t1' }],
      true,
    ],
    ['not by another client', { azp: 'y' }, [{ clientId: 'x' }], false],
    ['not by a client whose name begins like it', { azp: 'x2' }, [{ clientId: 'x' }], false],
    ['by subject', { sub: 's' }, [{ subject: 's' }], true],
    ['not by another subject', { sub: 't' }, [{ subject: 's' }], false],
    ['by one of several scopes', { scope: 'a b c' }, [{ scope: 'b' }], true],
    [
      'by one of a list of scopes, as of XSUAA',
      { scope: ['a', 'x!t1.Proxy'] },
      [{ scope: 'x!t1.Proxy' }],
      true,
    ],
    ['by scp', { scp: ['b'] }, [{ scope: 'b' }], true],
    ['not by part of a scope', { scope: 'ab' }, [{ scope: 'a' }], false],
    [
      'by audience and client',
      { aud: ['z', 'other name'] },
      [{ clientId: 'client', audience: 'other name' }],
      true,
    ],
    [
      'not where one of two does not fit',
      { aud: 'proxy' },
      [{ clientId: 'client', audience: 'other name' }],
      false,
    ],
    ['by the second of its entries', { azp: 'y' }, [{ clientId: 'x' }, { clientId: 'y' }], true],
    [
      'as a person by subject',
      { sap_id_type: 'user', sub: 'p' },
      [{ clientId: 'client', subject: 'p' }],
      true,
    ],
    ['not as a person by client alone', { sap_id_type: 'user', sub: 'p' }, [{ clientId: 'client' }], false],
    ['not as a person of XSUAA by scope alone', { user_id: 'p', scope: ['a'] }, [{ scope: 'a' }], false],
  ];
  it.each(cases)('%s', async (_, claims, tokens, isIn) => {
    await using provider = await startOpenIdProvider(makeKey('ES256'));
    const { proxy } = await stage(provider, { tokens });
    const { status, body } = await proxy.use(provider.token(claims));
    if (isIn) expect(status).toBe(200);
    else
      expect([status, body['detail']]).toEqual([
        401,
        expect.stringMatching(/^No technical user has this token of http/),
      ]);
  });

  it('that stands first in the file, of several that fit', async () => {
    await using provider = await startOpenIdProvider(makeKey('ES256'));
    const { issuer } = provider;
    const proxy = await startTokenProxy({
      configuration: {
        oauth: { issuers: [{ issuer, audience: ['proxy'] }] },
        technicalUsers: [
          { id: 'one', tokens: [{ issuer, scope: 'a' }] },
          { id: 'two', tokens: [{ issuer, clientId: 'client' }] },
        ],
      },
    });
    await proxy.use(provider.token({ scope: 'a' }));
    await proxy.use(provider.token({ scope: 'b' }));
    const requests = proxy.log.lines.filter(({ msg }) => msg === 'request');
    expect(requests.map(({ user }) => user)).toEqual(['one', 'two']);
  });

  it('or nobody, and the log has the client whose token it was', async () => {
    await using provider = await startOpenIdProvider(makeKey('ES256'));
    const { proxy } = await stage(provider);
    await proxy.use(provider.token({ azp: 'unknown-client' }));
    expect(proxy.log.lines.at(-1)).toMatchObject({
      msg: 'request',
      status: 401,
      triedUser: 'unknown-client',
    });
  });
});

describe('algorithms', () => {
  it('can be narrowed', async () => {
    await using provider = await startOpenIdProvider(makeKey('RS256'));
    const { proxy } = await stage(provider, { issuer: { algorithms: ['ES256'] } });
    expect((await proxy.use(provider.token())).status).toBe(503);
  });

  it('of an RSA key that says nothing are those of the configuration', async () => {
    const key = makeKey('PS256');
    await using provider = await startOpenIdProvider(key);
    provider.keys = [{ ...key.jwk, alg: undefined }];
    const usual = await stage(provider);
    expect((await usual.proxy.use(provider.token())).status).toBe(401);
    const configured = await stage(provider, { issuer: { algorithms: ['PS256'] } });
    expect((await configured.proxy.use(provider.token())).status).toBe(200);
  });
});

it('a token that is good until a moment in the future is not good after it, though it was verified', async () => {
  let now = Date.now();
  await using provider = await startOpenIdProvider(makeKey('ES256'));
  const { proxy } = await stage(provider, { now: () => now });
  const token = provider.token();
  expect((await proxy.use(token)).status).toBe(200);
  now += 11 * 60_000;
  expect((await proxy.use(token)).status).toBe(401);
});
