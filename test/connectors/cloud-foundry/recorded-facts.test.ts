/** Facts recorded from real landscapes that differ from their documentation, and that must not matter here. */
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../src/scim/filter-parse.ts';
import { callContext, scimError } from '../support/context.ts';
import { members, newUser, organization, readMembers, required, setUp, UNKNOWN } from './support.ts';

const PAGE = { startIndex: 1, count: 100 };

describe('recorded', () => {
  it('error objects in another order of their members, under text/plain', async () => {
    await using system = await setUp();
    const detail = '{"errors":[{"detail":"Role not found","title":"CF-ResourceNotFound","code":10010}]}';
    await system.fault({
      status: 404,
      headers: { 'content-type': 'text/plain' },
      body: detail,
      path: '/v3/',
      count: 1,
    });
    const id = `${organization(system)} organization_user`;
    expect(await scimError(system.groups.get(id, {}, callContext()))).toMatchObject({ status: 404 });
  });

  it('202 of a removal is text/html of length 0', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_auditor`;
    await system.groups.create({ id, members: members(newUser(system)) }, callContext());
    await system.groups.delete(id, {}, callContext());
    expect(await readMembers(system, id)).toEqual([]);
  });

  it('jobs that are PROCESSING at the first looks and COMPLETE later', async () => {
    await using system = await setUp({ landscape: { jobPolls: 3 } });
    const id = `${organization(system)} organization_auditor`;
    await system.groups.create({ id, members: members(newUser(system)) }, callContext());
    await system.groups.delete(id, {}, callContext());
    expect(system.waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(2_000);
  });

  it('rate limit headers that never change do not slow anything down', async () => {
    await using system = await setUp({ landscape: { rateLimit: 20_000 } });
    for (let turn = 0; turn < 5; turn += 1) await system.groups.list(PAGE, callContext());
    expect(system.waits).toEqual([]);
  });

  it('users have primary false, whatever was sent, empty names, and groups in changing order', async () => {
    await using system = await setUp();
    const body = { userName: 'a@x', name: {}, emails: [{ value: 'a@x', primary: true }] };
    const { entity } = await system.users.create(body, callContext());
    expect(entity).toMatchObject({
      emails: [{ value: 'a@x', primary: false }],
      name: {},
      verified: true,
      zoneId: 'uaa',
    });
    const id = String(entity['id']);
    const [one, two] = [1, 2].map(() => system.users.get(id, {}, callContext()));
    expect(await one).toEqual(await two);
    expect((await one)?.entity).not.toHaveProperty('groups');
  });

  it('DELETE of a user answers 200 with the user', async () => {
    await using system = await setUp();
    const id = newUser(system);
    await expect(system.users.delete(id, {}, callContext())).resolves.toBeUndefined();
  });

  it('a POST without origin would ask for a password: the origin is always sent', async () => {
    await using system = await setUp();
    const body = { userName: 'b@x', emails: [{ value: 'b@x' }] };
    expect((await system.users.create(body, callContext())).entity['origin']).toBe(system.cf.origin);
  });

  it('tokens live 1199 or 599 seconds, and refresh tokens come back unchanged', async () => {
    for (const tokenSeconds of [1_199, 599]) {
      await using system = await setUp({ landscape: { tokenSeconds } });
      for (const _ of [1, 2, 3]) {
        system.cf.clock.advance(tokenSeconds - 30);
        await system.users.list(PAGE, callContext());
      }
      const bodies = (await system.logons()).map(({ body }) => String(body));
      expect(bodies).toHaveLength(3);
      expect(new Set(bodies).size).toBe(1);
      expect(bodies[0]).toContain('grant_type=refresh_token');
    }
  });

  it('an older UAA words refused logons and duplicates differently', async () => {
    await using system = await setUp({ landscape: { legacyUaa: true } });
    const [user] = system.cf.users();
    const body = { userName: required(user).userName, emails: [{ value: 'x@x' }] };
    expect(await scimError(system.users.create(body, callContext()))).toMatchObject({
      status: 409,
      scimType: 'uniqueness',
    });
    await using wrong = await setUp({
      landscape: { legacyUaa: true },
      properties: { Password: 'wrong' },
      warm: false,
    });
    expect((await scimError(wrong.users.list(PAGE, callContext()))).status).toBe(502);
  });

  it('spaces with and without the member suspended', async () => {
    for (const spaceSuspension of [true, false]) {
      await using system = await setUp({ landscape: { spaceSuspension } });
      expect((await system.groups.list(PAGE, callContext())).entities).toHaveLength(36);
    }
  });

  it('a user made in the UAA, of whom Cloud Controller has no record yet, gets an organization role', async () => {
    await using system = await setUp();
    const { entity } = await system.users.create(
      { userName: 'fresh@acme.example', emails: [{ value: 'fresh@acme.example' }] },
      callContext(),
    );
    const id = `${organization(system)} organization_user`;
    const add = { op: 'add', path: 'members', value: members(String(entity['id'])) };
    await system.groups.patch(id, { Operations: [add] }, {}, callContext());
    expect(await readMembers(system, id)).toContain(entity['id']);
  });

  it('a ghost, whom Cloud Controller would take, is neither shown nor made', async () => {
    await using system = await setUp();
    const id = `${organization(system)} organization_user`;
    system.cf.addRole('organization_user', UNKNOWN, organization(system));
    expect(await readMembers(system, id)).not.toContain(UNKNOWN);
    const current = await readMembers(system, id);
    await system.groups.replace(id, { members: members(...current) }, {}, callContext());
    expect(system.cf.roles({ user: UNKNOWN })).toHaveLength(1);
  });

  it('the same name in another case and origin is another user', async () => {
    await using system = await setUp();
    system.cf.addUser({ userName: 'TWIN@x', origin: 'sap.ids' });
    const id = system.cf.addUser({ userName: 'twin@x' });
    const filter = parseFilter('userName eq "Twin@X"');
    const { entities, total } = await system.users.list({ ...PAGE, filter }, callContext());
    expect([total, entities.map((entity) => entity['id'])]).toEqual([1, [id]]);
  });
});
