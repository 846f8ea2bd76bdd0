/** What all rounds of a run came to, and the table that is printed of it. */
import type { RoundResult } from './round.ts';

/** Rounds that are named as the worst ones. */
const WORST = 3;

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export class Totals {
  readonly #rounds: Pick<RoundResult, 'seed' | 'recovery' | 'violationCount' | 'doubts'>[] = [];
  readonly #answers = new Map<string, number>();
  readonly #injected = new Map<string, number>();
  readonly #violations = new Map<string, { count: number; example: string; seed: number }>();
  requests = 0;
  seconds = 0;
  violations = 0;

  add(round: RoundResult): void {
    const { seed, recovery, violationCount, doubts } = round;
    this.#rounds.push({ seed, recovery, violationCount, doubts });
    this.requests += round.requests;
    this.seconds += round.seconds;
    this.violations += violationCount;
    for (const [name, count] of round.answers)
      this.#answers.set(name, (this.#answers.get(name) ?? 0) + count);
    for (const [name, count] of round.injected)
      this.#injected.set(name, (this.#injected.get(name) ?? 0) + count);
    for (const { what, detail } of round.violations) {
      const known = this.#violations.get(what) ?? { count: 0, example: detail, seed };
      known.count += 1;
      this.#violations.set(what, known);
    }
  }

  get rounds(): number {
    return this.#rounds.length;
  }

  print(): void {
    const faults = [...this.#injected.values()].reduce((sum, count) => sum + count, 0);
    const rate = Math.round(this.requests / this.seconds);
    print(
      `${this.requests} requests in ${this.rounds} rounds and ${Math.round(this.seconds)} s, ${rate} a second.`,
    );
    print(`\nFaults injected: ${faults}`);
    table(this.#injected);
    print('\nAnswers');
    table(this.#answers);
    const doubts = this.#rounds.reduce((sum, round) => sum + round.doubts, 0);
    print(`  writes of an unknown outcome: ${doubts}`);
    const worst = this.#rounds.toSorted(
      (left, right) =>
        right.violationCount - left.violationCount ||
        right.recovery.milliseconds - left.recovery.milliseconds,
    );
    print('\nWorst rounds, with their slowest recovery');
    for (const { seed, violationCount, recovery } of worst.slice(0, WORST))
      print(
        `  --seed ${seed}: ${violationCount} violations, ${seconds(recovery.milliseconds)} ${recovery.obstacle}`,
      );
    print(`Violations: ${this.violations}`);
    for (const [what, { count, example, seed }] of this.#violations)
      print(`\n  ${count} × ${what} (seed ${seed})\n    ${example}`);
  }
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}

function table(counts: ReadonlyMap<string, number>): void {
  const sorted = [...counts].sort((left, right) => right[1] - left[1]);
  for (const [name, count] of sorted) print(`  ${String(count).padStart(9)}  ${name}`);
}
