/** What the runner prints. */
import type { Mutation } from './mutations/find.ts';
import { type Result, type Row, rateOf, rowsOf } from './result.ts';

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printPlace({ file, line, kind, was, becomes }: Mutation, more = ''): void {
  print(`\n${file}:${line} (${kind})${more}`);
  for (const text of linesOf(was)) print(`  - ${text}`);
  for (const text of linesOf(becomes)) print(`  + ${text}`);
}

export function printSurvivor({ mutation, tests, within }: Result): void {
  const ran = within === tests.length ? `all ${within}` : `${within} of ${tests.length}`;
  printPlace(
    mutation,
    tests.length === 0 ? ': no test runs it' : `: nothing noticed by ${ran} test files that run it`,
  );
}

/** As it stands in `docs/testing.md`. */
export function printTable(results: readonly Result[]): void {
  const head = [
    'room',
    'places',
    'caught',
    'by hanging',
    'survived',
    'of them unreached',
    'equivalent',
    'rate',
  ];
  print(`\n| ${head.join(' | ')} |`);
  print(`| --- |${' --: |'.repeat(head.length - 1)}`);
  for (const row of rowsOf(results)) print(`| ${cellsOf(row).join(' | ')} |`);
}

function cellsOf(row: Row): (string | number)[] {
  const { room, places, caught, hung, survived, unreached, equivalent } = row;
  return [`\`${room}\``, places, caught, hung, survived, unreached, equivalent, `${rateOf(row)} %`];
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}
