/** `ipsproxy transform`. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TransformReport } from '../../src/cli/transform/transform.ts';
import { folderWith } from '../config/helpers.ts';
import { run } from './helpers.ts';
import { call } from './in-process.ts';
import { configuration } from './proxy-process.ts';

/** Lines count: the tests name them. */
const READ = `{
  "user": {
    "condition": "$.userType != 'external'",
    "mappings": [
      { "sourcePath": "$.id", "targetVariable": "entityIdSourceSystem", "targetPath": "$.id" },
      { "sourcePath": "$.userName", "targetPath": "$.userName" },
      { "sourcePath": "$.nick", "targetPath": "$.nickName", "optional": true,
        "functions": [ { "function": "toUpperCaseString" } ] },
      { "constant": "%company%", "targetPath": "$.company", "optional": true },
      { "sourcePath": "$.password", "targetPath": "$.password", "optional": true }
    ]
  }
}`;
const OTHER = READ.replace('"$.nickName"', '"$.alias"');

/** All that is said of the transformation: it maps a password. */
const NEVER_SHOWN = /^\S+read\.json:10:\d+: warning: clients are never shown a password .*\n?$/;

const ADA = { id: '1', userName: 'ada', nick: 'lady' };
const EVE = { id: '2', userName: 'eve', userType: 'external' };
const BOB = { id: '3' };

async function transform(args: readonly string[], input: unknown = ADA) {
  const files = {
    'read.json': READ,
    'other.json': OTHER,
    'broken.json': READ.replace('"$.userName"', '"$.userName[?("'),
    'input.json': typeof input === 'string' ? input : JSON.stringify(input),
    'c.json': configuration(),
  };
  const folder = await folderWith(files);
  const paths = [...args, 'input.json'].map((arg) => (Object.hasOwn(files, arg) ? join(folder, arg) : arg));
  return await call(['transform', ...paths]);
}

