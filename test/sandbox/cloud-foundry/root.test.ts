import { describe, expect, it } from 'vitest';
import { startCloudFoundry } from '../../../src/sandbox/cloud-foundry/index.ts';
import { landscapeDomain } from '../../../src/sandbox/cloud-foundry/landscape-domain.ts';
import { expectCcError, request, start, startSession } from './helpers.ts';

describe('the root document', () => {
  it('needs no token and points UAA and Cloud Controller to one address', async () => {
    const cf = await start();
    const { status, json } = await request(`${cf.url}/`);
    expect(status).toBe(200);
    expect(json.links).toMatchObject({
      self: { href: cf.url },
      cloud_controller_v3: {
        href: `${cf.url}/v3`,
        meta: { version: expect.stringMatching(/^3\.\d+\.\d+$/) },
      },
      login: { href: cf.url },
      uaa: { href: cf.url },
      logging: { href: 'wss://doppler.cf.eu10.hana.ondemand.com:443' },
    });
  });

  it('is followed by the links of version 3 and a description of the platform', async () => {
    const cf = await start({ landscape: 'cf-cn40' });
    expect((await request(`${cf.url}/v3`)).json.links['roles']).toEqual({ href: `${cf.url}/v3/roles` });
    expect((await request(`${cf.url}/v3/info`)).json).toMatchObject({
      name: 'cf.cn40.platform.sapcloud.cn',
      cli_version: { minimum: expect.any(String), recommended: expect.any(String) },
      rate_limits: { enabled: false, reset_interval_in_minutes: 60 },
    });
    expect((await request(`${cf.url}/healthz`)).status).toBe(200);
  });

  it('counts UAA and Cloud Controller together at the control endpoint', async () => {
    const { cf, get } = await startSession();
    await get('/Users?count=1');
    await get('/v3/organizations');
    const { json } = await request(`${cf.url}/__sandbox/requests`);
    expect(json['count']).toBe(3);
    expect(json['requests']).toMatchObject([
      { method: 'POST', path: expect.stringMatching(/^\/oauth\/token/), status: 200 },
      { method: 'GET', path: '/Users?count=1' },
      { method: 'GET', path: '/v3/organizations' },
    ]);
  });
});

describe('landscapeDomain', () => {
  it.each([
    ['cf-eu10', 'cf.eu10.hana.ondemand.com'],
    ['cf-eu10-002', 'cf.eu10-002.hana.ondemand.com'],
    ['cf-cn20', 'cf.cn20.platform.sapcloud.cn'],
    ['cf.eu10-002.hana.ondemand.com', 'cf.eu10-002.hana.ondemand.com'],
  ])('%s → %s', (landscape, domain) => {
    expect(landscapeDomain(landscape)).toBe(domain);
  });
});

describe('requests to Cloud Controller', () => {
  it('without a token are 401 10002, with a bad one 401 1000', async () => {
    const cf = await start();
    for (const path of ['/v3/organizations', '/v3/roles', '/v3/unknown']) {
      const anonymous = await request(cf.url + path);
      expect(expectCcError(anonymous, 401, 10002, 'CF-NotAuthenticated')).toBe('Authentication error');
      const forged = await request(cf.url + path, { headers: { authorization: 'bearer nonsense' } });
      expect(expectCcError(forged, 401, 1000, 'CF-InvalidAuthToken')).toBe('Invalid Auth Token');
    }
    const basic = await request(`${cf.url}/v3/roles`, { headers: { authorization: 'Basic Y2Y6' } });
    expectCcError(basic, 401, 1000, 'CF-InvalidAuthToken');
  });

  it('with a token that may not read are 403', async () => {
    const { get } = await startSession({ scopes: ['openid', 'scim.read'] });
    expectCcError(await get('/v3/organizations'), 403, 10003, 'CF-NotAuthorized');
  });

  it('for what there is not are 404 10000', async () => {
    const { send } = await startSession();
    for (const [method, path] of [
      ['GET', '/v3/apps'],
      ['PUT', '/v3/roles'],
      ['DELETE', '/v3/organizations/x'],
      ['GET', '/v3/roles/'],
      ['GET', '/v3/roles/%zz'],
    ] as const) {
      expect(expectCcError(await send(method, path), 404, 10000, 'CF-NotFound')).toBe('Unknown request');
    }
  });

  it('carry request ids: two at Cloud Controller, one at the UAA', async () => {
    const { get } = await startSession();
    const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
    for (const path of ['/', '/v3/organizations', '/v3/organizations/none']) {
      const { headers } = await get(path);
      expect(headers.get('x-vcap-request-id')).toMatch(new RegExp(`^${uuid}::${uuid}$`));
      for (const name of ['x-runtime', 'x-b3-traceid', 'x-b3-spanid']) expect(headers.has(name)).toBe(true);
    }
    const ids = [await get('/Users?count=1'), await get('/Users?count=1')].map(({ headers }) =>
      headers.get('x-vcap-request-id'),
    );
    expect(ids[0]).toMatch(new RegExp(`^${uuid}$`));
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe('starting', () => {
  it('refuses an origin that belongs to other users of the seed', async () => {
    await expect(startCloudFoundry({ origin: 'sap.ids' })).rejects.toThrow(
      'Origin sap.ids is taken by seed data.',
    );
  });

  it('fails with the error of the system when the port is taken', async () => {
    const { port } = await start();
    await expect(startCloudFoundry({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
