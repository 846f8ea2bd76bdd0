/** Refusals of the token endpoint and of tokens, with their challenges. */
import { describe, expect, it } from 'vitest';
import type { CloudFoundry } from '../../../src/sandbox/cloud-foundry/index.ts';
import type { ProviderState } from '../../../src/sandbox/cloud-foundry/store/identity-providers.ts';
import { until } from '../../support/until.ts';
import {
  type Answer,
  CF_CLIENT,
  login,
  postForm,
  provisionerCredentials,
  request,
  start,
  startSession,
} from './helpers.ts';

const JSON_CLIENT = { authorization: CF_CLIENT, accept: 'application/json' };

function challenged({ status, headers, json }: Answer): unknown[] {
  return [status, json?.error, json?.error_description, headers.get('www-authenticate')];
}

function loginFields(cf: CloudFoundry): Record<string, string> {
  const { username, password, origin } = provisionerCredentials(cf);
  return { grant_type: 'password', username, password, login_hint: JSON.stringify({ origin }) };
}

function basic(error: string, description: string): string {
  return `Basic realm="UAA/client", error="${error}", error_description="${description}"`;
}

describe('the client', () => {
  const encode = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
  const bad = basic('unauthorized', 'Bad credentials');

  it.each([
    ['unknown', { authorization: encode('CF:') }, 'Bad credentials'],
    ['no base64', { authorization: 'Basic !!!' }, 'Failed to decode basic authentication token'],
    ['without a colon', { authorization: encode('cf') }, 'Invalid basic authentication token'],
    ['with half an escape', { authorization: encode('c%:') }, 'Failed to URL Decode credentials'],
    ['a token', { authorization: 'Bearer not-a-token' }, 'No client authentication found.'],
    ['nobody', {}, 'Bad credentials'],
  ])('%s is refused, always with the same challenge', async (_, headers, description) => {
    const cf = await start();
    const answer = await postForm(cf, '/oauth/token', loginFields(cf), headers as Record<string, string>);
    expect(challenged(answer)).toEqual([401, 'invalid_client', description, bad]);
  });

  it.each([
    [{ client_id: 'cf', client_secret: '' }, 200],
    [{ client_id: 'cf' }, 401],
    [{ client_id: 'cf', client_secret: 'wrong' }, 401],
    [{ client_id: 'nosuch', client_secret: '' }, 401],
  ])('may stand in the form: %j is %i', async (client, status) => {
    const cf = await start();
    const fields = { ...loginFields(cf), ...client } as Record<string, string>;
    expect((await postForm(cf, '/oauth/token', fields, {})).status).toBe(status);
  });

  it('is one, wherever it is named', async () => {
    const cf = await start();
    const answer = await postForm(cf, '/oauth/token', { ...loginFields(cf), client_id: 'other' });
    const text = 'Given client ID does not match authenticated client';
    expect(challenged(answer)).toEqual([
      401,
      'invalid_client',
      text,
      `Bearer error="invalid_client", error_description="${text}"`,
    ]);
    expect((await postForm(cf, '/oauth/token', { ...loginFields(cf), client_id: 'cf' })).status).toBe(200);
  });

  it('has to be there for the other grants, too', async () => {
    const cf = await start();
    const answer = await request(`${cf.url}/oauth/token?grant_type=refresh_token`);
    const text = 'An Authentication object was not found in the SecurityContext';
    expect(challenged(answer)).toEqual([401, 'unauthorized', text, basic('unauthorized', text)]);
  });

  it('may not look at tokens', async () => {
    const cf = await start();
    expect((await postForm(cf, '/check_token', { token: 'x' })).json.error).toBe('access_denied');
    expect((await postForm(cf, '/check_token', { token: 'x' }, {})).status).toBe(401);
  });
});

describe('the methods of the token endpoint', () => {
  it.each([
    ['GET', 200],
    ['HEAD', 200],
    ['OPTIONS', 200],
    ['PUT', 405],
    ['PATCH', 405],
    ['DELETE', 405],
  ])('%s is %i', async (method, status) => {
    const cf = await start();
    const query = new URLSearchParams(loginFields(cf));
    const answer = await request(`${cf.url}/oauth/token?${query}`, {
      method,
      headers: { authorization: CF_CLIENT },
    });
    expect(answer.status).toBe(status);
    if (status === 405) {
      expect(answer.json).toEqual({
        error: 'method_not_allowed',
        error_description: `Request method '${method}' not supported`,
      });
    }
  });

  it('have other paths beside the plain one', async () => {
    const cf = await start();
    expect((await postForm(cf, '/oauth/token/alias/x', loginFields(cf))).status).toBe(200);
  });
});

