/** Waiting ends with what is waited for, or with the request that waits. */
import { describe, expect, it } from 'vitest';
import { untilAborted, wait } from '../../../src/connectors/http/waiting.ts';

const never = new Promise<string>(() => {});
const ABORTED = { name: 'TransportFailure', reason: 'ABORTED', progress: 'unsent' };

describe("somebody else's work", () => {
  it('is waited for', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve('done'), signal)).toBe('done');
    await expect(untilAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  });

  it('is waited for until the own request ends, or not at all where it has ended', async () => {
    const controller = new AbortController();
    const waiting = untilAborted(never, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject(ABORTED);
    await expect(untilAborted(never, controller.signal)).rejects.toMatchObject(ABORTED);
  });

  it('leaves nothing behind at the signal', async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const watched = new Proxy(signal, {
      get: (target, name) => {
        if (name === 'addEventListener') listeners += 1;
        if (name === 'removeEventListener') listeners -= 1;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    await untilAborted(Promise.resolve('done'), watched);
    expect(listeners).toBe(0);
  });
});

describe('time', () => {
  it('passes', async () => {
    await expect(wait(1, new AbortController().signal)).resolves.toBeUndefined();
  });

  it('is over with the request, before it begins or in between', async () => {
    const controller = new AbortController();
    const waiting = wait(3_600_000, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject(ABORTED);
    await expect(wait(3_600_000, controller.signal)).rejects.toMatchObject(ABORTED);
  });
});
