import { describe, expect, it } from 'vitest';
import { ADMIN, expectCcError, query, required, startSession, unprocessableDetail } from './helpers.ts';

/** Bodies of POST and what is wrong with them. */
const REFUSED: readonly (readonly [object, string])[] = [
  [{ username: 'a', origin: 'uaa' }, "Origin cannot be 'uaa' when creating a user by username"],
  [{ username: 'a' }, "Username can only be provided together with 'origin'"],
  [{ origin: 'a' }, "Origin can only be provided together with 'username'"],
  [
    { origin: 'uaa' },
    "Origin can only be provided together with 'username', Origin cannot be 'uaa' when creating a user by username",
  ],
  [{ guid: 'a', username: 'b' }, "Username cannot be provided with 'guid'"],
  [
    { guid: 'a', username: 'b', origin: 'c' },
    "Username cannot be provided with 'guid', Origin cannot be provided with 'guid'",
  ],
  [{ guid: '' }, 'Guid must be between 1 and 200 characters'],
  [{ guid: 7 }, 'Guid must be a string, Guid must be between 1 and 200 characters'],
  [{ username: 7, origin: 'a' }, 'Username must be a string'],
  [{ email: 'a' }, "Unknown field(s): 'email', Guid or 'username' and 'origin' must be provided"],
  [{ guid: null }, "Guid or 'username' and 'origin' must be provided"],
  [{}, "Guid or 'username' and 'origin' must be provided"],
];

