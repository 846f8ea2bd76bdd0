import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPause } from '../../../src/server/work/pause.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Holds the event loop, as far as the clock tells. */
function work(milliseconds: number): void {
  vi.advanceTimersByTime(milliseconds);
}

describe('a pause', () => {
  it('is none in a turn that has just begun', async () => {
    const pause = createPause();
    await setImmediate();
    expect(pause()).toBeUndefined();
    expect(pause()).toBeUndefined();
  });

  it('lets timers and sockets have their turn after long work', async () => {
    const pause = createPause();
    await setImmediate();
    pause();
    work(15);
    let turned = false;
    void setImmediate().then(() => {
      turned = true;
    });
    const paused = pause();
    expect(paused).toBeDefined();
    await paused;
    expect(pause()).toBeUndefined();
    await setImmediate();
    expect(turned).toBe(true);
  });

  it('does not come from the work of others, unless all together hold the loop for long', async () => {
    await setImmediate();
    const [one, other] = [createPause(), createPause()];
    one();
    other();
    work(15);
    expect(one()).toBeDefined();
    await setImmediate();
    one();
    work(15);
    expect(other()).toBeUndefined();
    work(185);
    expect(createPause()()).toBeDefined();
  });

  it('gives each of those who wait a turn of its own', async () => {
    await setImmediate();
    const order: string[] = [];
    const one = async (name: string) => {
      const pause = createPause();
      pause();
      work(15);
      await pause();
      order.push(name);
      work(15);
      order.push(pause() === undefined ? 'first seen' : 'long');
    };
    const all = [one('a'), one('b'), one('c')];
    let turns = 0;
    const count = async () => {
      while (order.length < 6) {
        turns += 1;
        await setImmediate();
      }
    };
    await Promise.all([...all, count()]);
    expect(order.filter((entry) => entry.length === 1)).toEqual(['a', 'b', 'c']);
    expect(order).not.toContain('long');
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});
