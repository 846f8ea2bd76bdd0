/**
 * The id of a request stands in every line of the log that the request has caused, and goes out with every call: whatever the
 * kind of backend, of logging on and of request, and when calls fail, hang or are sent again.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startCloudFoundry } from '../../src/sandbox/cloud-foundry/index.ts';
import { startIdentityAuthenticationV1 } from '../../src/sandbox/identity-authentication-v1/index.ts';
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';
import { startScim } from '../../src/sandbox/scim/index.ts';
import type { Client } from './support/client.ts';
import { HURRIED } from './support/connectors.ts';
import { runningProxy } from './support/proxy.ts';
import { sandboxControl } from './support/sandbox.ts';

type Line = Readonly<Record<string, unknown>>;

interface System {
  readonly type: string;
  readonly url: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

let systems: Record<string, System>;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const size = { users: 3, groups: 2 };
  const [v1, v2, cf, scim, csrf] = await Promise.all([
    startIdentityAuthenticationV1(size),
    startIdentityAuthentication(size),
    startCloudFoundry({ users: 3, orgs: 1, spaces: 1, jobPolls: 2 }),
    startScim(size),
    startScim({ ...size, switches: { csrfProtection: true } }),
  ]);
  closing.push(...[v1, v2, cf, scim, csrf].map((standIn) => () => standIn.close()));
  const basic = ({ clientId: User, clientSecret: Password }: typeof v2.credentials) => ({ User, Password });
  const { userName, password } = cf.provisioningUser;
  const { id: clientId, secret } = cf.settings.ownClient;
  const ofCf = { url: cf.url, properties: { URL: cf.url, 'btp.cf.pm.origin': cf.origin } };
  const ofScim = ({ base: URL, credentials: { user: User, password: Password } }: typeof scim) => ({
    URL,
    User,
    Password,
  });
  const ias = 'identity-authentication';
  systems = {
    'version 1': {
      type: ias,
      url: v1.url,
      properties: { URL: v1.url, ...basic(v1.credentials), 'ias.api.version': 1 },
    },
    'version 2': {
      type: ias,
      url: v2.url,
      properties: { URL: v2.url, ...basic(v2.credentials), 'ias.api.version': 2 },
    },
    'version 2, with tokens': {
      type: ias,
      url: v2.url,
      properties: {
        URL: v2.url,
        ...basic(v2.credentials),
        'ias.api.version': 2,
        OAuth2TokenServiceURL: `${v2.url}/oauth2/token`,
      },
    },
    'Cloud Foundry': {
      type: 'cloud-foundry',
      url: cf.url,
      properties: {
        ...ofCf.properties,
        User: userName,
        Password: password,
        'btp.cf.pm.landscape': 'cf-eu10',
      },
    },
    UAA: {
      type: 'cloud-foundry-uaa',
      url: cf.url,
      properties: {
        URL: cf.url,
        User: clientId,
        Password: secret,
        OAuth2TokenServiceURL: `${cf.url}/oauth/token`,
        'uaa.origin': cf.origin,
        // It goes by real time.
        'ips.failed.request.retry.attempts': 1,
        'ips.failed.request.retry.attempts.interval': 1,
      },
    },
    SCIM: { type: 'scim', url: scim.url, properties: ofScim(scim) },
    'SCIM, with CSRF tokens': {
      type: 'scim',
      url: csrf.url,
      properties: { ...ofScim(csrf), 'scim.api.csrf.protection': 'enabled' },
    },
  };
});
afterAll(async () => {
  for (const close of closing) await close();
});

const NAMES = [
  'version 1',
  'version 2',
  'version 2, with tokens',
  'Cloud Foundry',
  'UAA',
  'SCIM',
  'SCIM, with CSRF tokens',
] as const;

/** Beside entities: what is asked for all who come later, and what is removed step by step. */
const OTHER_CALLS: Readonly<Partial<Record<string, readonly string[]>>> = {
  'version 2, with tokens': ['/oauth2/token'],
  'Cloud Foundry': ['/', '/oauth/token', '/v3/organizations', '/v3/roles/'],
  UAA: ['/oauth/token'],
  'SCIM, with CSRF tokens': ['/scim/v2/ServiceProviderConfig'],
};

/** A proxy that has not asked for anything yet. */
async function setUp(name: (typeof NAMES)[number]) {
  const { type, url, properties } = systems[name] as System;
  const control = sandboxControl(url);
  await control.forget();
  const log: string[] = [];
  const proxy = await runningProxy({
    log,
    ...(name === 'UAA' ? {} : { time: HURRIED }),
    systems: [{ id: 'system', type, properties }],
    server: { requestTimeout: 5 },
  });
  onTestFinished(async () => {
    await control.forget();
    await proxy.stop();
  });
  return {
    control,
    client: proxy.client('system'),
    explainer: proxy.explainer('system'),
    lines: () => log.map((line) => JSON.parse(line) as Line),
  };
}
type Stage = Awaited<ReturnType<typeof setUp>>;

