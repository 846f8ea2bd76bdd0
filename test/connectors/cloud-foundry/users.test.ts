/** Platform users: users of the UAA with the system's origin. */
import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../src/scim/filter-parse.ts';
import { callContext, scimError } from '../support/context.ts';
import { newUser, organization, required, type System, setUp, UNKNOWN } from './support.ts';

const find = (system: System, filter: string) =>
  system.users.list({ startIndex: 1, count: 100, filter: parseFilter(filter) }, callContext());
const body = (userName: string, more: object = {}) => ({
  schemas: ['urn:scim:schemas:core:1.0'],
  userName,
  name: { givenName: 'Ada', familyName: 'Vale' },
  emails: [{ value: userName, primary: true }],
  ...more,
});

describe('list', () => {
  it('has the users of the origin without the provisioning user, in one call', async () => {
    await using system = await setUp();
    const { entities, total } = await system.users.list({ startIndex: 1, count: 100 }, callContext());
    expect(total).toBe(30);
    expect(new Set(entities.map(({ id }) => id))).toEqual(new Set(system.cf.users().map(({ id }) => id)));
    expect(entities.every((user) => user['origin'] === system.cf.origin && !('groups' in user))).toBe(true);
    expect(entities.some((user) => Object.values(user).includes(null))).toBe(false);
    expect(await system.calls()).toHaveLength(1);
  });

  it('gives the total alone for a count of 0, and beyond the end', async () => {
    await using system = await setUp();
    expect(await system.users.list({ startIndex: 1, count: 0 }, callContext())).toEqual({
      entities: [],
      total: 30,
      read: 0,
    });
    expect(await system.users.list({ startIndex: 500, count: 10 }, callContext())).toEqual({
      entities: [],
      total: 30,
      read: 0,
    });
  });

  it('filters by userName, e-mail, id, externalId and more, in one call each', async () => {
    await using system = await setUp();
    const id = system.cf.addUser({
      userName: 'q"uo\\te@acme.example',
      email: 'Mail@acme.example',
      externalId: 'P1',
      familyName: 'Ames',
      active: false,
    });
    for (const filter of [
      'userName eq "Q\\"UO\\\\TE@acme.example"',
      'emails.value eq "mail@acme.example"',
      'emails[0].value eq "mail@acme.example"',
      'email eq "mail@acme.example"',
      `id eq "${id}"`,
      'externalId eq "P1"',
      'active eq false',
      'name.familyName sw "Am" and (userName co "uo" or userName eq "x") and externalId pr',
    ]) {
      await system.reset();
      const { entities } = await find(system, filter);
      expect([filter, entities.map((user) => user['id'])]).toEqual([filter, expect.arrayContaining([id])]);
      expect(await system.calls()).toHaveLength(1);
    }
    expect(await find(system, `id eq "${id.toUpperCase()}"`)).toMatchObject({ entities: [], total: 0 });
    expect(await find(system, 'userName eq "nobody"')).toEqual({ entities: [], total: 0 });
    const foreign = required(system.cf.users('sap.ids')[0]);
    expect(await find(system, `id eq "${foreign.id}"`)).toEqual({ entities: [], total: 0 });
    expect(await find(system, `id eq "${system.cf.provisioningUser.guid}"`)).toEqual({
      entities: [],
      total: 0,
    });
  });

  it('finds what changed since, with or without milliseconds and in any time zone', async () => {
    await using system = await setUp();
    system.cf.clock.advance(60);
    const id = newUser(system);
    for (const time of ['2026-03-01T12:00:30Z', '2026-03-01T12:00:30.5Z', '2026-03-01T14:00:30+02:00']) {
      const { entities } = await find(system, `meta.lastModified gt "${time}"`);
      expect(entities.map((user) => user['id'])).toEqual([id]);
    }
    const [call] = (await system.calls()).filter(({ path }) => path.includes('lastModified'));
    expect(decodeURIComponent(call?.path ?? '')).toContain('gt "2026-03-01T12:00:30.000Z"');
  });

  it('joins the configured filter in parentheses', async () => {
    await using system = await setUp({
      properties: { 'btp.cf.pm.user.filter': 'userName eq "one@x" or userName eq "two@x"' },
    });
    const [one = '', two = ''] = ['one@x', 'two@x', 'three@x'].map((userName) =>
      system.cf.addUser({ userName }),
    );
    const page = await system.users.list({ startIndex: 1, count: 10 }, callContext());
    expect(page.entities.map(({ id }) => id).toSorted()).toEqual([one, two].toSorted());
    expect((await find(system, 'userName sw "t"')).entities.map(({ id }) => id)).toEqual([two]);
    expect((await find(system, 'userName eq "three@x" or userName eq "one@x"')).total).toBe(1);
  });

  it('is 400 invalidFilter for what the UAA cannot be asked', async () => {
    await using system = await setUp();
    for (const filter of [
      'userName ne "x"',
      'userName ew "x"',
      'not (userName eq "x")',
      'emails[value eq "x"]',
      'displayName eq "x"',
      'name.formatted eq "x"',
      'active eq "true"',
      'userName eq 1',
      'meta.lastModified gt "yesterday"',
      'meta.lastModified gt 5',
      'emails[1].value eq "x"',
      'userName eq null',
    ]) {
      expect(await scimError(find(system, filter))).toMatchObject({ status: 400, scimType: 'invalidFilter' });
    }
    expect(await system.calls()).toEqual([]);
  });
});

