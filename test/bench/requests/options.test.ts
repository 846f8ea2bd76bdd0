import { expect, it } from 'vitest';
import { calls } from '../../../bench/requests/calls.ts';
import { PARTS, readOptions } from '../../../bench/requests/options.ts';

it('measures everything if not told otherwise', () => {
  expect(readOptions([])).toMatchObject({
    short: false,
    parts: PARTS,
    calls,
    pace: { connections: [1, 32], seconds: 3, rounds: 3, rate: undefined },
    users: 100_000,
  });
});

it('is short where it is told so, and what is said counts more', () => {
  const options = readOptions(['--short', '--seconds', '0.5', '--calls', 'post,get', '--rate', '2000']);
  expect(options).toMatchObject({
    short: true,
    parts: ['requests'],
    pace: { connections: [32], seconds: 0.5, rounds: 1, rate: 2_000 },
  });
  expect(options?.calls.map(({ name }) => name)).toEqual(['post', 'get']);
});

it.each([
  [['--calls', 'delete'], 'There is no call delete: get, filter'],
  [['--parts', 'all'], 'There is no part all: requests'],
  [['--rounds', '0'], '--rounds takes whole numbers from 1.'],
  [['--connections', '1,x'], '--connections takes whole numbers from 1.'],
  [['--seconds', '0'], '--seconds takes a number above 0.'],
  [['--fast'], '--fast'],
])('refuses %s', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});

it('is asked for help', () => {
  expect(readOptions(['--help'])).toBeUndefined();
});
