/** Counts requests: together with other instances where they share their state, and otherwise here alone. */
import { MemoryState } from '../../state/memory-state.ts';
import { type Counter, type State, StateUnavailable } from '../../state/state.ts';

/** Milliseconds from the first request that counts on. */
export const WINDOW = 60_000;

export class RequestCounts {
  readonly #shared: State | undefined;
  readonly #here = new MemoryState();

  /** @param state one that is of this machine only is not asked: what it survives takes longer than a minute counts */
  constructor(state: State) {
    this.#shared = state.reach === 'instances' ? state : undefined;
  }

  /** One more request. */
  async add(key: string): Promise<Counter> {
    // Always, so that nobody begins anew in the moment that the others are out of reach.
    const here = await this.#here.add(key, 1, WINDOW);
    if (this.#shared === undefined) return here;
    try {
      const together = await this.#shared.add(key, 1, WINDOW);
      // Plus what sums of clocks are inexact.
      if (together.endsIn <= WINDOW + 1) return together;
      // Somebody else has written there, for longer than any limit counts.
      await this.#shared.delete(key);
      return here;
    } catch (error) {
      if (error instanceof StateUnavailable) return here;
      throw error;
    }
  }
}
