/** A backend that hangs, refuses, or answers as one that is not there; and another one beside it that is in order. */
import { expect, it, onTestFinished, vi } from 'vitest';
import { startIdentityAuthentication } from '../../src/sandbox/identity-authentication-v2/index.ts';
import { until } from '../support/until.ts';
import { runningProxy } from './support/proxy.ts';
import { sandboxControl } from './support/sandbox.ts';

const MESSAGES = ['circuit breaker opened', 'circuit breaker closed'];

/** Time, as circuit breakers see it. */
function clock() {
  let ahead = 0;
  const now = performance.now.bind(performance);
  const spy = vi.spyOn(performance, 'now').mockImplementation(() => now() + ahead);
  onTestFinished(() => spy.mockRestore());
  return {
    pass: (milliseconds: number) => {
      ahead += milliseconds;
    },
  };
}

interface Stage {
  readonly tokens?: boolean;
}

async function stage({ tokens = false }: Stage = {}) {
  const { pass } = clock();
  const log: string[] = [];
  const backends = [
    await startIdentityAuthentication({ users: 3 }),
    await startIdentityAuthentication({ users: 3 }),
  ] as const;
  const system = (id: string, { url, credentials }: (typeof backends)[number]) => ({
    id,
    type: 'identity-authentication',
    properties: {
      URL: url,
      User: credentials.clientId,
      Password: credentials.clientSecret,
      'ias.api.version': 2,
      'ips.failed.request.retry.attempts': 1,
      'ips.failed.request.retry.attempts.interval': 1,
      ...(tokens ? { OAuth2TokenServiceURL: `${url}/oauth2/token` } : {}),
    },
  });
  const proxy = await runningProxy({
    log,
    server: { requestTimeout: 0.8 },
    systems: [system('broken', backends[0]), system('sound', backends[1])],
  });
  onTestFinished(async () => {
    await proxy.stop();
    await Promise.allSettled(backends.map((backend) => backend.close()));
  });
  const control = sandboxControl(backends[0].url);
  const [broken, sound] = [proxy.client('broken'), proxy.client('sound')];
  if (!tokens) expect((await broken.get('/Users?count=1')).status).toBe(200);
  return {
    proxy,
    broken,
    sound,
    control,
    backend: backends[0],
    pass,
    /** Requests that fail, and later some more. @returns the statuses of the first ones */
    failing: async () => {
      const several = () => Promise.all(Array.from({ length: 6 }, () => broken.get('/Users?count=1')));
      const first = await several();
      pass(3_000);
      await several();
      return new Set(first.map(({ status }) => status));
    },
    /** Of the breakers, in their order. */
    told: () =>
      log
        .map((line) => JSON.parse(line))
        .filter(({ msg }) => MESSAGES.includes(msg))
        .map(({ msg, system, upstream }) => [msg, system, upstream.purpose, upstream.reason]),
  };
}

const user = (userName: string) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName,
  emails: [{ value: `${userName}@example.com` }],
});

it('one that hangs is not asked again by everybody, and nobody else notices', async () => {
  const { broken, sound, control, failing, pass, told } = await stage();
  await control.fault({ count: 100, delayMs: 600_000 });
  expect(await failing()).toEqual(new Set([504]));
  await control.forget();

  const read = await broken.get('/Users?count=1');
  expect(read.status, read.text).toBe(503);
  expect(Number(read.headers['retry-after'])).toBeGreaterThanOrEqual(1);
  expect(Number(read.headers['retry-after'])).toBeLessThanOrEqual(2);
  expect(read.body['detail']).toMatch(
    /^GET \/scim\/Users was not sent to Identity Authentication \(system broken, http:.*\): all requests have failed since \d{4}-.*Z, at last with no answer in time, and until one succeeds only few are sent\. Repeat in [12] seconds; if it stays so, see whether the backend is up, and check the property URL\.$/,
  );
  const write = await broken.send('POST', '/Users', { body: user('never') });
  expect(write.status).toBe(503);
  expect(write.body['detail']).toMatch(
    /^POST .* Nothing was sent, so nothing was changed\. Repeat in [34] seconds/,
  );
  expect((await control.requests()).count).toBe(0);
  expect((await sound.get('/Users?count=1')).status).toBe(200);

  pass(2_000);
  const answer = await broken.get('/Users?count=1');
  expect(answer.status, answer.text).toBe(200);
  expect((await broken.send('POST', '/Users', { body: user('later') })).status).toBe(201);
  expect(told()).toEqual([
    ['circuit breaker opened', 'broken', 'api', 'ABORTED'],
    ['circuit breaker closed', 'broken', 'api', '200'],
  ]);
});

