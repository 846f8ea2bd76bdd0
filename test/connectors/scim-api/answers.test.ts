/** What is read out of answers, and which are none. */
import { describe, expect, it } from 'vitest';
import type { ResponseHeaders } from '../../../src/connectors/http/exchange.ts';
import type { UpstreamAnswer } from '../../../src/connectors/http/upstream-client.ts';
import { readEntity, readList } from '../../../src/connectors/scim-api/answers.ts';
import { identifiersOf } from '../../../src/connectors/scim-api/identifiers.ts';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { exampleBackend } from '../support/example-backend.ts';

const backend = exampleBackend();
const WHO = 'Example Directory (system system-1, https://directory.example)';
const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';

function answer(
  body: JsonValue | undefined,
  method: 'GET' | 'POST' = 'GET',
  headers: ResponseHeaders = {},
): UpstreamAnswer {
  const call = {
    method,
    path: '/scim/Users',
    template: '/scim/Users',
    resource: 'Users',
    target: 'collection',
    filtered: false,
  } as const;
  return { status: 200, headers, body, call };
}

describe('an entity', () => {
  const none = (method: string, kind: string) =>
    `${WHO} answered ${method} /scim/Users with 200, but not with a ${kind} with an id. Check whether the property URL leads to the SCIM API.`;

  it.each<[JsonValue | undefined]>([[undefined], [null], [[]], ['x'], [{}], [{ id: '' }], [{ id: 1 }]])(
    'has an id: not %j',
    (body) => {
      expect(() => readEntity('user', backend, answer(body), undefined)).toThrow(
        expect.objectContaining({ status: 502, message: none('GET', 'user') }),
      );
      expect(() => readEntity('group', backend, answer(body, 'POST'), undefined)).toThrow(
        expect.objectContaining({
          status: 502,
          message: `${none('POST', 'group')} The change was probably made: read the entity before you repeat the request.`,
        }),
      );
    },
  );

  it('is the one that was asked for', () => {
    expect(readEntity('user', backend, answer({ id: 'a' }), 'a').entity).toEqual({ id: 'a' });
    expect(() => readEntity('user', backend, answer({ id: 'a' }), 'b')).toThrow(
      `${WHO} answered GET /scim/Users with another user than the one asked for. Nothing of the answer is shown, and nothing was made of it. Look for a cache or a router in front of the backend that mixes up answers.`,
    );
    expect(() => readEntity('group', backend, answer({ id: 'a' }, 'POST'), 'b')).toThrow(
      'mixes up answers. Whether the change was made, and to what, is not known: read it before you repeat the request.',
    );
  });

  it.each<[JsonValue | undefined, string | undefined, string | undefined]>([
    ['v1', undefined, 'v1'],
    ['v1', '"other"', 'v1'],
    ['W/"v1"', undefined, 'v1'],
    ['"v1"', undefined, 'v1'],
    ['xW/"v1"', undefined, 'xW/"v1"'],
    ['"v1"x', undefined, '"v1"x'],
    ['v1-gzip', undefined, 'v1'],
    ['v1-gzip-2', undefined, 'v1-gzip-2'],
    [7, '"other"', '7'],
    [0, undefined, '0'],
    ['', '"tag"', 'tag'],
    [null, 'W/"tag-gzip"', 'tag'],
    [undefined, 'tag', 'tag'],
    [undefined, '""', undefined],
    ['-gzip', undefined, undefined],
    [undefined, undefined, undefined],
  ])('with meta.version %j and ETag %s has the version %s', (version, etag, expected) => {
    const entity = { id: 'a', ...(version === undefined ? {} : { meta: { version } }) };
    const headers = etag === undefined ? {} : { etag };
    expect(readEntity('user', backend, answer(entity, 'GET', headers), undefined).version).toBe(expected);
  });
});

describe('a list', () => {
  const list = (more: JsonObject) =>
    answer({ totalResults: 2, Resources: [{ id: 'a' }, { id: 'b' }], ...more });
  const QUERY = { startId: 'initial', count: 9 };

  it.each<[JsonValue | undefined, string | undefined]>([
    ['end', 'end'],
    ['x', 'x'],
    [5, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('goes on with nextId %j at %s', (nextId, expected) => {
    expect(readList(backend, list(nextId === undefined ? {} : { nextId }), QUERY).nextId).toBe(expected);
  });

  it.each(['', '..', 'a\n'])('does not go on with nextId %j', (nextId) => {
    expect(() => readList(backend, list({ nextId }), QUERY)).toThrow(
      expect.objectContaining({
        status: 502,
        message: `${WHO} answered GET /scim/Users with 200, but not with a nextId that can be sent back. Check whether the property URL leads to the SCIM API.`,
      }),
    );
  });

  it('is about those asked for, all of them', () => {
    const isAsked = (entity: JsonObject) => entity['id'] === 'a';
    expect(() => readList(backend, list({}), QUERY, isAsked)).toThrow(
      `${WHO} answered GET /scim/Users with other entities than those asked for. `,
    );
    expect(readList(backend, list({}), QUERY, () => true).entities).toHaveLength(2);
  });
});

describe('what may collide', () => {
  const long = 'x'.repeat(101);
  it.each<['user' | 'group', JsonObject, string | undefined]>([
    ['user', { userName: 'ada', emails: [{ value: 'a@x' }] }, 'userName "ada", e-mail "a@x"'],
    ['user', { userName: 'a"b' }, 'userName "a\\"b"'],
    ['user', { emails: ['x', { value: 'a@x' }, { value: 'b@x', primary: true }] }, 'e-mail "b@x"'],
    [
      'user',
      {
        emails: [
          { value: 'a@x', primary: 'true' },
          { value: 'b@x', primary: false },
        ],
      },
      'e-mail "a@x"',
    ],
    ['user', { userName: long }, `userName "${long.slice(0, 100)}"`],
    ['user', { userName: '', emails: [{ value: 5 }] }, undefined],
    ['user', { emails: 'x', displayName: 'Ada' }, undefined],
    ['group', { displayName: 'A', [CUSTOM_GROUP]: { name: 'a' } }, 'name "a", displayName "A"'],
    ['group', { displayName: 'A', [CUSTOM_GROUP]: null }, 'displayName "A"'],
    ['group', { userName: 'ada' }, undefined],
  ])('of the %s %j is told as %s', (kind, entity, told) => {
    expect(identifiersOf(kind, entity)).toBe(told);
  });
});
