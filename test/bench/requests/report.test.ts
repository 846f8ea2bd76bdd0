import { expect, it } from 'vitest';
import { errorsOf, figuresOf, ratioOf } from '../../../bench/requests/figures.ts';
import { summary, turnsTable } from '../../../bench/requests/report.ts';
import type { Turn } from '../../../bench/requests/turns.ts';

function turn(target: string, cpu: number, more: Partial<Turn> = {}): Turn {
  return {
    call: 'get',
    connections: 32,
    target,
    requests: 1_000,
    seconds: 2,
    p50: 1,
    p99: 3,
    longest: 9,
    errors: {},
    cpu,
    resident: 100,
    upstream: 1_000,
    ...more,
  };
}

const turns = [
  turn('backend alone', 0.01, { upstream: undefined }),
  turn('pass-through, parsing', 0.1),
  turn('ipsproxy', 0.15),
  turn('backend alone', 0.01, { upstream: undefined }),
  turn('pass-through, parsing', 0.1),
  turn('ipsproxy', 0.9, { requests: 500, p99: 9 }),
  turn('backend alone', 0.01, { upstream: undefined }),
  turn('pass-through, parsing', 0.5),
  turn('ipsproxy', 0.12, { p99: 6 }),
];

it('takes medians, each by its own requests', () => {
  const figures = figuresOf(turns);
  expect(figures.map(({ target, cpu, p99, upstream }) => [target, cpu, p99, upstream])).toEqual([
    ['backend alone', 0.01, 3, undefined],
    ['pass-through, parsing', 0.1, 3, 1],
    ['ipsproxy', 0.15, 6, 1],
  ]);
  expect(ratioOf(figures)).toBeCloseTo(1.5);
  expect(ratioOf(figures, 'backend alone')).toBeCloseTo(0.1);
});

it('prints what docs/performance.md has', () => {
  const figures = figuresOf(turns);
  expect(turnsTable(figures).split('\n').at(-1)).toBe(
    '| ipsproxy | 500 | 1.00 | 6.00 | 0.150 | 1.50 | 100 | 1.00 |',
  );
  expect(summary([figures]).split('\n').at(-1)).toBe(
    '| GET by id | 32 | 0.100 | 0.150 | 1.50 | 2.00 | 1.00 |',
  );
});

it('names what failed', () => {
  expect(errorsOf(turns)).toEqual([]);
  expect(errorsOf([turn('ipsproxy', 1, { errors: { 'status 503': 2 } })])).toEqual([
    'get, 32 connections, ipsproxy: status 503, 2 times',
  ]);
});
