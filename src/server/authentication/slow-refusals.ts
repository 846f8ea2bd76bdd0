/** Answers to bad tokens and certificates that come later and later. */
import { callerOf } from '../http/network.ts';
import { Paces } from './pace.ts';

/**
 * Whoever sends many that are bad waits for the answer that they are. Nobody waits for one to be looked at: it cannot be
 * guessed, and a good one must not stand behind bad ones.
 */
export class SlowRefusals {
  readonly #paces = new Paces();

  /** Counts a failure. @returns when its answer may go out; `undefined`: now */
  wait(address: string): Promise<void> | undefined {
    const pace = this.#paces.ofAddress(callerOf(address));
    const now = performance.now();
    pace.last = now;
    pace.failed();
    const wait = pace.next - now;
    return wait > 0 ? new Promise((resolve) => setTimeout(resolve, wait)) : undefined;
  }
}
