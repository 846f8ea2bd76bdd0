/** Lists that were cut, at a backend that knows nothing of `startId`, as servers that follow RFC 7644 alone. */
import { describe, expect, it } from 'vitest';
import { type Handler, json, startBackend } from '../support/backend.ts';
import { callContext, scimError } from '../support/context.ts';
import { connect, listResponse } from './support.ts';

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
    expect(error).toMatchObject({ status: 501, message: expect.stringContaining('Nothing was changed') });
    expect(system.writes()).toEqual([]);
  });
});
