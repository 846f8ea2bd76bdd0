import { describe, expect, it } from 'vitest';
import { BREAKER_OPEN } from '../../../src/connectors/http/breaker/refused.ts';
import { TransportFailure } from '../../../src/connectors/http/exchange.ts';
import { hedged } from '../../../src/connectors/http/hedged.ts';
import { until } from '../../support/until.ts';
import { SimulatedTime } from '../support/simulated-time.ts';

const never = new AbortController().signal;

/** Attempts that end when they are told to. */
function attempts() {
  const made: { resolve: (value: string) => void; reject: (error: Error) => void; signal: AbortSignal }[] =
    [];
  const attempt = async (signal: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    made.push({ resolve, reject, signal });
    signal.addEventListener('abort', () => reject(new Error('aborted')));
    return await promise;
  };
  return { made, attempt };
}

describe('what everybody waits for', () => {
  it('is asked for once where the answer comes', async () => {
    const { made, attempt } = attempts();
    const { wait } = new SimulatedTime();
    const asking = hedged(attempt, never, { after: 1_000, most: 3, wait });
    made[0]?.resolve('first');
    expect(await asking).toBe('first');
    expect(made).toHaveLength(1);
  });

  it('is asked for again where it hangs, so many times at most; the first answer counts and ends the others', async () => {
    const { made, attempt } = attempts();
    const time = new SimulatedTime();
    const asking = hedged(attempt, never, { after: 1_000, most: 3, wait: time.wait });
    for (const count of [1, 2]) {
      time.pass(999);
      expect([made.length, time.waiting]).toEqual([count, 1]);
      time.pass(1);
      await until(() => made.length === count + 1);
    }
    expect(time.waiting).toBe(0);
    made[1]?.resolve('second');
    expect(await asking).toBe('second');
    expect(made.map(({ signal }) => signal.aborted)).toEqual([true, true, true]);
  });

  it('is not asked for again after a failure', async () => {
    const { made, attempt } = attempts();
    const { wait } = new SimulatedTime();
    const asking = hedged(attempt, never, { after: 1_000, most: 3, wait });
    made[0]?.reject(new Error('refused'));
    await expect(asking).rejects.toThrow('refused');
    expect(made).toHaveLength(1);
  });

  it('ends with the first failure, too, whatever becomes of the others', async () => {
    const { made, attempt } = attempts();
    const time = new SimulatedTime();
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const asking = hedged(attempt, never, { after: 1_000, most: 2, wait: time.wait });
    time.pass(1_000);
    await until(() => made.length === 2);
    made[0]?.resolve('first');
    expect(await asking).toBe('first');
    // The other one was told to end, which is a failure that nobody waits for.
    await new Promise((resolve) => setTimeout(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('ends with the signal', async () => {
    const { made, attempt } = attempts();
    const stop = new AbortController();
    const { wait } = new SimulatedTime();
    const asking = hedged(attempt, stop.signal, { after: 1_000, most: 2, wait });
    stop.abort();
    await expect(asking).rejects.toThrow('aborted');
    expect(made).toHaveLength(1);
  });
});

describe('what a circuit breaker keeps back', () => {
  it('leaves the first attempt, which may show that the backend is there again', async () => {
    const { made, attempt } = attempts();
    const time = new SimulatedTime();
    const asking = hedged(attempt, never, { after: 1_000, most: 3, wait: time.wait });
    for (const count of [1, 2]) {
      time.pass(1_000);
      await until(() => made.length === count + 1);
      made[count]?.reject(new TransportFailure(BREAKER_OPEN, { progress: 'unsent' }));
    }
    made[0]?.resolve('first');
    expect(await asking).toBe('first');
  });

  it('is the end where it is the first one', async () => {
    const { made, attempt } = attempts();
    const { wait } = new SimulatedTime();
    const asking = hedged(attempt, never, { after: 1_000, most: 3, wait });
    made[0]?.reject(new TransportFailure(BREAKER_OPEN, { progress: 'unsent' }));
    await expect(asking).rejects.toMatchObject({ reason: BREAKER_OPEN });
  });
});
