/** Waiting for time or for somebody else's work, never longer than the own request lives. */
import { setTimeout } from 'node:timers/promises';
import { abortedFailure } from './exchange.ts';

/** Resolves after so many milliseconds. @throws TransportFailure `ABORTED`, once the signal aborts */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** What is waited for has its own way each, so that tests can tell them apart. */
export interface Waits {
  /** Between two attempts, or for a turn. */
  readonly wait: Wait;
  /** For whatever may hang, until others go ahead or it is asked for once more. */
  readonly silence: Wait;
}

/** What tests replace together. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly wait: Wait;
}

export const wait: Wait = async (milliseconds, signal) => {
  try {
    await setTimeout(milliseconds, undefined, { signal });
  } catch {
    throw abortedFailure(signal, { progress: 'unsent' });
  }
};

/** What the promise comes to, which goes on whatever happens. @throws TransportFailure `ABORTED` */
export async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(abortedFailure(signal, { progress: 'unsent' }));
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
