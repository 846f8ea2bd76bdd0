import { describe, expect, it } from 'vitest';
import { RuntimeHolder } from '../../src/server/runtime.ts';
import { fakeSystem, OK, runtimeOf, startProxy } from './helpers.ts';

describe('swapping runtimes', () => {
  it('lets requests finish on the one they began with', async () => {
    const started = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const old = fakeSystem(async () => {
      started.resolve();
      await gate.promise;
      return { ...OK, body: { from: 'old' } };
    });
    const next = fakeSystem(() => ({ ...OK, body: { from: 'new' } }));
    const proxy = await startProxy({ systems: [old] });
    const underWay = proxy.send('/Users');
    await started.promise;

    proxy.holder.swap(await runtimeOf({ systems: [next] }));
    expect((await proxy.send('/Users')).body).toEqual({ from: 'new' });
    expect(old.closed).toBe(false);
    gate.resolve();
    expect((await underWay).body).toEqual({ from: 'old' });
    await proxy.holder.idle();
    expect(old.closed).toBe(true);
    expect(next.closed).toBe(false);
  });

  it('closes the old one at once where nobody uses it', async () => {
    const old = fakeSystem();
    const holder = new RuntimeHolder(await runtimeOf({ systems: [old] }));
    const next = await runtimeOf();
    holder.swap(next);
    expect(holder.current).toBe(next);
    expect(old.closed).toBe(true);
  });

  it('survives releasing twice, and systems that cannot be closed', async () => {
    const [failing, good] = [fakeSystem(undefined, { id: 'a' }), fakeSystem(undefined, { id: 'b' })];
    const systems = [{ ...failing, close: () => Promise.reject(new Error('stuck')) }, good];
    const holder = new RuntimeHolder(await runtimeOf({ systems }));
    const [one, two] = [holder.acquire(), holder.acquire()];
    holder.swap(await runtimeOf());
    one.release();
    one.release();
    expect(good.closed).toBe(false);
    let idle = false;
    const waiting = holder.idle().then(() => {
      idle = true;
    });
    two.release();
    await waiting;
    expect(idle).toBe(true);
    await holder.close();
    expect(good.closed).toBe(true);
  });
});