it('one that refuses connections is found again where it was', async () => {
  const { broken, backend, failing, pass, told } = await stage();
  const port = Number(new URL(backend.url).port);
  await backend.close();
  // Whoever has seen it itself says what it was.
  expect(await failing()).toEqual(new Set([502]));
  const refused = await broken.get('/Users?count=1');
  expect(refused.status).toBe(503);
  expect(refused.body['detail']).toContain('at last with ECONNREFUSED,');
  const again = await startIdentityAuthentication({ users: 3, port });
  onTestFinished(() => again.close());
  pass(2_000);
  expect((await broken.get('/Users?count=1')).status).toBe(200);
  expect(told().map(([message]) => message)).toEqual(MESSAGES);
});

it('a write is a probe only where nobody reads, and goes out once', async () => {
  const { broken, control, failing, pass } = await stage();
  await control.fault({ count: 100, status: 503 });
  expect(await failing()).toEqual(new Set([502]));
  const create = (userName: string) => broken.send('POST', '/Users', { body: user(userName) });
  pass(2_000);
  expect((await create('early')).status).toBe(503);
  pass(2_000);
  await control.forget();
  await control.fault({ count: 1, delayMs: 600_000 });
  const probes = [create('one'), create('two'), create('three')];
  const answers = await Promise.all(probes);
  expect(answers.map(({ status }) => status).sort()).toEqual([503, 503, 504]);
  const { requests } = await control.requests();
  expect(requests.filter(({ method }) => method === 'POST').length).toBeLessThanOrEqual(1);
  const unknown = answers.find(({ status }) => status === 504);
  expect(unknown?.body['detail']).toMatch(/not known|may still take effect/);
});

it('one that comes and goes is asked less often each time', async () => {
  const { broken, control, failing, pass, told } = await stage();
  const waits: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    await control.fault({ count: 100, status: 503 });
    await failing();
    const refused = await broken.get('/Users?count=1');
    expect(refused.status).toBe(503);
    waits.push(Number(refused.headers['retry-after']));
    await control.forget();
    pass(1_000 * Number(refused.headers['retry-after']));
    expect((await broken.get('/Users?count=1')).status).toBe(200);
  }
  expect(waits[1]).toBeGreaterThan(waits[0] ?? 0);
  expect(waits[2]).toBeGreaterThan(waits[1] ?? 0);
  expect(told()).toHaveLength(6);
});

it.each([
  [
    '404',
    { status: 404, body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404' } },
    404,
  ],
  ['429', { status: 429, retryAfter: 1 }, 429],
  ['500 for one entity', { status: 500 }, 502],
])('who answers is there: %s', async (_, fault, status) => {
  const { broken, control, pass, told } = await stage();
  for (let turn = 0; turn < 10; turn += 1) {
    await control.fault({ count: 4, path: '/Users/', ...fault });
    const answer = await broken.get('/Users/an-id');
    await control.forget();
    expect(answer.status, answer.text).toBe(status);
    pass(5_000);
  }
  expect(told()).toEqual([]);
});

it('a reload changes nothing about who is away', async () => {
  const { proxy, broken, control, failing } = await stage();
  await control.fault({ count: 100, status: 504 });
  await failing();
  await proxy.reload();
  expect((await broken.get('/Users?count=1')).status).toBe(503);
});

it('a token service that is away is told apart from its API', async () => {
  const { broken, control, pass, told } = await stage({ tokens: true });
  await control.fault({ count: 1_000, path: '/oauth2/token', status: 503 });
  let answer = await broken.get('/Users?count=1');
  await until(async () => {
    pass(500);
    answer = await broken.get('/Users?count=1');
    return /was not sent/.test(String(answer.body['detail']));
  });
  expect(answer.status, answer.text).toBe(503);
  expect(answer.body['detail']).toMatch(
    /^POST \/oauth2\/token was not sent to Token service \(system broken, .*at last with status 503/,
  );
  expect(told()).toEqual([['circuit breaker opened', 'broken', 'token', '503']]);
});
