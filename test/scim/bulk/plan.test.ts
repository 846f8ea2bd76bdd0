import { describe, expect, it } from 'vitest';
import { type PlannedOperation, planOperations } from '../../../src/scim/bulk/plan.ts';

const MANY = 10_000;

const post = (refers: readonly number[], kind: 'members' | 'anywhere' = 'anywhere'): PlannedOperation => ({
  creates: true,
  deletes: false,
  endpoint: 'Groups',
  at: undefined,
  id: undefined,
  refers: new Map(refers.map((to) => [to, kind])),
  mentions: new Set(),
});

const at = (index: number): PlannedOperation => ({ ...post([]), creates: false, at: index });
const gone = (id: string): PlannedOperation => ({ ...post([]), creates: false, deletes: true, id });

const orderOf = (operations: readonly PlannedOperation[]) =>
  planOperations(operations).steps.map(({ kind, operation }) => `${kind} ${operation}`);

describe('the order', () => {
  it('is that of the request, with what is needed before', () => {
    expect(orderOf([post([2]), post([]), post([1]), at(0)])).toEqual(['do 1', 'do 2', 'do 0', 'do 3']);
  });

  it('has what completes a circle as soon as it can be done', () => {
    expect(orderOf([post([1], 'members'), post([0]), at(0)])).toEqual(['do 0', 'do 1', 'complete 0', 'do 2']);
  });

  it('has a change of what a circle completes behind that, wherever it stands in the request', () => {
    expect(orderOf([at(1), post([2], 'members'), post([1])])).toEqual(['do 1', 'do 2', 'complete 1', 'do 0']);
  });

  it('waits for all deletions before it with one step', () => {
    const { steps } = planOperations([gone('a'), gone('b'), post([]), post([]), gone('c'), post([])]);
    expect(steps.map(({ kind, operation, after }) => [kind, operation, after])).toEqual([
      ['do', 0, []],
      ['do', 1, []],
      ['wait', -1, [0, 1]],
      ['do', 2, [2]],
      ['do', 3, [2]],
      ['do', 4, []],
      ['wait', -1, [2, 5]],
      ['do', 5, [6]],
    ]);
  });
});

describe('many operations', () => {
  const chain = Array.from({ length: MANY }, (_, index) => post(index + 1 < MANY ? [index + 1] : []));
  const circle = Array.from({ length: MANY }, (_, index) => post([(index + 1) % MANY], 'members'));
  const star = Array.from({ length: MANY }, (_, index) => (index === 0 ? post([]) : post([0])));
  const changes = Array.from({ length: MANY }, (_, index) => (index === 0 ? post([]) : at(0)));
  const alternating = Array.from({ length: MANY }, (_, index) =>
    index % 2 === 0 ? gone(`${index}`) : post([]),
  );

  it.each([
    ['a chain', chain, MANY],
    ['a circle', circle, 2 * MANY],
    ['all of one', star, MANY],
    ['changes of one', changes, MANY],
    ['deletions and creations in turn', alternating, MANY + MANY / 2],
  ])('%s: each comes behind what it waits for, with few links', (_, operations, count) => {
    const { steps } = planOperations(operations);
    expect(steps).toHaveLength(count);
    let links = 0;
    steps.forEach(({ after }, index) => {
      links += after.length;
      for (const before of after) if (before >= index) throw new Error(`${index} waits for ${before}`);
    });
    expect(links).toBeLessThan(5 * MANY);
  });
});
