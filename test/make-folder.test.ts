import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeFolder } from '../src/make-folder.ts';
import { FolderState } from '../src/state/folder/folder-state.ts';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'ipsproxy-test-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

it('makes a folder and those that it is in, and says which was the first', async () => {
  const base = await folder();
  expect(await makeFolder(join(base, 'a', 'b', 'c'), 0o700)).toBe(join(base, 'a'));
  for (const path of ['a', 'a/b', 'a/b/c']) {
    expect((await stat(join(base, path))).mode & 0o777, path).toBe(0o700);
  }
  expect(await makeFolder(join(base, 'a', 'b', 'd'))).toBe(join(base, 'a', 'b', 'd'));
  expect(await makeFolder(join(base, 'a', 'b', 'c'))).toBe(undefined);
  expect(await makeFolder('/')).toBe(undefined);
});

it('makes one that several want at the same time', async () => {
  const base = await folder();
  await Promise.all(Array.from({ length: 20 }, () => makeFolder(join(base, 'a', 'b', 'c'))));
  expect((await stat(join(base, 'a/b/c'))).isDirectory()).toBe(true);
});

it('says why it cannot', async () => {
  const base = await folder();
  await writeFile(join(base, 'file'), '');
  await expect(makeFolder(join(base, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(base, 'file', 'a'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

it.runIf(process.platform === 'linux')(
  'comes to an end below /proc, and with it whoever needs one',
  async () => {
    await expect(makeFolder('/proc/ipsproxy/state')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(FolderState.open('/proc/ipsproxy/state')).rejects.toThrow('/proc/ipsproxy');
  },
);
