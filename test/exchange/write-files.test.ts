/** What is written by an import is there as a whole, or not at all. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { writeImport } from '../../src/exchange/import/write-files.ts';
import { folderWith } from '../config/helpers.ts';

const MODULE = fileURLToPath(new URL('../../src/exchange/import/write-files.ts', import.meta.url));
/** Gets the signal while the new file is being written. */
const INTERRUPTED = `
import { readdirSync } from 'node:fs';
const { writeImport } = await import(process.argv[1]);
const [, , folder, signal] = process.argv;
const look = () => {
  if (readdirSync(folder).some((name) => name.endsWith('.new'))) process.kill(process.pid, signal);
  else setImmediate(look);
};
setImmediate(look);
await writeImport({ folder, files: [], config: folder + '/c.json', text: 'x'.repeat(256 * 1024 * 1024) });
console.log('written');
`;

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  '%s in the middle leaves the old file, and nothing beside it',
  async (signal) => {
    const folder = await folderWith({ 'c.json': 'old' });
    const child = spawn(process.execPath, ['--input-type=module', '-e', INTERRUPTED, MODULE, folder, signal]);
    const [said, [, endedBy]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    expect([said, endedBy]).toEqual(['', signal]);
    expect(await readdir(folder)).toEqual(['c.json']);
    expect(await readFile(join(folder, 'c.json'), 'utf8')).toBe('old');
  },
);

it('a failure leaves nothing beside it either', async () => {
  const folder = await folderWith({});
  await mkdir(join(folder, 'c.json', 'full'), { recursive: true });
  await writeFile(join(folder, 'c.json', 'full', 'x'), '');
  const failing = writeImport({ folder, files: [], config: join(folder, 'c.json'), text: '{}' });
  await expect(failing).rejects.toThrow('cannot be written');
  expect(await readdir(folder)).toEqual(['c.json']);
});
