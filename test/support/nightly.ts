/** All tests, with cases for the property tests that nobody has seen before (docs/testing.md). */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

const PROPERTY_SEED = String(randomInt(2 ** 31));

function tellSeed(): void {
  process.stdout.write(`PROPERTY_SEED=${PROPERTY_SEED}\n`);
}

tellSeed();
const { status } = spawnSync('vitest', ['run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, PROPERTY_SEED },
});
// Where it is looked for: below everything else.
tellSeed();
process.exitCode = status ?? 1;