describe('/v3/users', () => {
  it('a user without roles is invisible, one with an organization role in a shared organization is seen', async () => {
    const { cf, get } = await startSession();
    const user = cf.addUser({ userName: 'alice@acme.example' });
    expect(expectCcError(await get(`/v3/users/${user}`), 404, 10010, 'CF-ResourceNotFound')).toBe(
      'User not found',
    );
    cf.addRole('organization_auditor', user, required(cf.organizations()[0]).guid);
    expect((await get(`/v3/users/${user}`)).json).toMatchObject({
      guid: user,
      username: 'alice@acme.example',
      presentation_name: 'alice@acme.example',
      origin: 'acme-platform',
      metadata: { labels: {}, annotations: {} },
    });
    const stranger = cf.addUser({ userName: 'bob@acme.example' });
    cf.addRole('organization_user', stranger, cf.addOrg('elsewhere', { managed: false }));
    expect((await get(`/v3/users/${stranger}`)).status).toBe(404);
    expect((await get(`/v3/users?guids=${stranger}`)).json.resources).toEqual([]);
    expect((await get(`/v3/users/${cf.provisioningUser.guid}`)).status).toBe(200);
  });

  it('filters by name ignoring case, by part of a name and by origin', async () => {
    const { cf, get } = await startSession({ orgs: 1 });
    const org = required(cf.organizations()[0]).guid;
    const [ours, theirs] = [
      cf.addUser({ userName: 'zoe,z@acme.example' }),
      cf.addUser({ userName: 'zoe,z@acme.example', origin: 'sap.ids' }),
    ];
    for (const user of [ours, theirs]) cf.addRole('organization_user', user, org);
    const find = async (parameters: Record<string, string>): Promise<string[]> =>
      (await get(`/v3/users${query(parameters)}`)).json.resources.map(({ guid }) => guid).sort();
    const both = [ours, theirs].sort();
    expect(await find({ usernames: 'ZOE%2Cz@acme.example' })).toEqual(both);
    expect(await find({ usernames: 'zoe,z@acme.example' })).toEqual([]);
    expect(await find({ partial_usernames: 'oe%2CZ' })).toEqual(both);
    expect(await find({ usernames: 'zoe%2Cz@acme.example', origins: 'sap.ids' })).toEqual([theirs]);
    expect(await find({ guids: `${ours},nobody` })).toEqual([ours]);
  });

  it.each([
    [
      { origins: 'sap.ids' },
      'Origins filter cannot be provided without usernames or partial_usernames filter.',
    ],
    [
      { usernames: 'a', partial_usernames: 'b' },
      'Usernames filter cannot be provided with both usernames and partial_usernames filter.',
    ],
    [
      { email: 'a' },
      "Unknown query parameter(s): 'email'. Valid parameters are: 'page', 'per_page', 'order_by', 'created_ats', " +
        "'updated_ats', 'guids', 'usernames', 'partial_usernames', 'origins', 'label_selector'",
    ],
    [{ order_by: 'username' }, "Order by can only be: 'created_at', 'updated_at'"],
    [{ per_page: '9999' }, 'Per page must be between 1 and 5000'],
  ])('422 for %j', async (parameters, detail) => {
    const { get } = await startSession();
    expect(
      unprocessableDetail(await get(`/v3/users${query(parameters as Record<string, string>)}`)),
    ).toContain(detail);
  });

  it('goes through the UAA', async () => {
    const { cf, get } = await startSession();
    cf.settings.uaaAvailable = false;
    for (const path of ['/v3/users', '/v3/users?usernames=a', `/v3/users/${cf.provisioningUser.guid}`]) {
      expectCcError(await get(path), 503, 20004, 'CF-UaaUnavailable');
    }
  });

  it('cannot be created, changed or deleted by managers of organizations', async () => {
    const { cf, send } = await startSession();
    const member = required(cf.roles({ type: 'organization_user' })[0]).user;
    for (const answer of [
      await send('POST', '/v3/users', { guid: 'new' }),
      await send('POST', '/v3/users', { username: 'a@b.c', origin: 'acme-platform' }),
      await send('PATCH', `/v3/users/${member}`, { metadata: { labels: { a: 'b' } } }),
      await send('DELETE', `/v3/users/${member}`),
    ]) {
      expectCcError(answer, 403, 10003, 'CF-NotAuthorized');
    }
    expect((await send('DELETE', '/v3/users/nobody')).status).toBe(404);
  });

  it.each(REFUSED)('are forbidden to whoever may not make them before anything is read: %j', async (body) => {
    const { send } = await startSession();
    expectCcError(await send('POST', '/v3/users', body), 403, 10003, 'CF-NotAuthorized');
  });

  it('are found by names of identity providers that are not active, and shown without', async () => {
    const { cf, get } = await startSession({ orgs: 1 });
    const guid = cf.addUser({ userName: 'left@retired.example', origin: 'retired-platform' });
    cf.addRole('organization_user', guid, required(cf.organizations()[0]).guid);
    for (const filter of [
      { usernames: 'left@retired.example' },
      { usernames: 'left@retired.example', origins: 'retired-platform' },
      { partial_usernames: 'left@ret' },
    ] as Record<string, string>[]) {
      expect((await get(`/v3/users${query(filter)}`)).json.resources).toMatchObject([
        { guid, username: null, origin: null },
      ]);
    }
  });

  it('can be created by name by managers with the operator setting', async () => {
    const { cf, send } = await startSession({ allowUserCreationByOrgManager: true });
    const body = { username: 'new@acme.example', origin: 'acme-platform' };
    const { status, json } = await send('POST', '/v3/users', body);
    expect([status, json.username, json.origin]).toEqual([201, body.username, body.origin]);
    expect(cf.users().map(({ userName }) => userName)).toContain(body.username);
    expect(unprocessableDetail(await send('POST', '/v3/users', body))).toBe(
      "User with username 'new@acme.example' and origin 'acme-platform' already exists.",
    );
    expect((await send('POST', '/v3/users', { guid: 'new' })).status).toBe(403);
  });

  describe('for administrators', () => {
    it('creates records by GUID, once', async () => {
      const { cf, send } = await startSession(ADMIN);
      const user = cf.addUser({ userName: 'alice@acme.example' });
      expect((await send('POST', '/v3/users', { guid: user })).json).toMatchObject({
        username: 'alice@acme.example',
      });
      expect(unprocessableDetail(await send('POST', '/v3/users', { guid: user }))).toBe(
        `User with guid '${user}' already exists.`,
      );
    });

    it('changes metadata', async () => {
      const { send, get } = await startSession(ADMIN);
      await send('POST', '/v3/users', { guid: 'x' });
      await send('PATCH', '/v3/users/x', { metadata: { labels: { env: 'prod', team: 'a' } } });
      const { json } = await send('PATCH', '/v3/users/x', { metadata: { labels: { team: null } } });
      expect(json['metadata']).toEqual({ labels: { env: 'prod' }, annotations: {} });
      expect((await get('/v3/users?label_selector=env=prod')).json.resources).toHaveLength(1);
      expect((await send('PATCH', '/v3/users/x', { username: 'y' })).status).toBe(422);
    });

    it.each(REFUSED)('refuses %j', async (body, detail) => {
      const { send } = await startSession(ADMIN);
      expect(unprocessableDetail(await send('POST', '/v3/users', body))).toBe(detail);
    });

    it.each([
      { username: 'a', origin: '' },
      { username: '', origin: 'a' },
    ])('has no words for %j', async (body) => {
      const { send } = await startSession(ADMIN);
      expectCcError(await send('POST', '/v3/users', body), 500, 10001, 'UnknownError');
    });
  });
});
