/**
 * A process that runs test files in the copy of the project that it stands in, one after the other, until the first that fails. It
 * stays for many mutations, since to start Vitest and to transform every source takes longer than most tests.
 */
import { join } from 'node:path';
import { createVitest, type TestModule, type TestSpecification } from 'vitest/node';
import { settings } from '../settings.ts';
import type { Order, Report } from './messages.ts';

/** A test that hangs is told from one that is slow, on a busy machine too. */
const LONGEST = 15_000;
/** Megabytes of a mutation that collects without end. */
const HEAP = 1_000;

/** Vitest would begin with the file that failed last, or with the largest. */
class AsOrdered {
  readonly shard = (files: TestSpecification[]) => files;
  readonly sort = (files: TestSpecification[]) => files;
}

/** Of the order under way. What Vitest returns has the test files of earlier ones, too. */
let running: string | undefined;
let failed: string | undefined;

const vitest = await createVitest('test', {
  ...settings,
  include: [...settings.include],
  fileParallelism: false,
  bail: 1,
  testTimeout: LONGEST,
  hookTimeout: LONGEST,
  execArgv: [`--max-old-space-size=${HEAP}`],
  sequence: { sequencer: AsOrdered },
  reporters: [{ onTestModuleQueued, onTestModuleEnd }],
});
await vitest.standalone();
process.on('message', (order) => void run(order as Order));
report({ kind: 'ready' });

async function run({ file, tests }: Order): Promise<void> {
  running = undefined;
  failed = undefined;
  vitest.invalidateFile(join(settings.root, file));
  const project = vitest.getRootProject();
  const { unhandledErrors } = await vitest.runTestSpecifications(
    tests.map((test) => project.createSpecification(join(settings.root, test))),
  );
  vitest.invalidateFile(join(settings.root, file));
  // A process that broke down ends no test file.
  if (unhandledErrors.length > 0) failed ??= running;
  report({ kind: 'ended', failed });
}

function onTestModuleQueued(module: TestModule): void {
  running = module.relativeModuleId;
  report({ kind: 'begins', test: running });
}

function onTestModuleEnd(module: TestModule): void {
  if (!module.ok()) failed ??= module.relativeModuleId;
}

function report(message: Report): void {
  process.send?.(message);
}
