import { expect, it } from 'vitest';
import { fakeSystem, startProxy } from './helpers.ts';

const slots = {
  'broken-one': { status: 'broken', reason: 'no URL' },
  'off-one': { status: 'disabled', reason: 'off' },
} as const;

it('/healthz and /readyz answer anybody, also with broken systems, without naming them', async () => {
  const proxy = await startProxy({ systems: [fakeSystem()], slots });
  const options = { absolute: true, authorization: null };
  const health = await proxy.send('/healthz', options);
  expect([health.status, health.body]).toEqual([200, { status: 'ok' }]);
  const ready = await proxy.send('/readyz?verbose=1', options);
  expect([ready.status, ready.body]).toEqual([
    200,
    { status: 'ok', systems: { serving: 1, broken: 1, disabled: 1 } },
  ]);
  expect(ready.headers['cache-control']).toBe('no-store');
});

it('/healthz and /readyz are for reading', async () => {
  const proxy = await startProxy();
  for (const path of ['/healthz', '/readyz']) {
    const head = await proxy.send(path, { method: 'HEAD', absolute: true });
    expect([head.status, head.text]).toEqual([200, '']);
    const post = await proxy.send(path, { method: 'POST', body: {}, absolute: true });
    expect([post.status, post.headers.allow, post.body.status]).toEqual([405, 'GET, HEAD', '405']);
  }
});

it('/metrics adds up what the systems counted, for anybody, without naming them', async () => {
  const counting = (failedReads: number, skippedOperations: number, id: string) => ({
    ...fakeSystem(undefined, { id }),
    counters: {
      failedReads,
      hiddenReads: new Map([
        ['user', failedReads],
        ['odd"\\', 1],
      ]),
      skippedOperations,
      failures: new Map(),
    },
  });
  const proxy = await startProxy({
    systems: [counting(2, 1, 'id-of-one'), counting(3, 4, 'id-of-two')],
    slots,
  });
  const { status, text, headers } = await proxy.send('/metrics', { absolute: true, authorization: null });
  expect(status).toBe(200);
  expect(headers['content-type']).toMatch(/^text\/plain/);
  expect(text).toContain('\nipsproxy_failed_reads_total 5\n');
  expect(text).toContain('\nipsproxy_skipped_operations_total 5\n');
  expect(text).toContain('\nipsproxy_deletion_guard_refusals_total 0\n');
  expect(text).toContain('\nipsproxy_deletion_guard_tripped 0\n');
  expect(text).toContain('\nipsproxy_hidden_reads_total{entity_type="user"} 5\n');
  expect(text).toContain('\nipsproxy_hidden_reads_total{entity_type="odd\\"\\\\"} 2\n');
  expect(text).not.toMatch(/id-of-|broken-one|off-one/);
});
