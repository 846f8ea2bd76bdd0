/** What is a list, and what is none. */
import { describe, expect, it } from 'vitest';
import { missingEntities, readListAnswer } from '../../../src/connectors/http/list-answer.ts';
import type { UpstreamCall } from '../../../src/connectors/http/upstream-client.ts';
import type { JsonValue } from '../../../src/scim/json.ts';
import { exampleBackend } from '../support/example-backend.ts';

const WHO = 'Example Directory (system system-1, https://directory.example)';
const A = { id: 'a' };

function read(
  body: JsonValue | undefined,
  query: NonNullable<UpstreamCall['query']> = { startIndex: 1, count: 2 },
) {
  const call = {
    method: 'GET',
    path: '/scim/Users',
    template: '/scim/Users',
    resource: 'Users',
    target: 'collection',
    filtered: false,
  } as const;
  const { entities, total } = readListAnswer(
    exampleBackend(),
    { status: 200, headers: {}, body, call },
    query,
  );
  return { entities, total };
}

describe('a list', () => {
  it.each<[string, JsonValue, object, object]>([
    ['has entities and a total', { totalResults: 7, Resources: [A] }, {}, { entities: [A], total: 7 }],
    [
      'may have its entities in small letters',
      { totalResults: 1, resources: [A] },
      {},
      { entities: [A], total: 1 },
    ],
    ['may be empty', { totalResults: 0, Resources: [] }, {}, { entities: [], total: 0 }],
    ['may have no Resources where it is empty', { totalResults: 0 }, {}, { entities: [], total: 0 }],
    ['… or where none were asked for', { totalResults: 7 }, { count: 0 }, { entities: [], total: 7 }],
    ['… or behind its end', { totalResults: 7 }, { startIndex: 8 }, { entities: [], total: 7 }],
    ['… or behind a cursor', { totalResults: 7 }, { startId: 'x' }, { entities: [], total: 7 }],
    [
      'may begin where it was asked for',
      { totalResults: 7, startIndex: 3, Resources: [A] },
      { startIndex: 3 },
      { entities: [A], total: 7 },
    ],
    [
      'may count from 0',
      { totalResults: 7, startIndex: 0, Resources: [A] },
      { startIndex: 1 },
      { entities: [A], total: 7 },
    ],
    [
      'may begin anywhere without entities',
      { totalResults: 7, startIndex: 1, Resources: [] },
      { startIndex: 9 },
      { entities: [], total: 7 },
    ],
    [
      'may say its beginning as text',
      { totalResults: 7, startIndex: '9', Resources: [A] },
      { startIndex: 1 },
      { entities: [A], total: 7 },
    ],
    [
      'may have no total behind a cursor',
      { Resources: [A] },
      { startId: 'initial' },
      { entities: [A], total: undefined },
    ],
  ])('%s', (_, body, query, expected) => {
    expect(read(body, { ...('startId' in query ? {} : { startIndex: 1 }), count: 2, ...query })).toEqual(
      expected,
    );
  });

  it.each<[JsonValue | undefined, object, string]>([
    [undefined, {}, 'it is no JSON object'],
    [[], {}, 'it is no JSON object'],
    ['x', {}, 'it is no JSON object'],
    [{ totalResults: 1, Resources: 'x' }, {}, 'its Resources are no list of objects'],
    [{ totalResults: 1, Resources: [A, 'x'] }, {}, 'its Resources are no list of objects'],
    [{ totalResults: 1, Resources: {} }, {}, 'its Resources are no list of objects'],
    [{ totalResults: 1 }, {}, 'its totalResults is 1 and it has no Resources'],
    [{ totalResults: 7 }, { startIndex: 7 }, 'its totalResults is 7 and it has no Resources'],
    [{ totalResults: 1 }, { startId: 'initial' }, 'its totalResults is 1 and it has no Resources'],
    [{ Resources: [A] }, {}, 'it has no totalResults'],
    [{ totalResults: null, Resources: [A] }, {}, 'it has no totalResults'],
    [{ totalResults: '1', Resources: [A] }, {}, 'its totalResults is no number of entities'],
    [{ totalResults: 1.5, Resources: [A] }, {}, 'its totalResults is no number of entities'],
    [{ totalResults: -1, Resources: [A] }, {}, 'its totalResults is no number of entities'],
    [{ totalResults: -1, Resources: [A] }, { startId: 'x' }, 'its totalResults is no number of entities'],
    [
      { totalResults: 7, startIndex: 1, Resources: [A] },
      { startIndex: 3 },
      'it begins with number 1 where number 3 was asked for',
    ],
    [
      { totalResults: 7, startIndex: 0, Resources: [A] },
      { startIndex: 2 },
      'it begins with number 0 where number 2 was asked for',
    ],
  ])('is not %j for %j: %s', (body, query, what) => {
    expect(() =>
      read(body, { ...('startId' in query ? {} : { startIndex: 1 }), count: 2, ...query }),
    ).toThrow(
      expect.objectContaining({
        status: 502,
        message: `${WHO} answered GET /scim/Users with 200, but not with the ListResponse that was asked for: ${what}. If it is no fault of the backend, check whether the property URL leads to the SCIM API.`,
      }),
    );
  });

  it('has no more entities than were asked for', () => {
    expect(() => read({ totalResults: 7, Resources: [A, A, A] })).toThrow(
      expect.objectContaining({
        status: 502,
        message: `${WHO} answered GET /scim/Users with 3 entities where at most 2 were asked for. Nothing of the answer is shown, and nothing was made of it. Look for a cache or a router in front of the backend that mixes up answers.`,
      }),
    );
  });

  it('that lacks some is warned of', () => {
    expect(missingEntities('user', 7, 5)).toBe(
      'The backend says that there are 7 users, and shows 5 of them',
    );
  });
});
