/** Lists that were cut, at a backend that knows nothing of `startId`, as servers that follow RFC 7644 alone. */
import { describe, expect, it } from 'vitest';
import { type Handler, json, startBackend } from '../../support/backend.ts';
import { callContext, scimError } from '../../support/context.ts';
import { connect, listResponse } from '../support.ts';

const LIMIT = 3;
const PAGING = { 'ias.group.members.paging.enabled': 'true' };
const THRESHOLD = { 'ias.patch.group.members.above.threshold': '1' };
/** No UUID, as ids of other servers are none. */
const GROUP = 'c0ffee';
const INVALID_PATH = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: '400',
  scimType: 'invalidPath',
  detail: 'invalid syntax at column 16',
};

const ids = (count: number) => Array.from({ length: count }, (_, index) => `user-${index}`);
const membersOf = (users: readonly string[]) => users.map((value) => ({ value }));

/** Shows `LIMIT` members of a group with `members`, finds all of them, and gives `pageSize` of them at once. */
function backend(members: readonly string[], pageSize: number): Handler {
  return ({ target }, response) => {
    const { pathname, searchParams } = new URL(target, 'http://x');
    if (pathname === `/scim/Groups/${GROUP}`) {
      if (searchParams.has('attributes')) return json(response, 400, INVALID_PATH);
      const shown = membersOf(members.slice(0, LIMIT));
      return json(response, 200, { id: GROUP, displayName: 'All', members: shown });
    }
    const found = searchParams.get('filter')?.includes(GROUP) ? members : [];
    const users = found.slice(0, pageSize).map((id) => ({ id, userName: id }));
    return json(response, 200, listResponse(searchParams.get('count') === '0' ? [] : users, found.length));
  };
}

async function setUp(handler: Handler) {
  const server = await startBackend(handler);
  const limits = { answerLimits: { members: LIMIT, groups: LIMIT } };
  const system = connect(server.origin, { ...PAGING, ...THRESHOLD }, {}, limits);
  return {
    groups: system.groups,
    writes: () => server.received.filter(({ method }) => method !== 'GET'),
    [Symbol.asyncDispose]: async () => {
      await system.connector.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('members found by a search that has no cursor', () => {
  it('are complete where one page has as many as there are', async () => {
    await using system = await setUp(backend(ids(5), 100));
    const { entity, warnings } = await system.groups.get(GROUP, {}, callContext());
    expect(entity['members']).toMatchObject(membersOf(ids(5)));
    expect(warnings).toEqual([]);
  });

  it('are told to be cut where there are more', async () => {
    await using system = await setUp(backend(ids(5), 4));
    const { entity, warnings } = await system.groups.get(GROUP, {}, callContext());
    expect(entity['members']).toEqual(membersOf(ids(LIMIT)));
    expect(warnings).toEqual([expect.stringContaining('there may be more')]);
  });

  it('are not compared with a whole membership where there are more', async () => {
    await using system = await setUp(backend(ids(5), 4));
    const wanted = { displayName: 'All', members: membersOf(ids(2)) };
    const error = await scimError(system.groups.replace(GROUP, wanted, {}, callContext()));
    expect(error).toMatchObject({
      status: 501,
      message: expect.stringMatching(
        /^The members of group \S+ cannot be compared with the wanted ones, because Identity Authentication \(system system-1, \S+\) does not give all of them: the tenant offers no way to read more\. Send PATCH requests that add and remove members instead of the whole membership\. Nothing was changed\.$/,
      ),
    });
    expect(system.writes()).toEqual([]);
  });
});

describe('whether a list was cut', () => {
  /** Shows so many of the members, and says so in `meta`. */
  async function read(shown: number, meta: object) {
    const handler: Handler = ({ target }, response) => {
      const isSearch = target.includes('/Users') || target.includes('attributes=');
      if (isSearch) json(response, 400, INVALID_PATH);
      else json(response, 200, { id: GROUP, displayName: 'All', members: membersOf(ids(shown)), meta });
    };
    await using system = await setUp(handler);
    return (await system.groups.get(GROUP, {}, callContext())).warnings;
  }

  it.each([
    ['fewer than the limit', LIMIT - 1, {}, false],
    ['as many as the limit', LIMIT, {}, true],
    ['as many as the limit, and that is all', LIMIT, { 'members.cnt': LIMIT }, false],
    ['as many as the limit, and there are more', LIMIT, { 'members.cnt': LIMIT + 1 }, true],
    ['as many as the limit, and nobody can tell', LIMIT, { 'members.cnt': 'many' }, true],
  ])('is told by what it shows: %s', async (_, shown, meta, isCut) => {
    const cut = `group ${GROUP}: Identity Authentication gives at most ${LIMIT} members, there may be more (the tenant offers no way to read more)`;
    expect(await read(shown, meta)).toEqual(isCut ? [cut] : []);
  });
});

it('the answer to a create is not completed, and told of', async () => {
  const group = { displayName: 'All', members: membersOf(ids(LIMIT)) };
  await using system = await setUp((_, response) => json(response, 201, { ...group, id: GROUP }));
  const { warnings } = await system.groups.create(group, callContext());
  expect(warnings).toEqual([
    `group ${GROUP}: Identity Authentication gives at most ${LIMIT} members, there may be more`,
  ]);
});

describe('values that a search finds', () => {
  const location = (id: string) => `https://tenant.example/scim/Users/${id}`;
  const users = ids(5).map((id) => ({ id, meta: { location: location(id) } }));
  /** The last of those that were shown is a group in the group. */
  const nested = { value: 'nested', type: 'Group' };
  const shown = [{ value: 'user-0', display: 'Ada' }, { value: 'user-1' }, nested];

  it('look like those that are shown, and groups in the group stay', async () => {
    await using system = await setUp(({ target }, response) => {
      const { pathname, searchParams } = new URL(target, 'http://x');
      if (pathname.endsWith('/Users')) {
        const isProbe = searchParams.get('count') === '0';
        json(response, 200, listResponse(isProbe ? [] : users, isProbe ? 0 : users.length));
      } else if (searchParams.has('attributes')) json(response, 400, INVALID_PATH);
      else json(response, 200, { id: GROUP, displayName: 'All', members: shown });
    });
    const { entity } = await system.groups.get(GROUP, {}, callContext());
    expect(entity['members']).toEqual([
      ...users.map(({ id }) => ({ value: id, type: 'User', $ref: location(id) })),
      nested,
    ]);
  });
});
