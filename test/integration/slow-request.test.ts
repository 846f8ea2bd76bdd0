/** One request that the backend is slow with stalls nobody else, right after the start and after a reload. */
import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { type Backend, type Kind, startBackend } from './support/backends.ts';
import { type RunningProxy, runningProxy } from './support/proxy.ts';

const HOUR = 3_600_000;
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function start(kind: Kind, requestTimeout: number): Promise<{ backend: Backend; proxy: RunningProxy }> {
  const backend = await startBackend(kind, { users: 3, groups: 2 });
  stops.push(() => backend.close());
  const proxy = await runningProxy({
    server: { requestTimeout },
    systems: [{ id: 'slow', type: backend.type, properties: backend.properties }],
  });
  stops.push(proxy.stop);
  return { backend, proxy };
}

describe.each(['v1', 'v2'] as const)('the first request of all, which gets no answer, %s', (kind) => {
  it('costs others a moment, and nothing after a reload', async () => {
    const { backend, proxy } = await start(kind, 3);
    const client = proxy.client('slow');
    const { Resources } = await backend.entity('Users');
    const [slow, other] = (Resources as JsonObject[]).map(({ id }) => `/Users/${id}`);
    await backend.control.forget();
    for (const round of ['at the start', 'after a reload']) {
      await backend.control.fault({ count: 1, path: slow, delayMs: HOUR });
      const hanging = client.get(slow ?? '');
      const others = [other, '/Users?count=1', '/Groups?count=1', other].map((path) =>
        client.get(path ?? ''),
      );
      const answers = await Promise.all(others);
      expect(
        answers.map(({ status }) => status),
        round,
      ).toEqual([200, 200, 200, 200]);
      expect((await hanging).status).toBe(504);
      await proxy.reload();
    }
  });
});

it('no more than three go where no answer comes; all others are told that they were not sent', async () => {
  const { backend, proxy } = await start('v2', 4);
  const client = proxy.client('slow');
  await backend.control.fault({ count: 99, delayMs: HOUR });
  const calls = Array.from({ length: 8 }, (_, index) =>
    index % 2 === 0 ? client.get('/Users?count=1') : client.delete('/Users/x'),
  );
  const answers = await Promise.all(calls);
  const unsent = answers.filter(({ status }) => status === 503);
  expect(unsent.length).toBe(5);
  for (const { body, headers } of unsent) {
    expect(body['detail']).toMatch(/was not sent to .* nothing was changed/);
    expect(headers['retry-after']).toBe('5');
  }
  expect(answers.filter(({ status }) => status === 504)).toHaveLength(3);
  expect((await backend.control.requests()).count).toBe(3);
});

it('a request for a token that hangs is asked for beside, and stalls nobody longer', async () => {
  const { backend, proxy } = await start('cf', 30);
  await backend.control.fault({ count: 1, path: '/oauth/token', delayMs: HOUR });
  const answers = await Promise.all([1, 2, 3].map(() => proxy.client('slow').get('/Users?count=1')));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
});
