import { describe, expect, it } from 'vitest';
import {
  ADMIN,
  type Body,
  expectCcError,
  loginAs,
  query,
  required,
  type Session,
  startSession,
  unprocessableDetail,
} from './helpers.ts';

const types = (rows: readonly Body[]): string[] => [...new Set(rows.map(({ type }) => type))].sort();

async function all(
  session: Session,
  parameters: Record<string, string | number> = {},
): Promise<readonly Body[]> {
  const { status, json } = await session.get(`/v3/roles${query({ per_page: 5000, ...parameters })}`);
  expect(status).toBe(200);
  return json.resources;
}

describe('filters of GET /v3/roles', () => {
  it('organization_guids gives organization roles only, although the organization has spaces with roles', async () => {
    const session = await startSession();
    const org = required(session.cf.organizations()[0]).guid;
    const spaces = session.cf.spaces(org).map(({ guid }) => guid);
    const rows = await all(session, { organization_guids: org });
    expect(rows.length).toBeGreaterThan(0);
    expect(types(rows).every((type) => type.startsWith('organization_'))).toBe(true);
    expect(rows.every(({ relationships }) => relationships['organization']?.data?.guid === org)).toBe(true);
    const inSpaces = await all(session, { space_guids: spaces.join(',') });
    expect(inSpaces.length).toBeGreaterThan(0);
    expect(types(inSpaces).every((type) => type.startsWith('space_'))).toBe(true);
  });

  it('organization_guids with space_guids gives nothing', async () => {
    const session = await startSession();
    const org = required(session.cf.organizations()[0]).guid;
    const space = required(session.cf.spaces(org)[0]).guid;
    expect(await all(session, { organization_guids: org, space_guids: space })).toEqual([]);
  });

  it('user_guids alone gives roles of both kinds', async () => {
    const session = await startSession();
    const { cf } = session;
    const org = required(cf.organizations()[1]).guid;
    const user = cf.addUser({ userName: 'alice@acme.example' });
    const given = [
      cf.addRole('organization_user', user, org),
      cf.addRole('space_developer', user, required(cf.spaces(org)[1]).guid),
    ];
    const rows = await all(session, { user_guids: user });
    expect(rows.map(({ guid }) => guid).sort()).toEqual(given.sort());
  });

  it('are OR within and AND between, and unknown values match nothing', async () => {
    const session = await startSession();
    const [first, second] = session.cf.organizations().map(({ guid }) => guid);
    const both = await all(session, { organization_guids: `${first},${second},nowhere` });
    const users = await all(session, {
      organization_guids: `${first},${second}`,
      types: 'organization_user',
    });
    expect(users.length).toBeLessThan(both.length);
    expect(types(users)).toEqual(['organization_user']);
    const wanted = both.slice(0, 2).map(({ guid }) => guid);
    expect((await all(session, { guids: [...wanted, 'nothing'].join(',') })).map(({ guid }) => guid)).toEqual(
      wanted,
    );
    expect(await all(session, { types: 'organization_owner' })).toEqual([]);
    expect(await all(session, { user_guids: 'nobody' })).toEqual([]);
    expect(await all(session, { guids: '' })).toEqual([]);
  });

  it('by time: equality, and one moment with a relation', async () => {
    const session = await startSession();
    const rows = await all(session);
    const moment = required(rows[Math.floor(rows.length / 2)]).created_at;
    const count = async (parameters: Record<string, string>): Promise<number> =>
      (await all(session, parameters)).length;
    const equal = await count({ created_ats: moment });
    const less = await count({ 'created_ats[lt]': moment });
    const greater = await count({ 'created_ats[gt]': moment });
    expect(equal).toBeGreaterThan(0);
    expect(less + equal + greater).toBe(rows.length);
    expect(await count({ 'created_ats[lte]': moment })).toBe(less + equal);
    expect(await count({ 'updated_ats[gte]': moment })).toBe(equal + greater);
    expect(await count({ 'created_ats[gt]': moment, 'created_ats[lt]': moment })).toBe(0);
  });

  it.each([
    [
      { x: '1' },
      "Unknown query parameter(s): 'x'. Valid parameters are: 'page', 'per_page', 'order_by', 'created_ats', " +
        "'updated_ats', 'guids', 'organization_guids', 'space_guids', 'user_guids', 'types', 'include'",
    ],
    [{ include: 'user,user' }, "Duplicate included resource: 'user'"],
    [
      { include: 'user,space,user,x,user' },
      "Duplicate included resource: 'user', Invalid included resource: 'x'. Valid included resources are: " +
        "'user', 'organization', 'space'",
    ],
    [{ page: 'x2' }, 'Page must be a positive integer'],
    [{ page: '' }, 'Page must be a positive integer'],
    [{ per_page: '' }, 'Per page must be a positive integer'],
    [{ per_page: '5001x' }, 'Per page must be between 1 and 5000'],
    [
      { page: '9'.repeat(18), per_page: '5000' },
      'Maximum result (page * per_page) must be less than 9223372036854775807',
    ],
    [{ page: '0', x: '1' }, "Page must be a positive integer, Unknown query parameter(s): 'x'."],
    [{ organization_guid: '1', filter: 'a' }, "Unknown query parameter(s): 'organization_guid', 'filter'. "],
    [
      { include: 'users' },
      "Invalid included resource: 'users'. Valid included resources are: 'user', 'organization', 'space'",
    ],
    [{ created_ats: '2026-01-01' }, 'Created ats has an invalid timestamp format.'],
    [{ created_ats: '2026-01-01T00:00:00.000Z' }, 'Created ats has an invalid timestamp format.'],
    [{ 'created_ats[after]': '2026-01-01T00:00:00Z' }, "Created ats Invalid relational operator: 'after'"],
    [
      { 'created_ats[lt]': '2026-01-01T00:00:00Z,2026-01-02T00:00:00Z' },
      'Created ats only accepts one value when using a relational operator',
    ],
    [{ order_by: 'type' }, "Order by can only be: 'created_at', 'updated_at'"],
    [{ page: '0' }, 'Page must be a positive integer'],
    [{ per_page: '5001' }, 'Per page must be between 1 and 5000'],
    [{ per_page: 'all' }, 'Per page must be a positive integer'],
    [
      { page: '-1', per_page: '6000' },
      'Page must be a positive integer, Per page must be between 1 and 5000',
    ],
  ])('422 for %j', async (parameters, detail) => {
    const { get } = await startSession();
    expect(
      unprocessableDetail(await get(`/v3/roles${query(parameters as Record<string, string>)}`)),
    ).toContain(detail);
  });
});

