/** Whatever is done to a chain of lines is found, but for what docs/audit.md says that nobody can see. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyFiles } from '../../src/audit/verify/verify.ts';
import { fc } from '../support/property.ts';
import { newKeys, openFile, record } from './outputs.ts';

const { privateKey, publicKey } = newKeys();
const other = newKeys();
/** Three processes, of which the second one was killed. */
let lines: string[];
let folder: string;
let at = 0;

async function check(changed: readonly string[], keys = [publicKey], end = '\n') {
  at += 1;
  const file = join(folder, `${at}.jsonl`);
  await writeFile(file, `${changed.join('\n')}${end}`);
  return verifyFiles([file], keys);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ipsproxy-audit-'));
  const path = join(folder, 'whole.jsonl');
  for (const round of [0, 1, 2]) {
    const { log } = await openFile(path, { chain: { key: privateKey } });
    for (let index = 0; index < 5; index += 1) await log.append(record(`${round}-${index}`));
    await log.stop();
    if (round === 1) {
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1));
    }
  }
  lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
});

afterAll(() => rm(folder, { recursive: true }));

describe('a log as it was written', () => {
  it('is right, and says where it ends', async () => {
    const { problems, notes, lines: count, signatures, unsigned, last } = await check(lines);
    expect(problems).toEqual([]);
    expect(notes.map(({ line, message }) => [line, message])).toEqual([
      [14, 'the process before it ended without a last line: it was killed'],
    ]);
    expect([count, signatures, unsigned]).toEqual([20, 5, 0]);
    expect(last).toMatchObject({ seq: 20 });
  });

  it('without the key says what it does not know', async () => {
    const { problems, notes } = await check(lines, []);
    expect(problems).toEqual([]);
    expect(notes.at(-1)?.message).toContain('signatures were not looked at');
  });

  it('that still runs says what is not signed yet', async () => {
    const { problems, notes } = await check(lines.slice(0, 10));
    expect(problems).toEqual([]);
    expect(notes.map(({ message }) => message).join()).toMatch(
      /still runs.*2 lines behind the last signature/,
    );
  });
});

const place = () => fc.nat({ max: 19 });

function property<Values extends [unknown, ...unknown[]]>(
  name: string,
  values: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  holds: (...values: Values) => Promise<void>,
): void {
  it(name, () => fc.assert(fc.asyncProperty<Values>(...values, holds)));
}

describe('is found', () => {
  property(
    'a character that was changed',
    [place(), fc.nat(), fc.nat({ max: 94 })],
    async (index, where, by) => {
      const line = lines[index] ?? '';
      const position = where % line.length;
      const old = line.charCodeAt(position);
      const changed = String.fromCharCode(0x20 + ((old - 0x20 + 1 + (by % 94)) % 95));
      fc.pre(changed !== line[position]);
      const { problems } = await check(
        lines.with(index, `${line.slice(0, position)}${changed}${line.slice(position + 1)}`),
      );
      expect(problems).not.toEqual([]);
    },
  );

  property('a line that was taken out', [place()], async (index) => {
    const { problems, notes } = await check(lines.toSpliced(index, 1));
    // Of the last one only its absence can be seen.
    if (index === 19) expect(notes.map(({ message }) => message).join()).toContain('taken away');
    else expect(problems).not.toEqual([]);
  });

  property('lines that were taken out at the beginning', [fc.integer({ min: 1, max: 12 })], async (count) => {
    const { problems, notes } = await check(lines.slice(count));
    // A file may begin with the first line of a process; the number says that it is not the first of all.
    if (count === 7) expect(notes[0]?.message).toContain('earlier file, which ends with number 7');
    else expect(problems).not.toEqual([]);
  });

  property('two lines that changed places', [place(), place()], async (one, two) => {
    fc.pre(one !== two);
    const swapped = lines.with(one, lines[two] ?? '').with(two, lines[one] ?? '');
    expect((await check(swapped)).problems).not.toEqual([]);
  });

  property('a line that was repeated', [place(), fc.nat({ max: 20 })], async (index, where) => {
    expect((await check(lines.toSpliced(where, 0, lines[index] ?? ''))).problems).not.toEqual([]);
  });

  property('a line that was put in', [fc.nat({ max: 20 }), fc.string()], async (where, text) => {
    fc.pre(!text.includes('\n'));
    expect((await check(lines.toSpliced(where, 0, text))).problems).not.toEqual([]);
  });

  it('a log that was made anew without the key', async () => {
    const path = join(folder, 'forged.jsonl');
    const { log } = await openFile(path, { chain: {} });
    await log.append(record('forged'));
    await log.stop();
    const { problems } = await verifyFiles([path], [publicKey]);
    expect(problems.map(({ message }) => message)).toEqual([
      'it is not signed, as every line of the event "start" is',
      'it is not signed, as every line of the event "stop" is',
    ]);
    // Nobody can tell that without the key.
    expect((await verifyFiles([path], [])).problems).toEqual([]);
  });

  it('a log that was signed with another key', async () => {
    const path = join(folder, 'other.jsonl');
    const { log } = await openFile(path, { chain: { key: other.privateKey } });
    await log.stop();
    const { problems } = await verifyFiles([path], [publicKey]);
    expect(problems[0]?.message).toMatch(/^it is signed with another key \([0-9a-f]{32}\)$/);
    expect((await verifyFiles([path], [publicKey, other.publicKey])).problems).toEqual([]);
  });

  it('a signature that is written in another way, also in the last line, which no other one is linked to', async () => {
    const last = lines.at(-1) ?? '';
    // The last character before "==" has four bits that stand for nothing.
    const changed = last.replace(
      /(.)==(?="\}$)/,
      (_, letter: string) => `${String.fromCharCode(letter.charCodeAt(0) + 1)}==`,
    );
    expect(changed).not.toBe(last);
    expect((await check(lines.with(-1, changed))).problems).toMatchObject([
      { line: 20, message: 'it was changed after it was signed, or signed by others' },
    ]);
  });

  it('files in the wrong order, and one that is missing', async () => {
    const files = [0, 7, 13, 20].slice(0, 3).map((start, index) => {
      const end = [7, 13, 20][index];
      return { name: join(folder, `part-${index}.jsonl`), text: `${lines.slice(start, end).join('\n')}\n` };
    });
    for (const { name, text } of files) await writeFile(name, text);
    const [a = '', b = '', c = ''] = files.map(({ name }) => name);
    expect((await verifyFiles([a, b, c], [publicKey])).problems).toEqual([]);
    expect((await verifyFiles([b, a, c], [publicKey])).problems).not.toEqual([]);
    expect((await verifyFiles([a, c], [publicKey])).problems[0]?.message).toBe(
      '6 lines are missing before it (numbers 8 to 13)',
    );
  });

  it('nothing but other text', async () => {
    expect((await check(['hello', 'world'])).problems).toHaveLength(2);
    expect((await check([], [publicKey], '')).problems).toMatchObject([
      { message: 'there is no line of a chain' },
    ]);
  });
});
