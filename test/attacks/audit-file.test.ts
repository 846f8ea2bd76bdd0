/** Attacks on the file of the audit log: lines that are changed, taken out, added, or made anew. */
import { generateKeyPairSync } from 'node:crypto';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyFiles } from '../../src/audit/verify/verify.ts';
import { record as auditRecord, openFile } from '../audit/outputs.ts';
import { folderWith } from '../config/helpers.ts';

describe('to change what stands there', () => {
  const keys = generateKeyPairSync('ed25519');
  const thief = generateKeyPairSync('ed25519');

  it.each<[string, (lines: string[]) => string[]]>([
    ['the user of a change', (lines) => lines.map((line) => line.replace('"client"', '"other"'))],
    [
      'the time of a change',
      (lines) => lines.with(1, (lines[1] ?? '').replace(/"time":"\d{4}/, '"time":"1999')),
    ],
    ['a deletion taken out', (lines) => lines.toSpliced(2, 1)],
    ['two changes in another order', (lines) => lines.with(1, lines[2] ?? '').with(2, lines[1] ?? '')],
    [
      'a change that never was',
      (lines) => lines.toSpliced(2, 0, (lines[1] ?? '').replace('"one"', '"made-up"')),
    ],
    ['blanks in JSON, which mean nothing', (lines) => lines.with(1, (lines[1] ?? '').replace(':', ': '))],
    ['a line twice', (lines) => lines.toSpliced(2, 0, lines[1] ?? '')],
    ['the first line taken out', (lines) => lines.slice(1)],
    [
      'lines behind the last one of a process',
      (lines) => [...lines, (lines[1] ?? '').replace(/"seq":\d+/, '"seq":6')],
    ],
    [
      'the name of the last event, so that nobody misses a signature',
      (lines) => lines.with(-1, (lines.at(-1) ?? '').replace('"event"', '"evemt"')),
    ],
    ['the signature taken off', (lines) => lines.with(-1, (lines.at(-1) ?? '').replace(/,"key".*/, '}'))],
    [
      'a number that numbers do not keep',
      (lines) => lines.with(1, (lines[1] ?? '').replace('"seq":2', '"seq":2.0000000000000001')),
    ],
  ])('%s', async (_, change) => {
    const path = join(await folderWith({}), 'audit.jsonl');
    const { log } = await openFile(path, { chain: { key: keys.privateKey } });
    for (const id of ['one', 'two', 'three']) await log.append(auditRecord(id));
    await log.stop();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect((await verifyFiles([path], [keys.publicKey])).problems).toEqual([]);
    await writeFile(path, `${change(lines).join('\n')}\n`);
    expect((await verifyFiles([path], [keys.publicKey])).problems).not.toEqual([]);
  });

  it('all of it made anew, and signed with a key of one’s own that calls itself the right one', async () => {
    const path = join(await folderWith({}), 'audit.jsonl');
    const { log } = await openFile(path, { chain: { key: thief.privateKey } });
    await log.stop();
    const real = join(await folderWith({}), 'audit.jsonl');
    const { log: other } = await openFile(real, { chain: { key: keys.privateKey } });
    await other.stop();
    const keyId = (text: string) => /"key":"([0-9a-f]+)"/.exec(text)?.[1] ?? '';
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replaceAll(keyId(text), keyId(await readFile(real, 'utf8'))));
    const { problems } = await verifyFiles([path], [keys.publicKey]);
    expect(problems.map(({ message }) => message)).toContain(
      'it was changed after it was signed, or signed by others',
    );
  });

  it('a line of one’s own while the proxy writes', async () => {
    const path = join(await folderWith({}), 'audit.jsonl');
    const { log, told } = await openFile(path, { chain: { key: keys.privateKey } });
    await log.append(auditRecord('one'));
    const [, last = ''] = (await readFile(path, 'utf8')).trimEnd().split('\n');
    await appendFile(path, `${last.replace('"seq":2', '"seq":3')}\n`);
    await log.append(auditRecord('two'));
    await log.stop();
    expect(told.foreign).toBe(1);
    expect((await verifyFiles([path], [keys.publicKey])).problems).not.toEqual([]);
  });
});
