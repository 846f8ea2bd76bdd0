import { describe, expect, it } from 'vitest';
import { CUSTOM_USER, ENTERPRISE, FIRST_GROUP, resources, startTenant, userBody } from './tenant.ts';

describe('seeded users', () => {
  it('are the same every time, with the shapes of version 1', async () => {
    const [one, two] = await Promise.all([startTenant({ users: 60 }), startTenant({ users: 60 })]);
    const plain = (text: string, url: string) => text.replaceAll(url, '');
    const [first, second] = await Promise.all([one.call('GET', 'Users'), two.call('GET', 'Users')]);
    expect(plain(first.text, one.standIn.url)).toBe(plain(second.text, two.standIn.url));
    for (const user of resources(first)) {
      expect(user).toMatchObject({
        id: expect.stringMatching(/^P\d{6}$/),
        active: expect.any(Boolean),
        userUuid: expect.any(String),
        emails: [{ value: expect.stringContaining('@'), primary: true }],
        mailVerified: expect.stringMatching(/^(?:true|false)$/i),
        passwordFailedLoginAttempts: '0',
        meta: { version: '1.0' },
      });
    }
    const other = await startTenant({ users: 60, seed: 2 });
    expect(plain((await other.call('GET', 'Users')).text, other.standIn.url)).not.toBe(
      plain(first.text, one.standIn.url),
    );
  });

  it('show their groups by name, with the id in $ref only', async () => {
    const tenant = await startTenant({ users: 1, groups: 1, membersPerGroup: 1 });
    const { body } = await tenant.call('GET', 'Users/P000001');
    expect(body['groups']).toEqual([
      {
        value: expect.stringContaining('_of_'),
        display: expect.any(String),
        $ref: expect.stringContaining(FIRST_GROUP),
      },
    ]);
  });

  it('have no active where their status is "new"', async () => {
    const tenant = await startTenant({ users: 3, newUsers: 1 });
    const actives = resources(await tenant.call('GET', 'Users')).map((user) => 'active' in user);
    expect(actives).toEqual([true, true, false]);
  });
});

describe('lists of users', () => {
  it.each([
    [{}, 100, 1],
    [{ count: 500 }, 100, 1],
    [{ count: 7, startIndex: 200 }, 7, 200],
    [{ count: 0 }, 0, 1],
    [{ count: -5 }, 0, 1],
    [{ startIndex: -5, count: 1 }, 1, 1],
    [{ startIndex: 9999 }, 0, 9999],
  ])('with %j have %i users from %i', async (parameters, shown, startIndex) => {
    const tenant = await startTenant({ users: 231 });
    const answer = await tenant.list('Users', parameters);
    expect(resources(answer)).toHaveLength(shown);
    expect(answer.body).toMatchObject({ totalResults: 231, startIndex });
  });

  it('are walked by a cursor that is no id and survives deletions', async () => {
    const tenant = await startTenant({ users: 231 });
    const ids: unknown[] = [];
    for (let startId: unknown = 'initial'; startId !== 'end'; ) {
      const answer = await tenant.list('Users', { startId: String(startId), count: 50 });
      expect(answer.body).not.toHaveProperty('startIndex');
      ids.push(...resources(answer).map(({ id }) => id));
      startId = answer.body['nextId'];
      if (startId !== 'end') expect(startId).toMatch(/^[\da-f]{24}$/);
      await tenant.call('DELETE', `Users/${ids.at(-1)}`);
    }
    expect(new Set(ids).size).toBe(231);
    expect(await tenant.list('Users', { startId: 'P000001' })).toMatchObject({ status: 400 });
  });

  it.each([
    ['userName eq "ADA"', ['P000001']],
    ['emails eq "bo@example.com"', ['P000002']],
    ['name.familyName eq "Vale" and userName eq "bo"', ['P000002']],
    ['addresses.country eq "DE"', ['P000002']],
    ['id eq "P000001"', ['P000001']],
    ['groups eq "Admins"', ['P000002']],
    ['groups eq "Nobody"', []],
  ])('find by %s', async (filter, ids) => {
    const tenant = await startTenant();
    await tenant.call('POST', 'Users', userBody('ada'));
    const addresses = [
      { type: 'work', country: 'FR' },
      { type: 'home', country: 'DE' },
    ];
    await tenant.call('POST', 'Users', userBody('bo', { addresses }));
    await tenant.call('POST', 'Groups', { displayName: 'Admins', members: [{ value: 'P000002' }] });
    expect(resources(await tenant.list('Users', { filter })).map(({ id }) => id)).toEqual(ids);
  });

  it.each([
    'userName co "a"',
    'displayName eq "a"',
    'emails.value eq "a"',
    'userName eq "a" or id eq "b"',
    'userName',
    '',
  ])('refuse the filter %j with a text', async (filter) => {
    const answer = await (await startTenant()).list('Users', { filter });
    expect(answer).toMatchObject({ status: 400, body: {} });
    expect(answer.headers['content-type']).toContain('text/plain');
  });
});

