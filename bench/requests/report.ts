/** The figures as tables in Markdown, ready for `docs/performance.md`. */
import { cpus, release } from 'node:os';
import { median } from '../measure.ts';
import { calls } from './calls.ts';
import { type Figures, ratioOf } from './figures.ts';
import type { InitialLoad } from './initial-load.ts';
import type { InstalledSize } from './installed-size.ts';
import type { Cores } from './process/cores.ts';
import type { StartUp } from './start-up.ts';
import { PARSING, PRODUCT } from './targets/targets.ts';
import type { Pace } from './turns.ts';

export function machine({ note }: Cores): string {
  const [{ model } = { model: 'unknown processor' }, ...more] = cpus();
  return `Node ${process.version}, Linux ${release()}, ${more.length + 1} × ${model}; ${note}.`;
}

export function manner({ rounds, seconds, rate }: Pace): string {
  const speed = rate === undefined ? 'as many requests as are answered' : `${rate} requests a second`;
  return `Medians of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${seconds} s a turn, ${speed}.`;
}

export function turnsTable(all: readonly Figures[]): string {
  const [first] = all;
  const rows = all.map(({ target, perSecond, p50, p99, cpu, resident, upstream }) => [
    target,
    perSecond.toFixed(0),
    p50.toFixed(2),
    p99.toFixed(2),
    cpu.toFixed(3),
    ratioOf(all, target).toFixed(2),
    resident.toFixed(0),
    upstream?.toFixed(2) ?? '',
  ]);
  const head = ['requests/s', 'p50, ms', 'p99, ms', 'CPU s per 1,000', 'ratio', 'resident, MB', 'upstream'];
  return table([`${titleOf(first?.call)}, ${connectionsOf(first?.connections)}`, ...head], rows);
}

/** One line for each call and number of connections. */
export function summary(groups: readonly (readonly Figures[])[]): string {
  const rows = groups.map((all) => {
    const find = (name: string) => all.find(({ target }) => target === name);
    const [parsing, own] = [find(PARSING), find(PRODUCT)];
    return [
      titleOf(own?.call),
      String(own?.connections),
      parsing?.cpu.toFixed(3) ?? '',
      own?.cpu.toFixed(3) ?? '',
      ratioOf(all).toFixed(2),
      ((own?.p99 ?? Number.NaN) / (parsing?.p99 ?? Number.NaN)).toFixed(2),
      own?.upstream?.toFixed(2) ?? '',
    ];
  });
  const head = ['connections', PARSING, PRODUCT, 'ratio', 'p99: ratio', 'upstream'];
  return table(['CPU s per 1,000 requests', ...head], rows);
}

export function startUpTable(all: readonly StartUp[]): string {
  const rows = all.map(({ program, milliseconds, idle }) => [
    program,
    median(milliseconds).toFixed(0),
    median(idle).toFixed(0),
  ]);
  return table(['program', 'ready after, ms', 'idle, MB'], rows);
}

export function sizeTable({ libraries, ofLibraries, ofProduct }: InstalledSize): string {
  return table(
    ['installed', 'MB'],
    [
      [`${libraries} libraries`, megabytes(ofLibraries)],
      ['ipsproxy itself', megabytes(ofProduct)],
    ],
  );
}

export function initialLoadTable(loads: readonly InitialLoad[]): string {
  const [first] = loads;
  const rows = loads.map(
    ({ program, requests, seconds, p50, p99, cpu, created, upstream, resident, used }) => [
      program,
      (requests / seconds).toFixed(0),
      p50.toFixed(2),
      p99.toFixed(2),
      ((1000 * cpu) / requests).toFixed(3),
      created.toLocaleString('en'),
      upstream.toLocaleString('en'),
      fromTo(resident.ready, resident.most),
      fromTo(used.before, used.after),
    ],
  );
  const title = `initial load, ${(first?.requests ?? 0).toLocaleString('en')} users`;
  const memory = ['resident, MB: ready → most', 'in use, MB: before → after'];
  return table(
    [title, 'users/s', 'p50, ms', 'p99, ms', 'CPU s per 1,000', 'created', 'upstream', ...memory],
    rows,
  );
}

function titleOf(name: string | undefined): string {
  return calls.find((call) => call.name === name)?.title ?? '';
}

function connectionsOf(count: number | undefined): string {
  return count === 1 ? '1 connection' : `${count} connections`;
}

function fromTo(before: number, after: number): string {
  return `${before.toFixed(0)} → ${after.toFixed(0)}`;
}

function megabytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

/** The first column has words, the others figures. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = line(head.map((_, at) => (at === 0 ? '---' : '--:')));
  return [line(head), rule, ...rows.map(line)].join('\n');
}
