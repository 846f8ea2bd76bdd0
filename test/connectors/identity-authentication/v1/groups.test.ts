import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../../src/scim/filter-parse.ts';
import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';
import { callContext, scimError } from '../../support/context.ts';
import { unusableValues } from '../../support/unusable-members.ts';
import { CUSTOM_GROUP, memberIds, refs, setUp, userIds } from './tenant.ts';

const PAGE = { startIndex: 1, count: 10 };
const FIRST = '57aadecee4b0c8e9241d1635';

describe('members of groups of version 1', () => {
  it.each([0, 1, 99, 100, 101, 199, 200, 201])('are all there when there are %i', async (count) => {
    await using system = await setUp({ users: count, groups: 1, membersPerGroup: count });
    const { entity } = await system.groups.get(FIRST, {}, callContext());
    expect(memberIds(entity)).toEqual(userIds(count));
    const { entities } = await system.groups.list(PAGE, callContext());
    expect(entities.map(memberIds)).toEqual([userIds(count)]);
  });

  it('all look the same, whether they were in the answer or found through the users', async () => {
    await using system = await setUp({ users: 150, groups: 1, membersPerGroup: 150 });
    const { entity } = await system.groups.get(FIRST, {}, callContext());
    const alike = {
      value: expect.stringMatching(/^P\d{6}$/),
      $ref: expect.stringContaining('/Users/P'),
      display: expect.any(String),
    };
    expect(entity['members']).toEqual(Array(150).fill(alike));
  });

  it('are found by the id of the group where a tenant compares that', async () => {
    await using system = await setUp({ users: 150, groups: 2, membersPerGroup: 150, groupFilter: 'id' });
    expect(memberIds((await system.groups.get(FIRST, {}, callContext())).entity)).toEqual(userIds(150));
    const result = await system.groups.create(
      { displayName: 'New', members: refs(userIds(120)) },
      callContext(),
    );
    expect(result.warnings).toEqual([]);
  });

  it('are not looked for where nobody will see them, and then there are none', async () => {
    await using system = await setUp({ users: 150, groups: 1, membersPerGroup: 150 });
    const { entity } = await system.groups.get(FIRST, { omit: ['members'] }, callContext());
    const { entities } = await system.groups.list({ ...PAGE, omit: ['members'] }, callContext());
    for (const group of [entity, ...entities]) expect(group).not.toHaveProperty('members');
    expect(await system.requests()).toHaveLength(2);
  });

  it('are never a part of them: an answer that does not agree is a 502', async () => {
    await using system = await setUp({ users: 150, groups: 1, membersPerGroup: 150 });
    const page = { totalResults: 1, nextId: 'end', Resources: [{ id: 'P000001' }] };
    await system.fault({ count: 4, method: 'GET', path: '/Users?', status: 200, body: page });
    const error = await scimError(system.groups.get(FIRST, {}, callContext()));
    expect(error).toMatchObject({
      status: 502,
      message: `Group ${FIRST}: Identity Authentication version 1 gives no more than 100 members in one answer, and the search for the rest (GET Users?filter=groups eq "…") does not agree with it. Nothing was changed, because a part of the members would unassign the others. Check that the technical user may read all users, and repeat the request.`,
    });
  });

  describe('that a tenant found who ignores the filter', () => {
    /** 150 users with so many other groups. */
    async function withUsers(otherGroups: number) {
      const system = await setUp({ users: 150, groups: 1, membersPerGroup: 100 });
      const groups = Array.from({ length: otherGroups }, (_, index) => ({
        value: `Others ${index}`,
        $ref: `https://x/Groups/${FIRST}9`,
      }));
      const all = userIds(150).map((id) => ({ id, groups }));
      for (const [startId, nextId, Resources] of [
        ['initial', 'next', all.slice(0, 100)],
        ['next', 'end', all.slice(100)],
      ] as const) {
        const body = { totalResults: 150, nextId, Resources };
        await system.fault({ count: 9, method: 'GET', path: `startId=${startId}`, status: 200, body });
      }
      return system;
    }

    it.each([0, 1, 101])('are none of this one, where they show %i others', async (otherGroups) => {
      await using system = await withUsers(otherGroups);
      const change = system.groups.exclusively?.(FIRST, callContext(), async ({ get, replace }) => {
        const { entity } = await get(FIRST, {}, callContext());
        return await replace(FIRST, entity, {}, callContext());
      });
      const error = await scimError(change ?? Promise.resolve());
      expect(error).toMatchObject({ status: 502, message: expect.stringContaining(FIRST) });
      expect((await system.requests()).filter(({ method }) => method === 'PUT')).toEqual([]);
    });

    it('are believed, where their own groups may be cut', async () => {
      await using system = await withUsers(100);
      expect(memberIds((await system.groups.get(FIRST, {}, callContext())).entity)).toEqual(userIds(150));
    });
  });

  it('are read again when they changed meanwhile', async () => {
    await using system = await setUp({ users: 150, groups: 1, membersPerGroup: 150 });
    const page = { totalResults: 1, nextId: 'end', Resources: [{ id: 'P000001' }] };
    await system.fault({ count: 2, method: 'GET', path: '/Users?', status: 200, body: page });
    expect(memberIds((await system.groups.get(FIRST, {}, callContext())).entity)).toEqual(userIds(150));
    const reads = (await system.requests()).filter(({ path }) => path.includes('/Groups/'));
    expect(reads).toHaveLength(2);
  });

  it('end with a cursor that goes round in circles, too', async () => {
    await using system = await setUp({ users: 150, groups: 1, membersPerGroup: 150 });
    const page = { totalResults: 150, nextId: 'initial', Resources: [{ id: 'P000001' }] };
    await system.fault({ count: 4, method: 'GET', path: '/Users?', status: 200, body: page });
    expect(await scimError(system.groups.get(FIRST, {}, callContext()))).toMatchObject({ status: 502 });
  });

  it('come back from a write as they were sent, each once, counted', async () => {
    await using system = await setUp({ users: 250, groups: 1, membersPerGroup: 3 });
    const members = [...refs(userIds(250)), ...refs(userIds(5))];
    const created = await system.groups.create({ displayName: 'All', members }, callContext());
    expect(memberIds(created.entity)).toEqual(userIds(250));
    expect(created.warnings).toEqual([]);
    const replaced = await system.groups.replace(FIRST, { displayName: 'x', members }, {}, callContext());
    expect(memberIds(replaced.entity ?? {})).toEqual(userIds(250));
  });

  it('that the count does not confirm are a warning and no error: the write is done', async () => {
    await using system = await setUp({ users: 250, groups: 1, membersPerGroup: 3 });
    const replace = () =>
      system.groups.replace(FIRST, { displayName: 'x', members: refs(userIds(250)) }, {}, callContext());
    await system.fault({ count: 1, method: 'GET', path: 'count=0', status: 500 });
    expect((await replace()).warnings).toEqual([
      `group ${FIRST}: 250 members were sent; whether all of them were taken could not be checked`,
    ]);
    const page = { totalResults: 249, Resources: [] };
    await system.fault({ count: 1, method: 'GET', path: 'count=0', status: 200, body: page });
    expect((await replace()).warnings?.[0]).toContain(
      '250 members were sent, Identity Authentication counts 249',
    );
  });

  it('that nobody counts any more are told as none', async () => {
    await using system = await setUp({ users: 250, groups: 1, membersPerGroup: 3 });
    const body = { totalResults: 0, Resources: [] };
    await system.fault({ count: 9, method: 'GET', path: 'count=0', status: 200, body });
    const put = { displayName: 'x', members: refs(userIds(250)) };
    expect((await system.groups.replace(FIRST, put, {}, callContext())).warnings).toEqual([
      `group ${FIRST}: 250 members were sent, Identity Authentication counts none`,
    ]);
  });

  describe('that are exactly those that were shown', () => {
    const CUT = (count: number) =>
      `Group ${FIRST} has ${count} members, and the 100 of this request are exactly those that Identity Authentication version 1 shows of them: a list that was cut when it was read. Nothing was changed. Read the group through the proxy, which gives all members, and repeat the change; to remove the others on purpose, use PATCH.`;
    type Way =
      | 'a PUT'
      | 'a change without looking'
      | 'a change of what was read in part'
      | 'a change of the whole';
    async function change(way: Way, membersPerGroup: number, more = 0) {
      await using system = await setUp({ users: 150, groups: 1, membersPerGroup });
      const { clientId, clientSecret } = system.tenant.credentials;
      const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
      const response = await fetch(`${system.tenant.url}/service/scim/Groups/${FIRST}`, {
        headers: { authorization },
      });
      const shown = memberIds((await response.json()) as JsonObject);
      expect(shown).toHaveLength(100);
      const others = userIds(150).filter((id) => !shown.includes(id));
      const put = { displayName: 'x', members: refs([...shown, ...others.slice(0, more)]) };
      const context = callContext();
      const changed =
        way === 'a PUT'
          ? system.groups.replace(FIRST, put, {}, context)
          : system.groups.exclusively?.(FIRST, context, async ({ get, replace }) => {
              if (way === 'a change of what was read in part')
                await get(FIRST, { omit: ['members'] }, context);
              if (way === 'a change of the whole') await get(FIRST, {}, context);
              return await replace(FIRST, put, {}, context);
            });
      const outcome = await (changed ?? Promise.reject(new Error('There is no such change.'))).then(
        () => 'done',
        (error: unknown) => error,
      );
      return { outcome, puts: (await system.requests()).filter(({ method }) => method === 'PUT').length };
    }

    it.each(['a PUT', 'a change without looking', 'a change of what was read in part'] as const)(
      'are refused as a list that was cut: %s',
      async (way) => {
        const { outcome, puts } = await change(way, 150);
        expect(outcome).toMatchObject({ status: 400, scimType: 'invalidValue', message: CUT(150) });
        expect(puts).toBe(0);
        // There are no others, or somebody else is among them.
        expect(await change(way, 100)).toEqual({ outcome: 'done', puts: 1 });
        expect(await change(way, 150, 1)).toEqual({ outcome: 'done', puts: 1 });
      },
    );

    it('are meant so where all of them had been read for the change', async () => {
      expect(await change('a change of the whole', 150)).toEqual({ outcome: 'done', puts: 1 });
    });
  });

  it('are all unassigned by a PUT without members, and by nothing else', async () => {
    await using system = await setUp({ users: 150, groups: 1, membersPerGroup: 150 });
    await system.groups.replace(FIRST, { displayName: 'x' }, {}, callContext());
    expect(memberIds((await system.groups.get(FIRST, {}, callContext())).entity)).toEqual([]);
  });

  it('without a usable value are refused by every write before anything is sent (R6, R7)', async () => {
    await using system = await setUp({ users: 3, groups: 1, membersPerGroup: 3 });
    const refused = { status: 400, scimType: 'invalidValue' };
    for (const members of unusableValues('P000001')) {
      const body = { displayName: 'x', members };
      const put = system.groups.replace(FIRST, body, {}, callContext());
      expect(await scimError(put), JSON.stringify(members)).toMatchObject(refused);
      const patched = system.groups.exclusively?.(FIRST, callContext(), async ({ replace }) =>
        replace(FIRST, body, {}, callContext()),
      );
      expect(await scimError(patched ?? put), JSON.stringify(members)).toMatchObject(refused);
      if (members === null) continue;
      const post = system.groups.create(body, callContext());
      expect(await scimError(post), JSON.stringify(members)).toMatchObject(refused);
    }
    expect(await system.requests()).toEqual([]);
    expect(memberIds((await system.groups.get(FIRST, {}, callContext())).entity)).toEqual(userIds(3));
  });

  it('are taken in any spelling, and may be null where the group is new', async () => {
    await using system = await setUp({ users: 3, groups: 0 });
    const create = async (displayName: string, members: JsonValue) =>
      memberIds((await system.groups.create({ displayName, members }, callContext())).entity);
    expect(await create('A', ['P000001', { VALUE: 'P000002' }])).toEqual(userIds(2));
    expect(await create('B', { value: 'P000001' })).toEqual(userIds(1));
    expect(await create('C', null)).toEqual([]);
  });
});

