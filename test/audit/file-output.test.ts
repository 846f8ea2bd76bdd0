/** The file of an audit log: what it may be, and what may happen to it while it is written. */
import { execFileSync } from 'node:child_process';
import {
  appendFile,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FileOutput } from '../../src/audit/file-output.ts';
import { verifyFiles } from '../../src/audit/verify/verify.ts';
import { folderWith } from '../config/helpers.ts';
import { openFile as open, openLog, parsed, record } from './outputs.ts';

const openFile: typeof open = async (...args) => {
  const opened = await open(...args);
  onTestFinished(() => opened.log.stop());
  return opened;
};
const pathIn = async () => join(await folderWith({}), 'audit.jsonl');
const linesAt = async (path: string) => parsed(await readFile(path, 'utf8'));

describe('a file', () => {
  it('is made for its owner alone', async () => {
    const path = await pathIn();
    await openFile(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('that is there is gone on with', async () => {
    const path = await pathIn();
    for (const id of ['a', 'b', 'c']) {
      const { log } = await openFile(path);
      await log.append(record(id));
      await log.stop();
    }
    const lines = await linesAt(path);
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(lines.map(({ event, requestId }) => event ?? requestId)).toEqual([
      ...['start', 'a', 'stop'],
      ...['start', 'b', 'stop'],
      ...['start', 'c', 'stop'],
    ]);
    expect((await verifyFiles([path], [])).problems).toEqual([]);
  });

  it('with lines that are no chain does not become one', async () => {
    const path = await pathIn();
    const { log } = await openFile(path, {});
    await log.stop();
    await expect(openFile(path)).rejects.toThrow('its last line is none of a chain');
  });

  it.each([
    ['a folder', async (path: string) => void (await mkdir(path)), 'no regular file'],
    ['a pipe', async (path: string) => void execFileSync('mkfifo', [path]), 'no regular file'],
    ['a device', async (path: string) => symlink('/dev/full', path), 'no regular file'],
    [
      'a text without line breaks',
      async (path: string) => writeFile(path, 'x'.repeat(300_000)),
      'longer than any',
    ],
    [
      'below a file',
      async (path: string) => {
        await rm(join(path, '..'), { recursive: true });
        await writeFile(join(path, '..'), '');
      },
      'ENOTDIR',
    ],
  ])('is refused: %s', async (_, make, reason) => {
    const path = await pathIn();
    await make(path);
    await expect(openFile(path)).rejects.toThrow(reason);
  });
});

describe('while it is written, it may', () => {
  it('get another name', async () => {
    const path = await pathIn();
    const { log, told } = await openFile(path);
    await log.append(record('a'));
    await rename(path, `${path}.1`);
    await log.append(record('b'));
    await log.stop();
    expect(told.changes).toEqual(['rotated']);
    expect((await linesAt(`${path}.1`)).at(-1)).toMatchObject({ requestId: 'a', seq: 2 });
    expect(await linesAt(path)).toMatchObject([
      { event: 'opened', reason: 'rotated', seq: 3 },
      { requestId: 'b' },
      { event: 'stop' },
    ]);
    expect((await verifyFiles([`${path}.1`, path], [])).problems).toEqual([]);
    const alone = await verifyFiles([path], []);
    expect(alone.problems).toEqual([]);
    expect(alone.notes[0]?.message).toMatch(/goes on from an earlier file, which ends with number 2 /);
  });

  it('get another name, which is seen when it is said', async () => {
    const path = await pathIn();
    const { log } = await openFile(path);
    await rename(path, `${path}.1`);
    await log.reopen();
    expect(await linesAt(path)).toMatchObject([{ event: 'opened', reason: 'rotated' }]);
    await log.reopen();
    expect(await linesAt(path)).toHaveLength(1);
  });

  it('be removed', async () => {
    const path = await pathIn();
    const { log } = await openFile(path);
    await log.append(record('a'));
    await rm(path);
    await log.append(record('b'));
    expect(await linesAt(path)).toMatchObject([{ event: 'opened', seq: 3 }, { requestId: 'b' }]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('be copied and cut to nothing', async () => {
    const path = await pathIn();
    const { log, told } = await openFile(path);
    await log.append(record('a'));
    await writeFile(`${path}.1`, await readFile(path));
    await truncate(path);
    await log.append(record('b'));
    expect(told.changes).toEqual(['truncated']);
    expect(await linesAt(path)).toMatchObject([{ event: 'opened', reason: 'truncated' }, { requestId: 'b' }]);
    expect((await verifyFiles([`${path}.1`, path], [])).problems).toEqual([]);
  });

  it('get lines of others, which is told', async () => {
    const path = await pathIn();
    const { log, told } = await openFile(path);
    await appendFile(path, '{"forged":true}\n');
    await log.append(record('a'));
    expect(told.foreign).toBe(1);
    await log.append(record('b'));
    expect(told.foreign).toBe(1);
    expect((await verifyFiles([path], [])).problems).toMatchObject([{ line: 2 }]);
  });

  it('vanish with its folder, and come again', async () => {
    const folder = await folderWith({});
    const path = join(folder, 'logs', 'audit.jsonl');
    await mkdir(join(folder, 'logs'));
    const { log, told } = await openFile(path);
    await rename(join(folder, 'logs'), join(folder, 'old'));
    await log.append(record('a'));
    expect(told.failures[0]).toContain('ENOENT');
    expect(await log.isWorking()).toBe(false);
    await mkdir(join(folder, 'logs'));
    expect(await log.isWorking()).toBe(true);
    expect(await linesAt(path)).toMatchObject([{ event: 'opened', reason: 'failure' }, { requestId: 'a' }]);
    expect((await verifyFiles([join(folder, 'old', 'audit.jsonl'), path], [])).problems).toEqual([]);
  });
});

/** Says of its first write behind the start that it failed, although all of it is there. */
class DoubtfulFile extends FileOutput {
  #writes = 0;

  override async write(text: string): Promise<void> {
    await super.write(text);
    this.#writes += 1;
    if (this.#writes === 2) throw new Error('EIO: i/o error, fdatasync');
  }
}

it('a write that was done although it failed is gone on behind, and its line stands there twice', async () => {
  const path = await pathIn();
  const { log } = await openLog(new DoubtfulFile({ path, onForeignLines: () => {} }), { chain: {} });
  await log.append(record('a'));
  expect(await log.isWorking()).toBe(true);
  await log.stop();
  expect(await linesAt(path)).toMatchObject([
    { event: 'start', seq: 1 },
    { requestId: 'a', seq: 2 },
    { event: 'opened', reason: 'failure', seq: 3 },
    { requestId: 'a', seq: 4 },
    { event: 'stop', seq: 5 },
  ]);
  expect((await verifyFiles([path], [])).problems).toEqual([]);
});

describe('a line that was cut off', () => {
  it.each([
    ['in the middle', -20],
    ['after its first character', undefined],
  ])('%s is told by the next one', async (_, end) => {
    const path = await pathIn();
    const first = await openFile(path);
    await first.log.append(record('a'));
    await first.log.stop();
    const text = await readFile(path, 'utf8');
    const stop = text.lastIndexOf('{"time"');
    await writeFile(path, end === undefined ? text.slice(0, stop + 1) : text.slice(0, end));
    const { log } = await openFile(path);
    await log.append(record('b'));
    await log.stop();
    const { problems, notes } = await verifyFiles([path], []);
    expect(problems).toEqual([]);
    expect(notes.map(({ line, message }) => [line, message])).toContainEqual([
      3,
      'it was cut off while it was written; nothing of it was acknowledged to a client',
    ]);
  });

  it('is one like any other where only its line break is missing', async () => {
    const path = await pathIn();
    const first = await openFile(path);
    await first.log.append(record('a'));
    await first.log.stop();
    await truncate(path, (await stat(path)).size - 1);
    const { log } = await openFile(path);
    await log.stop();
    expect((await linesAt(path)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect((await verifyFiles([path], [])).problems).toEqual([]);
  });
});
