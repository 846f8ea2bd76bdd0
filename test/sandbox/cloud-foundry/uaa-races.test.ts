import { describe, expect, it } from 'vitest';
import { until } from '../../support/until.ts';
import { type Answer, SCHEMA, type Session, startSession } from './helpers.ts';

const CONTENDERS = 8;

const BODY = {
  schemas: [SCHEMA],
  userName: 'alice@acme.example',
  origin: 'acme-platform',
  name: { givenName: 'Alice', familyName: 'Ames' },
  emails: [{ value: 'alice@acme.example' }],
};

interface Scene extends Session {
  readonly id: string;
  readonly path: string;
}

async function scene(): Promise<Scene> {
  const session = await startSession();
  const { id } = (await session.send('POST', '/Users', BODY)).json;
  return { ...session, id, path: `/Users/${id}` };
}

/** The same request from `CONTENDERS` clients, each with its number; one status and one body each. */
function contend(request: (number: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: CONTENDERS }, (_, number) => request(number)));
}

function statuses(answers: readonly Answer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function loser(answers: readonly Answer[], status: number): { error: string; message: string } {
  const { error, message } = answers.find((answer) => answer.status === status)?.json ?? {};
  return { error: error ?? '', message: message ?? '' };
}

describe('requests that all read before the first one writes', () => {
  it('DELETE: one 200 with the user, the others 422', async () => {
    const { cf, id, path, send, get } = await scene();
    cf.raceWrites(CONTENDERS);
    const answers = await contend(() => send('DELETE', path));
    expect(statuses(answers)).toEqual({ 200: 1, 422: CONTENDERS - 1 });
    expect(answers.find(({ status }) => status === 200)?.json).toMatchObject({ id, userName: BODY.userName });
    expect(loser(answers, 422)).toEqual({
      error: 'scim',
      message: `Attempt to update a user (${id}) with wrong version: expected=-1 but found=-1`,
    });
    expect((await get(path)).status).toBe(404);
  });

  it.each(['"0"', '*'])('PUT with If-Match %s: one 200, the others 409', async (match) => {
    const { cf, id, path, send, get } = await scene();
    cf.raceWrites(CONTENDERS);
    const answers = await contend((number) =>
      send('PUT', path, { ...BODY, externalId: `P${number}` }, { 'if-match': match }),
    );
    expect(statuses(answers)).toEqual({ 200: 1, 409: CONTENDERS - 1 });
    expect(loser(answers, 409)).toEqual({
      error: 'scim_resource_conflict',
      message: `Attempt to update a user (${id}) with wrong version: expected=1 but found=0`,
    });
    const winner = answers.find(({ status }) => status === 200)?.json;
    expect((await get(path)).json).toMatchObject({
      externalId: winner?.['externalId'],
      meta: { version: 1 },
    });
  });

  it.each(['"0"', '*'])('PATCH with If-Match %s: one 200, the others 409', async (match) => {
    const { cf, path, send, get } = await scene();
    cf.raceWrites(CONTENDERS);
    const answers = await contend((number) =>
      send('PATCH', path, { name: { givenName: `A${number}` } }, { 'if-match': match }),
    );
    expect(statuses(answers)).toEqual({ 200: 1, 409: CONTENDERS - 1 });
    const winner = answers.find(({ status }) => status === 200)?.json;
    expect((await get(path)).json).toMatchObject({ name: winner?.name, meta: { version: 1 } });
  });

  it('POST of one name: one 201, the others 409', async () => {
    const { send, get } = await startSession();
    const answers = await contend(() => send('POST', '/Users', BODY));
    expect(statuses(answers)).toEqual({ 201: 1, 409: CONTENDERS - 1 });
    const found = await get(`/Users?filter=${encodeURIComponent(`userName eq "${BODY.userName}"`)}`);
    expect(found.json.totalResults).toBe(1);
  });

  it('DELETE and PUT: the user that is gone before it is written is not found', async () => {
    const { cf, path, send } = await scene();
    cf.raceWrites(2);
    const deletion = send('DELETE', path);
    await arrived(cf.url, 'DELETE');
    const replacement = send('PUT', path, BODY, { 'if-match': '*' });
    expect([(await deletion).status, (await replacement).status]).toEqual([200, 404]);
  });
});

describe('a change that happens before the request', () => {
  it('is seen by its read, as ever', async () => {
    const { cf, id, path, send } = await scene();
    cf.before({ method: 'DELETE' }, () => cf.removeUser(id));
    expect((await send('DELETE', path)).status).toBe(404);
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
