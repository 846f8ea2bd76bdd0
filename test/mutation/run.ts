/**
 * Makes the sources worse in one place after the other, and counts how often a test notices: docs/testing.md.
 *
 * Usage: see `options.ts`. Exit code 0: whatever was found; 2: called in a wrong way.
 */
import { writeFileSync } from 'node:fs';
import { runFromCommandLine } from '../support/command-line.ts';
import { isEquivalent } from './equivalents.ts';
import { type Executions, executions, testsOf } from './executions/executions.ts';
import type { Mutation } from './mutations/find.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { print, printPlace, printSurvivor, printTable } from './report.ts';
import { type Result, rowsOf } from './result.ts';
import { roomOf } from './rooms.ts';
import { evenly, shuffled } from './sample.ts';
import { canBeTried, mutationsOf, sources } from './sources.ts';
import { Lane, type Outcome, type Test } from './trial/lane.ts';

/** After so many places it is said how far it is. */
const STEP = 20;

async function run(options: Options): Promise<void> {
  const end = performance.now() + options.limit;
  const mutations = chosen(options);
  if (options.list) {
    for (const mutation of mutations) printPlace(mutation);
    return;
  }
  const known = await executions(options.lanes, print);
  const lanes = Array.from({ length: options.lanes }, () => new Lane());
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  try {
    const sound = await soundOnes(known, lanes);
    const results = await tryAll(mutations, sound, lanes, { ...options, end, stop: stop.signal });
    printTable(results);
    print(`\nSeed ${options.seed}; ${results.length} of ${mutations.length} places tried.`);
    if (options.out !== undefined)
      writeFileSync(
        options.out,
        JSON.stringify({ seed: options.seed, rows: rowsOf(results), results }, null, 1),
      );
  } finally {
    for (const lane of lanes) lane.close();
  }
}

function chosen({ at, rooms, seed, count }: Options): Mutation[] {
  if (at.length > 0) {
    return at
      .flatMap(({ file, line }) =>
        mutationsOf(file).filter((mutation) => line === undefined || mutation.line === line),
      )
      .filter(canBeTried);
  }
  const files = Map.groupBy(sources(), roomOf);
  const groups = rooms.map((room) => shuffled((files.get(room) ?? []).flatMap(mutationsOf), seed));
  return evenly(groups, count, canBeTried);
}

/** Without test files that fail on sources that are right: they would catch everything. */
async function soundOnes(known: Executions, lanes: readonly Lane[]): Promise<Executions> {
  const suspects = Object.entries(known).filter(([, { passed }]) => !passed);
  const broken = new Set<string>();
  await inLanes(lanes, suspects, async (lane, [name, { milliseconds }]) => {
    const outcome = await lane.run('src/errors.ts', [{ name, usual: milliseconds }]);
    if (outcome.kind === 'survived') return;
    broken.add(name);
    print(`${name} fails as it is, and is left out.`);
  });
  return Object.fromEntries(Object.entries(known).filter(([name]) => !broken.has(name)));
}

async function tryAll(
  mutations: readonly Mutation[],
  known: Executions,
  lanes: readonly Lane[],
  { end, stop, patience }: Options & { readonly end: number; readonly stop: AbortSignal },
): Promise<Result[]> {
  const results: Result[] = [];
  await inLanes(lanes, mutations, async (lane, mutation) => {
    if (stop.aborted || performance.now() > end) return;
    const tests = testsOf(known, mutation);
    const first = firstOf(tests, known, patience);
    const outcome = isEquivalent(mutation)
      ? ({ kind: 'equivalent' } as const)
      : await tried(lane, mutation, first);
    const result = { room: roomOf(mutation.file), mutation, outcome, tests, within: first.length };
    results.push(result);
    if (outcome.kind === 'survived') printSurvivor(result);
    if (results.length % STEP === 0) print(`\n${results.length} of ${mutations.length} places tried.`);
  });
  return results.sort((a, b) => mutations.indexOf(a.mutation) - mutations.indexOf(b.mutation));
}

async function tried(lane: Lane, mutation: Mutation, tests: readonly Test[]): Promise<Outcome> {
  return tests.length === 0 ? { kind: 'survived' } : lane.try(mutation, tests);
}

/** One at least. */
function firstOf(tests: readonly string[], known: Executions, patience: number): Test[] {
  let spent = 0;
  return tests
    .map((name) => ({ name, usual: known[name]?.milliseconds ?? 0 }))
    .filter(({ usual }, index) => {
      spent += usual;
      return index === 0 || spent <= patience;
    });
}

async function inLanes<T>(
  lanes: readonly Lane[],
  items: readonly T[],
  work: (lane: Lane, item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    lanes.map(async (lane) => {
      for (const item of waiting) await work(lane, item);
    }),
  );
}

await runFromCommandLine({
  usage: USAGE,
  readOptions,
  run: async (options) => {
    await run(options);
    return 0;
  },
});
