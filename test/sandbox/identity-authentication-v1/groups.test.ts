import { describe, expect, it } from 'vitest';
import { CUSTOM_GROUP, FIRST_GROUP, members, resources, startTenant } from './tenant.ts';

const refs = (...ids: string[]) => ids.map((value) => ({ value }));

describe('groups', () => {
  it('show at most 100 members in every answer, and say nothing about it', async () => {
    const tenant = await startTenant({ users: 250, groups: 2, membersPerGroup: 250 });
    const all = Array.from({ length: 250 }, (_, index) => ({
      value: `P${String(index + 1).padStart(6, '0')}`,
    }));
    const answers = [
      (await tenant.call('GET', `Groups/${FIRST_GROUP}`)).body,
      ...resources(await tenant.call('GET', 'Groups')),
      (await tenant.call('POST', 'Groups', { displayName: 'x', members: all })).body,
      (await tenant.call('PUT', `Groups/${FIRST_GROUP}`, { id: FIRST_GROUP, displayName: 'x', members: all }))
        .body,
    ];
    expect(answers.map((group) => members(group).length)).toEqual([100, 100, 100, 100, 100]);
    const found = await tenant.list('Users', { filter: 'groups eq "x"', count: 0 });
    expect(found.body['totalResults']).toBe(250);
    const few = await startTenant({ users: 9, groups: 1, membersPerGroup: 9, membersPerAnswer: 4 });
    expect(members((await few.call('GET', `Groups/${FIRST_GROUP}`)).body)).toHaveLength(4);
  });

  it('are listed without regard to a filter, and itemsPerPage is what is shown', async () => {
    const tenant = await startTenant({ groups: 5 });
    const { body } = await tenant.list('Groups', { filter: 'displayName eq "x"', count: 3 });
    expect(body).toMatchObject({ totalResults: 5, itemsPerPage: 3, startIndex: 1 });
  });

  it('are replaced with their members: without any, all are unassigned', async () => {
    const tenant = await startTenant({ users: 3, groups: 1, membersPerGroup: 2 });
    const put = async (body: object) =>
      (await tenant.call('PUT', `Groups/${FIRST_GROUP}`, { id: FIRST_GROUP, displayName: 'x', ...body }))
        .body;
    expect(members(await put({ members: refs('P000001', 'P000003') })).map(({ value }) => value)).toEqual([
      'P000001',
      'P000003',
    ]);
    expect(await put({})).not.toHaveProperty('members');
    expect(await put({ [CUSTOM_GROUP]: { name: 'n', description: 'd' } })).toMatchObject({
      [CUSTOM_GROUP]: { name: 'n', description: 'd', groupId: expect.any(String) },
    });
  });

  it.each([
    [{ displayName: 'x' }, 'Mismatched group id'],
    [{ id: FIRST_GROUP }, 'Missing required attribute [displayName].'],
    [
      { id: FIRST_GROUP, displayName: 'x', [CUSTOM_GROUP]: { description: 'd' } },
      'Missing required attribute [name].',
    ],
    [{ id: FIRST_GROUP, displayName: 'x', members: refs('P9') }, 'Member [P9] does not exist.'],
    [
      { id: FIRST_GROUP, displayName: 'x', members: refs('P000001', 'P000002', 'P000003') },
      'more than 2 members',
    ],
  ])('refuse a PUT of %j', async (body, text) => {
    const tenant = await startTenant({ users: 3, groups: 1, membersPerGroup: 1, membersPerWrite: 2 });
    const before = (await tenant.call('GET', `Groups/${FIRST_GROUP}`)).text;
    const answer = await tenant.call('PUT', `Groups/${FIRST_GROUP}`, body);
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining(text) });
    if (text.startsWith('Mismatched')) expect(answer.headers['x-message-code']).toBe(text);
    expect((await tenant.call('GET', `Groups/${FIRST_GROUP}`)).text).toBe(before);
  });

  it('have a unique name, and there are limits to their number', async () => {
    const tenant = await startTenant({ users: 1, groupsPerTenant: 2, groupsPerUser: 1 });
    const post = (displayName: string, ...ids: string[]) =>
      tenant.call('POST', 'Groups', { displayName, members: refs(...ids) });
    expect((await post('a', 'P000001')).status).toBe(201);
    expect(await post('a')).toMatchObject({ status: 409, text: 'Group with name [a] already exists' });
    expect(await post('b', 'P000001')).toMatchObject({
      status: 400,
      text: expect.stringContaining('1 groups'),
    });
    expect((await post('b')).status).toBe(201);
    expect((await post('c')).status).toBe(400);
  });
});
