import { describe, expect, it } from 'vitest';
import { type Answer, required, SCHEMA, type Session, startSession } from './helpers.ts';

interface Scene extends Session {
  readonly id: string;
  readonly user: string;
  readonly change: (method: string, body: unknown, match?: string) => Promise<Answer>;
}

/** A group `Team` with one member. */
async function scene(): Promise<Scene> {
  const session = await startSession();
  const user = required(session.cf.users()[0]).id;
  const body = { displayName: 'Team', description: 'Us', members: [{ value: user, type: 'USER' }] };
  const { status, json } = await session.send('POST', '/Groups', body);
  expect(status).toBe(201);
  return {
    ...session,
    id: json.id,
    user,
    change: (method, change, match = '*') =>
      session.send(method, `/Groups/${json.id}`, change, match === '' ? {} : { 'if-match': match }),
  };
}

describe('/Groups', () => {
  it('shows a group with its members and version', async () => {
    const { id, user, get } = await scene();
    const answer = await get(`/Groups/${id}`);
    expect(answer.headers.get('etag')).toBe('"0"');
    expect(answer.json).toEqual({
      id,
      meta: { version: 0, created: '2026-03-01T12:00:00.000Z', lastModified: '2026-03-01T12:00:00.000Z' },
      displayName: 'Team',
      description: 'Us',
      zoneId: 'uaa',
      members: [{ value: user, type: 'USER', origin: 'uaa' }],
      schemas: [SCHEMA],
    });
    expect((await get('/Groups/none')).json).toMatchObject({
      error: 'scim_resource_not_found',
      message: 'Group none does not exist',
    });
  });

  it('lists with filter, and all members of a group in one answer', async () => {
    const { cf, send, get } = await startSession({ users: 377 });
    const members = cf.users().map(({ id }) => ({ value: id }));
    await send('POST', '/Groups', { displayName: 'Everybody', members });
    const { json } = await get(`/Groups?filter=${encodeURIComponent('displayName eq "EVERYBODY"')}`);
    expect([json.totalResults, json.itemsPerPage]).toEqual([1, 100]);
    expect(json.resources[0]?.members).toHaveLength(377);
    expect((await get(`/Groups?filter=${encodeURIComponent('members eq "x"')}`)).status).toBe(400);
  });

  it('PUT needs If-Match and removes members that it does not name', async () => {
    const { change } = await scene();
    expect((await change('PUT', { displayName: 'Team' }, '')).json.message).toBe('Missing If-Match for PUT');
    const { json } = await change('PUT', { displayName: 'Team 2' }, '0');
    expect(json).toMatchObject({ displayName: 'Team 2', members: [], meta: { version: 1 } });
    expect(json).not.toHaveProperty('description');
  });

  it('PATCH needs If-Match, adds, removes one and clears all', async () => {
    const { cf, change, user } = await scene();
    const other = required(cf.users()[1]).id;
    expect((await change('PATCH', {}, '')).json.message).toBe('Missing If-Match for PATCH');
    const values = async (body: unknown): Promise<string[]> =>
      (await change('PATCH', body)).json.members.map(({ value }) => value);
    expect(await values({ members: [{ value: other }] })).toEqual([user, other]);
    expect(await values({ members: [{ value: user, operation: 'Delete' }] })).toEqual([other]);
    expect(await values({ meta: { attributes: ['members'] } })).toEqual([]);
  });

  it('DELETE answers 200 with the group', async () => {
    const { change, id } = await scene();
    expect(await change('DELETE', undefined, '')).toMatchObject({ status: 200, json: { id } });
    expect((await change('DELETE', undefined, '')).status).toBe(404);
  });

  it('members of groups that are members count as indirect', async () => {
    const { send, get, id, user } = await scene();
    const parent = (
      await send('POST', '/Groups', { displayName: 'All', members: [{ value: id, type: 'GROUP' }] })
    ).json;
    const { groups } = (await get(`/Users/${user}`)).json;
    const types = Object.fromEntries(groups.map(({ display, type }) => [display, type]));
    expect(types).toMatchObject({ Team: 'DIRECT', All: 'INDIRECT', openid: 'DIRECT' });
    expect(parent.members).toEqual([{ value: id, type: 'GROUP', origin: 'uaa' }]);
  });

  it('counts everybody among the members of a default group, which shows none and takes none', async () => {
    const { send, get, user } = await scene();
    const filter = encodeURIComponent('displayName eq "openid"');
    const openid = required((await get(`/Groups?filter=${filter}`)).json.resources[0]);
    expect(openid.members).toEqual([]);
    expect((await get(`/Users/${user}`)).json.groups).toContainEqual({
      value: openid.id,
      display: 'openid',
      type: 'DIRECT',
    });
    const { status, json } = await send('POST', `/Groups/${openid.id}/members`, { value: user });
    expect([status, json.error, json.message]).toEqual([
      409,
      'member_already_exists',
      'Trying to add member to default group',
    ]);
  });

  it('a member of a group and of the group around it is a direct member of both', async () => {
    const { send, get, id, user } = await scene();
    const around = { displayName: 'All', members: [{ value: id, type: 'GROUP' }, { value: user }] };
    expect((await send('POST', '/Groups', around)).status).toBe(201);
    const { groups } = (await get(`/Users/${user}`)).json;
    const types = Object.fromEntries(groups.map(({ display, type }) => [display, type]));
    expect(types).toMatchObject({ Team: 'DIRECT', All: 'DIRECT' });
  });

  it('needs scim.read to read, and scim.write or groups.update to change, but for deletion', async () => {
    const { send, get } = await startSession({ scopes: ['groups.update'] });
    expect((await get('/Groups')).status).toBe(403);
    const { status, json } = await send('POST', '/Groups', { displayName: 'x' });
    expect(status).toBe(201);
    expect((await send('PUT', '/Groups/x', { displayName: 'x' }, { 'if-match': '*' })).status).toBe(404);
    expect((await send('DELETE', `/Groups/${json.id}`)).status).toBe(403);
    expect((await send('DELETE', `/Groups/${json.id}/members/x`)).status).toBe(403);
    expect((await get(`/Groups/${json.id}/members/x`)).status).toBe(403);
    expect((await send('PUT', `/Groups/${json.id}/members/x`)).status).toBe(404);
  });
});

describe('/ids/Users', () => {
  const search = (session: Session, filter: string, more = ''): Promise<Answer> =>
    session.get(`/ids/Users?filter=${encodeURIComponent(filter)}${more}`);

  it('is not for the scopes of a platform user', async () => {
    const session = await startSession();
    expect((await search(session, 'userName eq "a"')).json).toMatchObject({
      error: 'insufficient_scope',
      scope: 'scim.userids',
    });
  });

  it('gives ids, names and origins, and leaves out users of an inactive identity provider', async () => {
    const session = await startSession({ scopes: ['scim.userids'] });
    const user = required(session.cf.users()[0]);
    const filter = `userName eq "${user.userName}" and origin eq "acme-platform"`;
    expect((await search(session, filter)).json.resources).toEqual([
      { id: user.id, userName: user.userName, origin: 'acme-platform' },
    ]);
    const former = 'userName eq "former@retired.example"';
    expect((await search(session, former)).json.resources).toEqual([]);
    expect((await search(session, former, '&includeInactive=true')).json.resources).toHaveLength(1);
  });

  it.each(['origin eq "sap.ids"', 'userName sw "a"', 'userName eq "a" and email eq "b"', 'id pr', ''])(
    'refuses %j',
    async (filter) => {
      const session = await startSession({ scopes: ['scim.userids'] });
      expect((await search(session, filter)).status).toBe(400);
    },
  );
});
