import { describe, expect, it } from 'vitest';
import { required, type Session, startSession } from './helpers.ts';

interface Scene extends Session {
  readonly id: string;
  readonly path: string;
  readonly user: string;
}

/** A group without members, and a user. */
async function scene(): Promise<Scene> {
  const session = await startSession();
  const { id } = (await session.send('POST', '/Groups', { displayName: 'Team', description: 'Us' })).json;
  return { ...session, id, path: `/Groups/${id}/members`, user: required(session.cf.users()[0]).id };
}

describe('/Groups/{id}/members', () => {
  it('adds, checks, lists and removes single members, and the version stays', async () => {
    const { cf, send, get, id, path, user } = await scene();
    const other = required(cf.users()[1]).id;
    const member = { value: user, type: 'USER', origin: 'acme-platform' };
    expect(await send('POST', path, member)).toMatchObject({ status: 201, json: member });
    expect((await send('POST', path, { value: other })).json).toEqual({
      value: other,
      type: 'USER',
      origin: 'uaa',
    });
    expect((await get(`${path}/${user}`)).json).toEqual(member);
    expect((await get(path)).json).toMatchObject([{ value: user }, { value: other }]);
    expect(await send('DELETE', `${path}/${user}`)).toMatchObject({ status: 200, json: member });
    expect((await get(path)).json).toMatchObject([{ value: other }]);
    expect((await get(`/Groups/${id}`)).headers.get('etag')).toBe('"0"');
  });

  it('gives users without groups and approvals, and groups without members, as entities', async () => {
    const { send, get, path, user } = await scene();
    const inner = (await send('POST', '/Groups', { displayName: 'Inner', members: [{ value: user }] })).json;
    await send('POST', path, { value: user });
    await send('POST', path, { value: inner.id, type: 'GROUP' });
    const { groups, approvals, ...userEntity } = (await get(`/Users/${user}`)).json;
    const { members, ...groupEntity } = inner;
    expect([groups, approvals, members]).toMatchObject([expect.any(Array), [], [{ value: user }]]);
    expect((await get(`${path}?returnEntities=true`)).json).toEqual([
      { value: user, type: 'USER', origin: 'uaa', entity: userEntity },
      { value: inner.id, type: 'GROUP', origin: 'uaa', entity: groupEntity },
    ]);
  });

  it.each([
    ['', 200, false],
    ['=', 200, false],
    ['=false', 200, false],
    ['=0', 200, false],
    ['=YES', 200, true],
    ['=on', 200, true],
    ['=1&returnEntities=0', 200, true],
    ['=maybe', 500, false],
  ])('understands returnEntities%s', async (value, status, entities) => {
    const { send, get, path, user } = await scene();
    await send('POST', path, { value: user });
    const answer = await get(`${path}?returnEntities${value}`);
    expect(answer.status).toBe(status);
    expect(answer.text.includes('"entity"')).toBe(entities);
  });

  it.each<[string, (scene: Scene) => unknown, number, string, (scene: Scene) => string]>([
    [
      'an unknown user',
      () => ({ value: 'nosuch' }),
      404,
      'scim_resource_not_found',
      () => 'User nosuch does not exist',
    ],
    [
      'a user as a group',
      ({ user }) => ({ value: user, type: 'GROUP' }),
      404,
      'scim_resource_not_found',
      ({ user }) => `Group ${user} does not exist`,
    ],
    [
      'the group itself, as a user',
      ({ id }) => ({ value: id }),
      400,
      'invalid_scim_resource',
      () => 'trying to nest group within itself, aborting',
    ],
    [
      'nobody',
      () => ({}),
      400,
      'invalid_scim_resource',
      () => 'group-id, member-id, origin and member-type must be non-empty',
    ],
    [
      'no origin',
      ({ user }) => ({ value: user, origin: '' }),
      400,
      'invalid_scim_resource',
      () => 'group-id, member-id, origin and member-type must be non-empty',
    ],
    [
      'an origin of 37 characters',
      ({ user }) => ({ value: user, origin: 'x'.repeat(37) }),
      400,
      'scim',
      () => expect.stringMatching(/SQL \[insert into group_membership .*character varying\(36\);/),
    ],
    [
      'a user with NUL',
      () => ({ value: 'a\0' }),
      400,
      'scim',
      () => expect.stringMatching(/SQL \[select id,.* from users where .*unnamed portal parameter \$1/s),
    ],
    [
      'an origin with NUL',
      ({ user }) => ({ value: user, origin: 'a\0' }),
      400,
      'scim',
      () => expect.stringContaining('Where: unnamed portal parameter $6'),
    ],
  ])('refuses %s', async (_what, body, status, error, message) => {
    const started = await scene();
    const { send, get, path } = started;
    const answer = await send('POST', path, body(started));
    expect([answer.status, answer.json.error, answer.json.message]).toEqual([
      status,
      error,
      message(started),
    ]);
    expect((await get(path)).json).toEqual([]);
  });

  it('refuses a member who is in, whatever the origin', async () => {
    const { send, get, id, path, user } = await scene();
    await send('POST', path, { value: user, origin: 'acme-platform' });
    expect((await send('POST', path, { value: user, origin: 'uaa' })).json).toMatchObject({
      error: 'member_already_exists',
      message: `${user} is already part of the group: ${id}`,
    });
    expect((await get(path)).json).toMatchObject([{ origin: 'acme-platform' }]);
  });

  it('says of a group there is not that the member is not in it', async () => {
    const { send, get, user } = await scene();
    const missing = {
      error: 'member_not_found',
      message: `Member ${user} does not exist in group nosuch`,
    };
    expect(await get(`/Groups/nosuch/members/${user}`)).toMatchObject({ status: 404, json: missing });
    expect(await send('DELETE', `/Groups/nosuch/members/${user}`)).toMatchObject({
      status: 404,
      json: missing,
    });
    expect((await get('/Groups/nosuch/members')).json.error).toBe('scim_resource_not_found');
    expect((await send('POST', '/Groups/nosuch/members', { value: user })).status).toBe(404);
  });

  it.each(['POST', 'PUT', 'PATCH'])('%s on a member reads it', async (method) => {
    const { send, path, user } = await scene();
    await send('POST', path, { value: user });
    expect(await send(method, `${path}/${user}`, {})).toMatchObject({ status: 200, json: { value: user } });
    expect((await send(method, `${path}/nosuch`, {})).json.error).toBe('member_not_found');
  });
});