describe('order of GET /v3/roles', () => {
  it('is by time and then by GUID, both ways', async () => {
    const session = await startSession({ users: 40 });
    const keys = (rows: readonly Body[]): string[] => rows.map(({ created_at, guid }) => created_at + guid);
    const ascending = keys(await all(session));
    expect(ascending).toEqual([...ascending].sort());
    expect(new Set(ascending.map((key) => key.slice(0, 20))).size).toBeLessThan(ascending.length);
    expect(keys(await all(session, { order_by: '-created_at' }))).toEqual([...ascending].reverse());
    expect(keys(await all(session, { order_by: '+updated_at' }))).toEqual(ascending);
  });

  it('refuses a plus sign that is not encoded: it is a space', async () => {
    const { get } = await startSession();
    expect((await get('/v3/roles?order_by=+created_at')).status).toBe(422);
    expect((await get('/v3/roles?order_by=%2Bcreated_at')).status).toBe(200);
  });
});

describe('include on GET /v3/roles', () => {
  it('adds users, each once, with name and origin from the UAA', async () => {
    const session = await startSession();
    const { cf, get } = session;
    const org = required(cf.organizations()[0]).guid;
    const { json } = await get(`/v3/roles?organization_guids=${org}&include=user&per_page=5000`);
    const guids = json.included.users.map(({ guid }) => guid);
    expect(new Set(guids).size).toBe(guids.length);
    expect(new Set(guids)).toEqual(
      new Set(json.resources.map(({ relationships }) => relationships['user']?.data?.guid)),
    );
    expect(Object.keys(json.included)).toEqual(['users']);
    expect(json.included.users.find(({ guid }) => guid === cf.provisioningUser.guid)).toEqual({
      guid: cf.provisioningUser.guid,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      updated_at: expect.any(String),
      username: cf.provisioningUser.userName,
      presentation_name: cf.provisioningUser.userName,
      origin: 'acme-platform',
      metadata: { labels: {}, annotations: {} },
      links: { self: { href: `${cf.url}/v3/users/${cf.provisioningUser.guid}` } },
    });
    const keys = json.included.users.map(({ created_at, guid }) => created_at + guid);
    expect(keys).toEqual([...keys].sort());
  });

  it('gives null for a ghost, for a user gone from the UAA and for one whose identity provider is inactive', async () => {
    const { cf, get } = await startSession();
    const org = required(cf.organizations()[0]).guid;
    const gone = cf.addUser({ userName: 'gone@acme.example' });
    cf.addRole('organization_user', gone, org);
    cf.removeUser(gone);
    const { json } = await get(`/v3/roles?organization_guids=${org}&include=user&per_page=5000`);
    const nameless = json.included.users.filter(({ origin }) => origin === null);
    expect(nameless.map(({ guid }) => guid)).toContain(gone);
    expect(nameless).toHaveLength(3);
    for (const user of nameless) {
      expect(user).toMatchObject({ username: null, presentation_name: user.guid, origin: null });
    }
    const inactive = required(cf.users('retired-platform')[0]).id;
    expect(nameless.map(({ guid }) => guid)).toContain(inactive);
    cf.identityProvider('retired-platform').active = true;
    const again = await get(`/v3/roles?user_guids=${inactive}&include=user`);
    expect(again.json.included.users).toMatchObject([{ origin: 'retired-platform' }]);
  });

  it('names organizations of organization roles only', async () => {
    const { cf, get } = await startSession();
    const org = required(cf.organizations()[0]);
    const space = required(cf.spaces(org.guid)[0]);
    const ofSpace = await get(`/v3/roles?space_guids=${space.guid}&include=user,organization,space`);
    expect(ofSpace.json.included.organizations).toEqual([]);
    expect(ofSpace.json.included.spaces).toMatchObject([
      { name: space.name, relationships: { organization: { data: { guid: org.guid } } } },
    ]);
    const ofOrg = await get(`/v3/roles?organization_guids=${org.guid}&include=organization,space`);
    expect(ofOrg.json.included).toMatchObject({ organizations: [{ name: org.name }], spaces: [] });
  });

  it('works for a single role', async () => {
    const { cf, get } = await startSession();
    const role = required(cf.roles({ user: cf.provisioningUser.guid, type: 'organization_manager' })[0]);
    const { json } = await get(`/v3/roles/${role.guid}?include=user,organization`);
    expect(json.guid).toBe(role.guid);
    expect(json.included.users).toHaveLength(1);
    expect(json.included.organizations).toMatchObject([{ guid: role.target }]);
    expect(unprocessableDetail(await get(`/v3/roles/${role.guid}?include=org`))).toMatch(/^Invalid included/);
    expect((await get(`/v3/roles/${role.guid}?page=1`)).status).toBe(422);
  });

  it('needs the UAA, and only then', async () => {
    const { cf, get } = await startSession();
    cf.settings.uaaAvailable = false;
    expect(expectCcError(await get('/v3/roles?include=user'), 503, 20004, 'CF-UaaUnavailable')).toBe(
      'The UAA service is currently unavailable',
    );
    expect((await get('/v3/roles')).status).toBe(200);
    expect((await get('/v3/roles?include=space,organization')).status).toBe(200);
  });
});

