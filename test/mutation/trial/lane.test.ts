/** That a mutation is caught by the tests that fail on it, and by no others. */
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../copy.ts';
import { findMutations, type Mutation } from '../mutations/find.ts';
import { Lane } from './lane.ts';

const SOURCE = `export function smaller(a: number, b: number): number {
  return a < b ? a : b;
}
export function deep(a: number): number {
  return a === 0 ? 0 : deep(a - 1);
}
`;

/** A project of one source and two test files. */
function project(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ipsproxy-lane-')));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  for (const name of ['src', 'test']) mkdirSync(join(folder, name));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  write('src/a.ts', SOURCE);
  const testOf = (condition: string) => `import { expect, it } from 'vitest';
import { deep, smaller } from '../src/a.ts';
it('holds', () => { expect(${condition}).toBe(true); });`;
  write('test/smaller.test.ts', testOf('smaller(1, 2) === 1 && smaller(2, 1) === 1'));
  write('test/deep.test.ts', testOf('deep(9) === 0'));
  return folder;
}

function becoming(text: string): Mutation {
  const found = findMutations('src/a.ts', SOURCE).find(({ becomes }) => becomes === text);
  if (found === undefined) throw new Error(`The source does not offer ${text}`);
  return found;
}

it('tries one after the other', async () => {
  const lane = new Lane(project());
  onTestFinished(() => lane.close());
  const tests = ['test/smaller.test.ts', 'test/deep.test.ts'].map((name) => ({ name, usual: 1 }));
  const caughtBy = (by: string) => ({ kind: 'caught', how: 'failed', by, after: expect.any(Number) });
  const survived = { kind: 'survived' };

  expect(await lane.run('src/a.ts', tests)).toEqual(survived);
  expect(await lane.try(becoming('return a >= b ? a : b;'), tests)).toEqual(caughtBy('test/smaller.test.ts'));
  // The same for equal numbers: what failed before is forgotten.
  expect(await lane.try(becoming('return a <= b ? a : b;'), tests)).toEqual(survived);
  expect(await lane.try(becoming('return a === 0 ? 0 : deep(a + 1);'), tests)).toEqual(
    caughtBy('test/deep.test.ts'),
  );
  expect(await lane.try(becoming('return a === 0 ? 0 : deep(a + 1);'), tests.slice(0, 1))).toEqual(survived);
  // The source is as it was.
  expect(await lane.run('src/a.ts', tests)).toEqual(survived);
});
