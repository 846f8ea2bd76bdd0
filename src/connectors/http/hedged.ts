/** For what everybody waits for and may be asked twice: where the answer hangs, it is asked for once more. */
import { isTurnedAway } from './breaker/refused.ts';
import type { Wait } from './waiting.ts';

export interface Hedge {
  /** Milliseconds of silence after which another attempt is made. */
  readonly after: number;
  /** Attempts. */
  readonly most: number;
  readonly wait: Wait;
}

/**
 * What the first attempt to end comes to; the others are aborted then.
 *
 * @param attempt has to end when the signal aborts
 */
export async function hedged<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
  { after, most, wait }: Hedge,
): Promise<T> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const attempts: Promise<T>[] = [];
  try {
    for (;;) {
      attempts.push(attempts.length === 0 ? attempt(either) : unlessTurnedAway(attempt(either)));
      const first = Promise.race(attempts);
      if (attempts.length === most) return await first;
      const silence = wait(after, either).then(
        () => true,
        () => false,
      );
      const ended = first.then(
        () => false,
        () => false,
      );
      if (!(await Promise.race([silence, ended]))) return await first;
    }
  } finally {
    // All of them were raced, so that nobody has to hear of those that fail now.
    over.abort();
  }
}

/** Where nothing more is sent to a backend that is away, the first attempt may be the one that shows it is back. */
async function unlessTurnedAway<T>(attempt: Promise<T>): Promise<T> {
  try {
    return await attempt;
  } catch (error) {
    if (!isTurnedAway(error)) throw error;
    return await new Promise<never>(() => {});
  }
}
