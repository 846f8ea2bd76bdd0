/** Tokens that are fetched, and what of a backend is kept, as the metrics tell it. */
import { expect, it, onTestFinished } from 'vitest';
import { startIdentityAuthentication } from '../../../src/sandbox/identity-authentication-v2/index.ts';
import { startBackend } from '../support/backends.ts';
import { scrape } from '../support/metrics.ts';
import { runningProxy } from '../support/proxy.ts';
import { sandboxControl } from '../support/sandbox.ts';

const SYSTEM = 'the-system';

async function started(system: object) {
  const proxy = await runningProxy({
    server: { management: { port: 0 } },
    systems: [{ id: SYSTEM, ...system }],
  });
  onTestFinished(async () => void (await proxy.stop()));
  const client = proxy.client(SYSTEM);
  const value = async (name: string, labels: Record<string, string>) =>
    (await scrape(proxy.managementUrl)).value(name, { system: SYSTEM, ...labels }) ?? 0;
  const lookups = async (cache: string) => ({
    hit: await value('ipsproxy_cache_lookups_total', { cache, result: 'hit' }),
    miss: await value('ipsproxy_cache_lookups_total', { cache, result: 'miss' }),
  });
  return { client, value, lookups };
}

it('a token is fetched once, and found then; one that is refused is told', async () => {
  const tenant = await startIdentityAuthentication({ users: 3 });
  onTestFinished(() => tenant.close());
  const { clientId, clientSecret } = tenant.credentials;
  const properties = {
    URL: tenant.url,
    User: clientId,
    Password: clientSecret,
    OAuth2TokenServiceURL: `${tenant.url}/oauth2/token`,
    'ias.api.version': 2,
    'ips.failed.request.retry.attempts': '0',
  };
  const control = sandboxControl(tenant.url);
  const { client, value, lookups } = await started({ type: 'identity-authentication', properties });
  const fetches = (result: string) => value('ipsproxy_token_fetches_total', { result });

  await control.fault({ count: 1, path: '/oauth2/token', status: 400, body: { error: 'invalid_request' } });
  expect((await client.get('/Users')).status).toBe(502);
  expect([await fetches('ok'), await fetches('failed')]).toEqual([0, 1]);

  for (let count = 0; count < 3; count += 1) expect((await client.get('/Users')).status).toBe(200);
  expect([await fetches('ok'), await fetches('failed')]).toEqual([1, 1]);
  expect(await lookups('token')).toEqual({ hit: 2, miss: 2 });
  const attempts = (purpose: string, method: string) =>
    value('ipsproxy_upstream_attempts_total', { purpose, method, outcome: '200' });
  expect([await attempts('token', 'POST'), await attempts('api', 'GET')]).toEqual([1, 3]);
});

it.each([
  [
    'names of groups, version 1 of Identity Authentication',
    'v1',
    'groups',
    '/Groups?filter=displayName eq "x"',
  ],
  ['places, Cloud Foundry', 'cf', 'places', '/Groups'],
] as const)('%s are read once, and found then', async (_, kind, cache, path) => {
  const backend = await startBackend(kind, { users: 2, groups: 2 });
  onTestFinished(() => backend.close());
  const { client, lookups } = await started({ type: backend.type, properties: backend.properties });
  for (let count = 0; count < 3; count += 1) {
    const { status, text } = await client.get(encodeURI(path));
    expect(status, text).toBe(200);
  }
  expect(await lookups(cache)).toEqual({ hit: 2, miss: 1 });
});
