import { describe, expect, it } from 'vitest';
import { basic, startTenant, type Tenant } from '../tenant.ts';

const USERS = '/scim/Users?count=1';

async function logon(tenant: Tenant, secret: string, clientId?: string): Promise<number> {
  const id = clientId ?? tenant.standIn.credentials.clientId;
  return (await tenant.get(USERS, { authorization: basic(id, secret) })).status;
}

describe('Basic authentication', () => {
  it('takes the client id and secret it was started with', async () => {
    const tenant = await startTenant({ clientId: 'T000003', clientSecret: 'p:ä +%41"' });
    expect(tenant.standIn.credentials).toEqual({ clientId: 'T000003', clientSecret: 'p:ä +%41"' });
    expect(await logon(tenant, 'p:ä +%41"')).toBe(200);
  });

  it('takes id and secret form-encoded as well', async () => {
    const tenant = await startTenant({ clientSecret: 'a b%c' });
    expect(await logon(tenant, 'a+b%25c')).toBe(200);
  });

  it.each([
    ['none', null],
    ['another scheme', 'Digest x'],
    ['no base64', 'Basic %%%'],
    ['no colon', `Basic ${Buffer.from('abc').toString('base64')}`],
    ['an unknown id', basic('somebody', 'sandbox-secret')],
  ])('answers 401 to %s, with the scheme and without a body', async (_, authorization) => {
    const { status, headers, text } = await (await startTenant()).get(USERS, { authorization });
    expect([status, text]).toEqual([401, '']);
    expect(headers['www-authenticate']).toMatch(/^Basic /);
  });

  it('comes before everything about the path', async () => {
    const tenant = await startTenant();
    expect((await tenant.get('/scim/Nothing', { authorization: null })).status).toBe(401);
    expect((await tenant.get('/service/scim/Users', { authorization: null })).status).toBe(401);
  });
});

describe('failed logons (documentation "Add Administrators")', () => {
  it('lock the id after five, for sixty minutes, even for the right secret', async () => {
    const tenant = await startTenant();
    for (let attempt = 0; attempt < 5; attempt += 1) expect(await logon(tenant, 'wrong')).toBe(401);
    expect(await logon(tenant, 'sandbox-secret')).toBe(401);
    tenant.advance(59 * 60 + 59);
    expect(await logon(tenant, 'sandbox-secret')).toBe(401);
    tenant.advance(1);
    expect(await logon(tenant, 'sandbox-secret')).toBe(200);
  });

  it('start again from nothing after a lock and after a success', async () => {
    const tenant = await startTenant();
    const fail = async (times: number): Promise<void> => {
      for (let attempt = 0; attempt < times; attempt += 1) await logon(tenant, 'wrong');
    };
    await fail(4);
    expect(await logon(tenant, 'sandbox-secret')).toBe(200);
    await fail(4);
    expect(await logon(tenant, 'sandbox-secret')).toBe(200);
    await fail(5);
    tenant.advance(3600);
    await fail(4);
    expect(await logon(tenant, 'sandbox-secret')).toBe(200);
  });

  it('count for the id they name only', async () => {
    const tenant = await startTenant();
    for (let attempt = 0; attempt < 9; attempt += 1) await logon(tenant, 'wrong', 'somebody');
    expect(await logon(tenant, 'sandbox-secret')).toBe(200);
  });

  it('count once each, however the header can be read', async () => {
    const tenant = await startTenant();
    for (let attempt = 0; attempt < 4; attempt += 1) await logon(tenant, 'a+b%25');
    expect(await logon(tenant, 'sandbox-secret')).toBe(200);
  });
});

describe('the token endpoint', () => {
  const FORM = { 'content-type': 'application/x-www-form-urlencoded', accept: null };
  const fetchToken = (tenant: Tenant, form: string, headers: Record<string, string | null> = {}) =>
    tenant.call('POST', '/oauth2/token', form, { ...FORM, ...headers });

  it('gives a bearer token that works for an hour', async () => {
    const tenant = await startTenant();
    const { status, headers, body } = await fetchToken(tenant, 'grant_type=client_credentials');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/json');
    expect(body).toEqual({
      access_token: expect.stringMatching(/^eyJ.+\..+\..+$/),
      token_type: 'Bearer',
      expires_in: 3600,
    });
    const authorization = `Bearer ${body.access_token}`;
    expect((await tenant.get(USERS, { authorization })).status).toBe(200);
    tenant.advance(3599);
    expect((await tenant.get(USERS, { authorization })).status).toBe(200);
    tenant.advance(1);
    expect((await tenant.get(USERS, { authorization })).status).toBe(401);
    expect((await tenant.get(USERS, { authorization: 'Bearer made-up' })).status).toBe(401);
  });

  it('takes the credentials in the form, and gives opaque tokens', async () => {
    const tenant = await startTenant({ clientId: 'id', clientSecret: 's&t=' });
    const form = 'grant_type=client_credentials&client_id=id&client_secret=s%26t%3D&token_format=opaque';
    const { status, body } = await fetchToken(tenant, form, { authorization: null });
    expect(status).toBe(200);
    expect(body.access_token).not.toContain('.');
    expect((await tenant.get(USERS, { authorization: `Bearer ${body.access_token}` })).status).toBe(200);
  });

  it.each([
    ['another grant', 'grant_type=password', {}, 'unsupported_grant_type'],
    ['no credentials', 'grant_type=client_credentials', { authorization: null }, 'invalid_client'],
    [
      'a wrong secret',
      'grant_type=client_credentials&client_id=id&client_secret=x',
      { authorization: null },
      'invalid_client',
    ],
    ['JSON', '{}', { 'content-type': 'application/json' }, 'invalid_request'],
    ['an unknown format', 'grant_type=client_credentials&token_format=x', {}, 'invalid_request'],
  ])('answers 400 to %s', async (_, form, headers, error) => {
    const { status, body } = await fetchToken(await startTenant({ clientId: 'id' }), form, headers);
    expect([status, body.error]).toEqual([400, error]);
  });

  it('counts failed logons together with those of the API', async () => {
    const tenant = await startTenant();
    const wrong = { authorization: basic(tenant.standIn.credentials.clientId, 'wrong') };
    for (let attempt = 0; attempt < 5; attempt += 1)
      await fetchToken(tenant, 'grant_type=client_credentials', wrong);
    expect(await logon(tenant, 'sandbox-secret')).toBe(401);
  });

  it('takes POST only', async () => {
    expect((await (await startTenant()).get('/oauth2/token')).status).toBe(405);
  });
});

describe('roles of the system administrator', () => {
  const statuses = async (tenant: Tenant): Promise<number[]> => [
    (await tenant.list('Users')).status,
    (await tenant.call('POST', '/scim/Users', {})).status,
    (await tenant.list('Groups')).status,
    (await tenant.call('POST', '/scim/Groups', {})).status,
    (await tenant.get('/scim/Schemas')).status,
  ];

  it.each([
    ['both', ['Manage Users', 'Manage Groups'], [200, 400, 200, 400, 200]],
    ['Manage Users', ['Manage Users'], [200, 400, 403, 403, 200]],
    ['Manage Groups', ['Manage Groups'], [403, 403, 200, 400, 200]],
    ['Read Users', ['Read Users'], [200, 403, 403, 403, 200]],
    ['none', [], [403, 403, 403, 403, 200]],
  ] as const)('%s', async (_, roles, expected) => {
    expect(await statuses(await startTenant({ roles }))).toEqual(expected);
  });
});
