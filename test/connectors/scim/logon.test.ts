/** The ways in which a SCIM system is logged on to. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { runningProxy } from '../../integration/support/proxy.ts';
import { json } from '../support/backend.ts';
import { CLIENT, startTokenService } from '../support/token-service.ts';
import { scimStage } from './support/stage.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

describe('a SCIM system is logged on to', () => {
  it('with user and password', async () => {
    const { client, requests } = await scimStage();
    await client.get('/Users');
    const expected = `Basic ${Buffer.from('technical:technical-secret').toString('base64')}`;
    expect(requests()[0]?.headers.authorization).toBe(expected);
  });

  it('not at all', async () => {
    const properties = { Authentication: 'NoAuthentication' };
    const { client, requests } = await scimStage({}, { properties });
    expect((await client.get('/Users')).status).toBe(200);
    expect(requests()[0]?.headers.authorization).toBeUndefined();
  });

  it('with a token, also for a CSRF token', async () => {
    await using service = await startTokenService({
      backend: ({ method, headers, body }, response) => {
        if (headers['x-csrf-token'] === 'Fetch') return json(response, 200, {}, { 'x-csrf-token': 'csrf-1' });
        if (method !== 'POST') return json(response, 200, { totalResults: 0, Resources: [] });
        const isRight = headers['x-csrf-token'] === 'csrf-1';
        json(response, isRight ? 201 : 403, { id: '1', ...JSON.parse(body) });
      },
    });
    const proxy = await runningProxy({
      systems: [
        {
          id: 'one',
          type: 'sap-analytics-cloud',
          properties: {
            URL: `${service.origin}/scim`,
            OAuth2TokenServiceURL: service.tokenUrl,
            User: CLIENT.id,
            Password: CLIENT.secret,
            'sac.api.csrf.protection': 'enabled',
          },
        },
      ],
    });
    onTestFinished(async () => {
      await proxy.stop();
    });
    const client = proxy.client('one');
    expect((await client.get('/Users')).status).toBe(200);
    const made = await client.post('/Users', { schemas: [USER], userName: 'ada' });
    expect([made.status, made.body['id']]).toEqual([201, '1']);
    expect(service.tokenRequests()).toHaveLength(1);
    expect(
      service.calls().every(({ headers }) => /^bearer token-1-/i.test(headers.authorization ?? '')),
    ).toBe(true);
  });
});
