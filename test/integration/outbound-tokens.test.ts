/** A tenant that is reached with tokens of its own token service: through the whole proxy, and what is shown of them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';
import { sandboxControl } from './support/sandbox.ts';

const SYSTEM = 'tokens';
const log: string[] = [];
let tenant: Awaited<ReturnType<typeof startIdentityAuthentication>>;
let proxy: RunningProxy;

beforeAll(async () => {
  tenant = await startIdentityAuthentication({ users: 3 });
  const { clientId, clientSecret } = tenant.credentials;
  const properties = {
    URL: tenant.url,
    User: clientId,
    Password: clientSecret,
    OAuth2TokenServiceURL: `${tenant.url}/oauth2/token`,
    'ias.api.version': 2,
  };
  proxy = await runningProxy({
    systems: [{ id: SYSTEM, type: 'identity-authentication', properties }],
    log,
  });
});

afterAll(async () => {
  await proxy.stop();
  await tenant.close();
});

it('serves reads and writes with one token, which is shown nowhere, nor is the secret', async () => {
  const control = sandboxControl(tenant.url);
  const client = proxy.client(SYSTEM);
  const shown: unknown[] = [];
  const user = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'new',
    emails: [{ value: 'new@example.com' }],
  };
  const list = await client.get('/Users');
  const created = await client.send('POST', '/Users', { body: user });
  const tried = await proxy.explainer(SYSTEM).send('POST', '/Users', {
    body: { ...user, userName: 'tried' },
    headers: { prefer: 'handling=dry-run' },
  });
  shown.push(list, created, tried);
  expect([list.status, created.status, tried.status]).toEqual([200, 201, 200]);
  const { requests } = await control.requests();
  const authorizations = requests.map(({ headers }) => String(headers?.['authorization']));
  const asked = requests.filter(({ path }) => path.startsWith('/oauth2/token'));
  expect(asked).toHaveLength(1);
  const tokens = new Set(authorizations.filter((text) => text.startsWith('Bearer ')));
  expect(tokens.size).toBe(1);
  const [token = ''] = [...tokens].map((text) => text.slice('Bearer '.length));
  expect(token.length).toBeGreaterThan(20);
  const all = `${JSON.stringify(shown)}${log.join('')}`;
  expect(all).toContain('"authorization":"***"');
  for (const secret of [token, tenant.credentials.clientSecret]) expect(all).not.toContain(secret);
});
