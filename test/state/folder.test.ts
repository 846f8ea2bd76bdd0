/** State in a folder: restarts, processes that are killed, others that work in it at the same time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdir, readdir, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { FolderState } from '../../src/state/folder/folder-state.ts';
import { StateUnavailable } from '../../src/state/state.ts';
import { folderWith } from '../config/helpers.ts';
import { until } from '../support/until.ts';

const LONG = 600_000;
const ADDER = `
import { FolderState } from '${new URL('../../src/state/folder/folder-state.ts', import.meta.url).pathname}';
const state = await FolderState.open(process.argv[2]);
for (;;) console.log((await state.add('a', 1, ${LONG})).total);
`;

async function newFolder(): Promise<string> {
  return join(await folderWith({}), 'state');
}

async function open(folder: string, now?: () => number): Promise<FolderState> {
  const state = await FolderState.open(folder, now);
  onTestFinished(() => state.close());
  return state;
}

/** Adds one after the other, and writes each total that it was told. */
async function adder(folder: string): Promise<{ child: ChildProcess; totals: () => number[] }> {
  const script = join(await folderWith({ 'adder.mts': ADDER }), 'adder.mts');
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return { child, totals: () => output.split('\n').slice(0, -1).map(Number) };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('close', () => resolve()));
}

it('survives a restart', async () => {
  const folder = await newFolder();
  const first = await open(folder);
  await first.add('a', 5, LONG);
  await first.set('b', 'for good');
  await first.close();
  const second = await open(folder);
  expect(await second.get('a')).toBe('5');
  expect(await second.get('b')).toBe('for good');
});

it('of a process that is killed, everything that it was told is there', async () => {
  const folder = await newFolder();
  const { child, totals } = await adder(folder);
  await until(() => totals().length >= 20);
  child.kill('SIGKILL');
  await ended(child);
  const told = totals().at(-1) ?? 0;
  const state = await open(folder);
  const total = Number(await state.get('a'));
  // What it was adding when it was killed may be in it.
  expect([told, told + 1]).toContain(total);
  expect((await state.add('a', 1, LONG)).total).toBe(total + 1);
});

it('processes that add at the same time lose nothing, and nobody is told the same twice', async () => {
  const folder = await newFolder();
  const adders = [await adder(folder), await adder(folder)];
  await until(() => adders.every(({ totals }) => totals().length >= 20));
  const here = await open(folder);
  const mine = [(await here.add('a', 1, LONG)).total, (await here.add('a', 1, LONG)).total];
  await Promise.all(
    adders.map(({ child }) => {
      child.kill('SIGKILL');
      return ended(child);
    }),
  );
  const told = [...mine, ...adders.flatMap(({ totals }) => totals())];
  expect(new Set(told).size).toBe(told.length);
  const total = Number(await here.get('a'));
  expect(total).toBeGreaterThanOrEqual(told.length);
  expect(total).toBeLessThanOrEqual(told.length + adders.length);
});

it('another process that deletes is seen at once', async () => {
  const folder = await newFolder();
  const [proxy, command] = [await open(folder), await open(folder)];
  await proxy.add('a', 5, LONG);
  await command.delete('a');
  expect(await proxy.get('a')).toBeUndefined();
  expect((await proxy.addWithin('a', 1, 5, LONG)).added).toBe(true);
});

it('many changes leave few files, and no drafts', async () => {
  const folder = await newFolder();
  const state = await open(folder);
  for (let count = 0; count < 30; count += 1) await state.add('a', 1, LONG);
  const [name = ''] = (await readdir(folder)).filter((each) => each.startsWith('a.'));
  const files = await readdir(join(folder, name));
  expect(files.length).toBeLessThanOrEqual(8);
  expect(files.every((file) => /^\d+$/.test(file))).toBe(true);
});

it('what has ended is swept away, and so are drafts of processes that were killed', async () => {
  const folder = await newFolder();
  const first = await open(folder);
  await first.set('short', 'x', { lifetime: 1 });
  await first.set('long', 'x');
  await first.close();
  const names = await readdir(folder);
  const long = join(folder, names.find((name) => name.startsWith('long.')) ?? '');
  await writeFile(join(long, 'left-behind.draft'), '{');
  for (const name of names) await utimes(join(folder, name), new Date(0), new Date(0));
  const second = await open(folder, () => Date.now() + LONG);
  await second.close();
  expect((await readdir(folder)).filter((name) => name.startsWith('short.'))).toEqual([]);
  expect(await readdir(long)).toEqual(['1']);
  expect(await second.get('long')).toBe('x');
});

it('where the clock is put back, a counter does not last longer than it should', async () => {
  let now = 1_000_000_000;
  const state = await open(await newFolder(), () => now);
  await state.add('a', 1, LONG);
  now -= 100 * LONG;
  expect(await state.add('a', 1, LONG)).toEqual({ total: 2, endsIn: LONG });
  now += LONG;
  expect((await state.add('a', 1, LONG)).total).toBe(1);
});

it('what somebody has damaged is told, and nothing is counted on it', async () => {
  const folder = await newFolder();
  const state = await open(folder);
  await state.add('a', 1, LONG);
  const [name = ''] = (await readdir(folder)).filter((each) => each.startsWith('a.'));
  await writeFile(join(folder, name, '7'), '{"value": "5');
  const error = await state.add('a', 1, LONG).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StateUnavailable);
  expect(String(error)).toContain(`The folder ${folder} of "state" cannot be read or written: `);
  await expect(state.get('a')).rejects.toBeInstanceOf(StateUnavailable);
  expect(state.isAvailable).toBe(false);
  expect((await state.add('b', 1, LONG)).total).toBe(1);
  expect(state.isAvailable).toBe(true);
});

it('a folder that cannot be there is told when it is opened', async () => {
  const folder = await newFolder();
  await mkdir(dirname(folder), { recursive: true });
  await writeFile(folder, 'a file');
  await expect(FolderState.open(folder)).rejects.toThrow(`The folder ${folder} of "state" cannot be`);
  await expect(FolderState.open(join(folder, 'below'))).rejects.toBeInstanceOf(StateUnavailable);
});

it('a folder that is taken away is not made again: what it held is out of reach, and is there when it is back', async () => {
  const folder = await newFolder();
  const state = await open(folder);
  await state.add('a', 1, LONG);
  await rename(folder, `${folder}-away`);
  for (const key of ['a', 'b']) {
    await expect(state.add(key, 1, LONG)).rejects.toThrow(`The folder ${folder} of "state" cannot be`);
  }
  await expect(state.addWithin('a', 1, 1, LONG)).rejects.toBeInstanceOf(StateUnavailable);
  expect(state.isAvailable).toBe(false);
  await rename(`${folder}-away`, folder);
  expect((await state.add('a', 1, LONG)).total).toBe(2);
});

it.skipIf(process.geteuid?.() !== 0)(
  'what root writes belongs to whoever owns the folder (needs root)',
  async () => {
    const folder = await newFolder();
    const OWNER = 65_534;
    await mkdir(folder);
    await chown(folder, OWNER, OWNER);
    const state = await open(folder);
    await state.set('a', 'text');
    await state.add('b', 1, LONG);
    const entries = await readdir(folder, { recursive: true });
    const owners = await Promise.all(entries.map(async (entry) => (await stat(join(folder, entry))).uid));
    expect(entries.length).toBeGreaterThan(4);
    expect(new Set(owners)).toEqual(new Set([OWNER]));
  },
);
