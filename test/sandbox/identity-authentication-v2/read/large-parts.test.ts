import { describe, expect, it } from 'vitest';
import type { Element, Resource } from '../shapes.ts';
import { at, createGroup, createUser, startTenant, type Tenant } from '../tenant.ts';

const valuesOf = (list: readonly Element[] | undefined): string[] => (list ?? []).map(({ value }) => value);

async function groupOf(tenant: Tenant): Promise<Resource> {
  return at((await tenant.list('Groups')).body.Resources);
}

describe('more members than one answer has', () => {
  it('are cut off without a sign', async () => {
    const tenant = await startTenant({ users: 30, groups: 1, membersPerGroup: 12, membersPerAnswer: 10 });
    const group = await groupOf(tenant);
    expect(group.members.length).toBe(10);
    expect(Object.keys(group.meta)).not.toContain('members.cnt');
    expect((await tenant.get(`/scim/Groups/${group.id}`)).body.members).toEqual(group.members);
  });

  it('are 20,000 by default', async () => {
    const tenant = await startTenant({ users: 20_001, groups: 1, membersPerGroup: 20_001 });
    const group = await groupOf(tenant);
    expect(group.members.length).toBe(20_000);
    const filter = `groups.value eq "${group.id}"`;
    const open = await startTenant({ users: 20_001, groups: 1, membersPerGroup: 20_001, refusedFilters: [] });
    expect((await open.list('Users', { filter, count: 0 })).body.totalResults).toBe(20_001);
  });

  it('can be paged through attributes=members[…], where the tenant understands it', async () => {
    const tenant = await startTenant({
      users: 30,
      groups: 1,
      membersPerGroup: 25,
      membersPerAnswer: 10,
      memberPaging: true,
    });
    const { id } = await groupOf(tenant);
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let startId = 'initial'; startId !== 'end'; ) {
      const attributes = encodeURIComponent(`members[startId=${startId}&count=20000]`);
      const { body } = await tenant.get(`/scim/Groups/${id}?attributes=${attributes}`);
      expect(Object.keys(body).sort()).toEqual(['id', 'members', 'meta', 'schemas']);
      expect(body.meta['members.cnt']).toBe(25);
      seen.push(...valuesOf(body.members));
      sizes.push(body.members.length);
      startId = body.meta['members.nextId'];
    }
    expect(sizes).toEqual([10, 10, 5]);
    expect(new Set(seen).size).toBe(25);
    const small = encodeURIComponent('members[count=3]');
    expect((await tenant.get(`/scim/Groups/${id}?attributes=${small}`)).body.members.length).toBe(3);
    const wrong = encodeURIComponent('members[count=x]');
    expect((await tenant.get(`/scim/Groups/${id}?attributes=${wrong}`)).status).toBe(400);
  });

  it('a group without members pages to the end at once', async () => {
    const tenant = await startTenant({ memberPaging: true });
    const { id } = await createGroup(tenant, 'Empty');
    const { body } = await tenant.get(
      `/scim/Groups/${id}?attributes=${encodeURIComponent('members[startId=initial]')}`,
    );
    expect(body).not.toHaveProperty('members');
    expect([body.meta['members.cnt'], body.meta['members.nextId']]).toEqual([0, 'end']);
  });

  it('otherwise that form is ignored: no such meta, the first members only', async () => {
    const tenant = await startTenant({ users: 30, groups: 1, membersPerGroup: 25, membersPerAnswer: 10 });
    const { id } = await groupOf(tenant);
    const { body } = await tenant.get(
      `/scim/Groups/${id}?attributes=${encodeURIComponent('members[startId=initial&count=5]')}`,
    );
    expect(body).not.toHaveProperty('meta');
    expect(body.members.length).toBe(10);
  });

  it('can be collected through users, where the tenant accepts the filter', async () => {
    const options = { users: 300, groups: 2, membersPerGroup: 250, membersPerAnswer: 100 };
    const refusing = await startTenant(options);
    const group = await groupOf(refusing);
    const filter = `groups.value eq "${group.id}"`;
    const refused = await refusing.list('Users', { filter });
    expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidFilter']);
    const tenant = await startTenant({ ...options, refusedFilters: [] });
    const seen: string[] = [];
    for (let startId = 'initial'; startId !== 'end'; ) {
      const { body } = await tenant.list('Users', { filter, startId });
      expect(body.totalResults).toBe(250);
      seen.push(...body.Resources.map(({ id }) => id));
      startId = body.nextId;
    }
    expect(new Set(seen).size).toBe(250);
    expect(new Set(seen).isSupersetOf(new Set(valuesOf(group.members)))).toBe(true);
  });
});

describe('more groups than one user answer has', () => {
  const setUp = async (memberPaging: boolean): Promise<{ tenant: Tenant; id: string; groups: string[] }> => {
    const tenant = await startTenant({ groupsPerAnswer: 4, memberPaging, refusedFilters: [] });
    const { id } = await createUser(tenant, 'ada');
    const groups: string[] = [];
    for (let index = 0; index < 6; index += 1) {
      groups.push((await createGroup(tenant, `Group ${index}`, { members: [{ value: id }] })).id);
    }
    return { tenant, id, groups: groups.toSorted() };
  };

  it('are cut off; lists say how many there are, single reads do not', async () => {
    const { tenant, id, groups } = await setUp(false);
    const single = (await tenant.get(`/scim/Users/${id}`)).body;
    expect(valuesOf(single.groups)).toEqual(groups.slice(0, 4));
    expect(single.meta).not.toHaveProperty(['groups.cnt']);
    const listed = at((await tenant.list('Users')).body.Resources);
    expect(valuesOf(listed.groups)).toEqual(groups.slice(0, 4));
    expect(listed.meta['groups.cnt']).toBe(6);
  });

  it('can be paged through attributes=groups[…], where the tenant understands it', async () => {
    const { tenant, id, groups } = await setUp(true);
    const first = (
      await tenant.get(
        `/scim/Users/${id}?attributes=${encodeURIComponent('groups[startId=initial&count=4]')}`,
      )
    ).body;
    expect(valuesOf(first.groups)).toEqual(groups.slice(0, 4));
    expect([first.meta['groups.cnt'], first.meta['groups.nextId']]).toEqual([6, groups[4]]);
    const rest = (
      await tenant.get(`/scim/Users/${id}?attributes=${encodeURIComponent(`groups[startId=${groups[4]}]`)}`)
    ).body;
    expect([valuesOf(rest.groups), rest.meta['groups.nextId']]).toEqual([groups.slice(4), 'end']);
  });

  it('can be collected through groups, where the tenant accepts the filter', async () => {
    const { tenant, id, groups } = await setUp(false);
    const { body } = await tenant.list('Groups', {
      filter: `members.value eq "${id}"`,
      excludedAttributes: 'members',
    });
    expect(body.Resources.map((group) => group.id)).toEqual(groups);
  });
});
