/**
 * How long regular expressions take that are made to be expensive: loading a transformation with each, and running it on
 * texts of up to a million characters, in every place that takes an expression. Prints the worst; the exit code is 1 when
 * one is above the limit, or ends in an error that does not name the mapping.
 *
 * Usage: node bench/regexes.ts [count] [seed]
 */
import { hostilePattern, hostileTexts, randomOf } from '../test/transformation/regex/hostile/patterns.ts';
import { load, namesThePlace, run, USES } from '../test/transformation/regex/hostile/trial.ts';

/** Milliseconds of processor time. */
const LIMIT = 250;
const SHOWN = 15;
const SHOWN_PATTERN = 160;

interface Measured {
  readonly milliseconds: number;
  readonly what: string;
  readonly outcome: string;
  readonly pattern: string;
}

const [count = '10000', seed = '1'] = process.argv.slice(2);
const random = randomOf(Number(seed));
const worst: Measured[] = [];
const outcomes = new Map<string, number>();
let wrong = 0;

for (let i = 0; i < Number(count); i++) {
  const pattern = hostilePattern(random);
  for (const text of hostileTexts(random, pattern)) {
    const use = USES[Math.floor(random() * USES.length)] ?? 'matchRegex';
    const entity = measured(pattern, `loading ${use}`, () => {
      const loaded = load(pattern, use);
      return [loaded.entity, loaded.entity === undefined ? 'refused' : 'loaded'];
    });
    if (entity === undefined) continue;
    const result = measured(pattern, `${use}, ${text.length} characters`, () => {
      const answer = run(entity, pattern, use, text);
      return [answer, answer.status === 'failed' ? answer.reason : answer.status];
    });
    if (namesThePlace(result)) continue;
    wrong++;
    process.stdout.write(`does not name the mapping: ${use} ${pattern}\n`);
  }
}

function measured<Result>(pattern: string, what: string, act: () => [Result, string]): Result {
  const start = process.threadCpuUsage();
  const [result, outcome] = act();
  const { user, system } = process.threadCpuUsage(start);
  keep({ milliseconds: (user + system) / 1000, what, outcome, pattern });
  return result;
}

function keep(one: Measured): void {
  const kind =
    /too many steps|more than \d+ characters|work on this entity/.exec(one.outcome)?.[0] ?? one.outcome;
  outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1);
  worst.push(one);
  if (worst.length < 10 * SHOWN) return;
  worst.sort((left, right) => right.milliseconds - left.milliseconds);
  worst.length = SHOWN;
}

worst.sort((left, right) => right.milliseconds - left.milliseconds);
for (const { milliseconds, what, outcome, pattern } of worst.slice(0, SHOWN)) {
  process.stdout.write(
    `${milliseconds.toFixed(0).padStart(6)} ms  ${what}: ${pattern.slice(0, SHOWN_PATTERN)}\n           ${outcome.slice(0, SHOWN_PATTERN)}\n`,
  );
}
for (const [outcome, times] of outcomes)
  process.stdout.write(`${String(times).padStart(6)}  ${outcome.slice(0, 120)}\n`);
if (wrong > 0 || (worst[0]?.milliseconds ?? 0) > LIMIT) process.exitCode = 1;
