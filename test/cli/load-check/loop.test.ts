import { describe, expect, it } from 'vitest';
import {
  initialLoad,
  type LoadResult,
  type PageAnswer,
  type PageQuery,
} from '../../../src/cli/load-check/loop.ts';

type Answer = (query: PageQuery, request: number) => Partial<PageAnswer>;

/** Runs the loop against answers of one's own. */
async function load(
  answer: Answer,
  count = 10,
): Promise<LoadResult & { waits: number[]; pagesTold: number }> {
  const waits: number[] = [];
  let [requests, pagesTold] = [0, 0];
  const result = await initialLoad({
    count,
    fetchPage: async (query) => ({ status: 200, body: {}, warnings: [], ...answer(query, ++requests) }),
    wait: async (milliseconds) => void waits.push(milliseconds),
    now: () => 1000 * requests,
    onPage: () => {
      pagesTold += 1;
    },
  });
  return { ...result, waits, pagesTold };
}

/** A page of entities `0` to `total - 1`. */
function page(ids: readonly string[], totalResults: number, read = ids.length, warnings: string[] = []) {
  return { body: { totalResults, itemsPerPage: read, Resources: ids.map((id) => ({ id })) }, warnings };
}

const all = Array.from({ length: 25 }, (_, index) => `u${index}`);
const honest: Answer = ({ startIndex, count }) => page(all.slice(startIndex - 1, startIndex - 1 + count), 25);

describe('the loop of an initial load', () => {
  it('sees every entity once, and asks for the total before and after', async () => {
    const result = await load(honest);
    expect(result).toEqual({
      read: 25,
      shown: 25,
      distinct: 25,
      doubles: 0,
      doubleIds: [],
      hidden: 0,
      failures: [],
      missing: 0,
      pages: 3,
      requests: 5,
      seconds: 5,
      waits: [],
      pagesTold: 3,
    });
  });

  it('is over at once where there is nothing', async () => {
    expect(await load(() => page([], 0))).toMatchObject({ read: 0, pages: 1, missing: 0 });
  });

  it('follows totals that grow from page to page', async () => {
    const result = await load(({ startIndex, count }) => {
      if (count === 0) return page([], 25, 0);
      const ids = all.slice(startIndex - 1, startIndex - 1 + count);
      return page(ids, ids.length === 0 ? startIndex - 1 : startIndex + count);
    });
    expect(result).toMatchObject({ read: 25, distinct: 25, missing: 0 });
    expect(result).not.toHaveProperty('broken');
  });

  it('counts what the read condition hides', async () => {
    const result = await load(({ startIndex, count }) =>
      page(
        all.slice(startIndex - 1, startIndex - 1 + count).filter((_, index) => index % 2 === 0),
        25,
        Math.min(count, Math.max(0, 26 - startIndex)),
      ),
    );
    expect(result).toMatchObject({ read: 25, shown: 13, hidden: 12, failures: [] });
  });

  it('counts doubles, and names some', async () => {
    const result = await load(({ count }) => (count === 0 ? page([], 10) : page(Array(10).fill('same'), 10)));
    expect(result).toMatchObject({ distinct: 1, doubles: 9, doubleIds: Array(5).fill('same') });
  });

  it('counts what is left out by reason, apart from what is hidden', async () => {
    const warnings = [
      '3 user(s) left out, their read transformation failed: 1 (x), 2 (x), 3 (x)',
      '1 user(s) left out that the backend gave twice on this page',
      'The backend says that there are 8 users, and shows number 9: there may be more',
    ];
    const result = await load(({ count }) =>
      count === 0 ? page([], 9, 0) : page(all.slice(0, 4), 9, 9, warnings),
    );
    expect(result).toMatchObject({
      hidden: 1,
      failures: [
        { reason: 'their read transformation failed', count: 3 },
        { reason: 'the backend gave them twice on a page', count: 1 },
        { reason: warnings[2], count: 1 },
      ],
    });
  });

  it('counts entities without an id, and pages with more than they say', async () => {
    const body = { totalResults: 1, itemsPerPage: 1, Resources: [{ id: 'a' }, { id: '' }, null] };
    const result = await load(({ count }) => (count === 0 ? page([], 1, 0) : { body }));
    expect(result.failures).toEqual([
      { reason: 'they have no id', count: 2 },
      { reason: 'Resources has more entities than itemsPerPage says (1)', count: 1 },
    ]);
    expect(result.hidden).toBe(0);
  });

  it('counts what the list counts and does not show, and not what is deleted meanwhile', async () => {
    const total = (before: number, after: number) => {
      const sizes = [before, after];
      return load(({ startIndex, count }) =>
        count === 0 ? page([], sizes.shift() ?? 0, 0) : page(startIndex === 1 ? all.slice(0, 7) : [], 7),
      );
    };
    expect(await total(9, 9)).toMatchObject({ missing: 2 });
    expect(await total(9, 7)).toMatchObject({ missing: 0 });
    expect(await total(7, 9)).toMatchObject({ missing: 0 });
  });

  it('stops where a client would go on for ever', async () => {
    const result = await load(({ startIndex, count }) =>
      page(startIndex > 10 ? [] : all.slice(0, count), 25),
    );
    expect(result.broken).toMatch(/^the page from number 11 on is empty, and totalResults is 25/);
    expect(result.read).toBe(10);
  });

  it('waits as it is told, and asks again', async () => {
    const result = await load((query, request) =>
      request === 2
        ? { status: 503, retryAfter: 7 }
        : request === 3
          ? { status: 429, retryAfter: 2 }
          : honest(query, 0),
    );
    expect(result).toMatchObject({ read: 25, requests: 7, waits: [7000, 2000] });
  });

  it.each([
    [
      'another status',
      { status: 502, body: { detail: 'the backend is away' } },
      'was answered 502: the backend is away',
      2,
    ],
    ['a status for ever', { status: 503, retryAfter: 1 }, 'was answered 503: without a detail', 6],
    ['a wait that is too long', { status: 503, retryAfter: 3600 }, 'was answered 503', 2],
    ['no list', { body: 'x' }, 'the answer is no ListResponse', 2],
    [
      'a list that is none',
      { body: { totalResults: 1, itemsPerPage: 1, Resources: 7 } },
      'that are no list',
      2,
    ],
  ])('stops with %s', async (_, answer, reason, requests) => {
    const result = await load((query, request) => (request === 1 ? honest(query, 0) : answer));
    expect(result.broken).toContain(reason);
    expect(result.requests).toBe(requests);
  });

  it('stops where there is no answer', async () => {
    const result = await load(() => {
      throw new Error('connect ECONNREFUSED');
    });
    expect(result.broken).toBe('the request with startIndex=1&count=0 failed: connect ECONNREFUSED');
  });
});
