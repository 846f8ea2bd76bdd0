/** Runs in front of every test file, and notes which sources it and the processes that it starts have run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { folderOf } from './folder.ts';

const folder = folderOf(expect.getState().testPath ?? '');
mkdirSync(folder, { recursive: true });
// Too late for this process, for those that it starts just in time.
process.env['NODE_V8_COVERAGE'] = folder;

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });

// Hooks of this kind run last who came first.
afterAll(async () => {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const ours = result.filter(({ url }) => /^file:.*\/src\/.*\.ts$/.test(url));
  writeFileSync(join(folder, 'coverage-of-the-test.json'), JSON.stringify({ result: ours }));
});