describe('get', () => {
  it('takes one call and has the version', async () => {
    await using system = await setUp();
    const user = required(system.cf.users()[0]);
    const found = await system.users.get(user.id, {}, callContext());
    expect(found).toMatchObject({ version: '0', entity: { id: user.id, userName: user.userName } });
    expect(found.entity).not.toHaveProperty('groups');
    expect(await system.calls()).toHaveLength(1);
  });

  it('is 404 for unknown users, users of other origins and the provisioning user', async () => {
    await using system = await setUp();
    for (const id of [
      UNKNOWN,
      required(system.cf.users('sap.ids')[0]).id,
      system.cf.provisioningUser.guid,
      '../Groups',
      'a/b',
    ]) {
      expect(await scimError(system.users.get(id, {}, callContext()))).toMatchObject({ status: 404 });
    }
  });
});

describe('create', () => {
  it('forces the origin and takes one call', async () => {
    await using system = await setUp();
    const { entity, version } = await system.users.create(
      body('ada@acme.example', { origin: 'uaa', id: 'x', password: 'x', groups: [], zoneId: 'x' }),
      callContext(),
    );
    expect(entity).toMatchObject({
      userName: 'ada@acme.example',
      origin: system.cf.origin,
      active: true,
      verified: true,
    });
    expect(version).toBe('0');
    const calls = await system.calls();
    expect(calls.map(({ body: sent }) => sent)).toEqual([
      { ...body('ada@acme.example'), origin: system.cf.origin },
    ]);
  });

  it('sends one e-mail, the primary one, and says so', async () => {
    await using system = await setUp();
    const emails = [
      { value: 'a@x', type: 'work', display: 'A' },
      { value: 'b@x', primary: true },
    ];
    const { entity, warnings } = await system.users.create(body('ada', { emails }), callContext());
    expect(entity['emails']).toEqual([{ value: 'b@x', primary: false }]);
    expect(warnings).toEqual([expect.stringContaining('one e-mail')]);
  });

  it('of a name that is taken is 409 uniqueness with the id of the other, also by another case', async () => {
    await using system = await setUp();
    const user = required(system.cf.users()[0]);
    const error = await scimError(system.users.create(body(user.userName.toUpperCase()), callContext()));
    expect(error).toMatchObject({ status: 409, scimType: 'uniqueness' });
    expect(error.message).toContain(user.id);
    expect(await system.calls()).toHaveLength(2);
  });

  it('of a name that another origin has succeeds', async () => {
    await using system = await setUp();
    const foreign = system.cf.addUser({ userName: 'twin@acme.example', origin: 'sap.ids' });
    const { entity } = await system.users.create(body('twin@acme.example'), callContext());
    expect(entity['id']).not.toBe(foreign);
  });

  it.each([
    ['no user name', { emails: [{ value: 'x@x' }] }, 'username'],
    ['no e-mail', { userName: 'x' }, 'email'],
    ['a field that the UAA does not know', body('x', { urn: 1 }), 'unrecognized field'],
  ])('with %s is 400 invalidValue in the words of the UAA', async (_, entity, words) => {
    await using system = await setUp();
    const error = await scimError(system.users.create(entity, callContext()));
    expect(error).toMatchObject({ status: 400, scimType: 'invalidValue' });
    expect(error.message.toLowerCase()).toContain(words);
  });
});

