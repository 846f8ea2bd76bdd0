import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const include = ['test/**/*.test.ts'];
/** Whoever replaces a module needs a worker that has not loaded it. */
const replacing = globSync(include, { cwd: import.meta.dirname }).filter((file) =>
  readFileSync(join(import.meta.dirname, file), 'utf8').includes('vi.mock('),
);

export default defineConfig({
  test: {
    // Real HTTP against the stand-ins, several test files at once, needs room on a slow machine.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: availableParallelism(),
    // Megabytes. What is left of a file is little, but where there is room, a worker lets gigabytes of rubbish pile up.
    execArgv: ['--max-old-space-size=1000'],
    reporters: ['default', './test/support/skipped-reporter.ts'],
    // Processes that tests start, dozens of them, find the sources compiled.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled') },
    projects: [
      // Loading the sources takes longer than most files: those who come next in a worker find them loaded.
      { extends: true, test: { name: 'together', include, exclude: replacing, isolate: false } },
      { extends: true, test: { name: 'alone', include: replacing } },
    ],
  },
});
