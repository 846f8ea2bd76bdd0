/**
 * What other instances were told with a 429, for hosts without a rate: looked at while requests go on, once a second at most,
 * so that no request waits for it.
 */
import type { Pacing } from '../../../state/pacing.ts';
import { orAlone } from './shared-rate.ts';

/** Milliseconds between two looks. */
const OFTEN = 1_000;

export class SharedPause {
  readonly #pacing: Pacing;
  readonly #key: string;
  readonly #now: () => number;
  readonly #onShut: (until: number) => void;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param key printable ASCII, the same for all who pause together
   * @param now milliseconds since the epoch
   * @param onShut is told until when
   */
  constructor(pacing: Pacing, key: string, now: () => number, onShut: (until: number) => void) {
    this.#pacing = pacing;
    this.#key = key;
    this.#now = now;
    this.#onShut = onShut;
  }

  /** Whoever comes next knows what the others do. */
  look(): void {
    const now = this.#now();
    // A clock that was set back is no reason to look never again.
    if (Math.abs(now - this.#lookedAt) < OFTEN) return;
    this.#lookedAt = now;
    void orAlone(() => this.#pacing.look(this.#key)).then((told) => {
      if (told !== undefined && told.shut > 0) this.#onShut(this.#now() + told.shut);
    });
  }

  /** Tells the others. @param time milliseconds */
  shut(time: number): void {
    void orAlone(() => this.#pacing.shut(this.#key, time));
  }
}
