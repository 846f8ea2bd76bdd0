import { describe, expect, it } from 'vitest';
import { type Body, query, required, SCHEMA, type Session, startSession } from './helpers.ts';

const OURS = 'origin eq "acme-platform"';

async function list(session: Session, parameters: Record<string, string | number> = {}): Promise<Body> {
  const { status, json } = await session.get(`/Users${query(parameters)}`);
  expect(status).toBe(200);
  return json;
}

const ids = (body: Body): string[] => body.resources.map(({ id }) => id);

describe('GET /Users', () => {
  it('answers with resources in lower case and the schema of SCIM 1.0, without an entity tag', async () => {
    const { get } = await startSession();
    const answer = await get('/Users?count=2');
    expect(Object.keys(answer.json)).toEqual([
      'resources',
      'startIndex',
      'itemsPerPage',
      'totalResults',
      'schemas',
    ]);
    expect(answer.json.resources).toHaveLength(2);
    expect(answer.json['schemas']).toEqual([SCHEMA]);
    expect(answer.headers.get('etag')).toBeNull();
    expect(answer.headers.get('content-type')).toBe('application/json');
  });

  it('has a hundred users on a page unless told otherwise, and never more than 500', async () => {
    const session = await startSession({ users: 600 });
    expect((await list(session)).resources).toHaveLength(100);
    const large = await list(session, { count: 2000 });
    expect([large.resources.length, large.itemsPerPage]).toEqual([500, 500]);
  });

  it('echoes the count that was asked for, not the one returned', async () => {
    const session = await startSession();
    const page = await list(session, { filter: 'userName eq "nobody"', count: 33 });
    expect([page.itemsPerPage, page.totalResults, page.resources]).toEqual([33, 0, []]);
  });

  it('gives the total without resources for count 0, and past the end', async () => {
    const session = await startSession();
    const { totalResults } = await list(session, { filter: OURS });
    expect(totalResults).toBe(12 + 1);
    expect(await list(session, { filter: OURS, count: 0 })).toMatchObject({ resources: [], totalResults });
    expect(await list(session, { filter: OURS, startIndex: 99 })).toMatchObject({
      resources: [],
      startIndex: 99,
      totalResults,
    });
  });

  it('starts at 1 for anything below, and refuses what is no number', async () => {
    const session = await startSession();
    expect(await list(session, { startIndex: -5, count: 1 })).toMatchObject({ startIndex: 1 });
    expect((await session.get('/Users?startIndex=abc')).status).toBe(400);
    expect((await session.get('/Users?count=1.5')).status).toBe(400);
  });

  it('pages through every user once, in any page size', async () => {
    const session = await startSession({ users: 230 });
    for (const count of [7, 100]) {
      const seen: string[] = [];
      let total = 1;
      while (seen.length < total) {
        const parameters = { filter: OURS, sortBy: 'created,id', count, startIndex: seen.length + 1 };
        const page = await list(session, parameters);
        seen.push(...ids(page));
        total = page.totalResults;
      }
      expect(new Set(seen).size).toBe(231);
      expect(seen).toHaveLength(231);
    }
  });
});

describe('sorting of GET /Users', () => {
  it('is by creation unless told otherwise; created,id is total', async () => {
    const session = await startSession({ users: 50 });
    const byCreation = (await list(session)).resources.map(({ meta }) => meta.created);
    expect(byCreation).toEqual([...byCreation].sort());
    const keys = (await list(session, { sortBy: 'created,id' })).resources.map(
      ({ meta, id }) => meta.created + id,
    );
    expect(keys).toEqual([...keys].sort());
  });

  it('is descending for anything but ascending, and for the last of several columns only', async () => {
    const session = await startSession({ users: 30 });
    const names = async (parameters: Record<string, string>): Promise<string[]> =>
      (await list(session, { filter: OURS, ...parameters })).resources.map(({ userName }) => userName);
    const ascending = await names({ sortBy: 'userName' });
    expect(ascending).toEqual([...ascending].sort());
    expect(await names({ sortBy: 'USERNAME', sortOrder: 'down' })).toEqual(ascending.toReversed());
    const { resources } = await list(session, { sortBy: 'created,id', sortOrder: 'descending' });
    const created = resources.map(({ meta }) => meta.created);
    expect(created).toEqual([...created].sort());
    const batch = resources.filter(({ meta }) => meta.created === created.at(-1)).map(({ id }) => id);
    expect(batch.length).toBeGreaterThan(1);
    expect(batch).toEqual([...batch].sort().reverse());
  });

  it('takes emails.value and refuses unknown columns', async () => {
    const session = await startSession();
    const values = (await list(session, { sortBy: 'emails.value' })).resources.map(
      ({ emails }) => emails[0]?.value ?? '',
    );
    expect(values).toEqual([...values].sort());
    const answer = await session.get(`/Users${query({ sortBy: 'shoeSize', filter: OURS })}`);
    expect([answer.status, answer.json.message]).toEqual([
      400,
      'Invalid filter expression: [origin eq &quot;acme-platform&quot;] [shoeSize]',
    ]);
  });
});

describe('attributes of GET /Users', () => {
  it('gives exactly the named keys, null where there is no value', async () => {
    const session = await startSession();
    const [user] = (
      await list(session, {
        filter: `id eq "${session.cf.provisioningUser.guid}"`,
        attributes: 'id,userName,externalId,displayName,phoneNumbers,active,lastLogonTime',
      })
    ).resources;
    expect(user).toEqual({
      id: session.cf.provisioningUser.guid,
      userName: session.cf.provisioningUser.userName,
      externalId: null,
      displayName: null,
      phoneNumbers: null,
      active: true,
      lastLogonTime: session.cf.clock.now(),
    });
  });

  it('are flat for paths', async () => {
    const session = await startSession();
    const user = required(session.cf.users()[0]);
    const { resources } = await list(session, {
      filter: `id eq "${user.id}"`,
      attributes: 'emails.value,name.familyName,meta.version,meta.created',
    });
    expect(resources).toEqual([
      {
        'emails.value': [user.email],
        'name.familyName': user.familyName,
        'meta.version': user.version,
        'meta.created': new Date(user.created).toISOString(),
      },
    ]);
  });

  it('leave out groups and approvals unless named', async () => {
    const session = await startSession();
    expect(Object.keys(required((await list(session, { attributes: 'id,origin' })).resources[0]))).toEqual([
      'id',
      'origin',
    ]);
    expect(required((await list(session, { count: 1 })).resources[0])).toMatchObject({
      groups: expect.any(Array),
      approvals: [],
    });
  });

  it.each(['id,shoeSize', 'ID', 'emails.shoe', 'id.value', 'name.givenName.x', '__proto__', 'constructor'])(
    'refuses %s',
    async (attributes) => {
      const { get } = await startSession();
      const answer = await get(`/Users${query({ attributes })}`);
      expect([answer.status, answer.json.error, answer.json.message]).toEqual([
        400,
        'scim',
        `Invalid attributes: [${attributes}]`,
      ]);
    },
  );
});
