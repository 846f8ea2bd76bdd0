/** The proxy as an app of Cloud Foundry: started, called and stopped as the platform and its router do. */
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { cloudFoundryApps, ROOT } from '../deploy/manifests.ts';
import { type Backend, startBackend } from '../integration/support/backends.ts';
import { until } from '../support/until.ts';
import { type Running, watch } from './helpers.ts';
import { AUTHORIZATION, configuration, configurationFile, ENVIRONMENT, SYSTEM } from './proxy-process.ts';

const ROUTE = 'ipsproxy.cfapps.eu10.hana.ondemand.com';
/** Milliseconds that the platform waits between SIGTERM and SIGKILL. */
const GRACE = 10_000;
const HOUR = 3600;

/** What a container has; the port is a free one. */
function environment(credentials: object): Record<string, string> {
  const application = {
    application_id: '6b26cbe1-2f8c-4a1c-9d3b-0c6f1f0f5d11',
    application_name: 'ipsproxy',
    application_uris: ['ipsproxy.apps.internal', ROUTE],
    cf_api: 'https://api.cf.eu10.hana.ondemand.com',
    limits: { fds: 32_768, mem: 1024, disk: 1024 },
    organization_name: 'acme',
    space_name: 'prod',
    uris: ['ipsproxy.apps.internal', ROUTE],
    version: '4d6e7a0c-8f57-4b86-8cbb-3a0cf1a1f0a7',
  };
  const service = {
    label: 'user-provided',
    name: 'ipsproxy-secrets',
    instance_name: 'ipsproxy-secrets',
    binding_name: null,
    tags: [],
    syslog_drain_url: null,
    volume_mounts: [],
    credentials,
  };
  return {
    PORT: '0',
    MEMORY_LIMIT: '1024m',
    CF_INSTANCE_ADDR: '10.0.0.5:61012',
    CF_INSTANCE_GUID: '1f6a1b0e-6a57-4d0f-5b2f-91c6',
    CF_INSTANCE_INDEX: '1',
    CF_INSTANCE_INTERNAL_IP: '10.255.1.7',
    CF_INSTANCE_IP: '10.0.0.5',
    CF_INSTANCE_PORT: '61012',
    CF_INSTANCE_PORTS: '[{"external":61012,"internal":8080}]',
    VCAP_APPLICATION: JSON.stringify(application),
    VCAP_SERVICES: JSON.stringify({ 'user-provided': [service] }),
  };
}

interface App extends Running {
  readonly port: number;
  readonly backend: Backend;
  /** As the router hands a client's request on. */
  get(path: string): Promise<{ status: number; headers: Record<string, unknown>; body: JsonObject }>;
}

async function startApp(server: object = {}): Promise<App> {
  const backend = await startBackend('v2', { users: 2, groups: 1 });
  onTestFinished(() => backend.close());
  const secret = (key: string) => ({ service: 'ipsproxy-secrets', key });
  const file = await configurationFile(
    configuration({
      server,
      technicalUsers: [{ id: 'client', secrets: [secret('client')] }],
      systems: [
        {
          id: SYSTEM,
          type: backend.type,
          properties: { ...backend.properties, User: secret('ias.user'), Password: secret('ias.password') },
        },
      ],
    }),
  );
  const { User, Password } = backend.properties;
  const credentials = { client: ENVIRONMENT.CLIENT_SECRET, ias: { user: User, password: Password } };
  // As its launcher does, which leaves its own shell behind.
  const [{ command = '', env: settings } = { env: {} }] = cloudFoundryApps();
  const app = watch(['bash', '-c', command], {
    cwd: ROOT,
    env: {
      ...settings,
      ...environment(credentials),
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      IPSPROXY_CONFIG: file,
    },
  });
  const { url } = await app.line(({ msg }) => String(msg).includes('listening on'));
  const { port, hostname } = new URL(String(url));
  expect(hostname).toBe('0.0.0.0');
  const headers = {
    host: ROUTE,
    authorization: AUTHORIZATION,
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '198.51.100.23, 203.0.113.7',
    'x-vcap-request-id': 'f2f2a1b6-8f5a-4f6c-6a0f-0d1c2b3a4f5e',
  };
  return {
    ...app,
    port: Number(port),
    backend,
    get: async (path) => {
      const target = `http://127.0.0.1:${port}/ipsproxy/api/v1/scim/${SYSTEM}${path}`;
      const answer = await request(target, { headers });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: (await answer.body.json()) as JsonObject,
      };
    },
  };
}

