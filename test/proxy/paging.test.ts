import { describe, expect, it } from 'vitest';
import {
  contradiction,
  parsePage,
  type TotalResultsInput,
  type TotalResultsStrategy,
  totalResults,
} from '../../src/proxy/paging.ts';
import { fc, reaching } from '../support/property.ts';

describe('parsePage', () => {
  it.each([
    [undefined, undefined, { startIndex: 1, count: 25 }],
    ['0', '10', { startIndex: 1, count: 10 }],
    ['-5', '-1', { startIndex: 1, count: 0 }],
    ['7', '1000', { startIndex: 7, count: 100 }],
    ['99999999999999999999', '0', { startIndex: 2147483647, count: 0 }],
    [' 3 ', '+4', { startIndex: 3, count: 4 }],
    ['', ' ', { startIndex: 1, count: 25 }],
  ])('startIndex=%s count=%s', (startIndex, count, expected) => {
    expect(parsePage(startIndex, count)).toEqual(expected);
  });

  it.each(['abc', '1.5', '-', '1e3', '0x10', 'NaN', '１'])('refuses %j', (text) => {
    expect(() => parsePage(text, undefined)).toThrow(/startIndex must be a whole number/);
    expect(() => parsePage(undefined, text)).toThrow(/count must be a whole number/);
  });
});

interface Backend {
  readonly entities: number;
  readonly givesTotal: boolean;
  readonly hasReadCondition: boolean;
  readonly strategy: TotalResultsStrategy;
}

/** The loop that clients are told to write, over a backend of numbered entities. */
function clientLoop(backend: Backend, count: number): { seen: number[]; totals: number[]; requests: number } {
  const seen: number[] = [];
  const totals: number[] = [];
  let startIndex = 1;
  for (;;) {
    const page = parsePage(String(startIndex), String(count));
    const read = Math.max(0, Math.min(page.count, backend.entities - page.startIndex + 1));
    for (let i = 0; i < read; i++) seen.push(page.startIndex + i);
    const total = totalResults({
      ...page,
      read,
      provided: backend.givesTotal ? backend.entities : undefined,
      hasReadCondition: backend.hasReadCondition,
      strategy: backend.strategy,
    });
    totals.push(total);
    startIndex += read;
    if (read === 0 || startIndex > total) return { seen, totals, requests: totals.length };
  }
}

describe('totalResults', () => {
  it('follows the documented example: 150 users, no total, count 100', () => {
    const report = (startIndex: number, read: number): number =>
      totalResults({
        startIndex,
        count: 100,
        read,
        provided: undefined,
        hasReadCondition: false,
        strategy: 'Calculated',
      });
    expect([report(1, 100), report(101, 50), report(151, 0)]).toEqual([101, 201, 150]);
  });

  it('follows the documented example: a total of 100 and a condition, count 50', () => {
    const input = { count: 50, provided: 100, hasReadCondition: true, strategy: 'Calculated' as const };
    expect(totalResults({ ...input, startIndex: 1, read: 50 })).toBe(51);
    expect(totalResults({ ...input, startIndex: 51, read: 50 })).toBe(101);
    expect(totalResults({ ...input, startIndex: 101, read: 0 })).toBe(100);
  });

  it('reports 11 for five read of five asked from 6, all of them dropped', () => {
    expect(
      totalResults({
        startIndex: 6,
        count: 5,
        read: 5,
        provided: undefined,
        hasReadCondition: true,
        strategy: 'Calculated',
      }),
    ).toBe(11);
  });

  it('reports what the backend provides without a condition, and with one when told so', () => {
    const input = { startIndex: 1, count: 10, read: 10, provided: 42 };
    expect(totalResults({ ...input, hasReadCondition: false, strategy: 'Calculated' })).toBe(42);
    expect(totalResults({ ...input, hasReadCondition: true, strategy: 'Provided' })).toBe(42);
    expect(totalResults({ ...input, hasReadCondition: true, strategy: 'Calculated' })).toBe(11);
  });

  it('lets the documented client loop see every entity exactly once and stop', () => {
    fc.assert(
      fc.property(
        fc.record({
          entities: fc.nat({ max: 350 }),
          givesTotal: fc.boolean(),
          hasReadCondition: fc.boolean(),
          strategy: fc.constantFrom<TotalResultsStrategy>('Calculated', 'Provided'),
        }),
        fc.integer({ min: 1, max: 120 }),
        reaching((backend, count) => {
          const { seen, requests } = clientLoop(backend, count);
          expect(seen).toEqual(Array.from({ length: backend.entities }, (_, i) => i + 1));
          expect(requests).toBeLessThanOrEqual(Math.ceil(backend.entities / Math.min(count, 100)) + 1);
          return requests > 1;
        }),
      ),
    );
  });

  const STRATEGIES = [
    { hasReadCondition: false, strategy: 'Calculated' },
    { hasReadCondition: true, strategy: 'Provided' },
    { hasReadCondition: true, strategy: 'Calculated' },
  ] as const;

  it.each<[string, Omit<TotalResultsInput, 'hasReadCondition' | 'strategy'>, number, RegExp | undefined]>([
    [
      'no entity where there should be three',
      { startIndex: 1, count: 25, read: 0, provided: 3 },
      0,
      /there are 3 users, and shows none from number 1 on/,
    ],
    [
      'no more entities where there should be some',
      { startIndex: 26, count: 25, read: 0, provided: 100 },
      25,
      /there are 100 users, and shows none from number 26 on/,
    ],
    [
      'more entities than there should be',
      { startIndex: 26, count: 25, read: 25, provided: 40 },
      50,
      /there are 40 users, and shows number 50/,
    ],
    [
      'entities where there should be none',
      { startIndex: 1, count: 25, read: 2, provided: 0 },
      2,
      /there are 0 users, and shows number 2/,
    ],
    ['the end', { startIndex: 101, count: 25, read: 0, provided: 100 }, 100, undefined],
    ['nothing far behind the end', { startIndex: 900, count: 25, read: 0, provided: 100 }, 100, undefined],
    ['the total alone', { startIndex: 1, count: 0, read: 0, provided: 3 }, 3, undefined],
    ['the total alone, from somewhere', { startIndex: 9, count: 0, read: 0, provided: 3 }, 3, undefined],
  ])('of a backend that shows %s', (_, page, total, warning) => {
    for (const strategy of STRATEGIES) {
      expect(totalResults({ ...page, ...strategy })).toBe(total);
      const told = contradiction({ ...page, ...strategy }, 'user');
      if (warning === undefined) expect(told).toBeUndefined();
      else expect(told).toMatch(warning);
    }
  });

  it('lets the loop go on behind entities that the connector keeps to itself', () => {
    const input = { startIndex: 1, count: 10, read: 20, provided: 40 };
    for (const strategy of STRATEGIES) {
      expect(totalResults({ ...input, ...strategy })).toBeGreaterThanOrEqual(21);
    }
  });
});