describe('ipsproxy transform', () => {
  it('prints what becomes of an entity', async () => {
    const { code, stdout, stderr } = await transform(['--transformation', 'read.json']);
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { id: '1', userName: 'ada', nickName: 'LADY', company: 'null' },
    ]);
    expect(stderr).toMatch(/read\.json:9:\d+: info: the property company is not set/);
  });

  it('takes it from standard input', async () => {
    const folder = await folderWith({ 'read.json': READ });
    const args = ['--transformation', join(folder, 'read.json'), '--property', 'company=A'];
    const { code, stdout } = await run('transform', { args, input: JSON.stringify(ADA) }).ended;
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { id: '1', userName: 'ada', nickName: 'LADY', company: 'A' },
    ]);
  });

  it('knows properties', async () => {
    const args = ['--transformation', 'read.json', '--property', 'company=ACME', '--property', 'x=y=z'];
    const { stdout, stderr } = await transform(args);
    expect([JSON.parse(stdout), stderr]).toEqual([
      expect.objectContaining({ company: 'ACME' }),
      expect.stringMatching(NEVER_SHOWN),
    ]);
  });

  it('takes the transformation and the properties of a system, whose secrets need not be there', async () => {
    const args = ['--config', 'c.json', '--system', 'ias-test', '--operation', 'create'];
    const emails = [{ value: 'ada@example.com' }];
    const { code, stdout } = await transform(args, {
      userName: 'ada',
      emails,
      name: { familyName: 'L' },
      active: true,
    });
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ userName: 'ada', userType: 'employee' }),
    ]);
  });

  it.each([
    ['a list', JSON.stringify([ADA, ADA])],
    ['an answer to a list', JSON.stringify({ Resources: [ADA, ADA] })],
    ['JSON lines', `${JSON.stringify(ADA)}\n\n${JSON.stringify(ADA)}\n`],
  ])('takes %s, and prints JSON lines', async (_, input) => {
    const { code, stdout } = await transform(
      ['--transformation', 'read.json', '--property', 'company=A'],
      input,
    );
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect([code, lines]).toEqual([
      0,
      Array(2).fill({ id: '1', userName: 'ada', nickName: 'LADY', company: 'A' }),
    ]);
  });

  it('says which entity is filtered or fails, at which line', async () => {
    const args = ['--transformation', 'read.json', '--property', 'company=A'];
    const { code, stdout, stderr } = await transform(args, [EVE, BOB, ADA]);
    expect([code, stdout.trim().split('\n')]).toEqual([1, [expect.stringContaining('"ada"')]]);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(NEVER_SHOWN),
      expect.stringMatching(
        /^entity 1: filtered: it does not meet the condition at \S+read\.json:3: \$\.userType != 'external'$/,
      ),
      expect.stringMatching(
        /^entity 2: failed: \S*read\.json:6: mapping 2 \(\$\.userName .*this mandatory value is missing/,
      ),
    ]);
  });

  it('explains mapping by mapping, within the width of the terminal', async () => {
    const args = ['--transformation', 'read.json', '--property', 'company=A', '--explain'];
    const { stdout } = await transform(args, { ...ADA, nick: 'n'.repeat(300) });
    const [condition, titles, ...rows] = stdout.split('\n');
    expect(condition).toMatch(
      /^condition \S+read\.json:3: \$\.userType != 'external' is true: \$\.userType is not there$/,
    );
    expect(titles).toMatch(/^line +source +target +what happened +value$/);
    expect(rows[0]).toMatch(/^5 +\$\.id +\$\.id \$\{entityIdSourceSystem\} +written +"1"$/);
    expect(rows[2]).toMatch(/^7 +\$\.nick +\$\.nickName +written: toUpperCaseString +"n+…$/);
    expect(rows[4]).toMatch(/^10 +\$\.password +\$\.password +skipped: missing \$\.password$/);
    expect(Math.max(...[titles ?? '', ...rows.slice(0, 5)].map((line) => line.length))).toBe(120);
  });

  it('shows no secret', async () => {
    for (const more of [['--explain'], ['--json', '--explain'], ['--diff', 'other.json']]) {
      const { stdout, stderr } = await transform(['--transformation', 'read.json', ...more], {
        ...ADA,
        password: 'Very-Secret-1815',
      });
      expect(stdout + stderr).not.toContain('Very-Secret-1815');
    }
  });

  it('compares two versions', async () => {
    const args = ['--transformation', 'read.json', '--property', 'company=A', '--diff', 'other.json'];
    const differing = await transform(args, [ADA, { id: '4', userName: 'joan' }]);
    expect([differing.code, differing.stdout]).toEqual([
      1,
      'entity 1 (id 1):\n+ $.alias: "LADY"\n- $.nickName: "LADY"\n1 of 2 entities differ.\n',
    ]);
    const same = await transform(args, [EVE, { id: '4', userName: 'joan' }]);
    expect([same.code, same.stdout]).toEqual([0, '0 of 2 entities differ.\n']);
  });

  it('prints one JSON object with --json', async () => {
    const args = ['--transformation', 'read.json', '--property', 'company=A', '--json'];
    const { code, stdout, stderr } = await transform(args, [ADA, EVE]);
    const report = JSON.parse(stdout) as TransformReport;
    expect([code, stderr, report.ok]).toEqual([1, '', false]);
    expect(report.results).toMatchObject([
      { status: 'transformed', output: { userName: 'ada' } },
      { status: 'filtered' },
    ]);
    expect(report.results[0]).not.toHaveProperty('trace');
  });

  it.each<[string, readonly string[], unknown, RegExp]>([
    [
      'no transformation',
      [],
      ADA,
      /^Which transformation\? Add --transformation FILE, or --config FILE --system ID\.$/m,
    ],
    [
      'a system that is none',
      ['--config', 'c.json', '--system', 'x'],
      ADA,
      /\S+ has no system "x"; it has ias-test\./,
    ],
    [
      'no JSON',
      ['--transformation', 'read.json'],
      '{"id": 1}\nnonsense',
      /^\S+input\.json:2: this is no JSON/m,
    ],
    ['nothing', ['--transformation', 'read.json'], ' ', /^\S+input\.json is empty/m],
    ['a broken transformation', ['--transformation', 'broken.json'], ADA, /broken\.json:6:\d+: error: /],
    [
      'an entity type that is none',
      ['--transformation', 'read.json', '--entity-type', 'group'],
      ADA,
      /has no entity type "group"; it has user\./,
    ],
    [
      'what does not go together',
      ['--transformation', 'read.json', '--direction', 'read', '--operation', 'create'],
      ADA,
      /create has no part in the direction read/,
    ],
    [
      'a property without a value',
      ['--transformation', 'read.json', '--property', 'x'],
      ADA,
      /--property takes NAME=VALUE\./,
    ],
  ])('refuses %s', async (_, args, input, message) => {
    const { code, stdout, stderr } = await transform(args, input);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
  });
});
