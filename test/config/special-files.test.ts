/** A pipe in place of a file: to open it would wait for ever, and keep the process from ending. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfiguration } from '../../src/config/load.ts';
import type { ConfigurationError } from '../../src/config/problem.ts';
import { fakeOptions, folderWith } from './helpers.ts';

const REASON = 'this is a pipe or a device; use a regular file, as it is read again';

async function folderWithPipe(name: string, configuration: object = {}): Promise<string> {
  const folder = await folderWith({ 'c.json': JSON.stringify(configuration) });
  execFileSync('mkfifo', [join(folder, name)]);
  return folder;
}

it('is refused as the configuration', async () => {
  const folder = await folderWithPipe('other.json');
  const failure: unknown = await loadConfiguration(join(folder, 'other.json'), fakeOptions).catch((e) => e);
  expect((failure as ConfigurationError).problems.map(({ message }) => message)).toEqual([REASON]);
});

it.each([
  ['a property', { properties: { URL: 'https://x', Password: { file: 'pipe' } } }],
  ['a transformation', { properties: { URL: 'https://x' }, transformations: { read: 'pipe' } }],
])('leaves out the system that has it as %s', async (_, more) => {
  const folder = await folderWithPipe('pipe', { systems: [{ id: 'one', type: 'fake', ...more }] });
  const { systems, problems } = await loadConfiguration(join(folder, 'c.json'), fakeOptions);
  expect(systems[0]?.status).toBe('broken');
  expect(problems.map(({ message }) => message).join()).toContain(REASON);
});
