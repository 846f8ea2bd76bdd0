/** That the runner counts what it says it counts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { countedIn, testsOf } from './executions/executions.ts';
import { contains, ranIn } from './executions/intervals.ts';
import { findMutations, type Mutation } from './mutations/find.ts';
import { readOptions } from './options.ts';
import { type Result, rateOf, rowsOf } from './result.ts';
import { judged, roomOf, rooms } from './rooms.ts';
import { evenly, shuffled } from './sample.ts';
import { sources } from './sources.ts';
import { killLeftBehind } from './trial/processes.ts';

const always = () => true;

function mutationsIn(source: string): Mutation[] {
  return findMutations('src/proxy/a.ts', source);
}

it('every source belongs to a room', () => {
  expect(new Set(sources().map(roomOf))).toEqual(new Set(rooms));
});

describe('a sample', () => {
  const lines = Array.from({ length: 50 }, (_, index) => `const a${index} = b === c;`);
  const sample = (source: readonly string[], seed = 1) =>
    shuffled(mutationsIn(source.join('\n')), seed)
      .slice(0, 20)
      .map(({ was }) => was);

  it('is the same for the same seed, and another one for another', () => {
    expect(sample(lines)).toEqual(sample(lines));
    expect(sample(lines, 2)).not.toEqual(sample(lines));
    expect(sample(lines).toSorted()).not.toEqual(sample(lines));
  });

  it('stays where others are added, moved or taken away', () => {
    const kept = new Set(sample(['// New.', ...lines.toReversed(), 'const a50 = b === c;']));
    expect(sample(lines).filter((was) => kept.has(was)).length).toBeGreaterThanOrEqual(19);
  });

  it('has every one of several that look alike', () => {
    expect(shuffled(mutationsIn('a(b === c);\na(b === c);'), 1)).toHaveLength(4);
  });

  it('takes from each group in turns, what is possible, until there is nothing left', () => {
    const [short, long] = [mutationsIn('const a = 7;'), mutationsIn('const a = [7, 8, 9];')];
    const taken = (count: number, possible: (mutation: Mutation) => boolean = always) =>
      evenly([short, long], count, possible).map(({ becomes }) => becomes);
    const all = [
      'const a = 8;',
      'const a = [];',
      'const a = [8, 8, 9];',
      'const a = [7, 9, 9];',
      'const a = [7, 8, 10];',
    ];
    expect(taken(1)).toEqual(all.slice(0, 1));
    expect(taken(3)).toEqual(all.slice(0, 3));
    expect(taken(9)).toEqual(all);
    expect(taken(2, ({ becomes }) => becomes !== 'const a = [];')).toEqual([all[0], all[2]]);
  });
});

describe('what V8 counted', () => {
  const functionOf = (...ranges: readonly (readonly [number, number, number])[]) => ({
    functionName: '',
    isBlockCoverage: true,
    ranges: ranges.map(([startOffset, endOffset, count]) => ({ startOffset, endOffset, count })),
  });

  it('is what the innermost range says', () => {
    expect(
      ranIn([[functionOf([0, 100, 1]), functionOf([10, 50, 0]), functionOf([60, 90, 2], [70, 80, 0])]]),
    ).toEqual([0, 10, 50, 70, 80, 100]);
  });

  it('is what any of several processes ran', () => {
    expect(ranIn([[functionOf([0, 9, 1], [2, 6, 0])], [functionOf([0, 9, 1], [4, 9, 0])]])).toEqual([
      0, 4, 6, 9,
    ]);
    expect(ranIn([])).toEqual([]);
  });

  it('is nothing of a process that was killed while it wrote', () => {
    const text = JSON.stringify({ result: [{ scriptId: '1', url: 'file:///a.ts', functions: [] }] });
    expect(countedIn(text)).toHaveLength(1);
    expect(countedIn(text.slice(0, -9))).toEqual([]);
  });

  it.each([
    [0, false],
    [1, true],
    [3, true],
    [4, false],
    [9, true],
    [10, false],
  ])('offset %d: %s', (offset, expected) => {
    expect(contains([1, 4, 8, 10], offset)).toBe(expected);
  });

  it('leads to the test files that come by, those of the room and the quickest first', () => {
    const testFile = (milliseconds: number, ran: readonly number[]) => ({
      milliseconds,
      passed: true,
      digest: '',
      ran: { 'src/proxy/a.ts': ran },
    });
    const known = {
      'test/cli/quick.test.ts': testFile(1, [0, 5]),
      'test/proxy/slow.test.ts': testFile(9, [0, 5]),
      'test/proxy/quick.test.ts': testFile(2, [0, 5]),
      'test/proxy/elsewhere.test.ts': testFile(0, [5, 9]),
    };
    expect(testsOf(known, { file: 'src/proxy/a.ts', reached: 4 })).toEqual([
      'test/proxy/quick.test.ts',
      'test/proxy/slow.test.ts',
      'test/cli/quick.test.ts',
    ]);
    expect(testsOf(known, { file: 'src/proxy/b.ts', reached: 4 })).toEqual([]);
  });
});

describe('the table', () => {
  const [mutation] = mutationsIn('a;') as [Mutation];
  const result = (room: Result['room'], outcome: Result['outcome'], tests = ['t']): Result => ({
    room,
    outcome,
    mutation,
    tests,
    within: tests.length,
  });
  const caught = (how: 'failed' | 'hung') => ({ kind: 'caught', how, by: 't', after: 1 }) as const;

  it('has a row for each room and one for all', () => {
    const results = [
      result('proxy', caught('failed')),
      result('proxy', caught('hung')),
      result('proxy', { kind: 'survived' }),
      result('scim', { kind: 'equivalent' }),
      result('scim', { kind: 'survived' }, []),
    ];
    expect(rowsOf(results)).toEqual([
      { room: 'proxy', places: 3, caught: 2, hung: 1, survived: 1, unreached: 0, equivalent: 0 },
      { room: 'scim', places: 2, caught: 0, hung: 0, survived: 1, unreached: 1, equivalent: 1 },
      { room: 'all', places: 5, caught: 2, hung: 1, survived: 2, unreached: 1, equivalent: 1 },
    ]);
    expect(rowsOf(results).map(rateOf)).toEqual([66, 0, 50]);
  });

  it('rates only what could have been noticed', () => {
    expect(rowsOf([result('scim', { kind: 'equivalent' })]).map(rateOf)).toEqual([100]);
  });
});

describe('options', () => {
  it('are those of a sample of what is judged', () => {
    expect(readOptions(['--lanes', '2'])).toEqual({
      rooms: judged,
      count: 300,
      seed: 1,
      limit: Number.POSITIVE_INFINITY,
      at: [],
      patience: 60_000,
      lanes: 2,
      out: undefined,
      list: false,
    });
  });

  it('name rooms, places and limits', () => {
    const args = '--room proxy --room cli --at src/a.ts:12 --at src/b.ts --minutes 10 --patience 0'.split(
      ' ',
    );
    expect(readOptions(args)).toEqual({
      ...readOptions([]),
      rooms: ['proxy', 'cli'],
      at: [
        { file: 'src/a.ts', line: 12 },
        { file: 'src/b.ts', line: undefined },
      ],
      limit: 600_000,
      patience: Number.POSITIVE_INFINITY,
    });
  });

  it.each([[['--room', 'attic']], [['--count', 'many']], [['--colour']]])('refuses %j', (args) => {
    expect(() => readOptions(args)).toThrow();
  });
});

it.each([
  ['src/connectors/http/client.ts', 'http'],
  ['src/connectors/membership/budget.ts', 'connectors'],
  ['src/connectors/registry.ts', 'connectors'],
  ['src/proxy/carry-over/x.ts', 'proxy'],
  ['src/errors.ts', 'errors'],
])('%s belongs to %s', (file, room) => {
  expect(roomOf(file)).toBe(room);
});

it.skipIf(process.platform !== 'linux')(
  'ends what tests left behind in a folder, and nothing else (needs Linux)',
  async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ipsproxy-left-')));
    const [inside, spared, outside] = [folder, folder, tmpdir()].map((cwd) =>
      spawn('sleep', ['60'], { cwd }),
    );
    onTestFinished(() => {
      for (const child of [inside, spared, outside]) child?.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    });
    await Promise.all([inside, spared, outside].map((child) => child && once(child, 'spawn')));
    killLeftBehind(folder, spared?.pid);
    expect(await once(inside as NonNullable<typeof inside>, 'exit')).toEqual([null, 'SIGKILL']);
    expect([spared?.kill(0), outside?.kill(0)]).toEqual([true, true]);
  },
);
