import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';
import type { Client } from './support/client.ts';
import { runningProxy } from './support/proxy.ts';
import { type SandboxControl, sandboxControl } from './support/sandbox.ts';

const PERSON = 'leak.victim@example.com';

interface Scene {
  readonly client: Client;
  readonly control: SandboxControl;
  /** One of the backend's. */
  readonly user: string;
  readonly log: readonly string[];
  stop(): Promise<void>;
}

async function startScene(): Promise<Scene> {
  const log: string[] = [];
  const backend = await startIdentityAuthentication({ users: 5 });
  const proxy = await runningProxy({
    log,
    server: { requestTimeout: 0.5 },
    systems: [
      {
        id: 'ias',
        type: 'identity-authentication',
        properties: {
          Type: 'HTTP',
          URL: backend.url,
          ProxyType: 'Internet',
          Authentication: 'BasicAuthentication',
          User: backend.credentials.clientId,
          Password: backend.credentials.clientSecret,
          'ias.api.version': 2,
        },
      },
    ],
  });
  const client = proxy.client('ias');
  const { body } = await client.get('/Users?count=1');
  return {
    client,
    control: sandboxControl(backend.url),
    user: (body['Resources'] as { id: string }[])[0]?.id ?? '',
    log,
    stop: async () => {
      await proxy.stop();
      await backend.close();
    },
  };
}

describe('a backend that fails', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(() => scene.stop());

  it.each([
    ['status 500', { status: 500 }, 502],
    ['status 503', { status: 503 }, 502],
    ['a 404 that is not its own', { status: 404, body: '<html>router</html>' }, 502],
    ['status 403', { status: 403 }, 502],
    ['a reset before', { reset: 'before' }, 502],
    ['a truncated answer', { truncate: true }, 502],
    ['silence', { delayMs: 60_000 }, 504],
  ])('with %s is not the client’s fault', async (_, fault, status) => {
    const { client, control, user } = scene;
    for (const path of [`/Users/${user}`, '/Users?count=2']) {
      await control.fault({ count: 5, ...fault });
      const answer = await client.get(path);
      await control.forget();
      expect(answer.status, answer.text).toBe(status);
      expect(answer.body['detail'], answer.text).toMatch(/system ias/);
      expect(answer.body['detail']).toMatch(/GET \/scim\/Users/);
      expect(answer.text).not.toContain('<html>');
    }
  });

  it('after it did a PATCH does not make the PATCH undone', async () => {
    const { client, control, user } = scene;
    await control.fault({ count: 5, method: 'GET', delayMs: 60_000 });
    const rename = [{ op: 'replace', path: 'displayName', value: 'Renamed in time' }];
    const answer = await client.patch(`/Users/${user}`, rename);
    await control.forget();
    expect(answer.status, answer.text).toBe(200);
    expect(Object.keys(answer.body).sort()).toEqual(['id', 'meta', 'schemas']);
    expect(answer.headers['x-ipsproxy-warning']).toContain('was done');
    expect((await client.get(`/Users/${user}`)).body['displayName']).toBe('Renamed in time');
  });

  it('cannot put personal data into the log with its words', async () => {
    const { client, control, user, log } = scene;
    const error = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '400',
      detail: `${PERSON} is locked`,
    };
    await control.fault({ count: 5, method: 'GET', status: 400, body: error });
    const answer = await client.patch(`/Users/${user}`, [{ op: 'replace', path: 'title', value: 'Dr.' }]);
    await control.forget();
    expect(answer.headers['x-ipsproxy-warning']).toContain(PERSON);
    const aboveDebug = log.filter((line) => JSON.parse(line).level > 20);
    expect(aboveDebug.length).toBeGreaterThan(0);
    expect(aboveDebug.filter((line) => line.includes(PERSON))).toEqual([]);
  });
});

it('that a backend is asked too often is handed on, with the time to wait', async () => {
  const { client, control, user, stop } = await startScene();
  onTestFinished(stop);
  await control.fault({ count: 5, status: 429, retryAfter: 7 });
  const { status, headers } = await client.get(`/Users/${user}`);
  expect([status, headers['retry-after']]).toEqual([429, '7']);
});

it('a date until when to wait is one of the clock of the backend, however wrong that is', async () => {
  const { client, control, user, stop } = await startScene();
  onTestFinished(stop);
  const tomorrow = Date.now() + 86_400_000;
  const headers = {
    date: new Date(tomorrow).toUTCString(),
    'retry-after': new Date(tomorrow + 7_000).toUTCString(),
  };
  await control.fault({ count: 5, status: 429, headers });
  const answer = await client.get(`/Users/${user}`);
  expect([answer.status, answer.headers['retry-after']]).toEqual([429, '7']);
});
