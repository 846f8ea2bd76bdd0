/**
 * Tries to take the proxy down: odd requests and odd answers of backends made by grammar, then bombs, while a neighbour with
 * backends of its own goes on working. The proxy runs as it is served, in a process with little memory.
 *
 * Usage: see `options.ts`. Exit code 0: nothing found; 1: something; 2: called in a wrong way.
 */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFromCommandLine } from '../support/command-line.ts';
import { explode, type ShapeResult, shapes } from './bombs/explode.ts';
import { loadCase } from './case.ts';
import { Findings } from './findings.ts';
import { fuzz, LANES } from './fuzz.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { knownPools } from './pool.ts';
import { print, printBombs, printFindings, printFuzz, printProcess } from './report.ts';
import { shrink } from './shrink.ts';
import { HEAP, type Stage, startStage } from './stage/stage.ts';
import { longestWork, tryAlone, wasStarved } from './trial.ts';

/** Bytes by which the heap may have grown after all those cases and a full collection. */
const GROWTH = 64e6;
/** Kinds of findings of which a smaller case is looked for. */
const SHRUNK = 15;

const findings = new Findings();

interface LogLine {
  readonly msg?: string;
  readonly requestId?: string;
  readonly err?: { readonly type?: string; readonly stack?: string };
}

async function run(options: Options): Promise<number> {
  print(`Seed ${options.seed}`);
  await find(options);
  findings.addRest();
  const folder = options.out ?? mkdtempSync(join(tmpdir(), 'ipsproxy-hostile-findings-'));
  mkdirSync(folder, { recursive: true });
  findings.save(folder);
  printFindings(findings.all, options.seed);
  if (options.replay === undefined && !options.short) {
    await shrinkAll();
    findings.save(folder);
  }
  return findings.all.length === 0 ? 0 : 1;
}

async function find(options: Options): Promise<void> {
  const stage = await startStage(LANES, watchLog);
  try {
    if (options.replay !== undefined) return await replay(stage, options);
    await warmUp(stage);
    if (options.count > 0) await grammar(stage, options);
    if (options.bombs !== undefined) await bombs(stage, options, options.bombs);
  } finally {
    await stage.stop();
  }
}

/** What the proxy itself calls a bug or a surprise. */
function watchLog(line: string): void {
  if (!/"level":(?:50|60)/.test(line)) return;
  const { msg = '', requestId = '', err } = JSON.parse(line) as LogLine;
  const said = err?.stack === undefined ? line.slice(0, 500) : `${err.type} ${err.stack.slice(0, 1_000)}`;
  findings.addLogged(requestId, msg, said);
}

/** Code that never ran is slower, and is no finding. */
async function warmUp(stage: Stage): Promise<void> {
  await fuzz(stage, { seed: 1, count: 300, longest: Number.POSITIVE_INFINITY }, new Findings());
}

async function grammar(stage: Stage, { seed, count, longest }: Options): Promise<void> {
  await stage.proxy.ask('collect');
  await stage.idle.ask('reset');
  const before = await stage.proxy.ask('reset');
  await stage.neighbour({ order: 'report' });
  const process = stage.proxy;
  const earlier = process.stalls.length;
  const result = await fuzz(stage, { seed, count, longest }, findings);
  const after = await stage.proxy.ask('report');
  const idle = await stage.idle.ask('report');
  const neighbour = await stage.neighbour({ order: 'report' });
  const collected = await stage.proxy.ask('collect');
  printFuzz(result);
  printProcess({
    before,
    after,
    collected,
    idle,
    rss: stage.proxy.rss,
    stalls: process.stalls.slice(earlier),
    neighbour,
    longest,
  });
  for (const failure of neighbour.failures) {
    if (!wasStarved(stage, failure)) findings.add('the neighbour was not answered 200', failure.text);
  }
  if (process !== stage.proxy || before === undefined || collected === undefined) return;
  const growth = collected.heapUsed - before.heapUsed;
  if (growth > GROWTH) findings.add('the heap grew', `by ${Math.round(growth / 1e6)} MB`);
  if (result.heap.grows)
    findings.add('the heap goes on growing', `by ${Math.round(result.heap.slope)} bytes a case`);
}

async function bombs(stage: Stage, options: Options, pattern: RegExp): Promise<void> {
  const results: ShapeResult[] = [];
  const { v2, v1, cf } = await knownPools(stage.port);
  const ids = { v2, v1, cf };
  for (const shape of shapes().filter(({ name }) => pattern.test(name))) {
    const kind = /version 1|emulated/.test(shape.name)
      ? 'v1'
      : /Cloud Foundry/.test(shape.name)
        ? 'cf'
        : 'v2';
    const [user = 'x', group = 'x'] = [ids[kind].Users[0], ids[kind].Groups[0]].map((id) =>
      encodeURIComponent(id ?? 'x'),
    );
    const result = await explode(stage, shape, { user, group }, options, findings);
    results.push(result);
    printBombs([result]);
  }
  print(
    `${results.length} shapes, ${options.parallel} at once, in a heap of ${HEAP} MB; the process survived ${results.filter(({ survived }) => survived).length}.`,
  );
}

async function replay(stage: Stage, { replay: file = '', longest }: Options): Promise<void> {
  const saved = loadCase(file);
  await warmUp(stage);
  const { outcome, verdict } = await tryAlone(stage, saved);
  print(`${saved.name}: ${JSON.stringify(verdict)}`);
  if (outcome.kind === 'answer') print(`${outcome.status} ${outcome.body.toString('utf8').slice(0, 3_000)}`);
  else print(JSON.stringify(outcome));
  const work = await longestWork(stage, () => tryAlone(stage, saved), longest);
  print(`At most ${Math.round(work)} ms of work in one go.`);
  if (verdict.kind === 'finding') findings.add(verdict.what, verdict.detail, saved);
  else if (work >= longest) findings.add('the event loop stood still', `${Math.round(work)} ms`, saved);
  if (!stage.proxy.alive) findings.add('the process ended', stage.proxy.lastWords.slice(-1_000), saved);
}

/** On a stage of their own: what was found may have broken the other one. */
async function shrinkAll(): Promise<void> {
  const shrinkable = findings.all.filter(({ example }) => example !== undefined).slice(0, SHRUNK);
  if (shrinkable.length === 0) return;
  const stage = await startStage(LANES, () => {});
  try {
    await warmUp(stage);
    for (const finding of shrinkable) {
      const { what, example } = finding;
      if (example === undefined || !/^(?!the process|the event loop|no answer|answer after)/.test(what))
        continue;
      finding.example = await shrink(example, async (smaller) => {
        const { verdict } = await tryAlone(stage, smaller);
        return verdict.kind === 'finding' && verdict.what === what;
      });
    }
  } finally {
    await stage.stop();
  }
}

await runFromCommandLine({ usage: USAGE, readOptions, run });
