/** Modules of connectors that are loaded in the process of the test. */
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { load } from './helpers.ts';

it('one that waits for something that never comes is left out after a while', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const config = { connectors: ['./mine.mjs'], systems: [] };
  let isLoaded = false;
  const loading = load({
    'c.json': JSON.stringify(config),
    'mine.mjs': 'await new Promise(() => {});',
  }).finally(() => {
    isLoaded = true;
  });
  while (!isLoaded) {
    await vi.advanceTimersByTimeAsync(30_000);
    await setImmediate();
  }
  expect((await loading).problems).toContain(
    'c.json:1:16: error: connector "./mine.mjs": loading it has not come to an end within 30 seconds',
  );
});
