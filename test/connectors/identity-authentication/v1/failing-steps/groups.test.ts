/** Groups of version 1 are put together from several answers: one that fails fails the call, and costs the next nothing. */
import { describe, expect, it } from 'vitest';
import type { CallContext, ListPage } from '../../../../../src/connectors/connector.ts';
import type { IdentityAuthenticationV1Options } from '../../../../../src/sandbox/identity-authentication-v1/index.ts';
import { parseFilter } from '../../../../../src/scim/filter-parse.ts';
import type { JsonObject } from '../../../../../src/scim/json.ts';
import { callContext } from '../../../support/context.ts';
import { eachWay, expectAnswer, type Way } from '../../../support/failing-step.ts';
import { readOfMany, readOfOne, write } from '../../v2/failing-steps/answers.ts';
import { CUSTOM_GROUP, memberIds, refs, setUp as setUpSystem, userIds } from '../tenant.ts';

const idOf = ({ value }: JsonObject): string => String(value);
const FIRST = '57aadecee4b0c8e9241d1635';
/** One more than an answer shows. */
const MEMBERS = 101;
const MANAGER = 'the roles "Manage Groups" and "Manage Users"';
const ONE_GROUP = readOfOne('GET /service/scim/Groups/', MANAGER);
const GROUPS = readOfMany('GET /service/scim/Groups', MANAGER);
const USERS = readOfMany('GET /service/scim/Users', 'the role "Manage Users" or "Read Users"');

async function setUp(options: IdentityAuthenticationV1Options = {}) {
  const clock = { now: Date.parse('2026-03-01T12:00:00Z') };
  const size = { users: MEMBERS, groups: 1, membersPerGroup: MEMBERS, ...options };
  const system = await setUpSystem(size, {}, { now: () => clock.now });
  return {
    ...system,
    url: system.tenant.url,
    members: async (context: CallContext = callContext()) =>
      memberIds((await system.groups.get(FIRST, {}, context)).entity),
    /** Also for what hangs at the tenant, which is done then. */
    pass: (seconds: number) => {
      clock.now += seconds * 1_000;
      system.tenant.clock.advance(seconds);
    },
  };
}

describe.each([
  { name: 'the group', step: { path: `/Groups/${FIRST}` }, answers: ONE_GROUP },
  { name: 'the first page of its users', step: { path: 'startId=initial' }, answers: USERS },
  { name: 'the second page of its users', step: { path: 'startId=', after: 1 }, answers: USERS },
])('a long group of which $name fails is not shown in part', ({ step, answers }) => {
  eachWay(answers, async (way, answer) => {
    await using system = await setUp();
    await expectAnswer(system.url, { step, way }, system.members, answer);
    system.pass(3_600);
    expect(await system.members()).toEqual(userIds(MEMBERS));
  });
});

describe('a search by name', () => {
  const NAMED = `displayName eq "Wanted"`;
  const search = (filter: string) => ({ startIndex: 1, count: 10, filter: parseFilter(filter) });

  async function withGroup() {
    const system = await setUp({ users: 1, groups: 100, membersPerGroup: 0 });
    const { entity } = await system.groups.create({ displayName: 'Wanted' }, callContext());
    return {
      ...system,
      id: entity['id'],
      find: (context: CallContext = callContext()) => system.groups.list(search(NAMED), context),
    };
  }

  describe.each([
    { name: 'the first page of names', step: { path: 'startIndex=1&' }, answers: GROUPS },
    { name: 'the second page of names', step: { path: 'startIndex=101&' }, answers: GROUPS },
    // Gone meanwhile is not found.
    { name: 'what it found', step: { path: '/Groups/' }, answers: { ...ONE_GROUP, 404: 'done' as const } },
  ])('of which $name fails', ({ step, answers }) => {
    eachWay(answers, async (way, answer) => {
      await using system = await withGroup();
      const found: ListPage[] = [];
      const find = async (context: CallContext) => {
        found.push(await system.find(context));
      };
      await expectAnswer(system.url, { step, way }, find, answer);
      expect(found).toEqual(answer === 'done' ? [{ entities: [], total: 0, warnings: [] }] : []);
      system.pass(3_600);
      const { entities, total } = await system.find();
      expect({ ids: entities.map(({ id }) => id), total }).toEqual({ ids: [system.id], total: 1 });
    });
  });
});

