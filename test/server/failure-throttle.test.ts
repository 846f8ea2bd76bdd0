import { describe, expect, it } from 'vitest';
import { FailureThrottle } from '../../src/server/authentication/failure-throttle.ts';

/** Records how long everybody had to wait. */
function fakeClock() {
  const clock = {
    time: 0,
    delays: [] as number[],
    now: () => clock.time,
    sleep: async (milliseconds: number) => {
      clock.delays.push(milliseconds);
    },
  };
  return clock;
}

async function fail(
  throttle: FailureThrottle,
  times: number,
  identity = 'id',
  address = 'here',
): Promise<void> {
  for (let round = 0; round < times; round++) (await throttle.admit(identity, address)).failed();
}

describe('repeated failures', () => {
  it('are slowed down more and more, up to a limit', async () => {
    const clock = fakeClock();
    await fail(new FailureThrottle(clock), 19);
    expect(clock.delays).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
  });

  it('of one identity from one place bother neither others nor elsewhere', async () => {
    const clock = fakeClock();
    const throttle = new FailureThrottle(clock);
    await fail(throttle, 11);
    clock.delays.length = 0;
    await fail(throttle, 5, 'other id');
    await fail(throttle, 5, 'id', 'elsewhere');
    expect(clock.delays).toEqual([]);
  });

  it('of many identities from one place are slowed down too', async () => {
    const clock = fakeClock();
    const throttle = new FailureThrottle(clock);
    for (let index = 0; index < 102; index++) await fail(throttle, 1, `id ${index}`);
    expect(clock.delays).toEqual([100, 200]);
  });

  it('are forgotten after a success', async () => {
    const clock = fakeClock();
    const throttle = new FailureThrottle(clock);
    await fail(throttle, 12);
    (await throttle.admit('id', 'here')).succeeded();
    clock.delays.length = 0;
    await fail(throttle, 10);
    expect(clock.delays).toEqual([]);
  });

  it('are forgotten after a while', async () => {
    const clock = fakeClock();
    const throttle = new FailureThrottle(clock);
    await fail(throttle, 15);
    clock.time += 15 * 60_000 + 1;
    clock.delays.length = 0;
    await fail(throttle, 10);
    expect(clock.delays).toEqual([]);
  });

  it('do not count attempts that were not decided', async () => {
    const clock = fakeClock();
    const throttle = new FailureThrottle(clock);
    for (let round = 0; round < 50; round++) (await throttle.admit('id', 'here')).cancelled();
    expect(clock.delays).toEqual([]);
  });

  it('count while they are under way, and are sent away when too many wait', async () => {
    const gate = Promise.withResolvers<void>();
    const throttle = new FailureThrottle({ now: () => 0, sleep: () => gate.promise });
    const attempts = Array.from({ length: 18 }, () => throttle.admit('id', 'here'));
    await expect(throttle.admit('id', 'here')).rejects.toMatchObject({ status: 429, retryAfter: 5 });
    await expect(throttle.admit('other id', 'here')).resolves.toBeDefined();
    gate.resolve();
    for (const attempt of await Promise.all(attempts)) attempt.failed();
    await expect(throttle.admit('id', 'here')).resolves.toBeDefined();
  });
});
