/**
 * Failed logons of all instances, so that whoever guesses gains no free guesses by going to several of them. A failure is
 * told, and nobody waits for it; whoever logs on with the right secret at once is never asked about.
 */
import { createHmac } from 'node:crypto';
import type { State } from '../../state/state.ts';
import { StateUnavailable } from '../../state/state.ts';
import { FORGET_AFTER } from './pace.ts';

/** What a logon is slowed down by. */
export interface Failures {
  /** Of this id from this address. */
  readonly personal: number;
  /** Of this address. */
  readonly local: number;
}

export class SharedFailures {
  readonly #state: State | undefined;

  /** @param state one that is of this process or machine only is not asked: what is counted here is all there is */
  constructor(state?: State) {
    this.#state = state?.reach === 'instances' ? state : undefined;
  }

  /**
   * One more, with this one.
   *
   * @param key the same in all instances, and known to none who can read the state: ids and addresses are easily guessed
   * @returns nothing where nobody can be asked
   */
  async failed(key: string, id: string, address: string): Promise<Failures | undefined> {
    const state = this.#state;
    if (state === undefined) return undefined;
    const count = async (...who: readonly string[]) =>
      (await state.add(nameOf(key, who), 1, FORGET_AFTER)).total;
    try {
      const [personal, local] = await Promise.all([count(address, id), count(address)]);
      return { personal, local };
    } catch (error) {
      if (error instanceof StateUnavailable) return undefined;
      throw error;
    }
  }

  /** Failures of this id from this address are forgotten. */
  async succeeded(key: string, id: string, address: string): Promise<void> {
    // Where it cannot be told, they are forgotten after a while.
    await this.#state?.delete(nameOf(key, [address, id])).catch(() => {});
  }
}

function nameOf(key: string, who: readonly string[]): string {
  return `logon:${createHmac('sha256', key).update(JSON.stringify(who)).digest('base64url')}`;
}
