/** A user of whom Cloud Controller has no record gets roles at several places at once. */
import { describe, expect, it } from 'vitest';
import { callContext, scimError } from '../support/context.ts';
import { members, newUser, operations, organization, readMembers, type System, setUp } from './support.ts';

const add = (system: System, id: string, user: string) =>
  system.groups.patch(
    id,
    operations({ op: 'add', path: 'members', value: members(user) }),
    {},
    callContext(),
  );

const posts = async (system: System) =>
  (await system.calls()).filter(({ method }) => method === 'POST').map(({ status }) => status);

const groupsOf = (system: System, roles: readonly string[]) =>
  roles.map((role, index) => `${organization(system, index)} ${role}`);

describe('the first roles of a user', () => {
  it.each([
    ['in two organizations', ['organization_user', 'organization_user'], [201, 500, 201]],
    [
      'in three, of several kinds',
      ['organization_user', 'organization_auditor', 'organization_manager'],
      [201, 500, 500, 201, 201],
    ],
  ])('%s, given at the same time, are all given', async (_, roles, statuses) => {
    await using system = await setUp();
    const user = newUser(system);
    const groups = groupsOf(system, roles);
    system.cf.raceFirstRoles(roles.length);
    await Promise.all(groups.map((id) => add(system, id, user)));
    expect(await posts(system)).toEqual(statuses);
    for (const id of groups) expect(await readMembers(system, id)).toContain(user);
  });

  it('of many users in one group are given where another client gives them too', async () => {
    await using system = await setUp();
    const users = [newUser(system, 1), newUser(system, 2), newUser(system, 3)];
    const [one = '', two = ''] = groupsOf(system, ['organization_auditor', 'organization_auditor']);
    system.cf.raceFirstRoles(6);
    await Promise.all(
      [one, two].map((id) => system.groups.replace(id, { members: members(...users) }, {}, callContext())),
    );
    for (const id of [one, two]) expect((await readMembers(system, id)).sort()).toEqual(users.toSorted());
  });
});

describe('a role that is not given although it was asked for twice', () => {
  const FAULT = { profile: 'unknown_error', method: 'POST', path: '/v3/roles' };

  it('is known not to be there, so that nothing is left open', async () => {
    await using system = await setUp();
    const [id = ''] = groupsOf(system, ['organization_auditor']);
    await system.fault({ ...FAULT, count: 2 });
    const error = await scimError(add(system, id, newUser(system)));
    expect(error.status).toBe(502);
    expect(error.message).toContain('answered POST /v3/roles with 500: An unknown error occurred.');
    expect(error.message).not.toContain('Whether the change');
    expect(error.message).toMatch(/Repeat the request: what was done stays done\.$/);
  });

  it('may be there where nobody could look', async () => {
    await using system = await setUp();
    const [id = ''] = groupsOf(system, ['organization_auditor']);
    const user = newUser(system);
    await system.fault({ ...FAULT, count: 2 });
    await system.fault({ status: 500, method: 'GET', path: 'user_guids=', count: 9 });
    const { message } = await scimError(add(system, id, user));
    expect(message).toContain('Whether the change was made is not known. Repeat the request');
    expect(message).not.toContain('read the entity');
  });

  it('is given where it shows that it is there after all', async () => {
    await using system = await setUp();
    const [id = ''] = groupsOf(system, ['organization_auditor']);
    const user = newUser(system);
    await system.fault({ ...FAULT, count: 2 });
    system.cf.before({ method: 'GET', path: 'user_guids=' }, () =>
      system.cf.addRole('organization_auditor', user, organization(system)),
    );
    await add(system, id, user);
    expect(await posts(system)).toEqual([500, 500]);
  });
});

describe('a role that is not removed', () => {
  it('is known to be there still', async () => {
    await using system = await setUp();
    const [id = ''] = groupsOf(system, ['organization_auditor']);
    const user = newUser(system);
    await add(system, id, user);
    await system.fault({ profile: 'unknown_error', method: 'DELETE', path: '/v3/roles', count: 1 });
    const { message } = await scimError(system.groups.replace(id, { members: [] }, {}, callContext()));
    expect(message).toContain('answered DELETE /v3/roles/');
    expect(message).not.toContain('Whether the change');
    expect(await readMembers(system, id)).toEqual([user]);
  });
});
