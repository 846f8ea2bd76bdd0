import { describe, expect, it } from 'vitest';
import { CORE_GROUP } from '../shapes.ts';
import { createGroup, createUser, scimError, startTenant, type Tenant } from '../tenant.ts';

const UNKNOWN = '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11';

async function seeded(users: number, options: object = {}): Promise<{ tenant: Tenant; ids: string[] }> {
  const tenant = await startTenant({ users, ...options });
  const ids: string[] = [];
  for (let startIndex = 1; startIndex <= users; startIndex += 100) {
    const { body } = await tenant.list('Users', { startIndex, attributes: 'id' });
    ids.push(...body.Resources.map(({ id }) => id));
  }
  return { tenant, ids };
}

const elements = (ids: readonly string[]): object[] => ids.map((value) => ({ value }));
const named = (ids: readonly string[]): string =>
  `members[${ids.map((id) => `value eq "${id}"`).join(' or ')}]`;

async function membersOf(tenant: Tenant, id: string): Promise<string[]> {
  return ((await tenant.get(`/scim/Groups/${id}`)).body.members ?? []).map(({ value }) => value);
}

describe('members', () => {
  it('have a value, a type and a reference, and show up in the user', async () => {
    const tenant = await startTenant();
    const ada = await createUser(tenant, 'ada');
    const inner = await createGroup(tenant, 'inner');
    const group = await createGroup(tenant, 'Ulm', {
      members: [
        { value: ada.id, display: 'no', $ref: 'http://elsewhere' },
        { value: inner.id, type: 'Group' },
      ],
    });
    expect(group.members).toEqual([
      { value: ada.id, type: 'User', $ref: ada.meta.location },
      { value: inner.id, type: 'Group', $ref: inner.meta.location },
    ]);
    expect((await tenant.get(`/scim/Users/${ada.id}`)).body.groups).toEqual([
      { value: group.id, display: 'Ulm', $ref: group.meta.location },
    ]);
  });

  it.each([
    ['without value', { type: 'User' }, 'Attribute with name value is required.'],
    ['unknown', { value: UNKNOWN }, `Member ${UNKNOWN} does not exist`],
    ['of another type', { type: 'Group' }, 'is not of type Group'],
    ['of an unknown type', { type: 'user' }, "Provided value is not part of 'type' canonical values"],
  ])('%s are refused, and nothing happens', async (_, element, detail) => {
    const tenant = await startTenant();
    const ada = await createUser(tenant, 'ada');
    const value =
      'value' in element || !('type' in element) || detail.includes('required') ? {} : { value: ada.id };
    const body = { schemas: [CORE_GROUP], displayName: 'Ulm', members: [{ ...value, ...element }] };
    const { status, body: answer } = await tenant.call('POST', '/scim/Groups', body);
    expect([status, answer.scimType, answer.detail]).toEqual([
      400,
      'invalidValue',
      expect.stringContaining(detail),
    ]);
    expect((await tenant.list('Groups')).body.totalResults).toBe(0);
  });

  it('that do not exist can be dropped instead', async () => {
    const tenant = await startTenant({ unknownMembers: 'drop' });
    const ada = await createUser(tenant, 'ada');
    const { id } = await createGroup(tenant, 'Ulm', { members: [{ value: UNKNOWN }, { value: ada.id }] });
    expect(await membersOf(tenant, id)).toEqual([ada.id]);
    expect(
      (await tenant.patch(`/scim/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: UNKNOWN }] }))
        .status,
    ).toBe(204);
    expect(await membersOf(tenant, id)).toEqual([ada.id]);
  });

  it('are never the group itself', async () => {
    const tenant = await startTenant();
    const { id } = await createGroup(tenant, 'Ulm');
    expect(
      (await tenant.patch(`/scim/Groups/${id}`, { op: 'add', path: 'members', value: [{ value: id }] }))
        .status,
    ).toBe(400);
  });
});

describe('PATCH of members', () => {
  it('adds, removes by value path, and replaces all (recorded)', async () => {
    const { tenant, ids } = await seeded(6);
    const { id } = await createGroup(tenant, 'Ulm', { members: elements(ids.slice(0, 3)) });
    const patch = (...operations: object[]) => tenant.patch(`/scim/Groups/${id}`, ...operations);
    const answer = await patch({ op: 'add', path: 'members', value: elements(ids.slice(3, 5)) });
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(await membersOf(tenant, id)).toEqual(ids.slice(0, 5));
    await patch({ op: 'remove', path: named([ids[0] ?? '', ids[4] ?? '']) });
    expect(await membersOf(tenant, id)).toEqual(ids.slice(1, 4));
    await patch(
      { op: 'remove', path: named([ids[1] ?? '']) },
      { op: 'add', path: 'members', value: elements([ids[5] ?? '']) },
    );
    expect(await membersOf(tenant, id)).toEqual([ids[2], ids[3], ids[5]]);
    await patch({ op: 'replace', path: 'members', value: elements(ids.slice(0, 2)) });
    expect(await membersOf(tenant, id)).toEqual(ids.slice(0, 2));
    await patch({ op: 'replace', path: named([ids[0] ?? '']), value: elements([ids[5] ?? '']) });
    expect(await membersOf(tenant, id)).toEqual([ids[1], ids[5]]);
    await patch({ op: 'remove', path: 'members' });
    expect(await membersOf(tenant, id)).toEqual([]);
    await patch({ op: 'add', value: { members: elements([ids[0] ?? '']), displayName: 'Köln' } });
    expect(await membersOf(tenant, id)).toEqual([ids[0]]);
    expect((await tenant.get(`/scim/Users/${ids[1]}`)).body).not.toHaveProperty('groups');
  });

  it('adding somebody who is in, and removing somebody who is not, changes nothing (recorded)', async () => {
    const { tenant, ids } = await seeded(3);
    const group = await createGroup(tenant, 'Ulm', { members: elements(ids.slice(0, 2)) });
    tenant.advance(60);
    const path = `/scim/Groups/${group.id}`;
    expect(
      (await tenant.patch(path, { op: 'add', path: 'members', value: elements([ids[0] ?? '']) })).status,
    ).toBe(204);
    expect((await tenant.patch(path, { op: 'remove', path: named([ids[2] ?? '']) })).status).toBe(204);
    expect((await tenant.get(path)).body).toEqual(group);
  });

  it('all operations or none', async () => {
    const { tenant, ids } = await seeded(3);
    const { id } = await createGroup(tenant, 'Ulm', { members: elements(ids.slice(0, 1)) });
    const { status } = await tenant.patch(
      `/scim/Groups/${id}`,
      { op: 'replace', path: 'displayName', value: 'Köln' },
      { op: 'add', path: 'members', value: elements([ids[1] ?? '']) },
      { op: 'add', path: 'members', value: [{ value: UNKNOWN }] },
    );
    expect(status).toBe(400);
    expect((await tenant.get(`/scim/Groups/${id}`)).body.displayName).toBe('Ulm');
    expect(await membersOf(tenant, id)).toEqual(ids.slice(0, 1));
  });

  it('with a value beside remove is refused rather than emptying the group', async () => {
    const { tenant, ids } = await seeded(2);
    const { id } = await createGroup(tenant, 'Ulm', { members: elements(ids) });
    const { status } = await tenant.patch(`/scim/Groups/${id}`, {
      op: 'remove',
      path: 'members',
      value: elements([ids[0] ?? '']),
    });
    expect(status).toBe(400);
    expect(await membersOf(tenant, id)).toEqual(ids);
  });

  it('cannot change what a member is', async () => {
    const { tenant, ids } = await seeded(1);
    const { id } = await createGroup(tenant, 'Ulm', { members: elements(ids) });
    const path = `${named(ids)}.type`;
    const { body } = await tenant.patch(`/scim/Groups/${id}`, { op: 'replace', path, value: 'Group' });
    expect(body).toEqual(
      scimError(400, "Attribute with name 'type' cannot be modified because it is immutable", 'mutability'),
    );
    expect((await tenant.patch(`/scim/Groups/${id}`, { op: 'add', path, value: 'Group' })).status).toBe(204);
    expect(await membersOf(tenant, id)).toEqual(ids);
  });

  it('replacing a member who is not there is a 400 noTarget', async () => {
    const { tenant, ids } = await seeded(2);
    const { id } = await createGroup(tenant, 'Ulm', { members: elements(ids.slice(0, 1)) });
    const { body } = await tenant.patch(`/scim/Groups/${id}`, {
      op: 'replace',
      path: named([ids[1] ?? '']),
      value: elements(ids),
    });
    expect(body.scimType).toBe('noTarget');
  });
});

describe('the limits of one request (documented numbers)', () => {
  it('at most fifty members are removed, by however many operations', async () => {
    const { tenant, ids } = await seeded(60);
    const { id } = await createGroup(tenant, 'Ulm', { members: elements(ids) });
    const remove = (...groups: string[][]) =>
      tenant.patch(`/scim/Groups/${id}`, ...groups.map((each) => ({ op: 'remove', path: named(each) })));
    expect((await remove(ids.slice(0, 51))).status).toBe(400);
    expect((await remove(ids.slice(0, 30), ids.slice(30, 51))).status).toBe(400);
    expect((await tenant.patch(`/scim/Groups/${id}`, { op: 'remove', path: 'members' })).status).toBe(400);
    expect((await membersOf(tenant, id)).length).toBe(60);
    expect((await remove(ids.slice(0, 25), ids.slice(25, 50))).status).toBe(204);
    expect(await membersOf(tenant, id)).toEqual(ids.slice(50));
    expect((await remove(ids.slice(0, 51))).status).toBe(400);
  });

  it('a replace of the whole membership is not a removal (recorded)', async () => {
    const { tenant, ids } = await seeded(60);
    const { id } = await createGroup(tenant, 'Ulm', { members: elements(ids) });
    const { status } = await tenant.patch(`/scim/Groups/${id}`, {
      op: 'replace',
      path: 'members',
      value: elements(ids.slice(0, 1)),
    });
    expect(status).toBe(204);
    expect(await membersOf(tenant, id)).toEqual(ids.slice(0, 1));
  });

  it('at most 20,000 members are named, in a PATCH, a POST or a PUT', async () => {
    const tenant = await startTenant();
    const ada = await createUser(tenant, 'ada');
    const { id } = await createGroup(tenant, 'Ulm');
    const many = (count: number): object[] => Array.from({ length: count }, () => ({ value: ada.id }));
    const add = (count: number) =>
      tenant.patch(`/scim/Groups/${id}`, { op: 'add', path: 'members', value: many(count) });
    expect((await add(20_000)).status).toBe(204);
    expect((await add(20_001)).status).toBe(400);
    expect(
      (await tenant.call('PUT', `/scim/Groups/${id}`, { displayName: 'x', members: many(20_001) })).status,
    ).toBe(400);
  });

  it('can be switched off', async () => {
    const { tenant, ids } = await seeded(60, { memberLimits: false });
    const { id } = await createGroup(tenant, 'Ulm', { members: elements(ids) });
    expect((await tenant.patch(`/scim/Groups/${id}`, { op: 'remove', path: named(ids) })).status).toBe(204);
    expect(await membersOf(tenant, id)).toEqual([]);
  });
});

describe('a group of 250 members', () => {
  it('survives GET, PUT and PATCH', async () => {
    const { tenant, ids } = await seeded(260);
    const { id } = await createGroup(tenant, 'Ulm', { members: elements(ids.slice(0, 250)) });
    expect(await membersOf(tenant, id)).toEqual(ids.slice(0, 250));
    await tenant.call('PUT', `/scim/Groups/${id}`, {
      displayName: 'Ulm',
      members: elements(ids.slice(5, 255)),
    });
    await tenant.patch(
      `/scim/Groups/${id}`,
      { op: 'add', path: 'members', value: elements(ids.slice(255)) },
      { op: 'remove', path: named(ids.slice(5, 10)) },
    );
    expect(await membersOf(tenant, id)).toEqual(ids.slice(10));
  });
});
