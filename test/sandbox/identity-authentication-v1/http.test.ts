import { describe, expect, it } from 'vitest';
import { FIRST_GROUP, startTenant } from './tenant.ts';

describe('the API of version 1', () => {
  it.each(['Users', `Groups/${FIRST_GROUP}`])('has no PATCH: %s', async (path) => {
    const tenant = await startTenant({ users: 1, groups: 1 });
    expect(await tenant.call('PATCH', path, {})).toMatchObject({ status: 405, text: 'Method Not Allowed' });
  });

  it.each(['Schemas', 'Bulk', 'ServiceProviderConfig', 'Users/a/b', '../../scim/Users'])(
    'knows no %s',
    async (path) => {
      const tenant = await startTenant();
      expect((await tenant.call('GET', path)).status).toBe(404);
    },
  );

  it('takes SCIM JSON only, and no broken bodies', async () => {
    const tenant = await startTenant();
    const json = { 'content-type': 'application/json' };
    expect((await tenant.call('POST', 'Users', {}, json)).status).toBe(415);
    expect((await tenant.call('GET', 'Users', undefined, { accept: 'text/html' })).status).toBe(406);
    for (const body of ['{', '[]', 'null']) {
      expect(await tenant.call('POST', 'Users', body)).toMatchObject({ status: 400, body: {} });
    }
  });

  it('locks the client id after five wrong passwords, for an hour', async () => {
    const tenant = await startTenant();
    const { clientId } = tenant.standIn.credentials;
    const authorization = `Basic ${Buffer.from(`${clientId}:wrong`).toString('base64')}`;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await tenant.call('GET', 'Users', undefined, { authorization })).status).toBe(401);
    }
    expect((await tenant.call('GET', 'Users')).status).toBe(401);
    tenant.standIn.clock.advance(3600);
    expect((await tenant.call('GET', 'Users')).status).toBe(200);
  });

  it('refuses what the role does not allow', async () => {
    const tenant = await startTenant({ users: 1, groups: 1, roles: ['Read Users'] });
    const statuses = await Promise.all([
      tenant.call('GET', 'Users'),
      tenant.call('DELETE', 'Users/P000001'),
      tenant.call('GET', 'Groups'),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([200, 403, 403]);
  });

  it('answers 200 requests a minute, and shuts for a minute after 280', async () => {
    const tenant = await startTenant({ limits: true });
    for (let count = 0; count < 200; count += 1) {
      expect((await tenant.call('GET', 'Users?count=0')).status).toBe(200);
    }
    const slow = Array.from({ length: 81 }, () => tenant.call('GET', 'Users?count=0'));
    const refused = await Promise.race(slow);
    expect(refused.status).toBe(429);
    tenant.standIn.clock.advance(1);
    expect((await Promise.all(slow)).filter(({ status }) => status === 200)).toHaveLength(80);
    tenant.standIn.clock.advance(60);
    expect((await tenant.call('GET', 'Users')).status).toBe(200);
  });
});
