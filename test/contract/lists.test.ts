/** Pages, attributes and members on their way: what is asked of the backend, and what becomes of its answer. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { ANOTHER_DIRECTORY, contractServer, exampleOf } from './support/serve.ts';

const serve = contractServer();

const LIST = ['urn:ietf:params:scim:api:messages:2.0:ListResponse'];
const user = exampleOf(ANOTHER_DIRECTORY, 'user');
const group = exampleOf(ANOTHER_DIRECTORY, 'group');

describe('a page', () => {
  it.each<[string, object, object]>([
    ['', { startIndex: 1, count: 25 }, {}],
    ['?startIndex=3&count=7', { startIndex: 3, count: 7 }, {}],
    ['?count=500', { startIndex: 1, count: 100 }, {}],
    ['?startIndex=-4&count=', { startIndex: 1, count: 25 }, {}],
    ['?count=0', { startIndex: 1, count: 0 }, {}],
    // Whether there is anything at all has to be found out.
    ['?count=0', { startIndex: 1, count: 1 }, { totals: false }],
    ['?filter=userType%20eq%20%22P%22&startIndex=3', { startIndex: 3, count: 25 }, {}],
    // One entity: two are enough to know that there are several.
    ['?filter=userName%20eq%20%22P%22&startIndex=3&count=9', { startIndex: 1, count: 2 }, {}],
    ['?sortBy=userName&sortOrder=descending&count=2', { startIndex: 1, count: 2 }, {}],
  ])('%s is asked for', async (query, page, capabilities) => {
    const { send, backend } = await serve({ backend: { capabilities, page: { entities: [] } } });
    expect((await send('GET', query)).status).toBe(200);
    const asked = backend.calls.map(([operation, given]) => {
      const { filter: _, ...rest } = given as { filter?: object };
      return [operation, rest];
    });
    expect(asked).toEqual([['list', { ...page, omit: [] }]]);
  });

  const CORE = 'urn:ietf:params:scim:schemas:core:2.0';

  it.each([
    ['user', 'id eq "OUXTE"', true],
    ['user', 'USERNAME eq "1"', true],
    ['user', `${CORE.toUpperCase()}:User:userName eq "1"`, true],
    ['user', 'emails eq "1"', true],
    ['user', 'Email eq "1"', true],
    ['user', 'emails.Value eq "1"', true],
    ['user', 'emails[0].value eq "1"', true],
    ['user', 'userName sw "1"', false],
    ['user', 'userName pr', false],
    ['user', 'userName eq "1" and active eq true', false],
    ['user', 'department eq "1"', false],
    ['user', 'urn:acme:scim:schemas:1.0:User:badge eq "1"', false],
    ['group', 'displayName eq "1"', true],
    ['group', 'id eq "OUXTE"', true],
    ['group', `${CORE}:Group:DISPLAYNAME eq "1"`, true],
    ['group', 'displayName sw "1"', false],
    ['group', 'members eq "1"', false],
  ])('of a %s by the filter %s is asked for as of one entity: %s', async (type, filter, isOne) => {
    const { send, backend } = await serve({ type, backend: { page: { entities: [] } } });
    await send('GET', `?startIndex=4&count=9&filter=${encodeURIComponent(filter)}`);
    const asked = backend.calls.map(([, query]) => query as { startIndex: number; count: number });
    expect(asked.map(({ startIndex, count }) => [startIndex, count])).toEqual([isOne ? [1, 2] : [4, 9]]);
  });

  it('is answered with what the backend says of it', async () => {
    const page = { total: 40, warnings: ['one list was cut'] };
    const { send, base } = await serve({ backend: { page } });
    const { body, headers } = await send('GET', '?startIndex=7&count=1');
    const meta = { ...(user.shown['meta'] as object), location: `${base}/${user.shown.id}` };
    expect(body).toEqual({
      schemas: LIST,
      totalResults: 40,
      startIndex: 7,
      itemsPerPage: 1,
      Resources: [{ ...user.shown, meta }],
    });
    expect(headers['x-ipsproxy-warning']).toBe('one list was cut');
  });

  it('counts what the backend gave, also what it kept to itself', async () => {
    const { send } = await serve({ backend: { page: { read: 9, total: 40, entities: [] } } });
    const { body } = await send('GET', '?startIndex=7&count=9');
    expect(body).toEqual({ schemas: LIST, totalResults: 40, startIndex: 7, itemsPerPage: 9, Resources: [] });
  });
});

describe('entities that cannot be shown', () => {
  const nameless = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ id: `u/${index}`, emails: [] }));
  const mapping = 'line 1: mapping 2 ($.externalId → $.userName)';

  it.each([
    [1, `1 user(s) left out, their read transformation failed: u/0 (${mapping})`],
    [
      3,
      `3 user(s) left out, their read transformation failed: u/0 (${mapping}), u/1 (${mapping}), u/2 (${mapping})`,
    ],
    [
      4,
      `4 user(s) left out, their read transformation failed: u/0 (${mapping}), u/1 (${mapping}), u/2 (${mapping}), ...`,
    ],
  ])('are counted and named, the first of %i', async (count, warning) => {
    const entities = [...nameless(count), user.stored];
    const { send, log } = await serve({ backend: { page: { entities, warnings: ['one list was cut'] } } });
    const logged = log.length;
    const { body, headers } = await send('GET', '?attributes=id');
    expect([body['totalResults'], body['itemsPerPage']]).toEqual([26, count + 1]);
    expect((body['Resources'] as JsonObject[]).map(({ id }) => id)).toEqual([user.shown.id]);
    const plain = warning.replaceAll('→', '?');
    expect([headers['x-ipsproxy-warning']].flat()).toEqual(['one list was cut', plain]);
    const left = log.slice(logged).filter(({ level }) => level === 40);
    expect(left.map(({ entityId, more }) => entityId ?? more)).toEqual([
      ...['u/0', 'u/1', 'u/2'].slice(0, count),
      ...(count > 3 ? [count - 3] : []),
    ]);
  });
});

describe('long lists', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['attributes=userName', ['members', 'groups']],
    ['attributes=userName,GROUPS', ['members']],
    ['attributes=groups.value', ['members']],
    ['excludedAttributes=groups', ['groups']],
    ['excludedAttributes=Groups,members', ['members', 'groups']],
    ['excludedAttributes=groups.value', []],
  ])('that nobody will see are not asked for: %s', async (query, omit) => {
    const { send, backend } = await serve({ backend: { capabilities: { patch: 'native' } } });
    await send('GET', `/${user.shown.id}?${query}`);
    await send('GET', `?${query}`);
    const body = { Operations: user.operations };
    await send('PATCH', `/${user.shown.id}?${query}`, { body });
    expect(backend.calls).toEqual([
      ['get', user.stored.id, { omit }],
      ['list', { startIndex: 1, count: 25, omit }],
      ['patch', user.stored.id, user.patched, {}],
      ['get', user.stored.id, { omit }],
    ]);
  });
});

describe('membersType', () => {
  const [person, nested] = group.shown['members'] as object[];

  it.each([
    ['?membersType=user', [person]],
    ['?membersType=Group', [nested]],
    ['', [person, nested]],
  ])('%s keeps those members, of one group and of all', async (query, members) => {
    const { send, backend, base } = await serve({ type: 'group' });
    const meta = { ...(group.shown['meta'] as object), location: `${base}/${group.shown.id}` };
    const shown = { ...group.shown, members, meta };
    expect((await send('GET', `/${group.shown.id}${query}`)).body).toEqual(shown);
    expect((await send('GET', query)).body['Resources']).toEqual([shown]);
    expect(backend.calls).toEqual([
      ['get', group.stored.id, { omit: [] }],
      ['list', { startIndex: 1, count: 25, omit: [] }],
    ]);
  });

  it('goes with attributes, and with the answers to writes', async () => {
    const { send } = await serve({ type: 'group' });
    const query = '?membersType=group&attributes=members';
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
    const answers = [
      await send('GET', `/${group.shown.id}${query}`),
      await send('PUT', `/${group.shown.id}${query}`, { body: group.shown }),
      await send('PATCH', `/${group.shown.id}${query}`, { body: { Operations: group.operations } }),
    ];
    for (const { body } of answers) {
      expect(body).toEqual({ schemas, id: group.shown.id, members: [nested] });
    }
  });

  it('is no matter of users', async () => {
    const { send } = await serve();
    const { status, body } = await send('GET', `/${user.shown.id}?membersType=group&attributes=groups`);
    expect([status, body['groups']]).toEqual([200, user.shown['groups']]);
  });
});
