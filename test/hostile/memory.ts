/** Whether memory stays flat: what is left of the heap after full collections, all along a run. */

/** Measured so often. */
export const SAMPLES = 12;
/** Bytes for each case, in the second half of the run, by which it may seem to grow. */
const SLOPE = 100;
/** Bytes by which it has to have grown in that half before the slope means anything. */
const NOISE = 4e6;

interface Sample {
  readonly cases: number;
  /** Bytes. */
  readonly heap: number;
}

export class CollectedHeap {
  readonly #samples: Sample[] = [];

  add(cases: number, heap: number): void {
    this.#samples.push({ cases, heap });
  }

  /** Of a new process nothing is known. */
  clear(): void {
    this.#samples.length = 0;
  }

  get samples(): readonly Sample[] {
    return this.#samples;
  }

  /**
   * Bytes for each case by least squares over the second half, when caches are full and code is compiled. 0 as long as there
   * is too little to tell.
   */
  get slope(): number {
    const half = this.#samples.slice(this.#samples.length >> 1);
    if (half.length < 3) return 0;
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [middle, level] = [mean(half.map(({ cases }) => cases)), mean(half.map(({ heap }) => heap))];
    const shared = half.map(({ cases, heap }) => (cases - middle) * (heap - level));
    const spread = half.map(({ cases }) => (cases - middle) ** 2);
    return mean(shared) / mean(spread);
  }

  get grows(): boolean {
    const half = this.#samples.slice(this.#samples.length >> 1);
    const [first, last] = [half[0], half.at(-1)];
    if (first === undefined || last === undefined) return false;
    return this.slope > SLOPE && this.slope * (last.cases - first.cases) > NOISE;
  }
}
