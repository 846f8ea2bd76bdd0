import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';

const VITEST = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs');
const REPORTER = join(import.meta.dirname, 'skipped-reporter.ts');

const SOME = `
test('runs', () => {});
test.skip('is skipped', () => {});
test.todo('is still to be written');
test('skips itself', ({ skip }) => skip('for a reason'));
describe('a suite', () => {
  test('runs', () => {});
  test.skipIf(true)('needs what is not there', () => {});
});
describe.skipIf(true)('a suite that needs what is not there', () => {
  test('one', () => {});
  describe('inner', () => test('another', () => {}));
});
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ipsproxy-test-'));
  await writeFile(join(folder, 'some.test.js'), SOME);
  await writeFile(join(folder, 'all.test.js'), `describe('a suite', () => test('runs', () => {}));`);
});

afterAll(() => rm(folder, { recursive: true }));

/** What a run of Vitest that has no other reporter prints. */
async function printed(...options: string[]): Promise<string> {
  const arguments_ = [VITEST, 'run', '--root', folder, '--globals', '--reporter', REPORTER, ...options];
  const run = spawn(process.execPath, arguments_, { stdio: ['ignore', 'pipe', 'inherit'] });
  return await text(run.stdout);
}

it('names every test that is skipped, and a suite that is skipped as a whole once', async () => {
  expect(await printed()).toBe(`
Skipped:
  some.test.js: is skipped
  some.test.js: is still to be written
  some.test.js: skips itself
  some.test.js: a suite > needs what is not there
  some.test.js: a suite that needs what is not there
`);
});

it.each([
  ['where nothing is', ['all.test.js']],
  ['where others are left out by their names', ['-t', 'runs']],
])('says nothing %s', async (_, options) => {
  expect(await printed(...options)).toBe('');
});
