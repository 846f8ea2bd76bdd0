/** A tenant drops members without a usable value and takes the rest: a list of such members would empty the group. */
import { describe, expect, it } from 'vitest';
import { callContext, scimError } from '../../support/context.ts';
import { unusableOperations, unusableValues } from '../../support/unusable-members.ts';
import { membersOf, patchOf, startTenant, userIds } from './tenant.ts';

const GROUP = { displayName: 'Two' };
const REFUSED = {
  status: 400,
  scimType: 'invalidValue',
  message: expect.stringContaining('nothing was changed'),
};

async function setUp(properties: Record<string, string> = {}) {
  const tenant = await startTenant({ users: 5, groups: 0 }, properties);
  const ids = (await userIds(tenant, 2)).sort();
  const [good = ''] = ids;
  const { entity } = await tenant.groups.create({ ...GROUP, members: membersOf(ids) }, callContext());
  const id = String(entity['id']);
  await tenant.forget();
  const members = async () => {
    const group = (await tenant.groups.get(id, {}, callContext())).entity;
    return ((group['members'] ?? []) as { value: string }[]).map(({ value }) => value).sort();
  };
  return { ...tenant, id, ids, good, members };
}

describe('members without a usable value (R6, R7)', () => {
  it('are refused by every PATCH before anything is sent', async () => {
    await using system = await setUp();
    for (const operation of unusableOperations(system.good)) {
      const fine = { op: 'add', path: 'members', value: membersOf([system.good]) };
      const error = await scimError(
        system.groups.patch(system.id, patchOf(fine, operation), {}, callContext()),
      );
      expect(error, JSON.stringify(operation)).toMatchObject(REFUSED);
    }
    expect(await system.requests()).toEqual([]);
    expect(await system.members()).toEqual(system.ids);
  });

  it('are refused behind an operation that only the tenant can make sense of', async () => {
    await using system = await setUp();
    const odd = { op: 'remove', path: 'members[display eq "x"]' };
    for (const operation of unusableOperations(system.good)) {
      const call = system.groups.patch(system.id, patchOf(odd, operation), {}, callContext());
      expect(await scimError(call), JSON.stringify(operation)).toMatchObject(REFUSED);
    }
    expect(await system.requests()).toEqual([]);
  });

  it.each([
    {},
    { 'ias.support.patch.operation': 'true' },
    { 'ias.patch.group.members.above.threshold': '1' },
  ])('are refused by POST and PUT before anything is sent, with %j', async (properties) => {
    await using system = await setUp(properties);
    await system.forget();
    for (const members of unusableValues(system.good)) {
      const put = system.groups.replace(system.id, { ...GROUP, members }, {}, callContext());
      expect(await scimError(put), JSON.stringify(members)).toMatchObject(REFUSED);
      if (members === null) continue;
      const post = system.groups.create({ displayName: 'New', members }, callContext());
      expect(await scimError(post), JSON.stringify(members)).toMatchObject(REFUSED);
    }
    expect(await system.requests()).toEqual([]);
    expect(await system.members()).toEqual(system.ids);
  });

  it('are not those in another spelling, which is put right', async () => {
    await using system = await setUp();
    const { groups, ids, id, good } = system;
    const put = { ...GROUP, members: [{ VALUE: good }, String(ids[1])] };
    await groups.replace(id, put, {}, callContext());
    expect(await system.members()).toEqual(ids);
    await groups.replace(id, { ...GROUP, members: { Value: good } }, {}, callContext());
    expect(await system.members()).toEqual([good]);
    await groups.patch(id, patchOf({ op: 'replace', path: 'members', value: ids }), {}, callContext());
    expect(await system.members()).toEqual(ids);
    const created = await groups.create({ displayName: 'New', members: good }, callContext());
    expect(created.entity['members']).toMatchObject([{ value: good }]);
  });

  it('are none in a group without members: an empty list says so, and null where it is new', async () => {
    await using system = await setUp();
    const { groups, id, ids } = system;
    for (const op of ['add', 'remove']) {
      await groups.patch(id, patchOf({ op, path: 'members', value: [] }), {}, callContext());
      expect(await system.members()).toEqual(ids);
    }
    // To another tenant, a removal with an empty list might be one of all members.
    const [, sent] = (await system.requests()).filter(({ method }) => method === 'PATCH');
    expect(sent?.body?.['Operations']).toEqual([{ op: 'add', path: 'members', value: [] }]);
    await groups.patch(id, patchOf({ op: 'replace', path: 'members', value: [] }), {}, callContext());
    expect(await system.members()).toEqual([]);
    await groups.replace(id, { ...GROUP, members: membersOf(ids) }, {}, callContext());
    await groups.patch(id, patchOf({ op: 'remove', path: 'members' }), {}, callContext());
    expect(await system.members()).toEqual([]);
    await groups.replace(id, { ...GROUP, members: membersOf(ids) }, {}, callContext());
    await groups.replace(id, { ...GROUP, members: [] }, {}, callContext());
    expect(await system.members()).toEqual([]);
    const created = await groups.create({ displayName: 'New', members: null }, callContext());
    expect(created.entity).toMatchObject({ displayName: 'New' });
  });

  it('do not hide the others of a tenant that shows one: they are removed where they are not wanted', async () => {
    await using system = await setUp({ 'ias.patch.group.members.above.threshold': '1' });
    const { groups, id, ids, good } = system;
    const body = { id, ...GROUP, members: [{}, ...membersOf(ids)] };
    await system.fault({ count: 1, method: 'GET', path: '/Groups/', status: 200, body });
    const wanted = [good, ...(await userIds(system, 4)).filter((other) => !ids.includes(other)).slice(0, 1)];
    await groups.replace(id, { ...GROUP, members: membersOf(wanted) }, {}, callContext());
    expect(await system.members()).toEqual(wanted.toSorted());
  });
});