describe('changes of users', () => {
  it('create with defaults, with the documented texts where something is wrong', async () => {
    const tenant = await startTenant();
    const { status, body, headers } = await tenant.call('POST', 'Users', userBody('ada'));
    expect(status).toBe(201);
    expect(headers['location']).toBe(`${tenant.standIn.url}/service/scim/Users/P000001`);
    expect(body).toMatchObject({ id: 'P000001', mailVerified: 'false', userType: 'public' });
    expect(body).not.toHaveProperty('active');
    expect(await tenant.call('POST', 'Users', { userName: 'x', emails: [{ value: 'x@y' }] })).toMatchObject({
      status: 400,
      text: 'Missing required attribute in name - [familyName].',
    });
    expect(
      await tenant.call('POST', 'Users', userBody('bo', { emails: [{ value: 'ADA@example.com' }] })),
    ).toMatchObject({ status: 409, text: 'User profile with email [ADA@example.com] already exists' });
  });

  it('merge on PUT: what is not there stays', async () => {
    const tenant = await startTenant();
    const attributes = [
      { name: 'customAttribute1', value: 'a' },
      { name: 'customAttribute2', value: 'b' },
    ];
    const full = { displayName: 'Ada', corporateGroups: [{ value: 'hr' }], [CUSTOM_USER]: { attributes } };
    await tenant.call('POST', 'Users', userBody('ada', { ...full, company: 'Acme', active: true }));
    const put = async (body: object) =>
      (await tenant.call('PUT', 'Users/P000001', { id: 'P000001', ...body })).body;
    expect(await put({ locale: 'DE' })).toMatchObject({
      ...full,
      locale: 'DE',
      active: true,
      [ENTERPRISE]: { organization: 'Acme' },
    });
    expect(
      await put({
        displayName: '',
        phoneNumbers: [],
        [CUSTOM_USER]: { attributes: [{ name: 'customAttribute1', value: '' }] },
      }),
    ).toMatchObject({
      displayName: 'Ada',
      [CUSTOM_USER]: { attributes: attributes.slice(1) },
    });
    const emptied = await put({ corporateGroups: [], [CUSTOM_USER]: { attributes: [] } });
    expect(emptied).not.toHaveProperty('corporateGroups');
    expect(emptied).not.toHaveProperty([CUSTOM_USER]);
  });

  it.each([
    [{}, 'Mismatched user id'],
    [{ id: 'P000001', passwordStatus: 'enabled' }, 'passwordStatus needs'],
    [{ id: 'P000001', active: 'true' }, 'Invalid value for [active].'],
    [{ id: 'P000001', mailVerified: true }, 'Invalid value for [mailVerified].'],
    [{ id: 'P000001', [ENTERPRISE]: { manager: { value: 'P9' } } }, 'Manager [P9] does not exist.'],
    [{ id: 'P000001', displayName: 'a<b' }, 'Invalid characters'],
  ])('refuse a PUT of %j', async (body, text) => {
    const tenant = await startTenant({ users: 1 });
    const answer = await tenant.call('PUT', 'Users/P000001', body);
    expect(answer).toMatchObject({ status: 400, text: expect.stringContaining(text) });
  });

  it('delete the memberships along with the user', async () => {
    const tenant = await startTenant({ users: 2, groups: 1, membersPerGroup: 2 });
    expect((await tenant.call('DELETE', 'Users/P000001')).status).toBe(204);
    expect((await tenant.call('DELETE', 'Users/P000001')).status).toBe(404);
    const { body } = await tenant.call('GET', `Groups/${FIRST_GROUP}`);
    expect(body['members']).toMatchObject([{ value: 'P000002' }]);
  });
});