describe('grants that nobody here may use', () => {
  it.each([
    ['Invalid passcode', { passcode: 'x' }],
    ['Passcode information is missing.', { passcode: '' }],
  ])('passcodes: %s', async (text, fields) => {
    const cf = await start();
    const form = { grant_type: 'password', ...fields } as Record<string, string>;
    expect(challenged(await postForm(cf, '/oauth/token', form, JSON_CLIENT))).toEqual([
      401,
      'unauthorized',
      text,
      `Bearer realm="oauth", error="unauthorized", error_description="${text}"`,
    ]);
  });

  it.each(['client_credentials', 'authorization_code', 'user_token'])('%s', async (grant_type) => {
    const cf = await start();
    const text = 'Unauthorized grant type';
    expect(challenged(await postForm(cf, '/oauth/token', { grant_type }))).toEqual([
      401,
      'invalid_client',
      text,
      `Bearer error="invalid_client", error_description="${text}"`,
    ]);
  });
});

describe('login hints', () => {
  it.each([
    ['{}', 'unauthorized'],
    ['{"origin":null}', 'unauthorized'],
    ['{"origin":1}', 'unauthorized'],
    ['{"origin":"ACME-PLATFORM"}', 'unauthorized'],
    ['"nowhere"', 'unauthorized'],
    ['[]', 'invalid_client'],
    ['null', 'invalid_client'],
    ['{', 'invalid_client'],
    ['', 'invalid_client'],
  ])('%s end as %s', async (login_hint, error) => {
    const cf = await start();
    const answer = await postForm(cf, '/oauth/token', { ...loginFields(cf), login_hint });
    expect([answer.status, answer.json.error]).toEqual([401, error]);
  });

  it('may be the origin alone', async () => {
    const cf = await start();
    const login_hint = '"acme-platform"';
    expect((await postForm(cf, '/oauth/token', { ...loginFields(cf), login_hint })).status).toBe(200);
  });
});

describe('scopes', () => {
  const ask = async (scope: string): Promise<Answer> => {
    const cf = await start();
    return postForm(cf, '/oauth/token', { ...loginFields(cf), scope });
  };

  it.each([
    ['scim.read', 'scim.read', false],
    ['scim.read openid', 'openid scim.read', true],
    ['scim.read,openid', 'openid scim.read', true],
    ['scim.read cloud_controller.admin', 'scim.read', false],
  ])('%s give %s, with an id_token for openid only', async (asked, given, withId) => {
    const { json } = await ask(asked);
    expect([json.scope.split(' ').sort().join(' '), 'id_token' in json]).toEqual([given, withId]);
  });

  it.each([
    [
      'cloud_controller.admin',
      '[cloud_controller.admin] is invalid. This user is not allowed any of the requested scopes',
    ],
    ['scim.read foo', 'foo is invalid. Please use a valid scope name in the request'],
  ])('%s are refused', async (asked, text) => {
    expect(challenged(await ask(asked))).toEqual([400, 'invalid_scope', text, 'Basic realm="UAA/client"']);
  });

  it('of a refresh token can be narrowed and not left', async () => {
    const cf = await start({ scopes: ['openid', 'scim.read'] });
    const { refresh_token } = (await login(cf, provisionerCredentials(cf))).json;
    const again = (scope: string): Promise<Answer> =>
      postForm(cf, '/oauth/token', { grant_type: 'refresh_token', refresh_token, scope });
    expect((await again('scim.read')).json.scope).toBe('scim.read');
    expect(await again('foo')).toMatchObject({
      status: 400,
      json: {
        error: 'invalid_scope',
        error_description: 'Unable to narrow the scope of the client authentication to [foo].',
        scope: 'openid scim.read',
      },
    });
  });
});

describe('an identity provider that fails', () => {
  const attempt = async (state: ProviderState, accept?: string): Promise<Answer> => {
    const cf = await start();
    cf.identityProvider(cf.origin).state = state;
    const headers = { authorization: CF_CLIENT, ...(accept === undefined ? {} : { accept }) };
    return postForm(cf, '/oauth/token', loginFields(cf), headers);
  };

  it.each([
    ['throttled', '{"error":"too_many_requests","error_description":"Too many requests"}'],
    ['missing', '{}'],
    ['page', '<html><body>Unauthorized ü</body></html>'],
    ['misconfigured', '{"error":"invalid_client","error_description":"Client authentication failed"}'],
    ['withoutIdToken', 'Could not obtain id_token from external OpenID Connect provider.'],
  ] as const)('looks like a wrong password when it is %s', async (state, text) => {
    expect(challenged(await attempt(state))).toEqual([
      401,
      'invalid_client',
      text,
      basic('unauthorized', 'Bad credentials'),
    ]);
  });

  it('is a page when it is down, and an empty object to whoever wants JSON', async () => {
    const page = await attempt('down', 'text/html');
    expect([page.status, page.headers.get('content-type')]).toEqual([500, 'text/html;charset=UTF-8']);
    const json = await attempt('down', 'application/json');
    expect([json.status, json.text]).toEqual([500, '{}']);
  });

  it('costs ten seconds when it hangs, and is well again with the next request', async () => {
    const cf = await start();
    const provider = cf.identityProvider(cf.origin);
    provider.state = 'hanging';
    let answered = false;
    const hanging = postForm(cf, '/oauth/token', loginFields(cf), JSON_CLIENT).finally(() => {
      answered = true;
    });
    await until(async () => (await requests(cf)) > 0);
    provider.state = 'working';
    expect((await postForm(cf, '/oauth/token', loginFields(cf))).status).toBe(200);
    expect(answered).toBe(false);
    await until(async () => {
      cf.clock.advance(10);
      // The first request is on its way for sure, and may still be short of the provider.
      await requests(cf);
      return answered;
    });
    expect(await hanging).toMatchObject({ status: 500, text: '{}' });
  });
});

