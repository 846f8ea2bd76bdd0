/** What becomes of a group when a write is refused: nothing of it happens in a transaction. */
import { describe, expect, it } from 'vitest';
import { type Answer, type Body, required, type Session, startSession } from './helpers.ts';

const LONGEST = 'x'.repeat(255);
const TOO_LONG = 'x'.repeat(256);

interface Scene extends Session {
  readonly path: string;
  readonly id: string;
  /** Of three users; the first is a member, with origin `acme-platform`. */
  readonly users: readonly [string, string, string];
  readonly change: (method: string, body: unknown, match?: string) => Promise<Answer>;
  readonly now: () => Promise<Body>;
}

async function scene(): Promise<Scene> {
  const session = await startSession();
  const [first, second, third] = session.cf.users().map(({ id }) => id);
  const users = [required(first), required(second), required(third)] as const;
  const members = [{ value: users[0], type: 'USER', origin: 'acme-platform' }];
  const { id } = (await session.send('POST', '/Groups', { displayName: 'Team', members })).json;
  const path = `/Groups/${id}`;
  return {
    ...session,
    path,
    id,
    users,
    change: (method, body, match = '*') => session.send(method, path, body, { 'if-match': match }),
    now: async () => (await session.get(path)).json,
  };
}

/** Status, error and text of a refusal, and the entity tag beside it. */
function refusal({ status, json, headers }: Answer): [number, string, string, string | null] {
  expect(json.error_description).toBe(json.message);
  return [status, json.error, json.message, headers.get('etag')];
}

describe('POST /Groups', () => {
  it.each([
    ['an empty name', { displayName: '' }, { displayName: '' }],
    ['a name of 255 characters', { displayName: LONGEST }, { displayName: LONGEST }],
    ['255 characters of two code units', { displayName: '😀'.repeat(255) }, {}],
    ['a number for a name', { displayName: 7 }, { displayName: '7' }],
    ['members that are null', { displayName: 'x', members: null }, { members: [] }],
    ['what it does not know', { displayName: 'x', externalId: 'e', foo: { bar: 1 } }, {}],
    ['a zone and an id of its own', { displayName: 'x', id: 'mine', zoneId: 'other' }, { zoneId: 'uaa' }],
    ['a version', { displayName: 'x', meta: { version: 7 } }, { meta: { version: 7 } }],
  ])('takes %s', async (_what, body, expected) => {
    const { send, get } = await startSession();
    const { status, json, headers } = await send('POST', '/Groups', body);
    expect(status).toBe(201);
    expect(json).toMatchObject(expected);
    expect(json).not.toHaveProperty('foo');
    expect(json.id).not.toBe('mine');
    expect(headers.get('etag')).toBe(`"${json.meta.version}"`);
    expect((await get(`/Groups/${json.id}`)).json).toEqual(json);
  });

  it.each([
    ['a name that is too long', { displayName: TOO_LONG }, 'value too long for type character varying(255)'],
    ['a description that is too long', { displayName: 'x', description: TOO_LONG }, 'value too long'],
    ['a name with NUL', { displayName: 'a\0' }, 'UTF8": 0x00\n  Where: unnamed portal parameter $2'],
    ['a description with NUL', { displayName: 'x', description: '\0' }, 'unnamed portal parameter $3'],
    ['no name', { description: 'd' }, 'null value in column "displayname" of relation "groups"'],
  ])('refuses %s in the words of the database', async (_what, body, words) => {
    const { send, get } = await startSession();
    const [status, error, message] = refusal(await send('POST', '/Groups', body));
    expect([status, error]).toEqual([400, 'scim']);
    expect(message).toMatch(
      /^PreparedStatementCallback; SQL \[insert into "groups" .*\]; ERROR: .*PSQLException: /s,
    );
    expect(message).toContain(words);
    const { totalResults } = (await get('/Groups?count=0')).json;
    expect(totalResults).toBe((await startedWith()).totalResults);
  });

  it('refuses a name that differs only in case', async () => {
    const { send } = await scene();
    expect(refusal(await send('POST', '/Groups', { displayName: 'TEAM' }))).toEqual([
      409,
      'scim_resource_already_exists',
      'A group with displayName: TEAM already exists.',
      null,
    ]);
  });

  it('shows what the database says of a missing name with the row that it would have been', async () => {
    const { send } = await startSession();
    const { message } = (await send('POST', '/Groups', { description: 'd', meta: { version: 3 } })).json;
    expect(message).toMatch(
      /Failing row contains \([\da-f-]{36}, null, 2026-03-01 12:00:00, 2026-03-01 12:00:00, 3, uaa, d\)\./,
    );
  });

  it.each([
    ['twice the same user', (user: string) => [{ value: user }, { value: user, type: 'USER' }], undefined],
    ['an unknown user', (user: string) => [{ value: user }, { value: 'nosuch' }], 'nosuch'],
    ['a user as a group', (user: string) => [{ value: user, type: 'GROUP' }], undefined],
    ['no value', () => [{ type: 'USER' }], 'null'],
    ['a blank value', () => [{ value: ' ' }], ' '],
    ['a blank origin', (user: string) => [{ value: user, origin: ' ' }], undefined],
  ])('leaves no group behind with a member that is none: %s', async (_what, members, named) => {
    const { send, users } = await scene();
    const body = { displayName: 'Other', members: members(users[0]) };
    expect(refusal(await send('POST', '/Groups', body))).toEqual([
      400,
      'invalid_scim_resource',
      `Invalid group member: ${named ?? users[0]}`,
      null,
    ]);
    expect((await send('POST', '/Groups', { displayName: 'Other' })).status).toBe(201);
  });

  it.each([
    ['the database refuses a member', { origin: 'x'.repeat(37) }, 400],
    ['the list of members has a hole', null, 500],
  ])('leaves the group behind, with the members so far, when %s', async (_when, member, status) => {
    const { send, get, users } = await scene();
    const second = member === null ? null : { value: users[1], ...member };
    const body = { displayName: 'Other', members: [{ value: users[0] }, second] };
    expect(await send('POST', '/Groups', body)).toMatchObject({ status, json: { error: 'scim' } });
    const found = await get(`/Groups?filter=${encodeURIComponent('displayName eq "Other"')}`);
    expect(found.json.resources).toMatchObject([{ members: [{ value: users[0], origin: 'uaa' }] }]);
  });

  it('does not expect a meta that is null', async () => {
    const { send, change } = await scene();
    const body = { displayName: 'Other', meta: null };
    const unexpected = [500, 'scim', 'Unexpected error', null];
    expect(refusal(await send('POST', '/Groups', body))).toEqual(unexpected);
    expect(refusal(await change('PUT', body))).toEqual(unexpected);
    expect(refusal(await change('PATCH', body))).toEqual(unexpected);
  });
});

