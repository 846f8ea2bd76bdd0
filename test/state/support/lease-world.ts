/**
 * Instances that change one entity by reading and writing, a server of leases and a backend, in a time of their own: whatever
 * happens on the way happens when the test says.
 */
import { LeaseNotGiven } from '../../../src/state/leases.ts';
import { StateUnavailable } from '../../../src/state/state.ts';
import { type LeaseParts, type LeaseTimes, ValkeyLeases } from '../../../src/state/valkey/leases.ts';
import { LeaseBook } from './lease-book.ts';

interface Event {
  readonly at: number;
  readonly run: () => void;
}

/** Something that happens to an instance, or to the server. `cut`: it does not reach the server. */
export type Mishap =
  | { readonly kind: 'stop' | 'cut'; readonly instance: number; readonly at: number; readonly lasts: number }
  | { readonly kind: 'kill'; readonly instance: number; readonly at: number }
  | { readonly kind: 'restart'; readonly isEmpty: boolean; readonly at: number; readonly lasts: number };

export interface Plan {
  readonly times: LeaseTimes;
  /** Milliseconds, used one after the other and again: the ways to the server and from it. */
  readonly delays: readonly number[];
  /** How long an instance takes from reading to writing. */
  readonly works: readonly number[];
  /** What the backend takes to do a write, from when it is sent; below the reserve. */
  readonly flights: readonly number[];
  readonly mishaps: readonly Mishap[];
  readonly instances: number;
  readonly changes: number;
}

export interface Outcome {
  readonly acknowledged: number;
  readonly value: number;
  readonly refusedByFence: number;
  readonly unavailable: number;
}

const TIMEOUT = 25;

export async function play({
  times,
  delays,
  works,
  flights,
  mishaps,
  instances,
  changes,
}: Plan): Promise<Outcome> {
  let now = 0;
  const events: Event[] = [];
  const later = (time: number, run: () => void) => void events.push({ at: now + time, run });
  let used = 0;
  const next = (list: readonly number[]) => {
    used += 1;
    return list[used % list.length] ?? 0;
  };
  const book = new LeaseBook(() => now, times);
  let isServerThere = true;
  const outcome = { acknowledged: 0, value: 0, refusedByFence: 0, unavailable: 0 };

  const start = (index: number) => {
    let stoppedUntil = 0;
    let isKilled = false;
    let cutUntil = 0;
    /** What an instance does, it does when it is not stopped. */
    const deliver = (time: number, run: () => void) =>
      later(time, () => {
        if (isKilled) return;
        if (stoppedUntil > now) deliver(stoppedUntil - now, run);
        else run();
      });
    const sleep = (time: number) => new Promise<void>((resolve) => deliver(time, resolve));
    const ask: LeaseParts['ask'] = (...asked) =>
      new Promise((resolve, reject) => {
        const failed = () => reject(new StateUnavailable('away'));
        if (!isServerThere || cutUntil > now) return deliver(1, failed);
        later(next(delays), () => {
          if (!isServerThere) return;
          const answer = book.ask(...asked);
          deliver(next(delays), () => (cutUntil > now ? undefined : resolve(answer)));
        });
        deliver(TIMEOUT, failed);
      });
    const wait: LeaseParts['wait'] = (time, signal) =>
      new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        if (signal.aborted) reject(signal.reason);
        else deliver(time, resolve);
      });
    const stopwatch = () => {
      const began = now;
      return () => now - began;
    };
    const leases = new ValkeyLeases({ ask, wait, stopwatch, times });
    const change = async () => {
      try {
        const lease = await leases.take('entity', true, new AbortController().signal);
        const read = outcome.value;
        await sleep(next(works));
        if (lease.isHeld()) {
          // Sent: whatever becomes of the instance, the backend does it.
          const flight = next(flights);
          await new Promise<void>((resolve) => {
            later(flight, () => {
              outcome.value = read + 1;
              // Done is done, also where nobody hears of it.
              outcome.acknowledged += 1;
              deliver(0, resolve);
            });
          });
        } else outcome.refusedByFence += 1;
        lease.release();
      } catch (error) {
        if (!(error instanceof StateUnavailable) && !(error instanceof LeaseNotGiven)) throw error;
        outcome.unavailable += 1;
        await sleep(10);
      }
    };
    void (async () => {
      for (let each = 0; each < changes; each += 1) await change();
    })();
    for (const mishap of mishaps) {
      if (mishap.kind === 'restart' || mishap.instance % instances !== index) continue;
      later(mishap.at, () => {
        if (mishap.kind === 'kill') isKilled = true;
        else if (mishap.kind === 'cut') cutUntil = now + mishap.lasts;
        else stoppedUntil = now + mishap.lasts;
      });
    }
  };
  for (let index = 0; index < instances; index += 1) start(index);
  for (const mishap of mishaps) {
    if (mishap.kind !== 'restart') continue;
    later(mishap.at, () => {
      isServerThere = false;
      book.restart(mishap.isEmpty);
    });
    later(mishap.at + mishap.lasts, () => {
      isServerThere = true;
    });
  }
  for (let event = first(events); event !== undefined && now < 200_000; event = first(events)) {
    now = event.at;
    event.run();
    // Whoever was waiting for it goes on in the same moment.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return outcome;
}

function first(events: Event[]): Event | undefined {
  let at = 0;
  for (const [index, event] of events.entries()) if (event.at < (events[at]?.at ?? 0)) at = index;
  return events.splice(at, 1)[0];
}