/** Ends the app as the platform does. */
async function stop({ child, ended }: App) {
  const end = new AbortController();
  child.kill('SIGTERM');
  sleep(GRACE, undefined, { signal: end.signal, ref: false }).then(
    () => child.kill('SIGKILL'),
    () => {},
  );
  const { code } = await ended;
  end.abort();
  return { code, signal: child.signalCode };
}

it('manifest.yml asks what answers, and binds what has the secrets', () => {
  const apps = cloudFoundryApps();
  expect(apps.map(({ name }) => name)).toEqual(['ipsproxy', 'ipsproxy-image']);
  for (const app of apps) {
    expect(app).toMatchObject({
      instances: 2,
      services: ['ipsproxy-secrets'],
      'health-check-type': 'http',
      'health-check-http-endpoint': '/healthz',
      'readiness-health-check-type': 'http',
      'readiness-health-check-http-endpoint': '/readyz',
    });
  }
});

describe('an app of Cloud Foundry', () => {
  it('is called by the URL of its route, with the secrets of a bound service', async () => {
    const app = await startApp();
    const { status, headers, body } = await app.get('/Users');
    const [user] = body['Resources'] as { id: string; meta: { location: string } }[];
    expect(status).toBe(200);
    expect(user?.meta.location).toBe(`https://${ROUTE}/ipsproxy/api/v1/scim/${SYSTEM}/Users/${user?.id}`);
    expect(headers['x-request-id']).toBe('f2f2a1b6-8f5a-4f6c-6a0f-0d1c2b3a4f5e');
    const { urls } = await app.line(({ msg }) => String(msg).startsWith(`system ${SYSTEM} at `));
    expect((urls as string[])[0]).toBe(`https://${ROUTE}/ipsproxy/api/v1/scim/${SYSTEM}`);
    expect(await app.line(({ msg }) => msg === 'request')).toMatchObject({
      address: '203.0.113.7',
      requestId: 'f2f2a1b6-8f5a-4f6c-6a0f-0d1c2b3a4f5e',
    });
    // Nothing is configured that it could share with the first one.
    expect(await app.line(({ instance }) => instance === 1)).toMatchObject({ level: 40 });
    // Before it is let into the router, and while it is in there.
    expect((await request(`http://127.0.0.1:${app.port}/healthz`)).statusCode).toBe(200);
    expect(await stop(app)).toEqual({ code: 0, signal: null });
    expect((await app.ended).stderr).toBe('');
  });

  it('finishes a slow request before it stops', async () => {
    const app = await startApp();
    const { body } = await app.get('/Users');
    const [{ id } = { id: '' }] = body['Resources'] as { id: string }[];
    await app.backend.control.forget();
    await app.backend.control.fault({ count: 1, path: `/Users/${id}`, delayMs: HOUR * 1000 });
    const slow = app.get(`/Users/${id}`);
    await until(async () => (await app.backend.control.requests()).count === 1);
    const stopped = stop(app);
    await app.line(({ msg }) => msg === 'SIGTERM, finishing the requests under way');
    expect((await request(`http://127.0.0.1:${app.port}/readyz`)).statusCode).toBe(503);
    await app.backend.control.advance(HOUR);
    expect(await slow).toMatchObject({ status: 200, body: { id } });
    expect(await stopped).toEqual({ code: 0, signal: null });
  });

  it('ends before the platform kills it, also where a backend never answers', async () => {
    const app = await startApp({ drainTime: 0 });
    await app.backend.control.fault({ count: 1, path: '/Users', delayMs: HOUR * 1000 });
    const endless = app.get('/Users');
    await until(async () => (await app.backend.control.requests()).count === 1);
    expect(await stop(app)).toEqual({ code: 1, signal: null });
    expect((await endless).status).toBe(503);
    expect(app.lines.at(-1)?.['msg']).toBe(
      'stopped; some requests took longer than server.shutdownTimeout and were cut off',
    );
  });
});
