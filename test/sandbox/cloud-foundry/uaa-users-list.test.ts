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

  it('starts at 1 for anything below', async () => {
    const session = await startSession();
    expect(await list(session, { startIndex: -5, count: 1 })).toMatchObject({ startIndex: 1 });
  });

  it.each([
    ['count=%202', 2],
    ['count=+2', 2],
    ['count=0x2', 2],
    ['count=%232', 2],
    ['count=02', 2],
    ['count=2&count=7', 2],
    ['count=', 100],
    ['count=2147483647', 500],
    ['COUNT=2', 100],
  ])('reads %s as %d', async (parameter, itemsPerPage) => {
    const { get } = await startSession();
    expect((await get(`/Users?${parameter}`)).json.itemsPerPage).toBe(itemsPerPage);
  });

  it.each([
    'count=abc',
    'count=1.5',
    'count=--1',
    'count=%20',
    'count=2147483648',
    'count=0x80000000',
    'startIndex=abc',
    'startIndex=2147483648',
    'startIndex=-2147483649',
    'count=-1&attributes=userName',
  ])('does not expect %s', async (parameters) => {
    const { get } = await startSession();
    const { status, json } = await get(`/Users?${parameters}`);
    expect([status, json.error, json.message]).toEqual([500, 'scim', 'Unexpected error']);
  });

  it('gives back a count below 0 with no resource, as long as resources are whole', async () => {
    const session = await startSession();
    expect(await list(session, { count: -3 })).toMatchObject({ resources: [], itemsPerPage: -3 });
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

  it('knows ascending in lower case only, and the first of several columns by its number', async () => {
    const session = await startSession();
    const names = async (parameters: string): Promise<string[]> =>
      (await session.get(`/Users?${parameters}`)).json.resources.map(({ userName }) => userName);
    const ascending = await names('sortBy=username');
    expect(await names('sortBy=userName&sortOrder=ASCENDING')).toEqual(ascending.toReversed());
    expect(await names('sortBy=userName&sortOrder=ascending&sortOrder=ascending')).toEqual(
      ascending.toReversed(),
    );
    expect(await names('sortBy=5')).toEqual(ascending);
    expect(await names('sortBy=active&sortBy=userName')).toEqual(await names('sortBy=active,userName'));
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

  it.each([
    'meta.version',
    'meta.created',
    'groups.display',
    'salt',
    'name.givenName',
    'EMAILS.VALUE',
    'id,',
    'id desc',
    // No number to the UAA.
    '+1',
    '99999999999',
  ])('refuses %s', async (sortBy) => {
    const { get } = await startSession();
    const { status, json } = await get(`/Users${query({ sortBy })}`);
    expect([status, json.message]).toEqual([400, `Invalid filter expression: [id pr] [${sortBy}]`]);
  });

  it.each([
    ['99', 99],
    ['0', 0],
    ['-1', -1],
    ['userName,99', 99],
  ])('hands on that there is no column %s when a row is read', async (sortBy, missing) => {
    const { get } = await startSession();
    const { status, json } = await get(`/Users${query({ sortBy })}`);
    expect([status, json.error]).toEqual([400, 'scim']);
    expect(json.message).toMatch(/^PreparedStatementCallback; bad SQL grammar \[.*ORDER BY/);
    expect(json.message).toContain(`ERROR: ORDER BY position ${missing} is not in select list`);
    expect((await get(`/Users${query({ sortBy, count: 0 })}`)).status).toBe(200);
  });

  it('does not repeat a blank it refuses', async () => {
    const { get } = await startSession();
    const { status, json } = await get('/Users?sortBy=%20');
    expect([status, json.message]).toEqual([400, 'Invalid filter expression: [id pr]']);
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
        attributes: 'id,userName,externalId,displayName,phoneNumbers,active,verified,lastLogonTime',
      })
    ).resources;
    expect(user).toEqual({
      id: session.cf.provisioningUser.guid,
      userName: session.cf.provisioningUser.userName,
      externalId: expect.any(String),
      displayName: null,
      phoneNumbers: null,
      active: true,
      verified: false,
      lastLogonTime: session.cf.clock.now(),
    });
  });

  it('are JSON paths into the user, and the keys of the result', async () => {
    const session = await startSession();
    const user = required(session.cf.users().find(({ phoneNumber }) => phoneNumber === undefined));
    const wanted = {
      'emails.value': [user.email],
      'emails[0].value': user.email,
      'emails[*].primary': [false],
      'emails.shoe': [],
      '.value': [user.email],
      'userName[': user.userName,
      // Read as name.familyName, and name.familyName as name.name.familyName.
      familyName: user.familyName,
      'name.familyName': null,
      "name['familyName']": null,
      'meta.version': user.version,
      'meta.created': new Date(user.created).toISOString(),
      // There is a path for each of these, and it leads nowhere.
      shoeSize: null,
      ID: null,
      'id.value': null,
      'meta.version.x': null,
      'phoneNumbers[0].value': null,
      'phoneNumbers[*].value': null,
      // Groups are looked up when they are asked for by name.
      'groups.display': null,
      __proto__x: null,
      constructor: null,
    };
    const { resources } = await list(session, {
      filter: `id eq "${user.id}"`,
      attributes: Object.keys(wanted).join(','),
    });
    expect(resources).toEqual([wanted]);
  });

  it('read a whole user with a star, but for what is looked up elsewhere', async () => {
    const session = await startSession();
    const [user] = (await list(session, { filter: 'userName sw "cf-user"', attributes: '*' })).resources;
    const [whole] = (await list(session, { filter: 'userName sw "cf-user"' })).resources;
    const { groups: _groups, approvals: _approvals, ...others } = required(whole);
    expect(user).toEqual({ '*': Object.values(others) });
  });

  it('are joined when they come twice', async () => {
    const { get } = await startSession();
    const { json } = await get('/Users?attributes=id&attributes=userName&count=1');
    expect(Object.keys(required(json.resources[0]))).toEqual(['id', 'userName']);
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

  it.each(['userName, id', 'userName,', ',userName', ',', ' ', 'user name', 'emails[0', 'emails[x]', 'a..'])(
    'refuses %j, for which there is no path',
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
