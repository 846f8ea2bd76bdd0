/**
 * What a request costs: the proxy as it is built, in turns with a pass-through that parses and serialises each body, one
 * that leaves the bytes alone, and the backend by itself; also start-up, memory, installed size and an initial load.
 *
 * Usage: see `requests/options.ts`. Exit code 0: measured; 1: requests failed, so that the figures are worth nothing; 2: called
 * in a wrong way, or not on Linux.
 */
import { writeFileSync } from 'node:fs';
import { errorsOf, type Figures, figuresOf } from './requests/figures.ts';
import { initialLoads, problemsOf } from './requests/initial-load.ts';
import { installedSize } from './requests/installed-size.ts';
import { type Options, readOptions, USAGE } from './requests/options.ts';
import { type Cores, findCores, holdOwnProcess } from './requests/process/cores.ts';
import * as report from './requests/report.ts';
import { Stage } from './requests/stage.ts';
import { measureStartUp } from './requests/start-up.ts';
import { startTargets } from './requests/targets/targets.ts';
import { type Turn, Turns } from './requests/turns.ts';

/** What `--json` writes. */
const results: Record<string, unknown> = {};
const failures: string[] = [];

function print(text: string): void {
  process.stdout.write(`${text}\n\n`);
}

async function run(options: Options, cores: Cores): Promise<void> {
  const { parts, users, against } = options;
  const stage = await Stage.start(cores);
  try {
    if (parts.includes('requests')) await requests(stage, options);
    if (parts.includes('start')) {
      const startUp = await measureStartUp(stage, against);
      results['startUp'] = startUp;
      print(report.startUpTable(startUp));
    }
    if (parts.includes('size')) {
      const size = installedSize();
      results['installedSize'] = size;
      print(report.sizeTable(size));
    }
    if (parts.includes('load')) {
      const loads = await initialLoads(stage, users);
      results['initialLoads'] = loads;
      print(report.initialLoadTable(loads));
      failures.push(...loads.flatMap((load) => problemsOf(load, users)));
    }
  } finally {
    await stage.stop();
  }
}

async function requests(stage: Stage, { calls, pace, short, against }: Options): Promise<void> {
  const copy = await stage.copyOfBackend();
  const targets = await startTargets(stage, copy, { few: short, against });
  const turns = new Turns(stage, copy, targets, pace);
  const all: Turn[] = [];
  const groups: (readonly Figures[])[] = [];
  print(report.manner(pace));
  for (const call of calls) {
    for await (const group of turns.of(call)) {
      all.push(...group);
      const figures = figuresOf(group);
      groups.push(figures);
      if (!short) print(report.turnsTable(figures));
    }
  }
  print(report.summary(groups));
  results['turns'] = all;
  failures.push(...errorsOf(all));
}

async function main(): Promise<void> {
  let options: Options | undefined;
  try {
    options = readOptions(process.argv.slice(2));
    // A file that cannot be written is told now, and not when all is measured.
    if (options?.json !== undefined) writeFileSync(options.json, '');
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n`);
    process.exitCode = 2;
    return print(USAGE);
  }
  if (options === undefined) return print(USAGE);
  if (process.platform !== 'linux') {
    process.stderr.write('What processes use is taken from /proc, which only Linux has.\n');
    process.exitCode = 2;
    return;
  }
  const cores = findCores();
  holdOwnProcess(cores.others);
  print(report.machine(cores));
  await run(options, cores);
  if (options.json !== undefined) {
    const { pace } = options;
    writeFileSync(
      options.json,
      JSON.stringify({ date: new Date(), machine: report.machine(cores), pace, ...results }, undefined, 1),
    );
  }
  for (const failure of failures) process.stderr.write(`FAILED: ${failure}\n`);
  if (failures.length > 0) process.exitCode = 1;
}

await main();
