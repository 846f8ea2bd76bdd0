import { describe, expect, it } from 'vitest';
import { KeyedLock } from '../../../../src/connectors/identity-authentication/v1/keyed-lock.ts';
import { until } from '../../../support/until.ts';

const signal = new AbortController().signal;

describe('KeyedLock', () => {
  it('lets one after the other in, in the order of arrival, and keeps nothing', async () => {
    const lock = new KeyedLock();
    const events: string[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        lock.run('key', signal, async () => {
          events.push(`${name} in`);
          await new Promise((resolve) => setImmediate(resolve));
          events.push(`${name} out`);
        }),
      ),
    );
    expect(events).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
    await until(() => lock.size === 0);
  });

  it('does not make other keys wait', async () => {
    const lock = new KeyedLock();
    const { promise, resolve } = Promise.withResolvers<void>();
    const held = lock.run('one', signal, () => promise);
    expect(await lock.run('two', signal, async () => 'done')).toBe('done');
    resolve();
    await held;
  });

  it('goes on after work that failed', async () => {
    const lock = new KeyedLock();
    const failing = lock.run('key', signal, () => Promise.reject(new Error('no')));
    const next = lock.run('key', signal, async () => 'done');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
  });

  it('is held beyond the work, also where that failed, until what it left is over', async () => {
    const lock = new KeyedLock();
    const { promise, resolve } = Promise.withResolvers<void>();
    const failing = lock.run('key', signal, async (hold) => {
      hold(promise);
      throw new Error('given up');
    });
    await expect(failing).rejects.toThrow('given up');
    let entered = false;
    const next = lock.run('key', signal, async () => {
      entered = true;
    });
    await new Promise((turn) => setImmediate(turn));
    expect(entered).toBe(false);
    resolve();
    await next;
    await until(() => lock.size === 0);
  });

  it('does not let anybody in early because somebody before him gave up', async () => {
    const lock = new KeyedLock();
    const { promise, resolve } = Promise.withResolvers<void>();
    const held = lock.run('key', signal, () => promise);
    const controller = new AbortController();
    const given = lock.run('key', controller.signal, async () => 'never');
    let entered = false;
    const last = lock.run('key', signal, async () => {
      entered = true;
    });
    controller.abort();
    await expect(given).rejects.toMatchObject({ reason: 'ABORTED' });
    expect(entered).toBe(false);
    resolve();
    await Promise.all([held, last]);
    expect(entered).toBe(true);
  });
});
