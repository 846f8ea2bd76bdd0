/** The time of day is set while the proxy runs: what waits for a moment goes by how long it has been. */
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type RunningDemo, runningDemo } from './support/demo.ts';

const DAY = 24 * 60 * 60 * 1_000;

let demo: RunningDemo;
let offset = 0;

beforeAll(async () => {
  // Before anybody takes the function along.
  const now = Date.now;
  Date.now = () => now() + offset;
  demo = await runningDemo();
  return async () => {
    Date.now = now;
    await demo.stop();
  };
});

describe.each([
  { where: 'Identity Authentication', clientOf: () => demo.client },
  { where: 'Cloud Foundry', clientOf: () => demo.cloudFoundry },
])('$where is asked as before', ({ clientOf }) => {
  it.each([
    { to: 'back', by: -DAY },
    { to: 'forward', by: DAY },
  ])('when the clock is set $to by a day', async ({ by }) => {
    onTestFinished(() => {
      offset = 0;
    });
    expect((await clientOf().get('/Users?count=1')).status).toBe(200);
    offset = by;
    expect((await clientOf().get('/Users?count=1')).status).toBe(200);
    expect((await clientOf().get('/Users?count=1')).status).toBe(200);
  });
});
