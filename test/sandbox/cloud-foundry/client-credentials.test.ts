import { describe, expect, it } from 'vitest';
import type { CloudFoundry } from '../../../src/sandbox/cloud-foundry/index.ts';
import { type Answer, CF_CLIENT, NOW, postForm, sender, start } from './helpers.ts';

const basic = ({ settings }: CloudFoundry): Record<string, string> => {
  const { id, secret } = settings.ownClient;
  return { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` };
};

const fetchToken = (cf: CloudFoundry, more: Record<string, string> = {}): Promise<Answer> =>
  postForm(cf, '/oauth/token', { grant_type: 'client_credentials', ...more }, basic(cf));

const outcome = ({ status, json }: Answer): unknown[] => [status, json?.error, json?.error_description];

describe('a client that acts for itself', () => {
  it('gets a token of its own, without any user and without a refresh token', async () => {
    const cf = await start();
    const { status, json } = await fetchToken(cf);
    expect([status, json]).toEqual([
      200,
      {
        access_token: expect.any(String),
        token_type: 'bearer',
        expires_in: 1199,
        scope: 'scim.read scim.write',
        jti: expect.stringMatching(/^[0-9a-f]{32}$/),
      },
    ]);
    const claims = JSON.parse(Buffer.from(json.access_token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({
      sub: 'sb-scim-access',
      cid: 'sb-scim-access',
      grant_type: 'client_credentials',
      authorities: ['scim.read', 'scim.write'],
      aud: ['sb-scim-access', 'scim'],
      exp: NOW / 1000 + 1199,
    });
    expect(claims).not.toHaveProperty('user_id');
  });

  it('may name itself in the form, and ask for an opaque token', async () => {
    const cf = await start();
    const { id, secret } = cf.settings.ownClient;
    const form = {
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
      token_format: 'opaque',
    };
    const { json } = await postForm(cf, '/oauth/token', form, {});
    expect(json.access_token).toBe(json.jti);
    expect((await sender(cf, json.access_token)('GET', '/Groups?count=1')).status).toBe(200);
  });

  it('does with groups what its scopes allow, until the token ends', async () => {
    const cf = await start();
    const send = sender(cf, (await fetchToken(cf)).json.access_token);
    const created = await send('POST', '/Groups', { displayName: 'role.collection' });
    expect(created.status).toBe(201);
    const user = cf.users()[0]?.id ?? '';
    const members = `/Groups/${created.json.id}/members`;
    const member = { value: user, type: 'USER', origin: 'acme-platform' };
    expect((await send('POST', members, member)).status).toBe(201);
    expect(outcome(await send('POST', members, member))).toEqual([
      409,
      'member_already_exists',
      expect.stringContaining('is already part of the group'),
    ]);
    expect((await send('DELETE', `${members}/${user}`)).status).toBe(200);
    expect((await send('DELETE', `/Groups/${created.json.id}`)).status).toBe(200);
    // No user's path is its own.
    expect((await send('GET', '/ids/Users?filter=id%20eq%20%22x%22')).status).toBe(403);
    cf.clock.advance(1260);
    expect((await send('GET', '/Groups')).status).toBe(401);
  });

  it('may narrow its scopes, not widen them', async () => {
    const cf = await start();
    const { json } = await fetchToken(cf, { scope: 'scim.read' });
    const send = sender(cf, json.access_token);
    expect([json.scope, (await send('GET', '/Groups?count=1')).status]).toEqual(['scim.read', 200]);
    expect((await send('POST', '/Groups', { displayName: 'x' })).status).toBe(403);
    expect(outcome(await fetchToken(cf, { scope: 'uaa.admin' }))).toEqual([
      400,
      'invalid_scope',
      'uaa.admin is invalid. Please use a valid scope name in the request',
    ]);
  });

  it('sees nothing of Cloud Controller, and is nobody in the UAA', async () => {
    const cf = await start();
    cf.settings.ownClient = { ...cf.settings.ownClient, scopes: ['cloud_controller.read', 'uaa.user'] };
    const send = sender(cf, (await fetchToken(cf)).json.access_token);
    expect((await send('GET', '/v3/roles')).json.pagination.total_results).toBe(0);
    expect((await send('GET', '/Users')).status).toBe(403);
  });

  it('has to know its secret, and logs nobody in', async () => {
    const cf = await start();
    const wrong = { authorization: `Basic ${Buffer.from('sb-scim-access:wrong').toString('base64')}` };
    const grant = { grant_type: 'client_credentials' };
    expect((await postForm(cf, '/oauth/token', grant, wrong)).status).toBe(401);
    const refresh = { grant_type: 'refresh_token', refresh_token: 'x' };
    const refused = [401, 'invalid_client', 'Unauthorized grant type'];
    expect(outcome(await postForm(cf, '/oauth/token', refresh, basic(cf)))).toEqual(refused);
    expect(outcome(await postForm(cf, '/oauth/token', grant, { authorization: CF_CLIENT }))).toEqual(refused);
  });
});
