/** `/ids/Users`, from the id to the name and back, as Cloud Controller asks. */
import { describe, expect, it } from 'vitest';
import { type Answer, query, required, type Session, startSession } from './helpers.ts';

const SCOPES = { scopes: ['scim.userids'] };

const search = (session: Session, parameters: Record<string, string | number>): Promise<Answer> =>
  session.get(`/ids/Users${query(parameters)}`);

describe('GET /ids/Users', () => {
  it('gives three attributes, whatever is asked for, in the order of names', async () => {
    const session = await startSession(SCOPES);
    const [one, two] = [required(session.cf.users()[3]), required(session.cf.users()[1])];
    const filter = `id eq "${one.id}" or userName eq "${two.userName}" and origin eq "${two.origin}"`;
    const { json } = await search(session, { filter, attributes: 'emails', sortBy: 'created' });
    const expected = [one, two]
      .map(({ id, userName, origin }) => ({ id, userName, origin }))
      .sort((left, right) => (left.userName < right.userName ? -1 : 1));
    expect(json.resources).toEqual(expected);
    const descending = await search(session, { filter, sortOrder: 'down', count: 1, startIndex: 0 });
    expect(descending.json).toMatchObject({
      resources: [expected[1]],
      startIndex: 1,
      itemsPerPage: 1,
      totalResults: 2,
    });
  });

  it.each([
    ['true', 1],
    ['YES', 1],
    ['1', 1],
    ['false', 0],
    ['off', 0],
    ['', 0],
  ])(
    'leaves out users of providers that are not active: includeInactive=%s',
    async (includeInactive, found) => {
      const session = await startSession(SCOPES);
      const filter = 'userName eq "former@retired.example"';
      expect((await search(session, { filter, includeInactive })).json.totalResults).toBe(found);
    },
  );

  it.each([
    ['', "a 'filter' parameter is required"],
    ['  ', "a 'filter' parameter is required"],
    ['userName', "Invalid filter 'userName'"],
    ['userName eq <b>', "Invalid filter 'userName eq &lt;b&gt;'"],
    // Not even the quotes of early clients.
    ["userName eq 'a'", "Invalid filter 'userName eq &#39;a&#39;'"],
    ['userName sw "a"', 'Wildcards are not allowed in filter.'],
    ['id pr', 'Wildcards are not allowed in filter.'],
    ['id eq "a" or id co "b"', 'Wildcards are not allowed in filter.'],
    ['id gt "a"', 'Invalid operator.'],
    ['origin eq "sap.ids"', 'Invalid filter attribute.'],
    ['userName eq "a" and email eq "b"', 'Invalid filter attribute.'],
    // Passed, and there is no statement for it.
    ['userName.x eq "a"', 'Invalid filter: userName.x eq "a"'],
    ['id eq 5', 'Invalid filter: id eq 5'],
  ])('refuses %j', async (filter, message) => {
    const session = await startSession(SCOPES);
    const { status, json } = await search(session, { filter });
    expect([status, json.error, json.message]).toEqual([400, 'scim', message]);
  });

  it.each([
    ['count', 'abc'],
    ['count', '-1'],
    ['includeInactive', 'maybe'],
  ])('does not expect %s %s', async (name, value) => {
    const session = await startSession(SCOPES);
    const { status, json } = await search(session, { filter: 'id eq "a"', [name]: value });
    expect([status, json.message]).toEqual([500, 'Unexpected error']);
  });
});

describe('lists of groups', () => {
  it.each([
    ['startIndex=0', 500],
    ['startIndex=-1&count=0', 200],
    ['startIndex=0&filter=id%20eq%20%22none%22', 200],
    ['count=-1', 200],
    ['count=-1&attributes=id', 500],
    ['attributes=displayName,', 200],
    ['attributes=,displayName', 400],
    ['attributes=,', 200],
    ['sortBy=meta.created', 400],
    ['sortBy=2', 200],
    ['sortBy=8', 400],
    ['sortBy=8&count=0', 200],
  ])('%s: %d', async (parameters, status) => {
    const { get } = await startSession();
    expect((await get(`/Groups?${parameters}`)).status).toBe(status);
  });

  it('say nothing of the order they refuse, and take ascending in any case', async () => {
    const { get } = await startSession();
    expect((await get('/Groups?sortBy=foo')).json.message).toBe('Invalid filter expression: [id pr]');
    const names = async (order: string): Promise<unknown[]> =>
      (await get(`/Groups?sortBy=displayName&sortOrder=${order}`)).json.resources.map(
        (group) => group['displayName'],
      );
    expect(await names('ASCENDING')).toEqual((await names('down')).toReversed());
  });

  it('have members only whole and by name', async () => {
    const { cf, send, get } = await startSession();
    const members = [{ value: cf.provisioningUser.guid }];
    await send('POST', '/Groups', { displayName: 'Team', members });
    const one = async (attributes: string): Promise<unknown> =>
      (await get(`/Groups?filter=displayName%20eq%20%22team%22&attributes=${attributes}`)).json.resources[0];
    expect(await one('members.value')).toEqual({ 'members.value': null });
    expect(await one('members')).toMatchObject({ members });
    expect(await one('displayName,emails.x')).toEqual({ displayName: 'Team', 'emails.x': null });
    expect(await one(',')).toEqual({});
  });
});
