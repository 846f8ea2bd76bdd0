/** How the time of a request is divided: steps, looks at what became of them, and the answer. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Budget } from '../../../src/connectors/membership/budget.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { callContext } from '../support/context.ts';

const BEGAN = 1_000_000;

/** @param time of the request in milliseconds; absent: no end */
function setUp(time?: number) {
  const clock = { now: BEGAN };
  const context = { ...callContext(), deadline: time === undefined ? undefined : BEGAN + time };
  return { clock, context, budget: new Budget(context, () => clock.now) };
}

/** Timers that end when they are told to, in the order of their beginning. */
function timers() {
  const begun: { readonly milliseconds: number; readonly end: () => void }[] = [];
  const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    const controller = new AbortController();
    begun.push({ milliseconds, end: () => controller.abort('over') });
    return controller.signal;
  });
  onTestFinished(() => spy.mockRestore());
  return begun;
}

describe('waiting for another look', () => {
  it.each([
    ['100 s, of which 2 are for the answer', 100_000, 98_000],
    ['40 s, likewise', 40_000, 38_000],
    ['3 s, of which a twentieth is for the answer', 3_000, 2_850],
  ])('ends in time: %s', (_, time, end) => {
    const { budget, clock } = setUp(time);
    expect(budget.canWait(end - 1)).toBe(true);
    expect(budget.canWait(end)).toBe(false);
    clock.now += 1;
    expect(budget.canWait(end - 1)).toBe(false);
    expect(budget.canWait(end - 2)).toBe(true);
    clock.now = BEGAN + end;
    expect(budget.canWait(0)).toBe(false);
  });

  it('has no end of its own without a deadline, and is over once nobody waits for the answer', () => {
    const { budget, context } = setUp();
    expect(budget.canWait(1e12)).toBe(true);
    context.abort();
    expect(budget.canWait(0)).toBe(false);
  });
});

describe('another step', () => {
  it.each([
    [100_000, 90_000],
    [40_000, 30_000],
    [8_000, 6_000],
    [0, 0],
  ])('of a request of %i ms is begun before %i', (time, end) => {
    const { budget, clock } = setUp(time);
    clock.now = BEGAN + end - 1;
    if (end > 0) expect(budget.mayStart()).toBeUndefined();
    clock.now = BEGAN + end;
    expect(budget.mayStart()).toMatchObject({
      status: 504,
      message: 'The time for this request was over.',
    });
  });

  it('is begun at any time without a deadline', () => {
    const { budget, clock } = setUp();
    clock.now = Number.MAX_SAFE_INTEGER;
    expect(budget.mayStart()).toBeUndefined();
  });

  it('is not begun once the request has ended, for the reason of that', () => {
    const reason = new ScimError(503, 'The proxy stops.');
    const socket = new Error('socket');
    for (const [given, expected] of [
      [reason, reason],
      [socket, new ScimError(503, 'The request was cancelled.')],
    ] as const) {
      const { budget, context } = setUp(100_000);
      context.abort(given);
      expect(budget.mayStart()).toEqual(expected);
      expect(budget.mayStart()?.cause).toBe(given === socket ? socket : undefined);
    }
  });
});

describe('what steps and looks are given', () => {
  it('is the time that is left for them', () => {
    const { budget, clock } = setUp(100_000);
    expect(budget.stepContext().deadline).toBe(BEGAN + 90_000);
    expect(budget.lookContext().deadline).toBe(BEGAN + 10_000);
    clock.now = BEGAN + 90_000;
    // Half of what is left before the answer: one that hangs leaves time for another.
    expect(budget.lookContext().deadline).toBe(BEGAN + 94_000);
  });

  it('is the request itself where it has no end; a look has one all the same', () => {
    const { budget, context } = setUp();
    expect(budget.stepContext()).toBe(context);
    expect(budget.lookContext().deadline).toBe(BEGAN + 10_000);
  });

  it('ends with the request', () => {
    const { budget, context } = setUp(100_000);
    const [step, look] = [budget.stepContext(), budget.lookContext()];
    expect([step.signal.aborted, look.signal.aborted]).toEqual([false, false]);
    context.abort('gone');
    expect([step.signal.reason, look.signal.reason]).toEqual(['gone', 'gone']);
  });

  it('ends when its time is over, and is the request otherwise', () => {
    const begun = timers();
    const { budget, context } = setUp(100_000);
    const [step, look] = [budget.stepContext(), budget.lookContext()];
    expect(begun.map(({ milliseconds }) => milliseconds)).toEqual([90_000, 10_000]);
    begun[1]?.end();
    expect([step.signal.aborted, look.signal.aborted]).toEqual([false, true]);
    begun[0]?.end();
    expect(step.signal.reason).toBe('over');
    const { requestId, log } = context;
    for (const given of [step, look]) expect(given).toMatchObject({ requestId, log });
    expect(context.signal.aborted).toBe(false);
  });

  it.each([
    // Nine tenths and a half of them, in whole milliseconds.
    [10, [7, 4]],
    [0, [0, 0]],
    // As long as a timer can run.
    [2 ** 40, [2 ** 31 - 1, 10_000]],
    [2 ** 31 - 1 + 10_000, [2 ** 31 - 1, 10_000]],
    [2 ** 31 - 2 + 10_000, [2 ** 31 - 2, 10_000]],
  ])('of a request of %d ms is %j', (time, expected) => {
    const begun = timers();
    const { budget } = setUp(time);
    budget.stepContext();
    budget.lookContext();
    expect(begun.map(({ milliseconds }) => milliseconds)).toEqual(expected);
  });

  it('is nothing once it is over', () => {
    const begun = timers();
    const { budget, clock } = setUp(100_000);
    clock.now = BEGAN + 200_000;
    budget.stepContext();
    budget.lookContext();
    expect(begun.map(({ milliseconds }) => milliseconds)).toEqual([0, 0]);
  });
});