describe('names of groups of which the tenant shows fewer than it counts', () => {
  const WARNING = 'The backend says that there are 101 groups, and shows 100 of them';
  const cut = { path: 'startIndex=101&', status: 200, body: { totalResults: 101, Resources: [] }, count: 9 };

  it('are told to be so, in a search by name', async () => {
    await using system = await setUp({ users: 1, groups: 101, membersPerGroup: 0 });
    await system.fault(cut);
    const filter = parseFilter('displayName eq "nobody"');
    expect(await system.groups.list({ startIndex: 1, count: 10, filter }, callContext())).toEqual({
      entities: [],
      total: 0,
      warnings: [WARNING],
    });
  });

  it('are told to be so, where the system has a filter of its own', async () => {
    const options = { users: 1, groups: 101, membersPerGroup: 0 };
    await using system = await setUpSystem(options, { 'scim.group.filter': 'displayName eq "nobody"' });
    await system.fault(cut);
    expect(await system.groups.list({ startIndex: 1, count: 10 }, callContext())).toEqual({
      entities: [],
      total: 0,
      warnings: [WARNING],
    });
  });
});

describe('a group without a technical name', () => {
  it('is read whole all the same: its users are searched by its display name', async () => {
    await using system = await setUp();
    const members = refs(userIds(MEMBERS));
    const { entity } = await system.groups.create({ displayName: 'Everybody', members }, callContext());
    const { [CUSTOM_GROUP]: _, ...unnamed } = entity;
    const shown = { ...unnamed, members: members.slice(0, 100) };
    await system.fault({ count: 1, path: '/Groups/', status: 200, body: shown });
    await system.reset();
    const read = await system.groups.get(String(entity['id']), {}, callContext());
    expect(memberIds(read.entity)).toEqual(userIds(MEMBERS));
    expect((await system.requests()).map(({ path }) => decodeURIComponent(path).split('?')[1])).toEqual([
      undefined,
      'filter=groups eq "Everybody"&startId=initial&count=100',
      expect.stringContaining('filter=groups eq "Everybody"&startId='),
    ]);
  });
});

describe('a PUT', () => {
  const PUT = write('PUT /service/scim/Groups/', MANAGER);
  /** Sooner or later. */
  const DONE: ReadonlySet<Way> = new Set<Way>(['reset after it is done', 'deadline']);
  describe.each([
    { name: 'the group before it', step: { method: 'GET', path: '/Groups/' }, answers: ONE_GROUP },
    { name: 'the PUT itself', step: { method: 'PUT' }, answers: PUT },
  ])('of which $name fails', ({ step, answers }) => {
    eachWay(answers, async (way, answer) => {
      await using system = await setUp({ users: 3, membersPerGroup: 3 });
      const put = (context: CallContext) =>
        system.groups.replace(FIRST, { displayName: 'New', members: refs(['P000001']) }, {}, context);
      await expectAnswer(system.url, { step, way }, put, answer);
      system.pass(3_600);
      const isDone = step.method === 'PUT' && DONE.has(way);
      expect(await system.members()).toEqual(isDone ? ['P000001'] : userIds(3));
      await put(callContext());
      expect(await system.members()).toEqual(['P000001']);
    });
  });

  describe('with exactly the members that were shown, where the others cannot be read', () => {
    eachWay(USERS, async (way, answer) => {
      await using system = await setUp();
      // Those that an answer shows come first.
      const { entity } = await system.groups.get(FIRST, {}, callContext());
      const members = refs(((entity['members'] ?? []) as JsonObject[]).slice(0, 100).map(idOf));
      const put = (context: CallContext) =>
        system.groups.replace(FIRST, { displayName: 'x', members }, {}, context);
      await expectAnswer(system.url, { step: { path: '/Users' }, way }, put, answer);
      system.pass(3_600);
      expect(await system.members()).toEqual(userIds(MEMBERS));
    });
  });
});
