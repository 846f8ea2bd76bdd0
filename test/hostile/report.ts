/** What the runner prints. */
import type { ShapeResult } from './bombs/explode.ts';
import type { Finding } from './findings.ts';
import type { FuzzResult } from './fuzz.ts';
import type { NeighbourReport } from './stage/neighbour-messages.ts';
import type { ProbeReport, Stall } from './stage/probe-messages.ts';

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const counts = (map: ReadonlyMap<string, number>) =>
  [...map]
    .sort((left, right) => right[1] - left[1])
    .map(([name, count]) => `${count} ${name}`)
    .join(', ') || 'none';

export function printFuzz({
  tried,
  seconds,
  kinds,
  statuses,
  known,
  suspects,
  slow,
  excused,
  heap,
}: FuzzResult): void {
  print(`${tried} cases in ${Math.round(seconds)} s: ${counts(kinds)}.`);
  print(`Answers by status: ${counts(statuses)}.`);
  print(`Known and documented: ${counts(known)}.`);
  print(
    `Tried alone because the event loop stood still meanwhile: ${suspects}; to blame: ${slow}. Late answers that the machine was to blame for: ${excused}.`,
  );
  const megabytes = heap.samples.map((sample) => round(sample.heap / 1e6));
  print(
    `Heap, collected along the way: ${megabytes.join(', ')} MB; slope of the second half: ${round(heap.slope)} bytes a case.`,
  );
}

export interface ProcessFacts {
  readonly before: ProbeReport | undefined;
  readonly after: ProbeReport | undefined;
  readonly collected: ProbeReport | undefined;
  readonly idle: ProbeReport | undefined;
  readonly rss: number;
  readonly stalls: readonly Stall[];
  readonly neighbour: NeighbourReport;
  readonly longest: number;
}

export function printProcess({
  before,
  after,
  collected,
  idle,
  rss,
  stalls,
  neighbour,
  longest,
}: ProcessFacts): void {
  const delay = (report: ProbeReport | undefined) =>
    `at most ${round(report?.longestDelay)} ms, p99.9 ${round(report?.delay999)} ms`;
  const worst = Math.max(0, ...stalls.map(({ processor }) => processor));
  print(`Delay of the event loop: ${delay(after)}; of an idle process beside it: ${delay(idle)}.`);
  print(
    `Of that, work of the main thread in one go: at most ${round(worst)} ms; ${stalls.filter(({ processor }) => processor >= longest).length} times ${longest} ms or more. Collecting garbage: ${round(after?.collecting)} ms in all.`,
  );
  const size = (bytes: number | undefined) => `${round((bytes ?? 0) / 1e6)} MB`;
  print(
    `Heap: at most ${size(after?.largestHeap)}; collected ${size(before?.heapUsed)} before, ${size(collected?.heapUsed)} after. Resident: at most ${size(rss)}.`,
  );
  print(`Neighbour: ${neighbourLine(neighbour.milliseconds, neighbour.failures.length)}.`);
}

function neighbourLine(milliseconds: readonly number[], failures: number): string {
  const sorted = milliseconds.toSorted((left, right) => left - right);
  const at = (part: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]);
  return `${sorted.length} requests, ${failures} not 200, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`;
}

export function printBombs(results: readonly ShapeResult[]): void {
  for (const {
    name,
    seconds,
    statuses,
    heap,
    rss,
    alone,
    together,
    delay,
    neighbour,
    failures,
    survived,
  } of results) {
    const answers = Object.entries(statuses)
      .map(([status, count]) => `${count} × ${status}`)
      .join(', ');
    print(
      `${survived ? '' : 'KILLED '}${name}: ${round(seconds * 1000)} ms; ${answers}; heap ${round(heap)} MB, resident ${round(rss)} MB; work in one go: ${round(alone)} ms alone, ${round(together)} ms together, delay ${round(delay)} ms; neighbour: ${neighbourLine(neighbour, failures)}`,
    );
  }
}

export function printFindings(findings: readonly Finding[], seed: number): void {
  for (const { what, detail, count, example, file } of findings) {
    print(`\nFOUND ${count} × ${what}`);
    print(`  ${detail.replaceAll('\n', '\n  ')}`);
    if (example !== undefined)
      print(`  ${example.name}, system ${example.system}: ${example.method} ${example.target.slice(0, 200)}`);
    if (file !== undefined) print(`  npm run test:hostile -- --replay ${file}`);
  }
  print(`\n${findings.length} kinds of findings (seed ${seed}).`);
}

function round(number: number | undefined): string {
  return (Math.round((number ?? 0) * 10) / 10).toString();
}
