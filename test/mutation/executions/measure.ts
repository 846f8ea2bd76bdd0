/**
 * A process that runs test files in a copy of the project, several at once, and says how each of them did. Sources are run by Node.js
 * itself, which only blanks types: what V8 counts is where it stands in the source.
 *
 * Usage: node measure.ts LANES TEST...
 */
import { join } from 'node:path';
import { createVitest, type TestModule } from 'vitest/node';
import { settings } from '../settings.ts';

export interface Measured {
  /** Relative to the copy. */
  readonly test: string;
  readonly passed: boolean;
  readonly milliseconds: number;
}

/** Milliseconds: to count takes time. */
const LONGEST = 60_000;
const SOURCE = /^(?!.*\/node_modules\/).*\/src\/.*\.ts$/;

const [lanes, ...tests] = process.argv.slice(2);
const vitest = await createVitest('test', {
  ...settings,
  include: [...settings.include],
  // Of functions that are found compiled, V8 counts less.
  env: { NODE_DISABLE_COMPILE_CACHE: '1' },
  testTimeout: LONGEST,
  hookTimeout: LONGEST,
  maxWorkers: Number(lanes),
  setupFiles: [join(import.meta.dirname, 'setup.ts')],
  server: { deps: { external: [SOURCE] } },
  reporters: [{ onTestModuleEnd }],
});
await vitest.start(tests);
await vitest.close();
process.disconnect?.();

function onTestModuleEnd(module: TestModule): void {
  const { environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration } =
    module.diagnostic();
  const measured: Measured = {
    test: module.relativeModuleId,
    passed: module.ok(),
    milliseconds: environmentSetupDuration + prepareDuration + collectDuration + setupDuration + duration,
  };
  process.send?.(measured);
}
