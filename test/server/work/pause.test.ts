import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { pause } from '../../../src/server/work/pause.ts';

/** Holds the event loop. */
function work(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

describe('a pause', () => {
  it('is none in a turn that has just begun', async () => {
    await setImmediate();
    expect(pause()).toBeUndefined();
    expect(pause()).toBeUndefined();
  });

  it('lets timers and sockets have their turn after long work', async () => {
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

  it('gives each of those who wait a turn of its own', async () => {
    await setImmediate();
    pause();
    work(15);
    const order: string[] = [];
    const one = async (name: string) => {
      await pause();
      order.push(name);
      work(15);
      // The turn was used up by the own work, not by that of others.
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
    expect(order.filter((entry) => entry === 'long')).toEqual([]);
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});
