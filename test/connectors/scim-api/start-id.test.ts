import { describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/connectors/http/backend.ts';
import { beginning, nextCursorOf } from '../../../src/connectors/scim-api/start-id.ts';
import type { JsonObject } from '../../../src/scim/json.ts';

const backend = {
  name: 'Identity Authentication',
  systemId: 's-1',
  host: 'https://tenant',
} as unknown as Backend;

const list = (nextId: string | undefined, size: number, total: number | undefined) => ({
  body: {},
  entities: Array.from({ length: size }, (_, index): JsonObject => ({ id: `${index}` })),
  carried: undefined,
  total,
  nextId,
});

it('a page begins with a number, the first entity, or the one that a cursor is', () => {
  expect(beginning(7, undefined)).toEqual({ startIndex: 7 });
  expect(beginning(7, '')).toEqual({ startId: 'initial' });
  expect(beginning(7, 'P000009')).toEqual({ startId: 'P000009' });
});

describe('the next page', () => {
  it.each<[string, string | undefined, string | undefined, string | undefined]>([
    ['begins with nextId', 'P000009', 'P000001', 'P000009'],
    ['is none at the end', 'end', 'P000001', undefined],
    ['means nothing where pages are by number', 'P000009', undefined, undefined],
  ])('%s', (_, nextId, cursor, next) => {
    expect(nextCursorOf(list(nextId, 2, 9), cursor, backend)).toBe(next);
  });

  it('is none where the first has everything, though a tenant takes no notice of startId', () => {
    expect(nextCursorOf(list(undefined, 2, 2), '', backend)).toBeUndefined();
  });

  it.each<[string, number, number | undefined, string]>([
    ['there is more', 2, 9, ''],
    ['nobody knows how many there are', 2, undefined, ''],
    ['it is not the first page', 2, 2, 'P000009'],
  ])('would be missed without nextId where %s: 502', (_, size, total, cursor) => {
    const next = () => nextCursorOf(list(undefined, size, total), cursor, backend);
    expect(next).toThrow(expect.objectContaining({ status: 502 }));
    expect(next).toThrow(/without the nextId that leads to the next page\. Page by startIndex\.$/);
  });
});
