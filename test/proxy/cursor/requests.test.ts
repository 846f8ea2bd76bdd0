/** What a request with a cursor may say, and what discovery says about it. */
import { describe, expect, it } from 'vitest';
import type { RawQuery } from '../../../src/proxy/types.ts';
import { memoryBackend } from '../support/backend.ts';
import { nativeBackend, READ, setUp, user, users } from './support.ts';

describe('a filter for one entity', () => {
  it.each([
    ['by index', memoryBackend],
    ['natively', nativeBackend],
  ])('has one page, %s', async (_, backendOf) => {
    const backend = backendOf(users(3));
    backend.list = async ({ cursor }) => {
      expect(cursor).toBeUndefined();
      return { entities: [user(1)], total: 1 };
    };
    const page = await setUp(backend).list({ cursor: '', filter: 'userName eq "user-1"' });
    expect(Object.keys(page)).toEqual(['schemas', 'totalResults', 'itemsPerPage', 'Resources']);
    expect(page).toMatchObject({ totalResults: 1, itemsPerPage: 1 });
  });

  it('that matches several is tooMany, as without a cursor', async () => {
    const backend = memoryBackend([user(1), { ...user(2), userName: 'user-1' }]);
    await expect(setUp(backend).list({ cursor: '', filter: 'userName eq "user-1"' })).rejects.toMatchObject({
      scimType: 'tooMany',
    });
  });
});

describe('RFC 9865 §2.1: what is wrong about a request', () => {
  const { list, queries } = setUp(memoryBackend(users(12)));
  it.each<[string, RawQuery, string]>([
    ['startIndex beside a cursor', { cursor: '', startIndex: '1' }, 'invalidValue'],
    ['a count of 0', { cursor: '', count: '0' }, 'invalidCount'],
    ['a count below 0', { cursor: '', count: '-1' }, 'invalidCount'],
    ['a count that is no number', { cursor: '', count: 'ten' }, 'invalidCount'],
    ['a cursor that is none', { cursor: 'initial' }, 'invalidCursor'],
    ['two cursors', { cursor: ['', ''] }, 'invalidValue'],
  ])('%s', async (_, query, scimType) => {
    await expect(list(query)).rejects.toMatchObject({ status: 400, scimType });
    expect(queries()).toEqual([]);
  });

  it.each([
    ['startIndex', { startIndex: '' }],
    ['count', { count: '' }],
    ['filter', { filter: undefined }],
  ])('an empty %s is an absent one', async (_, query) => {
    expect(await setUp(memoryBackend(users(3))).list({ cursor: '', ...query })).toMatchObject({
      itemsPerPage: 3,
    });
  });

  it('a cursor of another filter, and of another order', async () => {
    const { list: asked } = setUp(memoryBackend(users(12)));
    const query = { count: '5', filter: 'nickName pr' };
    const backend = setUp(memoryBackend(users(12)));
    const first = await backend.list({ cursor: '', count: '5' });
    const cursor = first['nextCursor'] as string;
    await expect(backend.list({ ...query, cursor })).rejects.toThrow(/another filter/);
    await expect(backend.list({ count: '5', cursor, sortBy: 'userName' })).rejects.toThrow(/sortBy/);
    await expect(asked({ count: '5', cursor })).rejects.toMatchObject({ scimType: 'invalidCursor' });
  });
});

it('RFC 9865 §4: is announced', () => {
  const { system } = setUp(memoryBackend());
  expect(system.description.features.pagination).toEqual({
    cursor: true,
    index: true,
    defaultPageSize: 25,
    maxPageSize: 100,
    cursorTimeout: 3600,
  });
});

it('an endpoint that shows nothing has one empty page', async () => {
  const { list } = setUp(memoryBackend(users(3)), { read: { ...READ, ignore: true } });
  expect(await list({ cursor: '' })).toMatchObject({ totalResults: 0, Resources: [] });
});