describe('visibility of roles', () => {
  it('an organization where the caller is merely a member shows organization roles and no space roles', async () => {
    const session = await startSession();
    const { cf, get } = session;
    const managed = new Set(cf.organizations().map(({ guid }) => guid));
    const orgs = (await get('/v3/organizations?per_page=5000')).json.resources;
    const member = required(orgs.find(({ guid, name }) => !managed.has(guid) && name === 'Shared: Services'));
    expect((await all(session, { organization_guids: member.guid })).length).toBeGreaterThan(1);
    const spaces = cf.spaces(member.guid).map(({ guid }) => guid);
    expect(cf.roles({ target: required(spaces[0]) }).length).toBeGreaterThan(0);
    expect(await all(session, { space_guids: spaces.join(',') })).toEqual([]);
  });

  it('a space role shows the roles of that space', async () => {
    const session = await startSession();
    const { cf } = session;
    const own = required(cf.roles({ user: cf.provisioningUser.guid, type: 'space_developer' })[0]);
    expect((await all(session, { space_guids: own.target })).length).toBeGreaterThan(1);
  });

  it('an organization without any own role shows nothing, and its roles are 404', async () => {
    const session = await startSession();
    const { cf, get, send } = session;
    const org = cf.addOrg('elsewhere', { managed: false });
    const role = cf.addRole('organization_user', required(cf.users()[0]).id, org);
    expect(await all(session, { organization_guids: org })).toEqual([]);
    for (const answer of [await get(`/v3/roles/${role}`), await send('DELETE', `/v3/roles/${role}`)]) {
      expect(expectCcError(answer, 404, 10010, 'CF-ResourceNotFound')).toBe('Role not found');
    }
  });

  it('losing the manager role takes spaces away, losing every role the organization', async () => {
    const session = await startSession();
    const { cf, get } = session;
    const org = required(cf.organizations()[0]).guid;
    const own = cf.roles({ user: cf.provisioningUser.guid, target: org });
    const spaces = async (): Promise<number> =>
      (await get(`/v3/spaces?organization_guids=${org}`)).json.resources.length;
    expect(await spaces()).toBe(2);
    cf.removeRole(required(own.find(({ type }) => type === 'organization_manager')).guid);
    expect(await spaces()).toBe(0);
    expect((await get(`/v3/organizations/${org}`)).status).toBe(200);
    cf.removeRole(required(own.find(({ type }) => type === 'organization_user')).guid);
    expect((await get(`/v3/organizations/${org}`)).status).toBe(404);
  });

  it('administrators, and whoever audits the platform, see everything', async () => {
    const session = await startSession(ADMIN);
    expect((await all(session)).length).toBe(session.cf.roles().length);
    session.cf.settings.scopes = ['cloud_controller.global_auditor'];
    const { userName: username, password } = session.cf.provisioningUser;
    const auditor = await loginAs(session.cf, { username, password, origin: session.cf.origin });
    const { json } = await auditor('GET', '/v3/roles?per_page=5000');
    expect(json.resources.length).toBe(session.cf.roles().length);
    const role = required(session.cf.roles()[0]).guid;
    expect((await auditor('DELETE', `/v3/roles/${role}`)).status).toBe(403);
  });
});
