/** Lists by cursor in front of backends that have no cursors. */
import { describe, expect, it } from 'vitest';
import type { ListQuery } from '../../../src/connectors/connector.ts';
import type { RawQuery } from '../../../src/proxy/types.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { fc, reaching } from '../../support/property.ts';
import { memoryBackend } from '../support/backend.ts';
import { idsOf, nativeBackend, READ, setUp, user, users, walk } from './support.ts';

describe('RFC 9865 §2: by index', () => {
  it('shows every page in turn, without startIndex and with the total of the backend', async () => {
    const { list, queries } = setUp(memoryBackend(users(12)));
    const pages = await walk(list, { count: '5' });
    expect(pages.map(idsOf)).toEqual([
      users(12)
        .slice(0, 5)
        .map(({ id }) => id),
      users(12)
        .slice(5, 10)
        .map(({ id }) => id),
      users(12)
        .slice(10)
        .map(({ id }) => id),
    ]);
    expect(pages.map(({ totalResults }) => totalResults)).toEqual([12, 12, 12]);
    expect(pages.map(({ itemsPerPage }) => itemsPerPage)).toEqual([5, 5, 2]);
    expect(pages.map((page) => Object.keys(page))).toEqual([
      ['schemas', 'totalResults', 'itemsPerPage', 'nextCursor', 'Resources'],
      ['schemas', 'totalResults', 'itemsPerPage', 'previousCursor', 'nextCursor', 'Resources'],
      ['schemas', 'totalResults', 'itemsPerPage', 'previousCursor', 'Resources'],
    ]);
    expect(queries()).toEqual(
      [1, 6, 11].map((startIndex) => expect.objectContaining({ startIndex, count: 5 })),
    );
  });

  it('a list of one page has no cursors, nor has an empty one', async () => {
    expect(Object.keys(await setUp(memoryBackend(users(3))).list({ cursor: '' }))).toEqual([
      'schemas',
      'totalResults',
      'itemsPerPage',
      'Resources',
    ]);
    expect(await setUp(memoryBackend()).list({ cursor: '' })).toMatchObject({
      totalResults: 0,
      itemsPerPage: 0,
      Resources: [],
    });
  });

  it('nothing is said about cursors where none was asked for (§2.3, index paging stays the default)', async () => {
    const { list, queries } = setUp(nativeBackend(users(12)));
    expect(Object.keys(await list({ count: '5' }))).toEqual([
      'schemas',
      'totalResults',
      'startIndex',
      'itemsPerPage',
      'Resources',
    ]);
    expect(queries()[0]).not.toHaveProperty('cursor');
  });

  it('the end is found by an empty page where the backend counts nothing, and totalResults is left out', async () => {
    const { list } = setUp(memoryBackend(users(10), { totals: false }));
    const pages = await walk(list, { count: '5' });
    expect(pages.map(({ itemsPerPage }) => itemsPerPage)).toEqual([5, 5, 0]);
    for (const page of pages) expect(page).not.toHaveProperty('totalResults');
  });

  it('pages that a read condition empties lead on, and what is hidden is not in a total that nobody knows', async () => {
    const kinds = ['seen', 'hidden', 'hidden', 'hidden', 'hidden', 'hidden', 'seen'];
    const backend = memoryBackend(kinds.map((kind, index) => user(index, { kind })));
    const { list } = setUp(backend, { read: READ });
    const pages = await walk(list, { count: '2' });
    expect(pages.map(idsOf)).toEqual([['u0000'], [], [], ['u0006']]);
    expect(pages.map(({ itemsPerPage }) => itemsPerPage)).toEqual([2, 2, 2, 1]);
    for (const page of pages) expect(page).not.toHaveProperty('totalResults');
    const provided = { read: READ, properties: { 'ips.proxy.scim.total.results.strategy': 'Provided' } };
    expect(await setUp(backend, provided).list({ cursor: '', count: '2' })).toMatchObject({
      totalResults: 7,
    });
  });

  it('ends and shows everything whatever the backend gives at once and counts', async () => {
    const lying = fc.record({
      size: fc.integer({ min: 0, max: 40 }),
      most: fc.integer({ min: 1, max: 12 }),
      wrong: fc.integer({ min: -3, max: 60 }),
      count: fc.integer({ min: 1, max: 10 }),
      hidden: fc.array(fc.nat(39), { maxLength: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(
        lying,
        reaching(async ({ size, most, wrong, count, hidden }) => {
          const all = users(size).map(
            (each, index): JsonObject => ({
              ...each,
              kind: hidden.includes(index) ? 'no' : 'seen',
            }),
          );
          const backend = memoryBackend();
          backend.list = async ({ startIndex, count: asked }: ListQuery) => {
            const entities = all.slice(startIndex - 1, startIndex - 1 + Math.min(asked, most));
            // Less than was shown, or more than there is: what is right by chance is the end.
            const last = startIndex - 1 + entities.length;
            const total = Math.max(0, size + wrong);
            return { entities, total: total === last && last < size ? 0 : total };
          };
          const { list } = setUp(backend, { read: READ });
          const pages = await walk(list, { count: String(count) });
          const seen = all.filter(({ kind }) => kind === 'seen').map(({ id }) => id);
          expect(pages.flatMap(idsOf)).toEqual(seen);
          return pages.length > 1 && wrong !== 0;
        }),
      ),
    );
  });

  it.each([
    ['less than it shows', 3, [undefined, undefined, 12]],
    ['more than it ever shows', 20, [20, 20, 20, undefined]],
  ])('totalResults is left out where the backend counts %s', async (_, total, told) => {
    const backend = memoryBackend();
    backend.list = async ({ startIndex, count }: ListQuery) => {
      const entities = users(12).slice(startIndex - 1, startIndex - 1 + count);
      // It finds out at its end.
      return { entities, total: total < 12 && startIndex > 10 ? 12 : total };
    };
    const { resource, context } = setUp(backend);
    const warnings: string[] = [];
    const list = async (query: RawQuery) => {
      const { body = {}, warnings: told } = await resource.list(query, context);
      warnings.push(...told);
      return body;
    };
    const pages = await walk(list, { count: '5' });
    expect(pages.map(({ totalResults }) => totalResults)).toEqual(told);
    expect(pages.flatMap(idsOf)).toHaveLength(12);
    expect(warnings[0]).toMatch(/^The backend says that there are (3|20) users, and shows/);
  });

  it('previousCursor leads back page by page, without gaps and twice nothing, and forth again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          size: fc.integer({ min: 1, max: 60 }),
          most: fc.integer({ min: 1, max: 12 }),
          counts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }),
        }),
        reaching(async ({ size, most, counts }) => {
          const all = users(size);
          const backend = memoryBackend();
          backend.list = async ({ startIndex, count }: ListQuery) => ({
            entities: all.slice(startIndex - 1, startIndex - 1 + Math.min(count, most)),
            total: size,
          });
          const { list } = setUp(backend);
          let page = await list({ cursor: '', count: String(counts[0]) });
          for (const count of counts) {
            if (page['nextCursor'] === undefined) break;
            page = await list({ cursor: page['nextCursor'] as string, count: String(count) });
          }
          const [end = ''] = idsOf(page);
          const back: string[] = [];
          let pages = 0;
          while (page['previousCursor'] !== undefined && pages++ < 100) {
            page = await list({ cursor: page['previousCursor'] as string, count: '12' });
            back.unshift(...idsOf(page));
          }
          const ids = all.map(({ id }) => String(id));
          expect(back).toEqual(ids.slice(0, ids.indexOf(end)));
          const next = page['nextCursor'] as string | undefined;
          const forth = next === undefined ? [] : await walk(list, { count: '7' }, { from: next });
          expect([...idsOf(page), ...forth.flatMap(idsOf)]).toEqual(ids);
          return back.length > 0;
        }),
      ),
    );
  });

  it('count may change from page to page, and attributes too; it is cut to the largest page', async () => {
    const { list, queries } = setUp(memoryBackend(users(300)));
    const first = await list({ cursor: '', count: '3', attributes: 'userName' });
    const second = await list({ cursor: first['nextCursor'] as string, count: '500' });
    expect([idsOf(first).length, idsOf(second).length]).toEqual([3, 100]);
    expect(idsOf(second)[0]).toBe('u0003');
    expect(queries()[1]).toMatchObject({ startIndex: 4, count: 100 });
    expect(idsOf(await list({ cursor: second['nextCursor'] as string }))).toHaveLength(25);
  });
});
