import { describe, expect, it } from 'vitest';
import { createClock } from '../../../src/sandbox/kit/clock.ts';

describe('the clock of a stand-in', () => {
  it('runs with its base and adds what it was advanced by', () => {
    let base = 1_000;
    const clock = createClock(() => base);
    clock.advance(1.5);
    base += 10;
    expect(clock.now()).toBe(2_510);
  });

  it('lets a wait end once it was advanced far enough, and not before', async () => {
    const clock = createClock(() => 0);
    const ended: string[] = [];
    const short = clock.wait(60_000).then(() => ended.push('short'));
    const long = clock.wait(120_000).then(() => ended.push('long'));
    clock.advance(59.9);
    await Promise.resolve();
    expect(ended).toEqual([]);
    clock.advance(0.1);
    await short;
    expect(ended).toEqual(['short']);
    clock.advance(60);
    await long;
    expect(ended).toEqual(['short', 'long']);
  });

  it('lets a wait end by itself when its time has passed', async () => {
    await expect(createClock().wait(1)).resolves.toBeUndefined();
  });

  it('goes by its base: no wait ends while the base stands still', async () => {
    let base = 0;
    const clock = createClock(() => base);
    let ended = false;
    const waiting = clock.wait(2).then(() => {
      ended = true;
    });
    await createClock().wait(10);
    expect(ended).toBe(false);
    base = 2;
    await waiting;
    expect(ended).toBe(true);
  });

  it('rejects waits when it is stopped, and those asked for later', async () => {
    const clock = createClock();
    const waiting = clock.wait(60_000);
    clock.stop();
    await expect(waiting).rejects.toThrow('closed');
    await expect(clock.wait(1)).rejects.toThrow('closed');
  });
});
