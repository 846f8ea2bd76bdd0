/**
 * Lets everything go wrong that can, while clients work, and looks afterwards whether what they were told is what is there.
 *
 * Usage: see `options.ts`. Exit code 0: no violation; 1: some; 2: called in a wrong way.
 */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFromCommandLine } from '../support/command-line.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { type RoundResult, runRound } from './round.ts';
import { makeSchedule } from './schedule.ts';
import { RECORDED, type RecordedRound } from './seeds.ts';
import { type SavedRound, shrink } from './shrink.ts';
import { startStage } from './stage/stage.ts';
import { print, seconds, Totals } from './totals.ts';

/** A saved round is tried so often: what depends on chance may need it. */
const REPLAYS = 10;
/** Rounds that are made smaller. */
const SHRUNK = 3;
/** A smaller round is given up after so many times without the violation. */
const TRIES = 2;

/** Violations of a round that are printed. */
const PRINTED = 3;

type TryRound = (saved: SavedRound) => Promise<RoundResult>;

async function staged<T>(
  { clients, instances, state }: Options,
  work: (round: TryRound) => Promise<T>,
): Promise<T> {
  const bugs: string[] = [];
  const stage = await startStage({ clients, instances, state, onBug: (line) => bugs.push(line) });
  try {
    return await work((saved) => runRound(stage, saved, bugs));
  } finally {
    await stage.stop();
  }
}

async function run(options: Options): Promise<number> {
  print(`Seed ${options.seed}`);
  const { clients, instances, roundRequests: requests, only, until, replay } = options;
  const totals = new Totals();
  const failed: { readonly saved: SavedRound; readonly what: string }[] = [];
  await staged(options, async (round) => {
    const tryRound = async (saved: SavedRound) => {
      const result = await round(saved);
      totals.add(result);
      print(
        `seed ${saved.seed}: ${result.requests} requests, ${Math.round(result.requests / result.seconds)} a second, ${result.doubts} in doubt, recovery ${seconds(result.recovery.milliseconds)}, ${result.violationCount} violations`,
      );
      // At once: the other rounds may take an hour.
      for (const { what, detail } of result.violations.slice(0, PRINTED)) print(`  ${what}: ${detail}`);
      const [violation] = result.violations;
      if (violation !== undefined) failed.push({ saved, what: violation.what });
    };
    if (replay !== undefined) {
      const saved = JSON.parse(readFileSync(replay, 'utf8')) as SavedRound;
      for (let left = REPLAYS; left > 0; left -= 1) await tryRound(saved);
      return;
    }
    const chosen = (faults: SavedRound['schedule']) => faults.filter(({ kind }) => only.test(kind));
    const ofSeed = ({ seed, schedule, ...size }: RecordedRound): SavedRound => ({
      ...{ seed, ...size, instances },
      schedule: chosen(schedule ?? makeSchedule(seed, { requests: size.requests, instances })),
    });
    const started = performance.now();
    if (options.short) for (const recorded of RECORDED) await tryRound(ofSeed(recorded));
    const isOver = () => {
      if ('requests' in until) return totals.requests >= until.requests;
      if ('rounds' in until) return totals.rounds >= until.rounds;
      return performance.now() - started >= until.minutes * 60_000;
    };
    for (let seed = options.seed; !isOver(); seed += 1) await tryRound(ofSeed({ seed, clients, requests }));
  });
  totals.print();
  if (failed.length > 0 && replay === undefined) await save(options, failed.slice(0, SHRUNK));
  return totals.violations === 0 ? 0 : 1;
}

/** Rounds with violations, made smaller where that is wanted, on a stage of their own. */
async function save(
  options: Options,
  failed: readonly { readonly saved: SavedRound; readonly what: string }[],
): Promise<void> {
  const folder = options.out ?? mkdtempSync(join(tmpdir(), 'ipsproxy-chaos-rounds-'));
  mkdirSync(folder, { recursive: true });
  for (const { saved, what } of failed) {
    const file = join(folder, `${saved.seed}.json`);
    const write = (round: SavedRound) => writeFileSync(file, JSON.stringify(round, undefined, 2));
    write(saved);
    print(`\n${what}\n  npm run test:chaos -- --replay ${file}`);
    if (!options.shrink) continue;
    const smallest = await shrink(saved, async (smaller) => {
      const has = await staged(options, async (round) => {
        for (let tries = TRIES; tries > 0; tries -= 1) {
          if ((await round(smaller)).violations.some((violation) => violation.what === what)) return true;
        }
        return false;
      });
      if (has) write(smaller);
      return has;
    });
    print(
      `  smallest: ${smallest.schedule.length} faults, ${smallest.clients} clients, ${smallest.requests} requests`,
    );
    for (const fault of smallest.schedule) print(`    ${JSON.stringify(fault)}`);
  }
}

await runFromCommandLine({ usage: USAGE, readOptions, run });
