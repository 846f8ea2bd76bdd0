/** The Group resource. */
import { describe, expect, it } from 'vitest';
import { isJsonObject } from '../../src/scim/json.ts';
import { created, demoFace, everyOne, expectError, expectStatus, groupOf } from './support/face.ts';
import { membersOf, teamOf } from './support/membership.ts';
import { GROUPING, SYSTEMS } from './support/systems.ts';

const face = demoFace();

describe.each(SYSTEMS)('RFC 7643 section 4.2, groups: $name', (system) => {
  it('displayName is a text that is there', async () => {
    const groups = await everyOne(face(system), 'Groups');
    expect(groups.length).toBeGreaterThan(2);
    const names = groups.map(({ displayName }) => displayName);
    expect(names.filter((name) => typeof name !== 'string' || name === '')).toEqual([]);
  });

  it('members have ids of users, and of groups where the type says so', async () => {
    const client = face(system);
    const known = new Set(
      [...(await everyOne(client, 'Users')), ...(await everyOne(client, 'Groups'))].map(({ id }) => id),
    );
    const members = (await everyOne(client, 'Groups')).flatMap(({ members: list }) => [list ?? []].flat());
    expect(members.length).toBeGreaterThan(3);
    for (const member of members) {
      if (!isJsonObject(member)) throw new Error('This is no member.');
      expect(known).toContain(member['value']);
      expect(['User', 'Group', undefined]).toContain(member['type']);
    }
  });

  it('a member without a value is refused, and nothing is changed', async () => {
    const client = face(system);
    const team = await teamOf(system, client, 1);
    const members = [{ value: team.users[1] ?? '' }, { display: 'Nobody' }];
    const operation = { op: 'add', path: 'members', value: members };
    expectError(await client.patch(team.path, [operation]), 400, 'invalidValue');
    expect(await membersOf(client, team)).toEqual([team.users[0]]);
  });
});

describe.each(GROUPING)('RFC 7643 section 8.4, the group: $name', (system) => {
  it('has the members that it is created with', async () => {
    const client = face(system);
    const { users } = await teamOf(system, client);
    const members = users.slice(0, 2).map((value) => ({ value }));
    const group = await created(client, 'Groups', groupOf({ members }));
    const read = expectStatus(await client.get(`/Groups/${group['id']}`), 200).body;
    const values = [read['members'] ?? []].flat().map((member) => isJsonObject(member) && member['value']);
    expect(values.sort()).toEqual(users.slice(0, 2).toSorted());
  });

  it('without displayName is 400 invalidValue', async () => {
    expectError(
      await face(system).post('/Groups', { schemas: groupOf()['schemas'] ?? [] }),
      400,
      'invalidValue',
    );
  });
});
