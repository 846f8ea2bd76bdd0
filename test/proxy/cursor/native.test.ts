/** Lists by cursor in front of backends that have cursors of their own. */
import { describe, expect, it } from 'vitest';
import { Cursors } from '../../../src/proxy/cursor/cursors.ts';
import { Walk } from '../../../src/proxy/cursor/walk.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { fc, reaching } from '../../support/property.ts';
import { memoryBackend } from '../support/backend.ts';
import { idsOf, nativeBackend, READ, setUp, user, users, walk } from './support.ts';

describe('RFC 9865 §2: with cursors of the backend', () => {
  it('they are handed on within those of the proxy, forwards only', async () => {
    const { list, queries } = setUp(nativeBackend(users(12)));
    const pages = await walk(list, { count: '5' });
    expect(pages.flatMap(idsOf)).toEqual(users(12).map(({ id }) => id));
    expect(queries().map((query) => query?.cursor)).toEqual(['', 'u0005', 'u0010']);
    for (const page of pages) {
      expect(page).toMatchObject({ totalResults: 12 });
      expect(page).not.toHaveProperty('previousCursor');
      expect(page).not.toHaveProperty('startIndex');
    }
  });

  it('who is there all the time is seen once, whoever comes and goes between the pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ page: fc.nat(12), id: fc.nat(99), isNew: fc.boolean() }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 10 }),
        reaching(async (changes, count) => {
          const backend = nativeBackend(users(50).map((_, index) => user(2 * index)));
          const there = new Set(backend.entities.keys());
          const { list } = setUp(backend);
          const pages = await walk(
            list,
            { count: String(count) },
            {
              between: (page) => {
                for (const change of changes.filter((each) => each.page === page)) {
                  const { id } = user(change.id) as { id: string };
                  if (change.isNew) backend.entities.set(id, user(change.id));
                  else {
                    backend.entities.delete(id);
                    there.delete(id);
                  }
                }
              },
            },
          );
          const seen = pages.flatMap(idsOf);
          expect(new Set(seen).size).toBe(seen.length);
          for (const id of there) expect(seen).toContain(id);
          return changes.some(({ page }) => page > 0 && page < pages.length);
        }),
      ),
    );
  });

  it('they are not asked for where an order is, as they follow that of the backend', async () => {
    const { list, queries } = setUp(nativeBackend(users(12)));
    await walk(list, { count: '5', sortBy: 'userName' });
    for (const query of queries()) expect(query).not.toHaveProperty('cursor');
    expect(queries().map((query) => query?.startIndex)).toEqual([1, 6, 11]);
  });

  it('empty pages lead on as long as the backend does', async () => {
    const backend = nativeBackend(
      users(6).map((each, index) => ({ ...each, kind: index === 5 ? 'seen' : 'no' })),
    );
    const pages = await walk(setUp(backend, { read: READ }).list, { count: '2' });
    expect(pages.map(idsOf)).toEqual([[], [], ['u0005']]);
  });

  it('a backend that leads on for ever is found out', async () => {
    const backend = memoryBackend([], { cursors: true });
    let page = 0;
    backend.list = async () => {
      page += 1;
      return { entities: [], total: 3, nextCursor: `circle-${page % 7}` };
    };
    const { list } = setUp(backend);
    let cursor = '';
    const endless = async () => {
      for (let asked = 0; asked < 2000; asked += 1) cursor = (await list({ cursor }))['nextCursor'] as string;
    };
    await expect(endless()).rejects.toMatchObject({
      status: 502,
      message: expect.stringContaining('System s-1: the cursors of the backend lead on and on'),
    });
    expect(page).toBe(1007);
  });

  it.each([
    ['that leads back to its own page', 'same', /cursor leads back to it/],
    ['that is empty', '', /cursor leads back to it/],
    ['that is too long for a URL', 'x'.repeat(2049), /more than 2048 bytes/],
    ['that is too long in UTF-8', 'ä'.repeat(1025), /more than 2048 bytes/],
  ])('one %s is 502', async (_, next, detail) => {
    const backend = memoryBackend([], { cursors: true });
    backend.list = async ({ cursor }) => ({
      entities: [],
      nextCursor: cursor === '' && next === 'same' ? 'same' : next,
    });
    const { list } = setUp(backend);
    await expect(walk(list, {})).rejects.toMatchObject({
      status: 502,
      message: expect.stringMatching(detail),
    });
  });

  it('what the backend refuses of its own is invalidCursor with its sentence; other failures stay what they are', async () => {
    const backend = nativeBackend(users(12));
    const { list } = setUp(backend);
    const cursor = (await list({ cursor: '', count: '5' }))['nextCursor'] as string;
    const failing = (error: Error) => {
      backend.list = async () => Promise.reject(error);
    };
    failing(new ScimError(400, 'u0005 is not a valid startId!', { scimType: 'invalidValue' }));
    await expect(list({ cursor, count: '5' })).rejects.toMatchObject({
      status: 400,
      scimType: 'invalidCursor',
      message: expect.stringMatching(/Start again with an empty cursor\. u0005 is not a valid startId!$/),
    });
    await expect(list({ cursor: '', count: '5' })).rejects.toMatchObject({ scimType: 'invalidValue' });
    failing(new ScimError(502, 'away'));
    await expect(list({ cursor, count: '5' })).rejects.toMatchObject({ status: 502, message: 'away' });
  });

  it('the cursor of a backend is none any more where the system has none since', async () => {
    const backend = nativeBackend(users(12));
    const { list } = setUp(backend);
    const cursor = (await list({ cursor: '', count: '5' }))['nextCursor'] as string;
    Object.assign(backend.capabilities, { cursors: false });
    await expect(list({ cursor, count: '5' })).rejects.toMatchObject({
      status: 400,
      scimType: 'invalidCursor',
    });
  });

  it('nor where a page of it would be read by index', async () => {
    const make = await new Cursors().maker({ place: [], query: [] });
    const position = { kind: 'native', cursor: 'u0005', steps: 5 } as const;
    const step = new Walk({ systemId: 's-1', position, count: 5, isNative: true, make });
    expect(() => step.links({ read: 5, provided: 12 }, undefined)).toThrow(
      /gives none for this list any more/,
    );
  });

  it('a walk by index goes on where the backend has cursors since', async () => {
    const backend = nativeBackend(users(12));
    Object.assign(backend.capabilities, { cursors: false });
    const { list } = setUp(backend);
    const cursor = (await list({ cursor: '', count: '5' }))['nextCursor'] as string;
    Object.assign(backend.capabilities, { cursors: true });
    const pages = await walk(list, { count: '5' }, { from: cursor });
    expect(pages.flatMap(idsOf)).toEqual(
      users(12)
        .slice(5)
        .map(({ id }) => id),
    );
  });
});
