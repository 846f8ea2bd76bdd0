/** Cursors that lead nowhere: the list of a large group is cut with a warning, and nothing is asked for without an end. */
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';
import { json, startBackend } from '../../support/backend.ts';
import { callContext, scimError } from '../../support/context.ts';
import { connect, listResponse } from '../support.ts';

const ID = '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11';
const LIMIT = 2;
const GROUP = { id: ID, displayName: 'Everybody', members: [{ value: 'a' }, { value: 'b' }] };
const user = (number: number): JsonObject => ({ id: `u${number}` });

type Page = (request: number) => JsonObject;

/**
 * A tenant whose users can be searched by group, or whose groups give their members, page after page; each request takes
 * a second.
 */
async function setUp(page: Page, of: 'users' | 'members' = 'users') {
  let now = 0;
  let pages = 0;
  const backend = await startBackend(({ target }, response) => {
    now += 1_000;
    const query = new URL(target, 'http://any').searchParams;
    if (!target.includes('/Users')) {
      const isPaged = query.get('attributes') !== null;
      if (isPaged && of === 'members') {
        pages += 1;
        json(response, 200, { id: ID, ...page(pages) });
      } else json(response, isPaged ? 400 : 200, isPaged ? {} : GROUP);
    } else if (of === 'members') json(response, 400, {});
    else if (query.has('startId')) {
      pages += 1;
      json(response, 200, page(pages));
    } else json(response, 200, listResponse([]));
  });
  const system = connect(
    backend.origin,
    { 'ias.group.members.paging.enabled': 'true' },
    { now: () => now },
    { answerLimits: { members: LIMIT, groups: LIMIT } },
  );
  return {
    get: () => system.groups.get(ID, {}, { ...callContext(), deadline: now + 60_000 }),
    pages: () => pages,
    [Symbol.asyncDispose]: async () => {
      await system.connector.close();
      await backend[Symbol.asyncDispose]();
    },
  };
}

const cut = (why: string) => expect.stringMatching(new RegExp(`at most ${LIMIT} members.*${why}`));

describe('a cursor', () => {
  it('is followed to its end, also where pages have no total', async () => {
    const nextIds = ['second', 'third', 'end'];
    await using system = await setUp((request) => ({
      Resources: [user(request)],
      nextId: nextIds[request - 1] ?? 'end',
    }));
    const { entity, warnings } = await system.get();
    expect((entity['members'] as JsonObject[]).map(({ value }) => value)).toEqual([
      'u1',
      'u2',
      'u3',
      'a',
      'b',
    ]);
    expect(warnings).toEqual([]);
    expect(system.pages()).toBe(3);
  });

  it.each<[string, Page, number]>([
    ['the same again', () => ({ totalResults: 9, Resources: [user(1)], nextId: 'same' }), 2],
    [
      'one of those before',
      (request) => ({
        totalResults: 9,
        Resources: [user(request)],
        nextId: request % 2 === 0 ? 'one' : 'two',
      }),
      3,
    ],
  ])('that is %s is believed no more', async (_, page, pages) => {
    await using system = await setUp(page);
    const { warnings, incomplete } = await system.get();
    expect([warnings, incomplete]).toEqual([[cut('no way to read more')], ['members']]);
    expect(system.pages()).toBe(pages);
  });

  it('that always leads to another empty page is followed as long as there is time', async () => {
    await using system = await setUp((request) => ({
      totalResults: 9,
      Resources: [],
      nextId: `next-${request}`,
    }));
    const { entity, warnings } = await system.get();
    expect(entity['members']).toEqual(GROUP.members);
    expect(warnings).toEqual([cut('the time for this request was over')]);
    expect(system.pages()).toBeLessThan(60);
  });

  it.each<[string, JsonObject, string]>([
    ['no Resources on its first page', { totalResults: 9, nextId: 'end' }, 'it has no Resources'],
    ['no number as a total', { totalResults: '9', Resources: [], nextId: 'end' }, 'no number of entities'],
  ])('with %s is 502', async (_, page, what) => {
    await using system = await setUp(() => page);
    const error = await scimError(system.get());
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining(what) });
  });
});

describe('a cursor of the members of a group', () => {
  const pageOf = (number: number, nextId: JsonValue): JsonObject => ({
    members: [{ value: `m${number}` }],
    meta: { 'members.nextId': nextId },
  });

  it('is followed to its end', async () => {
    const nextIds = ['second', 'third', 'end'];
    await using system = await setUp((request) => pageOf(request, nextIds[request - 1] ?? 'end'), 'members');
    const { entity, warnings, incomplete } = await system.get();
    expect((entity['members'] as JsonObject[]).map(({ value }) => value)).toEqual([
      'm1',
      'm2',
      'm3',
      'a',
      'b',
    ]);
    expect([warnings, incomplete, system.pages()]).toEqual([[], undefined, 3]);
  });

  it.each<[string, Page, number]>([
    ['the same again', (request) => pageOf(request, 'same'), 2],
    ['one of those before', (request) => pageOf(request, request % 2 === 0 ? 'one' : 'two'), 3],
    ['none', () => ({ members: [] }), 1],
    ['no text', () => pageOf(1, 2), 1],
    ['nothing that a URL can have', () => pageOf(1, '\n'), 1],
  ])('that is %s is believed no more', async (_, page, pages) => {
    await using system = await setUp(page, 'members');
    const { entity, warnings } = await system.get();
    expect(entity['members']).toEqual(GROUP.members);
    expect(warnings).toEqual([cut('no way to read more')]);
    expect(system.pages()).toBe(pages);
  });

  it('that always leads to another page is followed as long as there is time', async () => {
    await using system = await setUp((request) => pageOf(request, `next-${request}`), 'members');
    const { warnings } = await system.get();
    expect(warnings).toEqual([cut('the time for this request was over')]);
    expect(system.pages()).toBeLessThan(60);
  });
});

describe('pages that take more memory than one request may', () => {
  /** Half as many as an answer may have; each takes more memory than three characters. */
  const large = Array.from({ length: 120_000 }, () => ({}));

  it.each<[string, 'users' | 'members', Page]>([
    [
      'members of the group',
      'members',
      (request) => ({
        members: [{ value: `m${request}`, large }],
        meta: { 'members.nextId': `n${request}` },
      }),
    ],
    [
      'users in the group',
      'users',
      (request) => ({
        totalResults: 99,
        // Of a user, little is kept.
        Resources: [
          { ...user(request), displayName: 'x'.repeat(4_000_000), meta: { location: 'x'.repeat(6_000_000) } },
        ],
        nextId: `n${request}`,
      }),
    ],
  ])('end with a 502: %s', async (_, of, page) => {
    await using system = await setUp(page, of);
    const error = await scimError(system.get());
    expect(error).toMatchObject({ status: 502, message: expect.stringContaining('page after page') });
    expect(system.pages()).toBeLessThan(40);
  });
});
