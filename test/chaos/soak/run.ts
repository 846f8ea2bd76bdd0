/**
 * An hour at moderate load, with reloads and faults now and then: whether memory and handles stay as they are.
 *
 * Exit code 0: nothing grows, and no violation; 1: something; 2: called in a wrong way.
 */
import { setTimeout } from 'node:timers/promises';
import { runFromCommandLine } from '../../support/command-line.ts';
import { runRound } from '../round.ts';
import type { Sample } from '../stage/preload-messages.ts';
import { startStage } from '../stage/stage.ts';
import { print, Totals } from '../totals.ts';
import { MEASURES } from './measures.ts';
import { readOptions, type SoakOptions, USAGE } from './options.ts';
import { makeSoakSchedule } from './schedule.ts';
import { certainGrowth, slopeOf } from './slope.ts';

/** The part of the time in which caches fill and code is compiled. */
const WARM_UP = 0.25;
/** Samples of a run, so that a short one has enough of them as well. */
const SAMPLES = 120;
/** Milliseconds. */
const SHORTEST = 1_000;

async function soak({ minutes, rate, clients, seed, state }: SoakOptions): Promise<boolean> {
  const bugs: string[] = [];
  const stage = await startStage({ clients, instances: 1, state, onBug: (line) => bugs.push(line) });
  const [instance] = stage.instances;
  const requests = Math.ceil(minutes * 60 * rate);
  const schedule = makeSoakSchedule(seed, { requests, instances: 1 });
  const samples: { readonly at: number; readonly sample: Sample }[] = [];
  const over = new AbortController();
  const interval = Math.max(SHORTEST, (minutes * 60_000) / SAMPLES);
  const started = performance.now();
  const sampling = async () => {
    while (!over.signal.aborted) {
      await setTimeout(interval, undefined, { signal: over.signal }).catch(() => {});
      const sample = await instance?.tell({ order: 'sample' });
      if (sample !== undefined && !over.signal.aborted)
        samples.push({ at: performance.now() - started, sample });
    }
  };
  const sampled = sampling();
  const totals = new Totals();
  try {
    totals.add(
      await runRound(stage, { seed, requests, clients, schedule, rate, whenQuiet: () => over.abort() }, bugs),
    );
  } finally {
    over.abort();
    await sampled;
    await stage.stop();
  }
  totals.print();
  return report(samples) && totals.violations === 0;
}

/** @returns whether nothing grows */
function report(samples: readonly { readonly at: number; readonly sample: Sample }[]): boolean {
  const end = samples.at(-1)?.at ?? 0;
  const warm = samples.filter(({ at }) => at >= end * WARM_UP);
  print(
    `\n${warm.length} samples behind the warm-up, over ${((end * (1 - WARM_UP)) / 60_000).toFixed(1)} minutes`,
  );
  if (warm.length < 3) throw new Error('There are too few samples.');
  let isFlat = true;
  for (const { name, unit, of, most } of MEASURES) {
    const slope = slopeOf(warm.map(({ at, sample }) => ({ at, value: of(sample) })));
    const grows = most !== undefined && certainGrowth(slope) > most;
    if (grows) isFlat = false;
    const perHour = (slope.growth / (end * (1 - WARM_UP))) * 3_600_000;
    const figures = [slope.first, slope.last, slope.growth, slope.error, perHour].map((value) =>
      value.toFixed(1),
    );
    const [first, last, growth, error, hour] = figures;
    print(
      `  ${name}: ${first} → ${last} ${unit}, ${growth} ± ${error}, ${hour} an hour${most === undefined ? '' : `, bound ${most}`}${grows ? '  GROWS' : ''}`,
    );
  }
  return isFlat;
}

await runFromCommandLine({
  usage: USAGE,
  readOptions,
  run: async (options) => ((await soak(options)) ? 0 : 1),
});