describe('PUT and PATCH of /Groups/{id}', () => {
  it.each(['PUT', 'PATCH'])('%s of another version: 409, and yet the version moves on', async (method) => {
    const { change, now } = await scene();
    const before = await now();
    expect(refusal(await change(method, { displayName: 'New', members: [] }, '9'))).toEqual([
      409,
      'scim',
      'Incorrect result size: expected 1, actual 0',
      '"0"',
    ]);
    expect(await now()).toEqual({ ...before, meta: { ...before.meta, version: 1 } });
  });

  it.each(['PUT', 'PATCH'])(
    '%s with an unknown user: 400, the name is put back, members are not',
    async (method) => {
      const { change, now, users } = await scene();
      const members = [
        { value: users[0], operation: 'delete' },
        { value: users[1] },
        { value: 'nosuch' },
      ].slice(method === 'PUT' ? 1 : 0);
      expect(refusal(await change(method, { displayName: 'New', members }))).toEqual([
        400,
        'scim',
        'User nosuch does not exist',
        '"0"',
      ]);
      expect(await now()).toMatchObject({
        displayName: 'Team',
        meta: { version: 2 },
        members: [{ value: users[1] }],
      });
    },
  );

  it.each<[string, (id: string, user: string) => unknown[], number, string, string]>([
    [
      'one member twice',
      (_id, user) => [
        { value: user, type: 'USER' },
        { value: user, type: 'USER' },
      ],
      409,
      'member_already_exists',
      'USER is already part of the group: GROUP',
    ],
    [
      'the group itself',
      (id) => [{ value: id, type: 'GROUP' }],
      400,
      'invalid_scim_resource',
      'trying to nest group within itself, aborting',
    ],
    [
      'a member without value',
      () => [{}],
      400,
      'invalid_scim_resource',
      'group-id, member-id, origin and member-type must be non-empty',
    ],
  ])('%s: refused once the group is renamed', async (_what, members, status, error, message) => {
    for (const method of ['PUT', 'PATCH']) {
      const { change, now, id, users } = await scene();
      const body = { displayName: 'New', members: members(id, users[1]) };
      const words = message.replace('USER', users[1]).replace('GROUP', id);
      expect(refusal(await change(method, body))).toEqual([status, error, words, '"0"']);
      expect(await now()).toMatchObject({ displayName: 'New', meta: { version: 1 } });
    }
  });

  it.each(['PUT', 'PATCH'])('%s with the name of another group changes nothing', async (method) => {
    const { change, now, send } = await scene();
    await send('POST', '/Groups', { displayName: 'Other' });
    const before = await now();
    expect(refusal(await change(method, { displayName: 'OTHER', members: [] }))).toEqual([
      400,
      'invalid_scim_resource',
      'A group with displayName: OTHER already exists',
      '"0"',
    ]);
    expect(await now()).toEqual(before);
    expect((await change(method, { displayName: 'TEAM' })).json).toMatchObject({ displayName: 'TEAM' });
  });

  it.each([
    ['PUT', {}],
    ['PATCH', { meta: { attributes: ['displayname'] } }],
  ])('%s that leaves no name is refused by the database', async (method, body) => {
    const { change, now } = await scene();
    const before = await now();
    const [status, error, message, etag] = refusal(await change(method, body));
    expect([status, error, etag]).toEqual([400, 'scim', '"0"']);
    expect(message).toContain('SQL [update "groups" set version=?, displayName=?, ');
    expect(message).toContain('violates not-null constraint');
    expect(await now()).toEqual(before);
  });

  it.each([
    ['with its type', { type: 'USER' }, 'acme-platform'],
    ['without a type', {}, 'uaa'],
    ['without a type, with another origin', { origin: 'sap.ids' }, 'sap.ids'],
  ])('a member who is in, sent %s, has origin', async (_how, more, origin) => {
    const { change, users } = await scene();
    for (const method of ['PUT', 'PATCH']) {
      const body = { displayName: 'Team', members: [{ value: users[0], ...more }] };
      expect((await change(method, body)).json.members).toEqual([{ value: users[0], type: 'USER', origin }]);
    }
  });

  it.each([
    ['id', 'Cannot delete or change ID'],
    ['zoneId', 'Cannot delete or change ZoneId'],
    ['meta', 'Attribute meta cannot be removed using "Meta.attributes"'],
  ])('PATCH cannot remove %s', async (name, message) => {
    const { change, now } = await scene();
    const before = await now();
    const body = { meta: { attributes: ['description', name] } };
    expect(refusal(await change('PATCH', body))).toEqual([400, 'scim', message, '"0"']);
    expect(await now()).toEqual(before);
  });

  it('PATCH removes first and sets then', async () => {
    const { change, users } = await scene();
    await change('PATCH', { description: 'old' });
    const meta = { attributes: ['DESCRIPTION', 'Members', 'displayName'] };
    const { json } = await change('PATCH', { meta, displayName: 'New', members: [{ value: users[2] }] });
    expect(json).toMatchObject({ displayName: 'New', members: [{ value: users[2] }] });
    expect(json).not.toHaveProperty('description');
  });

  it('reads the body before it looks for If-Match, and If-Match before the group', async () => {
    const { send } = await startSession();
    expect((await send('PUT', '/Groups/nosuch', '{')).json.message).not.toContain('If-Match');
    expect((await send('PUT', '/Groups/nosuch', {})).json.message).toBe('Missing If-Match for PUT');
    for (const match of ['', 'x']) {
      const { status, json } = await send('PUT', '/Groups/nosuch', {}, { 'if-match': match });
      const message = `Invalid version match header (should be a version number): ${match}`;
      expect([status, json.message]).toEqual([400, message]);
    }
    expect((await send('PUT', '/Groups/nosuch', {}, { 'if-match': '3' })).status).toBe(404);
  });
});

