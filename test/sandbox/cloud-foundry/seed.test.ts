import { describe, expect, it } from 'vitest';
import { query, required, type Session, start, startSession } from './helpers.ts';

/** What a client sees that keeps to its origin and to the organizations its user manages. */
async function correctView({
  cf,
  get,
}: Session): Promise<{ orgs: string[]; spaces: string[]; users: string[] }> {
  const self = cf.provisioningUser.guid;
  const managed = await get(`/v3/roles?types=organization_manager&user_guids=${self}&per_page=5000`);
  const orgs = managed.json.resources.map(
    ({ relationships }) => relationships['organization']?.data?.guid ?? '',
  );
  const spaces = (await get('/v3/spaces?per_page=5000')).json.resources
    .filter(({ relationships }) => orgs.includes(relationships['organization']?.data?.guid ?? ''))
    .map(({ guid }) => guid);
  const users: string[] = [];
  let total = 1;
  for (let startIndex = 1; startIndex <= total; startIndex += 500) {
    const parameters = {
      filter: `origin eq "${cf.origin}"`,
      attributes: 'id',
      sortBy: 'created,id',
      count: 500,
      startIndex,
    };
    const { json } = await get(`/Users${query(parameters)}`);
    total = json.totalResults;
    users.push(...json.resources.map(({ id }) => id).filter((id) => id !== self));
  }
  return { orgs, spaces, users };
}

describe('seed data', () => {
  it.each([
    { orgs: 0, spaces: 0, users: 0 },
    { orgs: 0, spaces: 3, users: 5 },
    { orgs: 1, spaces: 0, users: 1 },
    { orgs: 3, spaces: 2, users: 40 },
    { orgs: 60, spaces: 5, users: 1500 },
  ])('has exactly as much as asked for: %j', async (size) => {
    const session = await startSession(size);
    const { orgs, spaces, users } = await correctView(session);
    expect([new Set(orgs).size, orgs.length]).toEqual([size.orgs, size.orgs]);
    expect([new Set(spaces).size, spaces.length]).toEqual([size.orgs * size.spaces, size.orgs * size.spaces]);
    expect([new Set(users).size, users.length]).toEqual([size.users, size.users]);
    expect(
      session.cf
        .organizations()
        .map(({ guid }) => guid)
        .sort(),
    ).toEqual(orgs.sort());
    expect(
      session.cf
        .users()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(users.sort());
  });

  it('is the same in every run', async () => {
    const snapshot = async (): Promise<unknown> => {
      const cf = await start({ orgs: 5, users: 50 });
      return [cf.provisioningUser, cf.organizations(), cf.users(), cf.users('sap.ids'), cf.roles()];
    };
    expect(await snapshot()).toEqual(await snapshot());
  });

  it('shows more than that to a client that does not keep to its own', async () => {
    const { cf, get } = await startSession({ orgs: 4, spaces: 2, users: 20 });
    expect((await get('/v3/organizations')).json.pagination.total_results).toBe(4 + 2);
    expect((await get('/v3/spaces')).json.pagination.total_results).toBe(4 * 2 + 1);
    expect((await get('/Users')).json.totalResults).toBeGreaterThan(21);
    for (const { guid } of cf.organizations()) {
      const { included } = (
        await get(
          `/v3/roles?organization_guids=${guid}&types=organization_manager&include=user&per_page=5000`,
        )
      ).json;
      expect(included.users.map(({ guid: user }) => user)).toContain(cf.provisioningUser.guid);
      expect(included.users.map(({ origin }) => origin)).toContain('sap.ids');
    }
  });

  it('has the same user name in several origins', async () => {
    const { cf, get } = await startSession();
    const { userName } = required(cf.users()[0]);
    const { json } = await get(`/Users${query({ filter: `userName eq "${userName}"` })}`);
    expect(json.resources.map(({ origin }) => origin).sort()).toEqual([
      'acme-platform',
      'other-platform',
      'sap.ids',
    ]);
  });

  it('has two users of one origin with the same e-mail address, and people without names', async () => {
    const { cf } = await start({ users: 40 }).then((cf) => ({ cf }));
    const emails = cf.users().map(({ email }) => email);
    expect(new Set(emails).size).toBe(emails.length - 1);
    expect(
      cf.users().some(({ givenName, familyName }) => givenName === undefined && familyName === undefined),
    ).toBe(true);
    expect(cf.users().some(({ active }) => !active)).toBe(true);
    expect(new Set(cf.users().map(({ userName }) => userName.toLowerCase())).size).toBe(40);
  });

  it('has names with colons, commas, spaces, umlauts and other scripts, each once', async () => {
    const cf = await start({ orgs: 45, spaces: 12 });
    const orgs = cf.organizations().map(({ name }) => name);
    const spaces = cf.spaces(required(cf.organizations()[0]).guid).map(({ name }) => name);
    for (const names of [orgs, spaces]) {
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
      for (const trait of [/:/, /,/, / /, /[äöüÜ]/, /[\p{Script=Han}]/u]) {
        expect(names.some((name) => trait.test(name))).toBe(true);
      }
    }
  });

  it('keeps to the hierarchy: space roles only with organization_user', async () => {
    const cf = await start({ orgs: 7, spaces: 3, users: 200 });
    const organizationOf = new Map(
      cf.organizations().flatMap(({ guid }) => cf.spaces(guid).map((space) => [space.guid, guid] as const)),
    );
    const spaceRoles = cf.roles().filter(({ target }) => organizationOf.has(target));
    expect(new Set(spaceRoles.map(({ type }) => type)).size).toBe(4);
    for (const { user, target } of spaceRoles) {
      const organization = required(organizationOf.get(target));
      expect(cf.roles({ user, target: organization, type: 'organization_user' })).toHaveLength(1);
    }
    const keys = cf.roles().map(({ type, user, target }) => `${type} ${user} ${target}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has every kind of role, one group larger than a page and one larger than a look-up', async () => {
    const cf = await start({ orgs: 2, users: 200 });
    expect(new Set(cf.roles().map(({ type }) => type)).size).toBe(8);
    const first = required(cf.organizations()[0]).guid;
    expect(cf.roles({ target: first, type: 'organization_user' }).length).toBeGreaterThan(100);
  });

  it('has one suspended organization from five on', async () => {
    for (const [orgs, suspended] of [
      [4, 0],
      [5, 1],
      [30, 1],
    ] as const) {
      const cf = await start({ orgs });
      expect(cf.organizations().filter((organization) => organization.suspended)).toHaveLength(suspended);
    }
  });

  it('has users without any role, whom Cloud Controller does not know', async () => {
    const { cf, get } = await startSession({ users: 20 });
    const lone = required(cf.users().find(({ id }) => cf.roles({ user: id }).length === 0));
    expect((await get(`/v3/users/${lone.id}`)).status).toBe(404);
  });

  it('takes origin, provisioning user and password from its options', async () => {
    const { cf, get } = await startSession({
      origin: 'corp-platform',
      provisioningUser: 'robot@corp.example',
      password: 'öäü & co',
      users: 3,
    });
    expect(cf.users().map(({ origin }) => origin)).toEqual([
      'corp-platform',
      'corp-platform',
      'corp-platform',
    ]);
    expect((await get(`/Users/${cf.provisioningUser.guid}`)).json).toMatchObject({
      userName: 'robot@corp.example',
      origin: 'corp-platform',
    });
  });
});