describe('groups of version 1', () => {
  it('keep their display name when the technical one comes back as it was read', async () => {
    await using system = await setUp({ users: 0, groups: 1 });
    const { entity } = await system.groups.get(FIRST, {}, callContext());
    const { name } = entity[CUSTOM_GROUP] as { name: string };
    expect(name).not.toBe(entity['displayName']);
    const put = async (displayName: string) =>
      (await system.groups.replace(FIRST, { displayName }, {}, callContext())).entity?.['displayName'];
    expect(await put(name)).toBe(entity['displayName']);
    expect(await put('Another')).toBe('Another');
  });

  it('change their description, for which version 1 wants the name', async () => {
    await using system = await setUp({ users: 0, groups: 1 });
    const body = { displayName: 'x', [CUSTOM_GROUP]: { description: 'New' } };
    const { entity } = await system.groups.replace(FIRST, body, {}, callContext());
    expect(entity).toMatchObject({ [CUSTOM_GROUP]: { description: 'New', name: expect.any(String) } });
  });

  it('are found by name among all of them, with the names read once a minute', async () => {
    let now = 0;
    await using system = await setUp(
      { users: 150, groups: 250, membersPerGroup: 120 },
      {},
      { now: () => now },
    );
    const { entity } = await system.groups.get('57aadecee4b0c8e9241d1700', {}, callContext());
    const find = (attribute: string, value: unknown) =>
      system.groups.list(
        { ...PAGE, filter: parseFilter(`${attribute} eq ${JSON.stringify(value)}`) },
        callContext(),
      );
    await system.reset();
    const found = await find(
      'urn:ietf:params:scim:schemas:CORE:2.0:Group:displayName',
      entity['displayName'],
    );
    expect(found).toMatchObject({ total: 1, entities: [{ id: entity['id'] }] });
    expect(memberIds(found.entities[0] ?? {})).toHaveLength(120);
    const { name } = entity[CUSTOM_GROUP] as { name: string };
    expect(await find(`${CUSTOM_GROUP}:name`, name)).toMatchObject({ total: 1 });
    expect(await find('displayName', 'nobody')).toMatchObject({ total: 0, entities: [] });
    const scans = async () => (await system.requests()).filter(({ path }) => path.includes('Groups?')).length;
    expect(await scans()).toBe(3);
    now += 60_000;
    await find('displayName', 'nobody');
    expect(await scans()).toBe(6);
  });

  it('are found right after they were created, renamed or deleted through the proxy', async () => {
    await using system = await setUp({ users: 0, groups: 3 });
    const total = async (name: string) =>
      (await system.groups.list({ ...PAGE, filter: parseFilter(`displayName eq "${name}"`) }, callContext()))
        .total;
    expect(await total('Fresh')).toBe(0);
    const { entity } = await system.groups.create({ displayName: 'Fresh' }, callContext());
    expect(await total('Fresh')).toBe(1);
    await system.groups.replace(String(entity['id']), { displayName: 'Renamed' }, {}, callContext());
    expect(await total('Renamed')).toBe(1);
    await system.groups.delete(String(entity['id']), {}, callContext());
    expect(await total('Renamed')).toBe(0);
  });

  it('that are gone at the tenant are not found, however well their name is known', async () => {
    await using system = await setUp({ users: 0, groups: 3 });
    const { entities } = await system.groups.list(PAGE, callContext());
    const filter = parseFilter(`displayName eq ${JSON.stringify(entities[0]?.['displayName'])}`);
    expect(await system.groups.list({ ...PAGE, filter }, callContext())).toMatchObject({ total: 1 });
    const { clientId, clientSecret } = system.tenant.credentials;
    const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    await fetch(`${system.tenant.url}/service/scim/Groups/${FIRST}`, {
      method: 'DELETE',
      headers: { authorization },
    });
    expect(await system.groups.list({ ...PAGE, filter }, callContext())).toMatchObject({
      total: 0,
      entities: [],
    });
  });

  it('that are there again are found, although one was gone a moment ago', async () => {
    await using system = await setUp({ users: 0, groups: 3 });
    const { entities } = await system.groups.list(PAGE, callContext());
    const filter = parseFilter(`displayName eq ${JSON.stringify(entities[0]?.['displayName'])}`);
    await system.fault({ count: 1, method: 'GET', path: `/Groups/${FIRST}`, status: 404 });
    expect(await system.groups.list({ ...PAGE, filter }, callContext())).toMatchObject({ total: 1 });
  });

  it('are read directly where their id is asked for', async () => {
    await using system = await setUp({ users: 0, groups: 3 });
    const list = (id: string) =>
      system.groups.list({ ...PAGE, filter: parseFilter(`id eq "${id}"`) }, callContext());
    expect(await list(FIRST)).toMatchObject({ total: 1, entities: [{ id: FIRST }] });
    expect(await list('nobody')).toEqual({ total: 0, entities: [] });
    expect(await system.requests()).toHaveLength(2);
  });

  it.each([
    'members.value eq "P1"',
    'members[value eq "P1"]',
    'meta.lastModified gt "2024-01-01T00:00:00Z"',
    'active eq true',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:displayName eq "Administrators"',
  ])('cannot be looked for by %s', async (filter) => {
    await using system = await setUp({ users: 0, groups: 1 });
    expect(
      await scimError(system.groups.list({ ...PAGE, filter: parseFilter(filter) }, callContext())),
    ).toMatchObject({ status: 400, scimType: 'invalidFilter' });
  });

  it('are filtered by the property on our side, page by page', async () => {
    const filter = 'displayName sw "Auditors"';
    await using system = await setUp({ users: 3, groups: 160 }, { 'scim.group.filter': filter });
    const all = await system.groups.list({ startIndex: 1, count: 100 }, callContext());
    expect(all.total).toBe(all.entities.length);
    expect(all.total).toBeGreaterThan(5);
    expect(all.entities.every(({ displayName }) => String(displayName).startsWith('Auditors'))).toBe(true);
    const second = await system.groups.list({ startIndex: 3, count: 2 }, callContext());
    expect(second).toMatchObject({ total: all.total, entities: all.entities.slice(2, 4) });
    const other = parseFilter('displayName sw "Night"');
    expect(await system.groups.list({ ...PAGE, filter: other }, callContext())).toMatchObject({ total: 0 });
  });

  it('are deleted', async () => {
    await using system = await setUp({ users: 0, groups: 1 });
    await system.groups.delete(FIRST, {}, callContext());
    expect(await scimError(system.groups.delete(FIRST, {}, callContext()))).toMatchObject({ status: 404 });
  });
});