describe('DELETE /Groups/{id}', () => {
  it.each([
    ['another version', '9', 409, (id: string) => `error deleting group: ${id}`],
    ['no version at all', 'x', 400, () => expect.stringContaining('Invalid version match header')],
  ])('with %s: refused once its members are gone', async (_what, match, status, message) => {
    const { change, now, id, users } = await scene();
    await change('PUT', { displayName: 'Team', members: [{ value: users[0] }] });
    expect(refusal(await change('DELETE', undefined, match))).toEqual([status, 'scim', message(id), '"1"']);
    expect(await now()).toMatchObject({ displayName: 'Team', members: [], meta: { version: 1 } });
  });

  it.each(['*', '""1""', '0', '-1', ''])('goes with If-Match %s', async (match) => {
    const { change, get, path, users } = await scene();
    await change('PUT', { displayName: 'Team', members: [{ value: users[0] }] });
    const { status, json, headers } = await change('DELETE', undefined, match);
    expect([status, headers.get('etag')]).toEqual([200, '"1"']);
    expect(json.members).toMatchObject([{ value: users[0] }]);
    expect((await get(path)).status).toBe(404);
  });

  it('takes the group out of the groups it is in', async () => {
    const { send, change, get, id } = await scene();
    const around = { displayName: 'All', members: [{ value: id, type: 'GROUP' }] };
    const outer = (await send('POST', '/Groups', around)).json;
    await change('DELETE', undefined);
    expect((await get(`/Groups/${outer.id}`)).json.members).toEqual([]);
  });
});

async function startedWith(): Promise<Body> {
  const { get } = await startSession();
  return (await get('/Groups?count=0')).json;
}