describe('replace', () => {
  it('sends what it is given, with the version that was read', async () => {
    await using system = await setUp();
    const id = newUser(system);
    const { entity: current } = await system.users.get(id, {}, callContext());
    await system.reset();
    const changed = await system.users.replace(
      id,
      { ...current, userName: 'b@x', name: { familyName: 'New' } },
      { current },
      callContext(),
    );
    expect(changed).toMatchObject({
      version: '1',
      entity: { userName: 'b@x', name: { familyName: 'New' }, emails: current['emails'] },
    });
    expect(await system.calls()).toHaveLength(1);
  });

  it('onto a taken name is 409 uniqueness without the SQL', async () => {
    await using system = await setUp();
    const [one, two] = system.cf.users();
    const error = await scimError(
      system.users.replace(required(one).id, body(required(two).userName), {}, callContext()),
    );
    expect(error).toMatchObject({ status: 409, scimType: 'uniqueness' });
    expect(error.message).not.toMatch(/SQL|constraint|update users/);
  });

  it('is 412 when somebody was faster', async () => {
    await using system = await setUp();
    const id = newUser(system);
    const { entity: current } = await system.users.get(id, {}, callContext());
    await system.users.replace(id, body('z@x'), {}, callContext());
    expect(await scimError(system.users.replace(id, body('y@x'), { current }, callContext()))).toMatchObject({
      status: 412,
    });
  });

  it('of a user of another origin is 404 and changes nothing', async () => {
    await using system = await setUp();
    const foreign = required(system.cf.users('sap.ids')[0]);
    expect(await scimError(system.users.replace(foreign.id, body('x'), {}, callContext()))).toMatchObject({
      status: 404,
    });
  });
});

describe('delete', () => {
  it('takes three calls for a user without roles', async () => {
    await using system = await setUp();
    const id = newUser(system);
    await system.users.delete(id, {}, callContext());
    expect(await system.calls()).toHaveLength(3);
    expect(await scimError(system.users.get(id, {}, callContext()))).toMatchObject({ status: 404 });
    expect(await scimError(system.users.delete(id, {}, callContext()))).toMatchObject({ status: 404 });
  });

  it('takes all roles first, those in spaces before organization_user', async () => {
    await using system = await setUp();
    const id = newUser(system);
    for (const { guid } of system.cf.organizations().slice(0, 2)) {
      for (const role of ['organization_user', 'organization_manager'] as const)
        system.cf.addRole(role, id, guid);
      for (const space of system.cf.spaces(guid)) {
        for (const role of ['space_developer', 'space_manager'] as const)
          system.cf.addRole(role, id, space.guid);
      }
    }
    await system.users.delete(id, {}, callContext());
    expect(system.cf.roles({ user: id })).toEqual([]);
    expect(system.cf.users().some((user) => user.id === id)).toBe(false);
    const calls = await system.calls();
    expect(calls.some(({ status }) => status === 422)).toBe(false);
  });

  it('is refused as long as roles are left, and says which', async () => {
    await using system = await setUp();
    const id = newUser(system);
    const org = system.cf.addOrg('suspended');
    system.cf.addRole('organization_user', id, organization(system));
    system.cf.addRole('organization_manager', id, org);
    system.cf.suspendOrg(org);
    const error = await scimError(system.users.delete(id, {}, callContext()));
    expect(error.status).toBe(403);
    expect(error.message).toContain(`organization_manager in ${org}`);
    expect(system.cf.users().some((user) => user.id === id)).toBe(true);
    system.cf.suspendOrg(org, false);
    await system.users.delete(id, {}, callContext());
    expect(system.cf.roles({ user: id })).toEqual([]);
  });

  it.each([
    [
      500,
      { error: 'scim', message: 'x' },
      502,
      / is not known: .* Before that, the 1 role\(s\) of the user were removed\.$/,
    ],
    [
      422,
      { error: 'scim', message: 'wrong version' },
      412,
      / Before that, the 1 role\(s\) of the user were removed\.$/,
    ],
  ])('that the UAA answers with %d says that the roles are gone', async (status, body, expected, words) => {
    await using system = await setUp();
    const id = newUser(system);
    system.cf.addRole('organization_user', id, organization(system));
    await system.fault({ method: 'DELETE', path: '/Users/', count: 2, status, body });
    const first = await scimError(system.users.delete(id, {}, callContext()));
    expect(first).toMatchObject({ status: expected, message: expect.stringMatching(words) });
    const again = await scimError(system.users.delete(id, {}, callContext()));
    expect(again.message).not.toMatch(/role/);
    await system.users.delete(id, {}, callContext());
  });

  it('of the provisioning user is 403, of users of other origins 404', async () => {
    await using system = await setUp();
    const self = system.cf.provisioningUser.guid;
    expect(await scimError(system.users.delete(self, {}, callContext()))).toMatchObject({ status: 403 });
    const foreign = required(system.cf.users('sap.ids')[0]).id;
    expect(await scimError(system.users.delete(foreign, {}, callContext()))).toMatchObject({ status: 404 });
    expect(system.cf.users('sap.ids').some(({ id }) => id === foreign)).toBe(true);
  });
});