interface Exercised {
  /** Of the requests. */
  readonly ids: ReadonlySet<string>;
  /** Ids of entities that they were about. */
  readonly entities: readonly string[];
}

/** One id for each request, which says what it was. */
async function exercise({ client, explainer }: Pick<Stage, 'client' | 'explainer'>): Promise<Exercised> {
  const ids = new Set<string>();
  const send = async (
    id: string,
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
    by: Client = client,
  ) => {
    ids.add(id);
    return await by.send(method, path, { body, headers: { 'x-request-id': id, ...more } });
  };
  const user = {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'ida@example.com',
    name: { givenName: 'Ida', familyName: 'Vale' },
    emails: [{ value: 'ida@example.com', primary: true }],
  };
  await send('list', 'GET', '/Users');
  await send('groups', 'GET', '/Groups');
  await send('filter', 'GET', '/Users?filter=userName%20eq%20%22nobody%22');
  await send('dry-run', 'POST', '/Users', user, { prefer: 'handling=dry-run' }, explainer);
  const { body: created } = await send('create', 'POST', '/Users', user);
  const at = `/Users/${encodeURIComponent(String(created['id']))}`;
  await send('get', 'GET', at);
  await send('again', 'POST', '/Users', user);
  await send('replace', 'PUT', at, { ...user, name: { givenName: 'Ina', familyName: 'Vale' } });
  await send('patch', 'PATCH', at, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'name.givenName', value: 'Ila' }],
  });
  const { body: groups } = await send('some-groups', 'GET', '/Groups?count=5');
  const [group] = (groups['Resources'] ?? []) as { id: string }[];
  for (const op of ['add', 'remove'] as const) {
    await send(`${op}-member`, 'PATCH', `/Groups/${encodeURIComponent(String(group?.id))}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [
        op === 'add'
          ? { op, path: 'members', value: [{ value: created['id'] }] }
          : { op, path: `members[value eq "${created['id']}"]` },
      ],
    });
  }
  await send('bulk', 'POST', '/Bulk', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations: [
      { method: 'DELETE', path: '/Users/no-such-user' },
      { method: 'DELETE', path: at },
    ],
  });
  await send('search', 'POST', '/.search', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
    count: 1,
  });
  await send('nothing', 'GET', '/Users/no-such-user');
  await send('config', 'GET', '/ServiceProviderConfig');
  return { ids, entities: [created['id'], group?.id].filter((id) => typeof id === 'string') };
}

async function check({ control, lines }: Pick<Stage, 'control' | 'lines'>, { ids, entities }: Exercised) {
  const { requests } = await control.requests();
  expect(requests.length).toBeGreaterThan(0);
  const strange = requests.filter(({ headers }) => !ids.has(headers['x-request-id'] ?? ''));
  expect(strange.map(({ method, path, headers }) => [method, path, headers['x-request-id']])).toEqual([]);
  const without = lines().filter(({ requestId }) => !ids.has(String(requestId)));
  expect(without).toEqual([]);
  const calls = JSON.stringify(lines().map(({ upstream }) => upstream));
  for (const id of entities) expect(calls).not.toContain(encodeURIComponent(id));
  const access = lines().filter(({ msg }) => msg === 'request');
  expect(access.map(({ requestId }) => requestId)).toEqual([...ids]);
}

describe.each(NAMES)('%s', (name) => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await setUp(name);
  });

  it('requests of all kinds', async () => {
    await check(stage, await exercise(stage));
    const paths = (await stage.control.requests()).requests.map(({ path }) => path.replace(/\?.*/, ''));
    for (const kind of OTHER_CALLS[name] ?? [])
      expect(
        paths.some((path) => (kind.length > 1 ? path.startsWith(kind) : path === kind)),
        kind,
      ).toBe(true);
  });

  it.each([
    ['that fail', { status: 500, count: 40 }],
    ['that there are too many of', { status: 429, retryAfter: 1, count: 3 }],
    ['whose connection breaks', { reset: 'before', count: 2 }],
    ['whose answers break off', { truncate: true, count: 2 }],
    ['that are not let in', { status: 401, count: 2 }],
    ['about members alone', { path: '/members', status: 500, count: 40 }],
  ])('calls %s', async (_, fault) => {
    await stage.control.fault(fault);
    await check(stage, await exercise(stage));
    expect(stage.lines().some(({ msg }) => msg === 'upstream call failed')).toBe(true);
  });
});
