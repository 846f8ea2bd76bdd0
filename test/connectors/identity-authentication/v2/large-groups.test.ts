/** Groups beyond what one request takes (complaint 3 of the field: large groups lose members or time out). */
import { describe, expect, it } from 'vitest';
import { MEMBERSHIP_ERROR } from '../../../../src/connectors/membership/outcome.ts';
import type { IdentityAuthenticationOptions } from '../../../../src/sandbox/identity-authentication-v2/index.ts';
import type { JsonObject } from '../../../../src/scim/json.ts';
import { callContext, scimError } from '../../support/context.ts';
import { membersOf, patchOf, startTenant, type Tenant, userIds } from './tenant.ts';

const GROUP = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'Everybody' };
const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const CUT = 20;
const THRESHOLD = { 'ias.patch.group.members.above.threshold': '20' };
const PAGING = { 'ias.group.members.paging.enabled': 'true', 'ias.user.groups.paging.enabled': 'true' };
const SEARCHABLE = { refusedFilters: [] };

async function setUp(
  options: IdentityAuthenticationOptions = {},
  properties: Record<string, string> = {},
  now: () => number = Date.now,
) {
  const tenant = await startTenant(
    { users: 150, groups: 0, membersPerAnswer: CUT, groupsPerAnswer: CUT, ...options },
    { ...THRESHOLD, ...properties },
    { now },
    { answerLimits: { members: CUT, groups: CUT } },
  );
  const ids = await userIds(tenant, 150);
  const { entity } = await tenant.groups.create(GROUP, callContext());
  await tenant.forget();
  return { ...tenant, ids, id: String(entity['id']) };
}

/** Whom the tenant itself knows as members, whatever it shows. */
async function actualMembers(system: Tenant, ids: readonly string[], group: string): Promise<string[]> {
  const members: string[] = [];
  for (const id of ids) {
    const { entity } = await system.users.get(id, {}, callContext());
    const groups = (entity['groups'] ?? []) as JsonObject[];
    if (groups.some(({ value }) => value === group)) members.push(id);
  }
  return members;
}

async function operations(system: Tenant): Promise<[op: unknown, members: number][]> {
  const requests = await system.requests();
  return requests
    .filter(({ method }) => method === 'PATCH')
    .flatMap(({ body }) => (body?.['Operations'] ?? []) as JsonObject[])
    .map(({ op, path, value }) => [
      op,
      Array.isArray(value) ? value.length : String(path).split(' or ').length,
    ]);
}

