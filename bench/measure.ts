/** Measuring: contestants take turns, and the median of the rounds counts. */

/** Results end up here, so that no compiler can leave the work out. */
export const sink: { value: unknown } = { value: undefined };

export interface Contestant {
  readonly name: string;
  /** Runs the work once for each of `count` calls. */
  run(count: number): void;
}

export interface MeasureOptions {
  readonly rounds: number;
  /** How long one contestant's turn takes, in milliseconds. */
  readonly turn: number;
}

/** Microseconds for one call, by name. */
export function measure(
  contestants: readonly Contestant[],
  options: MeasureOptions,
): ReadonlyMap<string, number> {
  const calls = new Map(contestants.map((contestant) => [contestant, calibrate(contestant, options.turn)]));
  const times = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const contestant of contestants) {
      const count = calls.get(contestant) ?? 1;
      const start = process.hrtime.bigint();
      contestant.run(count);
      times.get(contestant.name)?.push(Number(process.hrtime.bigint() - start) / 1000 / count);
    }
  }
  return new Map([...times].map(([name, samples]) => [name, median(samples)]));
}

/** Warms up, and finds out how many calls fill a turn. */
function calibrate(contestant: Contestant, turn: number): number {
  let count = 1;
  for (;;) {
    const start = performance.now();
    contestant.run(count);
    const elapsed = performance.now() - start;
    if (elapsed >= turn) return Math.max(1, Math.round((count * turn) / elapsed));
    count *= 2;
  }
}

/** Bytes that one call allocates, garbage included; needs `--expose-gc` and calls that fit into the young generation. */
export function allocatedBytes(contestant: Contestant, calls: number): number {
  const samples: number[] = [];
  for (let round = 0; round < 21; round += 1) {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    contestant.run(calls);
    samples.push((process.memoryUsage().heapUsed - before) / calls);
  }
  return median(samples);
}

export function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error('run with node --expose-gc');
  globalThis.gc();
}

export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
