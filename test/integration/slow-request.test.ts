/** One request that the backend is slow with stalls nobody else, right after the start and after a reload. */
import { afterEach, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { SimulatedTime } from '../connectors/support/simulated-time.ts';
import { until } from '../support/until.ts';
import { type Backend, type Kind, startBackend } from './support/backends.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';

const HOUR = 3600;
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Scene {
  readonly backend: Backend;
  readonly proxy: RunningProxy;
  /** Of the proxy's connectors. */
  readonly time: SimulatedTime;
  /** Resolves once so many requests have reached the backend since it was told to forget, and so many others wait. */
  settled(reached: number, waiting: number): Promise<void>;
}

async function start(kind: Kind): Promise<Scene> {
  const time = new SimulatedTime(Date.now());
  const backend = await startBackend(kind, { users: 3, groups: 2 });
  stops.push(() => backend.close());
  const proxy = await runningProxy({
    systems: [{ id: 'slow', type: backend.type, properties: backend.properties }],
    time: { now: time.now, wait: time.wait, silence: time.wait },
  });
  stops.push(proxy.stop);
  return {
    backend,
    proxy,
    time,
    settled: (reached, waiting) =>
      until(async () => (await backend.control.requests()).count === reached && time.waiting === waiting),
  };
}

it.each(['v1', 'v2'] as const)(
  'the first request of all, which gets no answer, costs others a moment, and nothing after a reload, %s',
  async (kind) => {
    const { backend, proxy, time, settled } = await start(kind);
    const client = proxy.client('slow');
    const { Resources } = await backend.entity('Users');
    const [slow, other] = (Resources as JsonObject[]).map(({ id }) => `/Users/${id}`);
    for (const round of ['at the start', 'after a reload']) {
      await backend.control.forget();
      await backend.control.fault({ count: 1, path: slow, delayMs: HOUR * 1000 });
      const hanging = client.get(slow ?? '');
      await settled(1, 0);
      const others = [other, '/Users?count=1', '/Groups?count=1', other].map((path) =>
        client.get(path ?? ''),
      );
      if (round === 'at the start') {
        await settled(1, 4);
        time.pass(1_000);
      }
      const answers = await Promise.all(others);
      expect(
        answers.map(({ status }) => status),
        round,
      ).toEqual([200, 200, 200, 200]);
      await backend.control.advance(HOUR);
      expect((await hanging).status).toBe(200);
      await proxy.reload();
    }
  },
);

it('no more than three go where no answer comes; all others are told that they were not sent', async () => {
  const { backend, proxy, time, settled } = await start('v2');
  const client = proxy.client('slow');
  await backend.control.fault({ count: 3, delayMs: HOUR * 1000 });
  const calls = Array.from({ length: 8 }, (_, index) =>
    index % 2 === 0 ? client.get('/Users?count=1') : client.delete('/Users/x'),
  );
  for (const reached of [1, 2, 3]) {
    await settled(reached, 8 - reached);
    time.pass(1_000);
  }
  await settled(3, 5);
  time.pass(10_000);
  await until(() => time.waiting === 0);
  await backend.control.advance(HOUR);
  const answers = await Promise.all(calls);
  const unsent = answers.filter(({ status }) => status === 503);
  expect(unsent).toHaveLength(5);
  for (const { body, headers } of unsent) {
    expect(body['detail']).toMatch(/was not sent to .* nothing was changed/);
    expect(headers['retry-after']).toBe('5');
  }
  expect((await backend.control.requests()).count).toBe(3);
});

it('a request for a token that hangs is asked for beside, and stalls nobody longer', async () => {
  const { backend, proxy, time, settled } = await start('cf');
  await backend.control.fault({ count: 1, path: '/oauth/token', delayMs: HOUR * 1000 });
  const calls = [1, 2, 3].map(() => proxy.client('slow').get('/Users?count=1'));
  // The root document is read before.
  await settled(2, 1);
  time.pass(5_000);
  const answers = await Promise.all(calls);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
});
