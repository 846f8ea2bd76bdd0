/**
 * The clock a stand-in lives by: lockouts, rate limits, tokens, timestamps and every delay. It runs with real
 * time and can be moved forward, so that an hour's lockout can be tested in a millisecond.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves the clock forward; what waited for a moment that has passed goes on at once. */
  advance(seconds: number): void;
  /** Resolves once this clock has moved on by `milliseconds`; rejects when the stand-in is closed. */
  wait(milliseconds: number): Promise<void>;
  /** Ends every wait by rejecting it. */
  stop(): void;
}

interface Waiter {
  readonly due: number;
  timer: NodeJS.Timeout | undefined;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** @param base what the clock runs with, in milliseconds since the epoch. @default Date.now */
export function createClock(base: () => number = Date.now): Clock {
  const waiters = new Set<Waiter>();
  let offset = 0;
  let stopped = false;
  const now = (): number => base() + offset;

  function settle(waiter: Waiter, end: () => void): void {
    clearTimeout(waiter.timer);
    waiters.delete(waiter);
    end();
  }

  /** Looks again when the time should have come: the base need not run as fast as real time, or at all. */
  function watch(waiter: Waiter): void {
    const left = waiter.due - now();
    if (left <= 0) settle(waiter, waiter.resolve);
    else waiter.timer = setTimeout(() => watch(waiter), left);
  }

  return {
    now,
    advance(seconds) {
      offset += Math.round(seconds * 1000);
      const moment = now();
      for (const waiter of waiters) if (waiter.due <= moment) settle(waiter, waiter.resolve);
    },
    wait(milliseconds) {
      if (stopped) return Promise.reject(new Error('The stand-in is closed.'));
      return new Promise((resolve, reject) => {
        const waiter: Waiter = { due: now() + milliseconds, timer: undefined, resolve, reject };
        waiters.add(waiter);
        watch(waiter);
      });
    },
    stop() {
      stopped = true;
      for (const waiter of waiters) {
        settle(waiter, () => waiter.reject(new Error('The stand-in is closed.')));
      }
    },
  };
}
