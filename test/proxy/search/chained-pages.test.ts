/** Several lists as one: the loop of clients sees everything once, and ends. */
import { expect, it } from 'vitest';
import type { FoundPage } from '../../../src/proxy/backend-page.ts';
import { chainedPage, type FindPage } from '../../../src/proxy/search/chained-pages.ts';
import { fc } from '../../support/property.ts';

interface List {
  readonly size: number;
  /** What the backend says that there are, beside how many there are; `undefined`: nothing. */
  readonly wrong: number | undefined;
  /** On a page at most. */
  readonly most: number;
  /** Every so many are read and not shown. */
  readonly hides: number;
}

function finder({ size, wrong, most, hides }: List, name: string, asked: { calls: number }): FindPage {
  return async ({ startIndex, count }): Promise<FoundPage> => {
    asked.calls += 1;
    const provided = wrong === undefined ? undefined : Math.max(0, size + wrong);
    const numbers = Array.from(
      { length: Math.max(0, Math.min(count, most, size - startIndex + 1)) },
      (_, at) => startIndex + at,
    );
    const resources = numbers
      .filter((number) => number % hides !== 0)
      .map((number) => ({ id: `${name}${number}` }));
    return { read: numbers.length, total: 0, provided, resources, warnings: [] };
  };
}

async function walk(lists: readonly List[], count: number) {
  const asked = { calls: 0 };
  const finders = lists.map((list, index) => finder(list, 'abcd'[index] ?? '', asked));
  const ids: unknown[] = [];
  let pages = 0;
  for (let startIndex = 1; ; pages += 1) {
    if (pages > 500) throw new Error('it does not end');
    const { read, total, resources, origins } = await chainedPage(finders, { startIndex, count });
    expect(origins).toHaveLength(resources.length);
    ids.push(...resources.map(({ id }) => id));
    startIndex += read;
    if (total === undefined) throw new Error('no total');
    if (startIndex > total || read === 0) return { ids, pages, total, calls: asked.calls, finders };
  }
}

const list = (wrong: fc.Arbitrary<number | undefined>) =>
  fc.record({
    size: fc.nat(40),
    wrong,
    most: fc.constantFrom(3, 7, 100),
    hides: fc.constantFrom(2, 5, 1_000),
  });
const shown = (lists: readonly List[]) =>
  lists.flatMap(({ size, hides }, index) =>
    Array.from({ length: size }, (_, at) => at + 1)
      .filter((number) => number % hides !== 0)
      .map((number) => `${'abcd'[index]}${number}`),
  );

it('everything is seen once, with and without totals of the backends', async () => {
  const right = fc.constantFrom(0, undefined);
  await fc.assert(
    fc.asyncProperty(
      fc.array(list(right), { maxLength: 4 }),
      fc.integer({ min: 1, max: 25 }),
      async (lists, count) => {
        const { ids, total, finders } = await walk(lists, count);
        expect(ids).toEqual(shown(lists));
        const all = lists.reduce((sum, { size }) => sum + size, 0);
        if (lists.every(({ wrong }) => wrong === 0)) expect(total).toBe(all);
        expect((await chainedPage(finders, { startIndex: 1, count: 0 })).total).toBe(all);
      },
    ),
  );
});

it('nothing is seen twice where backends count wrongly, and the loop ends', async () => {
  const wrong = fc.integer({ min: -9, max: 9 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(list(wrong), { maxLength: 3 }),
      fc.integer({ min: 1, max: 25 }),
      async (lists, count) => {
        const { ids } = await walk(lists, count);
        expect(new Set(ids).size).toBe(ids.length);
        // What is counted is also shown.
        const counted = lists.map((each) => ({
          ...each,
          size: Math.min(each.size, Math.max(0, each.size + (each.wrong ?? 0))),
        }));
        expect(ids).toEqual(shown(counted));
      },
    ),
  );
});

it('costs one request for each list where backends have totals', async () => {
  const lists = [30, 30, 30].map((size) => ({ size, wrong: 0, most: 100, hides: 1_000 }));
  const { calls, pages } = await walk(lists, 100);
  expect([calls, pages]).toEqual([3, 0]);
});