describe('pain 3: a large group', () => {
  it('takes many additions and removals in batches', async () => {
    await using system = await setUp();
    const { ids, id, groups } = system;
    const add = patchOf({ op: 'add', path: 'members', value: membersOf(ids.slice(0, 130)) });
    expect(await groups.patch(id, add, {}, callContext())).toEqual({});
    expect(await operations(system)).toEqual([...Array(6).fill(['add', 20]), ['add', 10]]);
    await system.forget();
    const entra = patchOf({ op: 'remove', path: 'members', value: membersOf(ids.slice(0, 120)) });
    await groups.patch(id, entra, {}, callContext());
    expect(await operations(system)).toEqual([
      ['remove', 50],
      ['remove', 50],
      ['remove', 20],
    ]);
    expect(await actualMembers(system, ids, id)).toEqual(ids.slice(120, 130));
  });

  it('takes small changes in one request, in every dialect', async () => {
    await using system = await setUp();
    const { ids, id, groups } = system;
    const [a = '', b = '', c = ''] = ids;
    const URN = 'urn:ietf:params:scim:schemas:core:2.0:Group:members';
    await groups.patch(
      id,
      patchOf({ op: 'add', value: { displayName: 'X', members: membersOf([a, b]) } }),
      {},
      callContext(),
    );
    await groups.patch(id, patchOf({ op: 'add', path: URN, value: { value: c } }), {}, callContext());
    await groups.patch(
      id,
      patchOf({ op: 'remove', path: 'members', value: [{ value: a }] }),
      {},
      callContext(),
    );
    await groups.patch(id, patchOf({ op: 'remove', path: `${URN}[value eq "${b}"]` }), {}, callContext());
    expect((await system.requests()).map(({ method, status }) => [method, status])).toEqual(
      Array(4).fill(['PATCH', 204]),
    );
    expect(await actualMembers(system, ids.slice(0, 5), id)).toEqual([c]);
    expect((await groups.get(id, {}, callContext())).entity['displayName']).toBe('X');
    await groups.patch(id, patchOf({ op: 'remove', path: 'members' }), {}, callContext());
    expect(await actualMembers(system, ids.slice(0, 5), id)).toEqual([]);
  });

  it.each([
    ['pages', { memberPaging: true }],
    ['search', SEARCHABLE],
  ])('is compared and changed where it is replaced, members read by %s', async (_, options) => {
    await using system = await setUp(options);
    const { ids, id, groups } = system;
    const replace = (members: readonly string[]) =>
      groups.patch(
        id,
        patchOf({ op: 'replace', path: 'members', value: membersOf(members) }),
        {},
        callContext(),
      );
    await replace(ids.slice(0, 70));
    await system.forget();
    await replace(ids.slice(60));
    expect(await operations(system)).toEqual([...Array(4).fill(['add', 20]), ['remove', 50], ['remove', 10]]);
    expect(await actualMembers(system, ids, id)).toEqual(ids.slice(60));

    const put = {
      ...GROUP,
      displayName: 'All',
      [CUSTOM]: { description: 'Ulm' },
      members: membersOf(ids.slice(0, 90)),
    };
    expect(await groups.replace(id, put, {}, callContext())).toEqual({});
    expect(await actualMembers(system, ids, id)).toEqual(ids.slice(0, 90));
    const { entity } = await groups.get(id, { omit: ['members'] }, callContext());
    expect(entity).toMatchObject({ displayName: 'All', [CUSTOM]: { description: 'Ulm' } });
    await groups.replace(id, { ...put, [CUSTOM]: {} }, {}, callContext());
    const after = await groups.get(id, { omit: ['members'] }, callContext());
    expect(after.entity[CUSTOM]).not.toHaveProperty('description');
  });

  it('is not replaced where its members cannot be read', async () => {
    await using system = await setUp();
    const { ids, id, groups } = system;
    await groups.patch(id, patchOf({ op: 'add', path: 'members', value: membersOf(ids) }), {}, callContext());
    const put = { ...GROUP, members: membersOf(ids.slice(0, 50)) };
    const error = await scimError(groups.replace(id, put, {}, callContext()));
    expect(error).toMatchObject({ status: 501, message: expect.stringContaining('Nothing was changed') });
    expect(await actualMembers(system, ids, id)).toHaveLength(150);
  });

  it('says what was done where a batch fails, and converges when repeated', async () => {
    await using system = await setUp();
    const { ids, id, groups } = system;
    await system.fault({ count: 1, after: 2, method: 'PATCH', status: 500 });
    const body = patchOf({ op: 'add', path: 'members', value: membersOf(ids.slice(0, 100)) });
    const error = await scimError(groups.patch(id, body, {}, callContext()));
    expect(error.status).toBe(502);
    expect(error.message).toContain('60 of 100 changes of members were not made; 40 were added');
    const { applied, notApplied } = (error.extensions?.[MEMBERSHIP_ERROR] ?? {}) as {
      applied?: { added: string[]; removed: string[] };
      notApplied?: JsonObject[];
    };
    expect(applied).toEqual({ added: ids.slice(0, 40), removed: [] });
    expect(notApplied?.map(({ value }) => value)).toEqual(ids.slice(40, 100));
    expect(notApplied?.[0]?.['reason']).toContain('500');
    expect(notApplied?.[20]?.['reason']).toContain('not tried');
    expect(await actualMembers(system, ids, id)).toEqual(ids.slice(0, 40));
    await groups.patch(id, body, {}, callContext());
    expect(await actualMembers(system, ids, id)).toEqual(ids.slice(0, 100));
  });

  it('stops between batches when time runs out', async () => {
    let now = 1_000_000;
    await using system = await setUp({}, {}, () => (now += 500));
    const { ids, id, groups } = system;
    const body = patchOf({ op: 'add', path: 'members', value: membersOf(ids) });
    const context = { ...callContext(), deadline: now + 8_000 };
    const error = await scimError(groups.patch(id, body, {}, context));
    expect(error).toMatchObject({ status: 504, message: expect.stringContaining('time for this request') });
    const { length } = await actualMembers(system, ids, id);
    expect(length % 20).toBe(0);
    expect(length).toBeGreaterThan(0);
    expect(length).toBeLessThan(150);
    expect(error.message).toContain(`${length} were added`);
  });

  it.each([
    ['pages', { memberPaging: true }, ['Groups', 'Groups', 'Groups', 'Groups'], 4],
    ['search', SEARCHABLE, ['Groups', 'Groups', 'Users', 'Users'], 2],
  ])('is read to its end by %s, which is found out once', async (_, options, firstTime, later) => {
    await using system = await setUp(options, PAGING);
    const { ids, id, groups } = system;
    const value = membersOf(ids.slice(0, 50));
    await groups.patch(id, patchOf({ op: 'add', path: 'members', value }), {}, callContext());
    await system.forget();
    const read = async () => {
      const { entity, warnings } = await groups.get(id, {}, callContext());
      const members = entity['members'] as JsonObject[];
      return { members: members.map((member) => member['value']).sort(), warnings };
    };
    const whole = { members: ids.slice(0, 50).sort(), warnings: [] };
    expect(await read()).toEqual(whole);
    const first = await system.requests();
    expect(first.map(({ path }) => /^\/scim\/(\w+)/.exec(path)?.[1])).toEqual(firstTime);
    await system.forget();
    expect(await read()).toEqual(whole);
    expect(await system.requests()).toHaveLength(later);
    const list = await groups.list({ startIndex: 1, count: 10 }, callContext());
    expect(list.entities.map((group) => (group['members'] as JsonObject[]).length)).toEqual([50]);
  });

  it('is cut with a warning where that is not enabled, or not possible', async () => {
    for (const [properties, reason] of [
      [{}, 'not enabled'],
      [PAGING, 'no way'],
    ] as const) {
      await using system = await setUp({}, properties);
      const { ids, id, groups } = system;
      await groups.patch(
        id,
        patchOf({ op: 'add', path: 'members', value: membersOf(ids) }),
        {},
        callContext(),
      );
      const { entity, warnings } = await groups.get(id, {}, callContext());
      expect(entity['members']).toHaveLength(CUT);
      expect(warnings).toEqual([expect.stringContaining(reason)]);
    }
  });
});

describe('a user of many groups', () => {
  it.each([
    ['pages', { memberPaging: true }],
    ['search', SEARCHABLE],
  ])('is read to the end by %s', async (_, options) => {
    await using system = await setUp(options, PAGING);
    const { ids, groups, users } = system;
    const [member = ''] = ids;
    for (let index = 0; index < 30; index += 1) {
      const group = { ...GROUP, displayName: `Group ${index}`, members: membersOf([member]) };
      await groups.create(group, callContext());
    }
    const { entity, warnings } = await users.get(member, {}, callContext());
    expect(entity['groups']).toHaveLength(30);
    expect(warnings).toEqual([]);
    expect(
      (entity['groups'] as JsonObject[]).every(({ display }) => String(display).startsWith('Group ')),
    ).toBe(true);
  });
});
