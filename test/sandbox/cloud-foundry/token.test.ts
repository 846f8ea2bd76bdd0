import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CloudFoundry } from '../../../src/sandbox/cloud-foundry/index.ts';
import {
  type Answer,
  CF_CLIENT,
  login,
  NOW,
  postForm,
  provisionerCredentials,
  request,
  sender,
  start,
  startSession,
} from './helpers.ts';

function claims(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

function outcome({ status, json }: Answer): unknown[] {
  return [status, json?.error, json?.error_description];
}

const refresh = (cf: CloudFoundry, token: string, authorization = CF_CLIENT): Promise<Answer> =>
  postForm(cf, '/oauth/token', { grant_type: 'refresh_token', refresh_token: token }, { authorization });

describe('the password grant', () => {
  it('answers with a JSON web token that names the user, its origin and scopes', async () => {
    const cf = await start();
    const { status, headers, json } = await login(cf, provisionerCredentials(cf));
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json;charset=UTF-8');
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
    expect(json).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'bearer',
      id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      refresh_token: expect.stringMatching(/^[0-9a-f]{32}-r$/),
      expires_in: 1199,
      scope: expect.stringContaining('scim.write'),
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(claims(json.access_token)).toMatchObject({
      user_id: cf.provisioningUser.guid,
      user_name: cf.provisioningUser.userName,
      origin: 'acme-platform',
      email: cf.provisioningUser.userName,
      cid: 'cf',
      client_auth_method: 'none',
      aud: expect.arrayContaining(['cf', 'openid', 'scim', 'uaa', 'password', 'cloud_controller']),
      zid: 'uaa',
      iss: `${cf.url}/oauth/token`,
      scope: json.scope.split(' '),
      iat: NOW / 1000,
      exp: NOW / 1000 + 1199,
      jti: json.jti,
    });
    const forged = json.access_token.split('.').slice(0, 2).join('.');
    expect(json.access_token).not.toBe(
      `${forged}.${createHmac('sha256', '').update(forged).digest('base64url')}`,
    );
  });

  it.each([
    ['in the query', true],
    ['in the form', false],
  ])('takes the login hint %s', async (_, inQuery) => {
    const cf = await start();
    const { username, password, origin } = provisionerCredentials(cf);
    const hint = JSON.stringify({ origin });
    const fields = { grant_type: 'password', username, password };
    const answer = inQuery
      ? await postForm(cf, `/oauth/token?login_hint=${encodeURIComponent(hint)}`, fields)
      : await postForm(cf, '/oauth/token', { ...fields, login_hint: hint });
    expect(answer.status).toBe(200);
  });

  it('takes the client in the body too', async () => {
    const cf = await start();
    const { username, password, origin } = provisionerCredentials(cf);
    const answer = await postForm(
      cf,
      '/oauth/token',
      {
        grant_type: 'password',
        username,
        password,
        client_id: 'cf',
        client_secret: '',
        login_hint: JSON.stringify({ origin }),
      },
      {},
    );
    expect(answer.status).toBe(200);
  });

  it.each([
    ['no JSON', 'acme-platform'],
    ['an extra member', '{"origin":"acme-platform","client":"cf"}'],
    ['another member', '{"Origin":"acme-platform"}'],
    ['an origin of several', '{"origin":["acme-platform"]}'],
  ])('ignores a login hint with %s, which then looks like wrong credentials', async (_, hint) => {
    const cf = await start();
    const { username, password } = provisionerCredentials(cf);
    const fields = { grant_type: 'password', username, password, login_hint: hint };
    expect(outcome(await postForm(cf, '/oauth/token', fields))).toEqual([
      401,
      'invalid_client',
      'Bad credentials',
    ]);
  });

  it('gives ordinary platform users no SCIM scopes', async () => {
    const cf = await start();
    const username = cf.users()[0]?.userName ?? '';
    cf.addAccount(cf.origin, username, 'secret');
    const { json } = await login(cf, { username, password: 'secret', origin: cf.origin });
    expect(json.scope.split(' ').sort()).toEqual([
      'cloud_controller.read',
      'cloud_controller.write',
      'openid',
      'password.write',
      'uaa.user',
    ]);
  });

  it('creates a user at its first login and remembers when it logged in', async () => {
    const { cf, get } = await startSession();
    cf.addAccount(cf.origin, 'new@acme.example', 'secret');
    const first = await login(cf, { username: 'new@acme.example', password: 'secret', origin: cf.origin });
    const id = claims(first.json.access_token).user_id;
    expect((await get(`/Users/${id}`)).json).toMatchObject({
      userName: 'new@acme.example',
      origin: cf.origin,
      externalId: expect.any(String),
      verified: false,
      lastLogonTime: NOW,
    });
    cf.clock.advance(60);
    await login(cf, { username: 'NEW@acme.example', password: 'secret', origin: cf.origin });
    expect((await get(`/Users/${id}`)).json).toMatchObject({
      previousLogonTime: NOW,
      lastLogonTime: NOW + 60_000,
    });
  });
});

describe('an inactive user', () => {
  it('of an identity provider is active again with the next login', async () => {
    const { cf, get } = await startSession();
    const id = cf.addUser({ userName: 'away@acme.example', active: false });
    cf.addAccount(cf.origin, 'away@acme.example', 'secret');
    const answer = await login(cf, { username: 'away@acme.example', password: 'secret', origin: cf.origin });
    expect(answer.status).toBe(200);
    expect((await get(`/Users/${id}`)).json).toMatchObject({ active: true });
  });

  it('of the UAA itself cannot log in', async () => {
    const cf = await start();
    cf.addUser({ userName: 'away', origin: 'uaa', active: false });
    cf.addAccount('uaa', 'away', 'secret');
    expect(outcome(await login(cf, { username: 'away', password: 'secret' }))).toEqual([
      401,
      'invalid_client',
      'Bad credentials',
    ]);
  });
});

describe('refused logins', () => {
  const attempt = (cf: CloudFoundry, change: Partial<Record<string, string>> = {}): Promise<Answer> =>
    login(cf, { ...provisionerCredentials(cf), ...change });

  it('of an external user relay the identity provider body as it is', async () => {
    const cf = await start();
    cf.identityProvider(cf.origin).refusal = '<html>Invalid "credentials"</html>';
    const answer = await attempt(cf, { password: 'wrong' });
    expect(outcome(answer)).toEqual([401, 'invalid_client', '<html>Invalid "credentials"</html>']);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Basic realm="UAA\/client"/);
  });

  it('are called unauthorized by an older UAA', async () => {
    const cf = await start({ legacyUaa: true });
    expect(outcome(await attempt(cf, { password: 'wrong' })).slice(0, 2)).toEqual([401, 'unauthorized']);
  });

  it.each(['nowhere-platform', 'retired-platform'])(
    'name an origin that cannot log in: %s',
    async (origin) => {
      const cf = await start();
      expect(outcome(await attempt(cf, { origin }))).toEqual([
        401,
        'unauthorized',
        'The origin provided in the login_hint does not match an active Identity Provider, that supports password grant.',
      ]);
    },
  );

  it('name an identity provider without password grant the same way', async () => {
    const cf = await start();
    cf.identityProvider(cf.origin).passwordGrant = false;
    expect(outcome(await attempt(cf))[2]).toMatch(/^The origin provided in the login_hint/);
  });

  it('say when the client is not allowed for the origin', async () => {
    const cf = await start({ clientOrigins: ['sap.ids'] });
    expect(outcome(await attempt(cf))).toEqual([
      401,
      'unauthorized',
      "Client is not authorized for specified user's identity provider.",
    ]);
  });

  it('say when a user would have to exist before', async () => {
    const cf = await start();
    cf.identityProvider(cf.origin).createsUsers = false;
    cf.addAccount(cf.origin, 'new@acme.example', 'secret');
    expect(outcome(await attempt(cf, { username: 'new@acme.example', password: 'secret' }))).toEqual([
      401,
      'unauthorized',
      'The user account must be pre-created. Please contact your system administrator.',
    ]);
  });

  it('say when the identity provider gave no id_token', async () => {
    const cf = await start();
    cf.identityProvider(cf.origin).state = 'withoutIdToken';
    expect(outcome(await attempt(cf))).toEqual([
      401,
      'invalid_client',
      'Could not obtain id_token from external OpenID Connect provider.',
    ]);
  });

  it('lock an external account, for the right password too, until the time is over', async () => {
    const cf = await start({ lockoutFailures: 3, lockoutSeconds: 600 });
    for (let count = 0; count < 3; count += 1) await attempt(cf, { password: 'wrong' });
    expect((await attempt(cf)).status).toBe(401);
    cf.clock.advance(599);
    expect((await attempt(cf)).status).toBe(401);
    cf.clock.advance(1);
    expect((await attempt(cf)).status).toBe(200);
  });

  it('forget wrong passwords after a right one', async () => {
    const cf = await start({ lockoutFailures: 2 });
    for (let count = 0; count < 3; count += 1) {
      await attempt(cf, { password: 'wrong' });
      expect((await attempt(cf)).status).toBe(200);
    }
  });

  describe('of the users that the UAA keeps itself', () => {
    const admin = { username: 'admin', password: 'secret' };
    const startWithAdmin = async (options = {}): Promise<CloudFoundry> => {
      const cf = await start(options);
      cf.addAccount('uaa', 'admin', 'secret');
      return cf;
    };

    it('say Bad credentials', async () => {
      const cf = await startWithAdmin();
      expect(outcome(await login(cf, { ...admin, password: 'wrong' }))).toEqual([
        401,
        'invalid_client',
        'Bad credentials',
      ]);
      expect((await login(cf, admin)).status).toBe(200);
    });

    it('say that the account is locked', async () => {
      const cf = await startWithAdmin({ lockoutFailures: 1 });
      await login(cf, { ...admin, password: 'wrong' });
      expect(outcome(await login(cf, admin))).toEqual([
        401,
        'unauthorized',
        'Your account has been locked because of too many failed attempts to login.',
      ]);
    });

    it('say that the password has to be changed', async () => {
      const cf = await startWithAdmin();
      cf.addAccount('uaa', 'admin', 'secret').passwordChangeRequired = true;
      expect(outcome(await login(cf, admin))).toEqual([401, 'unauthorized', 'password change required']);
    });

    it('say that the account is not verified', async () => {
      const cf = await startWithAdmin();
      cf.addUser({ userName: 'fresh', origin: 'uaa', verified: false });
      cf.addAccount('uaa', 'fresh', 'secret');
      expect(outcome(await login(cf, { ...admin, username: 'fresh' }))).toEqual([
        403,
        'access_denied',
        'Account not verified',
      ]);
    });
  });

  it.each([
    [
      'a wrong secret',
      { authorization: `Basic ${Buffer.from('cf:x').toString('base64')}` },
      'invalid_client',
    ],
    [
      'an unknown client',
      { authorization: `Basic ${Buffer.from('no:').toString('base64')}` },
      'invalid_client',
    ],
    ['no client', {}, 'invalid_client'],
  ])('of the client: %s', async (_, headers, error) => {
    const cf = await start();
    const answer = await postForm(
      cf,
      '/oauth/token',
      { grant_type: 'password' },
      headers as Record<string, string>,
    );
    expect([answer.status, answer.json.error]).toEqual([401, error]);
  });

  it.each([
    [{}, 400, 'invalid_request'],
    [{ grant_type: '' }, 400, 'invalid_request'],
    [{ grant_type: 'foo' }, 400, 'unsupported_grant_type'],
    [{ grant_type: 'implicit' }, 400, 'invalid_grant'],
    [{ grant_type: 'client_credentials' }, 401, 'invalid_client'],
    [{ grant_type: 'authorization_code', code: 'x' }, 401, 'invalid_client'],
    [{ grant_type: 'refresh_token' }, 400, 'invalid_request'],
    [{ grant_type: 'password', username: 'admin' }, 401, 'invalid_client'],
    [{ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'x' }, 401, 'invalid_token'],
  ])('of the request: %j', async (fields, status, error) => {
    const cf = await start();
    const answer = await postForm(cf, '/oauth/token', fields as Record<string, string>);
    expect([answer.status, answer.json.error]).toEqual([status, error]);
  });

  it('for a form that is not declared as one', async () => {
    const cf = await start();
    const answer = await request(`${cf.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: CF_CLIENT, 'content-type': 'text/plain' },
      body: 'grant_type=password&username=admin&password=x',
    });
    expect([answer.status, answer.json.error_description]).toEqual([400, 'Missing grant type']);
  });
});

describe('the refresh grant', () => {
  it('gives a new access token and the same refresh token', async () => {
    const cf = await start();
    const first = (await login(cf, provisionerCredentials(cf))).json;
    const second = (await refresh(cf, first.refresh_token)).json;
    expect(second.refresh_token).toBe(first.refresh_token);
    expect(second.jti).not.toBe(first.jti);
    expect((await sender(cf, second.access_token)('GET', '/v3/organizations')).status).toBe(200);
  });

  it('never widens the scopes of the login, and ends with the first that is lost', async () => {
    const cf = await start({ scopes: ['openid'] });
    const first = (await login(cf, provisionerCredentials(cf))).json;
    cf.settings.scopes = ['openid', 'scim.read'];
    expect((await refresh(cf, first.refresh_token)).json.scope).toBe('openid');
    expect((await login(cf, provisionerCredentials(cf))).json.scope).toBe('openid scim.read');
    cf.settings.scopes = ['scim.read'];
    expect(outcome(await refresh(cf, first.refresh_token))).toEqual([
      401,
      'invalid_token',
      'Some required "granted_scopes" are missing: [openid]',
    ]);
  });

  it('says when the refresh token has expired, was revoked or belongs to another client', async () => {
    const cf = await start({ refreshSeconds: 100 });
    const token = (await login(cf, provisionerCredentials(cf))).json.refresh_token;
    const other = `Basic ${Buffer.from('ssh-proxy:').toString('base64')}`;
    expect(outcome(await refresh(cf, token, other))).toEqual([
      400,
      'invalid_grant',
      'Wrong client for this refresh token: cf',
    ]);
    const gone = [401, 'invalid_token', 'The token expired, was revoked, or the token ID is incorrect.'];
    cf.clock.advance(100);
    expect(outcome(await refresh(cf, token))).toEqual(gone);
    const next = (await login(cf, provisionerCredentials(cf))).json.refresh_token;
    cf.revokeRefreshTokens();
    expect(outcome(await refresh(cf, next))).toEqual(gone);
  });
});

describe('access tokens', () => {
  it('expire by the clock of the stand-in, with expires_in as configured', async () => {
    const cf = await start({ tokenSeconds: 599 });
    const { json } = await login(cf, provisionerCredentials(cf));
    expect(json.expires_in).toBe(599);
    const send = sender(cf, json.access_token);
    cf.clock.advance(598);
    expect((await send('GET', '/v3/organizations')).status).toBe(200);
    cf.clock.advance(1);
    expect((await send('GET', '/v3/organizations')).json.errors).toEqual([
      { detail: 'Invalid Auth Token', title: 'CF-InvalidAuthToken', code: 1000 },
    ]);
    expect(outcome(await send('GET', '/Users')).slice(0, 2)).toEqual([401, 'invalid_token']);
  });

  it('can be made to expire after so many calls, at UAA and Cloud Controller together', async () => {
    const { cf, get } = await startSession();
    cf.expireTokensAfter(2);
    expect((await get('/v3/organizations')).status).toBe(200);
    expect((await get('/Users?count=1')).status).toBe(200);
    expect((await get('/v3/organizations')).status).toBe(401);
    const again = await login(cf, provisionerCredentials(cf));
    const send = sender(cf, again.json.access_token);
    for (let count = 0; count < 5; count += 1) expect((await send('GET', '/v3/spaces')).status).toBe(200);
  });

  it('are wanted by every resource of the UAA', async () => {
    const cf = await start();
    const answer = await request(`${cf.url}/Users`);
    expect(outcome(answer)).toEqual([
      401,
      'unauthorized',
      'Full authentication is required to access this resource',
    ]);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
    expect(outcome(await sender(cf, 'nonsense')('GET', '/Users')).slice(0, 2)).toEqual([
      401,
      'invalid_token',
    ]);
  });

  it('without the scope get 403 with the scopes that would do', async () => {
    const cf = await start({ scopes: ['cloud_controller.read', 'scim.write'] });
    const send = sender(cf, (await login(cf, provisionerCredentials(cf))).json.access_token);
    expect(await send('GET', '/Users')).toMatchObject({
      status: 403,
      json: {
        error: 'insufficient_scope',
        error_description: 'Insufficient scope for this resource',
        scope: 'uaa.admin scim.read zones.uaa.admin',
      },
    });
    expect((await send('GET', `/Users/${cf.provisioningUser.guid}`)).status).toBe(200);
    expect((await send('GET', `/Users/${cf.users()[0]?.id}`)).status).toBe(403);
  });

  it('that are opaque are good for the UAA only', async () => {
    const cf = await start();
    const { username, password, origin } = provisionerCredentials(cf);
    const { json } = await postForm(cf, '/oauth/token', {
      grant_type: 'password',
      username,
      password,
      login_hint: JSON.stringify({ origin }),
      token_format: 'opaque',
    });
    expect(json.access_token).toMatch(/^[0-9a-f]{32}$/);
    const send = sender(cf, json.access_token);
    expect((await send('GET', '/Users?count=1')).status).toBe(200);
    expect((await send('GET', '/v3/roles')).json.errors[0]?.title).toBe('CF-InvalidAuthToken');
  });

  it('accept any case of the scheme', async () => {
    const cf = await start();
    const token = (await login(cf, provisionerCredentials(cf))).json.access_token;
    for (const path of ['/Users?count=1', '/v3/organizations']) {
      const answer = await request(cf.url + path, { headers: { authorization: `BEARER ${token}` } });
      expect(answer.status).toBe(200);
    }
  });
});
