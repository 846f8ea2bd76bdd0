/** Requests for one group that have all read before the first of them writes. */
import { describe, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { type Answer, required, type Session, startSession } from './helpers.ts';

const CONTENDERS = 8;

interface Scene extends Session {
  readonly id: string;
  readonly path: string;
  readonly users: readonly string[];
}

/** A group `Team` of version 0 without members. */
async function scene(): Promise<Scene> {
  const session = await startSession();
  const { id } = (await session.send('POST', '/Groups', { displayName: 'Team' })).json;
  return { ...session, id, path: `/Groups/${id}`, users: session.cf.users().map((user) => user.id) };
}

/** The same request from `CONTENDERS` clients, each with its number; who won, and the others. */
async function contend(
  won: number,
  request: (number: number) => Promise<Answer>,
): Promise<{ winner: Answer; losers: readonly Answer[] }> {
  const answers = await Promise.all(Array.from({ length: CONTENDERS }, (_, number) => request(number)));
  const winners = answers.filter(({ status }) => status === won);
  expect(winners).toHaveLength(1);
  return { winner: required(winners[0]), losers: answers.filter(({ status }) => status !== won) };
}

/** What all losers were told, which has to be the same. */
function told(losers: readonly Answer[]): [number, string, string, string | null] {
  const distinct = new Set(
    losers.map(({ status, json, headers }) =>
      JSON.stringify([status, json.error, json.message, headers.get('etag')]),
    ),
  );
  expect(distinct.size).toBe(1);
  return JSON.parse(required([...distinct][0])) as [number, string, string, string | null];
}

describe('requests for a group that all read before the first one writes', () => {
  it.each(['"0"', '*'])('PATCH with If-Match %s: one 200, the others 409 scim', async (match) => {
    const { cf, path, users, send, get } = await scene();
    cf.raceWrites(CONTENDERS);
    const { winner, losers } = await contend(200, (number) =>
      send('PATCH', path, { members: [{ value: users[number] }] }, { 'if-match': match }),
    );
    expect(told(losers)).toEqual([409, 'scim', 'Incorrect result size: expected 1, actual 0', '"0"']);
    expect(winner.json).toMatchObject({ meta: { version: 1 }, members: [{}] });
    const { members, meta } = (await get(path)).json;
    expect(members).toEqual(winner.json.members);
    // Each loser put back what it had read, which nobody had asked for.
    expect(meta.version).toBe(CONTENDERS);
  });

  it('PUT: whoever loses puts the old name back, although the winner was told of the new one', async () => {
    const { cf, path, send, get } = await scene();
    cf.raceWrites(CONTENDERS);
    const { winner, losers } = await contend(200, (number) =>
      send('PUT', path, { displayName: `Team ${number}` }, { 'if-match': '*' }),
    );
    expect(told(losers)).toEqual([409, 'scim', 'Incorrect result size: expected 1, actual 0', '"0"']);
    expect(winner.json).toMatchObject({
      displayName: expect.stringMatching(/^Team \d$/),
      meta: { version: 1 },
    });
    expect((await get(path)).json).toMatchObject({ displayName: 'Team', meta: { version: CONTENDERS } });
  });

  it('DELETE: one 200, the others 409 scim', async () => {
    const { cf, id, path, send, get } = await scene();
    cf.raceWrites(CONTENDERS);
    const { winner, losers } = await contend(200, () => send('DELETE', path));
    expect(winner.json).toMatchObject({ id, displayName: 'Team' });
    expect(told(losers)).toEqual([409, 'scim', `error deleting group: ${id}`, '"0"']);
    expect((await get(path)).status).toBe(404);
  });

  it('POST of one name: one 201, the others 409', async () => {
    const { send, get } = await startSession();
    const { winner, losers } = await contend(201, () => send('POST', '/Groups', { displayName: 'Team' }));
    expect(told(losers).slice(0, 2)).toEqual([409, 'scim_resource_already_exists']);
    const found = await get(`/Groups?filter=${encodeURIComponent('displayName eq "Team"')}`);
    expect(found.json.resources).toEqual([winner.json]);
  });

  it('POST of one member: one 201, the others 400 in the words of the database', async () => {
    const { cf, id, path, users, send, get } = await scene();
    cf.raceWrites(CONTENDERS);
    const { winner, losers } = await contend(201, () => send('POST', `${path}/members`, { value: users[0] }));
    const [status, error, message] = told(losers);
    expect([status, error]).toEqual([400, 'scim']);
    expect(message).toContain(
      'ERROR: duplicate key value violates unique constraint "group_membership_unique_key"',
    );
    expect(message).toContain(`Key (member_id, group_id)=(${users[0]}, ${id}) already exists.`);
    expect((await get(`${path}/members`)).json).toEqual([winner.json]);
  });

  it('POST of different members: all get in', async () => {
    const { cf, path, users, send, get } = await scene();
    cf.raceWrites(CONTENDERS);
    const answers = await Promise.all(
      users.slice(0, CONTENDERS).map((value) => send('POST', `${path}/members`, { value })),
    );
    expect(answers.map(({ status }) => status)).toEqual(new Array(CONTENDERS).fill(201));
    expect((await get(`${path}/members`)).json).toHaveLength(CONTENDERS);
  });

  it('DELETE of one member: one 200, the others 422', async () => {
    const { cf, path, users, send, get } = await scene();
    await send('POST', `${path}/members`, { value: users[0] });
    cf.raceWrites(CONTENDERS);
    const { losers } = await contend(200, () => send('DELETE', `${path}/members/${users[0]}`));
    expect(told(losers)).toEqual([422, 'scim', 'unexpected number of members removed', null]);
    expect((await get(`${path}/members`)).json).toEqual([]);
  });

  it('a member who comes in while the group is written is gone again, although told otherwise', async () => {
    const { cf, path, users, send, get } = await scene();
    cf.raceWrites(2);
    const patch = send('PATCH', path, { members: [{ value: users[0] }] }, { 'if-match': '*' });
    await arrived(cf.url, 'PATCH');
    const member = send('POST', `${path}/members`, { value: users[1] });
    expect([(await patch).status, (await member).status]).toEqual([200, 201]);
    expect((await get(path)).json.members).toMatchObject([{ value: users[0] }]);
  });

  it('a group that is deleted before it is written is not found', async () => {
    const { cf, path, send } = await scene();
    cf.raceWrites(2);
    const deletion = send('DELETE', path);
    await arrived(cf.url, 'DELETE');
    const replacement = await send('PUT', path, { displayName: 'New' }, { 'if-match': '*' });
    expect((await deletion).status).toBe(200);
    expect(told([replacement]).slice(0, 2)).toEqual([404, 'scim_resource_not_found']);
  });
});

/** Until the stand-in has recorded a request with this method. */
async function arrived(url: string, method: string): Promise<void> {
  await until(async () => {
    const { requests } = (await (await fetch(`${url}/__sandbox/requests`)).json()) as {
      requests: { method: string }[];
    };
    return requests.some((request) => request.method === method);
  });
}