describe('access tokens', () => {
  const refused = async (authorization: string): Promise<unknown[]> => {
    const cf = await start();
    return challenged(await request(`${cf.url}/Users`, { headers: { authorization } }));
  };

  it.each([
    ['Bearer', 'Invalid access token value, must be at least 30 characters'],
    ['Bearer not-a-token', 'The token expired, was revoked, or the token ID is incorrect.'],
    ['bearer not-a-token', 'The token expired, was revoked, or the token ID is incorrect.'],
    ['Bearer a.b.c', 'Invalid token'],
    [
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.`,
      'kid claim not found in JWT token header',
    ],
    [
      `Bearer ${Buffer.from('{"alg":"HS256","kid":"k"}').toString('base64url')}.${Buffer.from('{}').toString('base64url')}.x`,
      'Token header claim [kid] references unknown signing key : [k]',
    ],
  ])('%s are refused: %s', async (authorization, text) => {
    expect(await refused(authorization)).toEqual([
      401,
      'invalid_token',
      text,
      `Bearer realm="UAA/oauth", error="invalid_token", error_description="${text}"`,
    ]);
  });

  it.each(['Basic Y2Y6', 'Digest username="a"'])('are what %s is not', async (authorization) => {
    expect((await refused(authorization))[1]).toBe('unauthorized');
  });

  it('may stand in the query', async () => {
    const cf = await start();
    const { access_token } = (await login(cf, provisionerCredentials(cf))).json;
    expect((await request(`${cf.url}/Users?count=0&access_token=${access_token}`)).status).toBe(200);
  });

  it('end with what they say of their user', async () => {
    const { cf, send, get } = await startSession();
    const text = async (): Promise<string> => (await get('/Users?count=0')).json.error_description;
    const [forged, changed] = await forgeries(cf);
    expect([forged, changed]).toEqual(['Could not verify token signature.', 'Invalid token']);
    const path = `/Users/${cf.provisioningUser.guid}`;
    const ifMatch = { 'if-match': '*' };
    await send('PATCH', path, { userName: 'other-name', name: { familyName: 'x' } }, ifMatch);
    expect(await text()).toBe('revocable signature mismatch');
    cf.removeUser(cf.provisioningUser.guid);
    expect(await text()).toBe(`Token bears a non-existent user ID: ${cf.provisioningUser.guid}`);
  });

  it('of a refresh are gone with their user', async () => {
    const cf = await start();
    const { refresh_token } = (await login(cf, provisionerCredentials(cf))).json;
    const { json } = await postForm(cf, '/oauth/token', { grant_type: 'refresh_token', refresh_token });
    cf.removeUser(cf.provisioningUser.guid);
    const answer = await request(`${cf.url}/Users`, {
      headers: { authorization: `Bearer ${json.access_token}` },
    });
    expect(answer.json.error_description).toBe(`The token has been revoked: ${json.jti}`);
  });

  it('are no refresh tokens, nor the other way round', async () => {
    const cf = await start();
    const { access_token, refresh_token } = (await login(cf, provisionerCredentials(cf))).json;
    const fields = { grant_type: 'refresh_token', refresh_token: access_token };
    expect((await postForm(cf, '/oauth/token', fields)).json.error_description).toBe(
      'Invalid refresh token.',
    );
    const answer = await request(`${cf.url}/Users`, {
      headers: { authorization: `Bearer ${refresh_token}` },
    });
    expect(answer.json.error_description).toBe('The token does not bear a "scope" claim.');
  });

  it('that have expired say when, and after a minute nothing that helps', async () => {
    const cf = await start({ tokenSeconds: 100 });
    const { access_token } = (await login(cf, provisionerCredentials(cf))).json;
    const text = async (): Promise<string> =>
      (await request(`${cf.url}/Users`, { headers: { authorization: `Bearer ${access_token}` } })).json
        .error_description;
    cf.clock.advance(100);
    expect(await text()).toBe('Invalid access token: expired at Sun Mar 01 12:01:40 UTC 2026');
    cf.clock.advance(61);
    expect(await text()).toBe('Could not verify token signature.');
  });
});

/** What is said to a token with one letter more at its end, and at its beginning. */
async function forgeries(cf: CloudFoundry): Promise<string[]> {
  const { access_token } = (await login(cf, provisionerCredentials(cf))).json;
  const ask = async (token: string): Promise<string> =>
    (await request(`${cf.url}/Users`, { headers: { authorization: `Bearer ${token}` } })).json
      .error_description;
  return [await ask(`${access_token}x`), await ask(`x${access_token}`)];
}

/** How many requests have arrived so far. */
async function requests(cf: CloudFoundry): Promise<number> {
  const { json } = await request(`${cf.url}/__sandbox/requests`);
  return Number(json['count']);
}
