import { describe, expect, it } from 'vitest';
import { type SwitchChanges, startScim } from '../../../src/sandbox/scim/index.ts';
import { control, GROUP, refusal, resources, type Server, startServer, USER, userBody } from './server.ts';

/** With the users u1 … and switches that are set as a tester sets them, while it runs. */
async function sloppy(switches: SwitchChanges, users = 3): Promise<Server> {
  const server = await startServer();
  for (let number = 1; number <= users; number += 1) await server.user(`u${number}`, { active: true });
  expect((await control(server, 'POST', switches)).status).toBe(200);
  return server;
}

const names = (users: readonly object[]): unknown[] => users.map((user) => Reflect.get(user, 'userName'));

describe('switches', () => {
  it('are read, set and set back', async () => {
    const server = await startServer({ switches: { pageLimit: 5 } });
    const start = await control(server, 'GET');
    expect(start.body).toMatchObject({ totals: 'right', patch: 'full', pageLimit: 5 });
    const changed = await control(server, 'POST', { totals: 'none', pageLimit: 2 });
    expect(changed.body).toEqual({ ...start.body, totals: 'none', pageLimit: 2 });
    expect((await control(server, 'POST', { patch: 'not-found' })).body).toMatchObject({
      totals: 'none',
      pageLimit: 2,
    });
    expect((await control(server, 'DELETE')).body).toEqual(start.body);
  });

  it.each([{ totals: 'wrong' }, { total: 'none' }, [], { pageLimit: 0 }])(
    'refuse %j, and then none is set',
    async (wrong) => {
      const server = await startServer();
      const before = (await control(server, 'GET')).body;
      const body = Array.isArray(wrong) ? wrong : { patch: 'not-found', ...wrong };
      const refused = await control(server, 'POST', body);
      expect([refused.status, refused.body['error']]).toEqual([400, expect.stringContaining('✖')]);
      expect((await control(server, 'GET')).body).toEqual(before);
    },
  );

  it('are refused at the start too', async () => {
    await expect(startScim({ switches: { totals: 'wrong' as 'right' } })).rejects.toThrow('totals');
  });

  it.each([
    [{ totals: 'text' }, { totalResults: '3' }],
    [{ totals: 'page', pageLimit: 2 }, { totalResults: 2 }],
    [{ totals: 'too-many' }, { totalResults: 4 }],
    [{ totals: 'none' }, { itemsPerPage: 3 }],
    [
      { listNames: 'lower-case' },
      { totalresults: 3, itemsperpage: 3, startindex: 1, resources: [{}, {}, {}] },
    ],
  ] as const)('%j: a list has %j', async (switches, expected) => {
    const { body } = await (await sloppy(switches)).list('Users');
    expect(body).toMatchObject(expected);
    expect(Object.keys(body)).toHaveLength('totalResults' in expected || 'totalresults' in expected ? 5 : 4);
  });

  it('lists: an array, or a resource that stands for itself', async () => {
    const server = await sloppy({ lists: 'array' });
    expect(names(JSON.parse((await server.list('Users')).text))).toEqual(['u1', 'u2', 'u3']);
    await control(server, 'POST', { lists: 'single-object' });
    expect((await server.list('Users', { filter: 'userName eq "u2"' })).body).toMatchObject({
      userName: 'u2',
    });
    expect(resources(await server.list('Users'))).toHaveLength(3);
  });

  it('emptyLists: absent or null', async () => {
    const server = await sloppy({ emptyLists: 'absent' });
    expect((await server.list('Groups')).body).toEqual(
      expect.not.objectContaining({ Resources: expect.anything() }),
    );
    await control(server, 'POST', { emptyLists: 'null' });
    expect((await server.list('Groups')).body).toMatchObject({ totalResults: 0, Resources: null });
  });

  it.each([
    ['index', ['u3']],
    ['everything', ['u1', 'u2', 'u3', 'u4']],
    ['first-page', ['u1', 'u2']],
  ] as const)('paging: %s', async (paging, expected) => {
    const server = await sloppy({ paging, pageLimit: 2 }, 4);
    expect(names(resources(await server.list('Users', { startIndex: 3, count: 1 })))).toEqual(expected);
    if (paging === 'index') expect(resources(await server.list('Users', { count: 4 }))).toHaveLength(2);
  });

  it.each([
    ['ignored', 200, undefined],
    ['refused', 400, 'invalidFilter'],
    ['not-implemented', 501, undefined],
    ['userName-only', 400, 'invalidFilter'],
  ] as const)('filters: %s', async (filters, status, scimType) => {
    const server = await sloppy({ filters });
    const answer = await server.list('Users', { filter: 'active eq false' });
    expect(refusal(answer)).toEqual([status, scimType]);
    if (filters === 'ignored') expect(resources(answer)).toHaveLength(3);
    if (filters === 'userName-only') {
      expect(names(resources(await server.list('Users', { filter: 'userName eq "u2"' })))).toEqual(['u2']);
    }
  });

  it('search: none', async () => {
    const server = await sloppy({ search: false });
    const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] };
    expect((await server.call('POST', 'Users/.search', search)).status).toBe(404);
  });

  it.each([
    ['not-implemented', 501],
    ['not-allowed', 405],
    ['not-found', 404],
  ] as const)('patch: %s', async (patch, status) => {
    const server = await sloppy({ patch });
    const [{ id } = {}] = resources(await server.list('Users'));
    const answer = await server.patch(`Users/${id}`, { op: 'add', path: 'title', value: 'x' });
    expect(answer.status).toBe(status);
    expect((await server.call('GET', `Users/${id}`)).body).not.toHaveProperty('title');
  });

  it.each([
    [{ createAnswer: 'location' }, 201, true],
    [{ createAnswer: 'empty', createStatus: 200 }, 200, false],
    [{ createStatus: 200 }, 200, true],
  ] as const)('%j', async (switches, status, location) => {
    const server = await sloppy(switches);
    const answer = await server.call('POST', 'Users', userBody('ada'));
    expect([answer.status, answer.headers['location'] !== undefined]).toEqual([status, location]);
    expect(answer.text === '').toBe('createAnswer' in switches);
    expect((await server.list('Users')).body['totalResults']).toBe(4);
  });

  it.each([
    ['empty', 200],
    ['no-content', 204],
  ] as const)('replaceAnswer and patchAnswer: %s', async (answer, status) => {
    const server = await sloppy({ replaceAnswer: answer, patchAnswer: answer });
    const [{ id } = {}] = resources(await server.list('Users'));
    const put = await server.call('PUT', `Users/${id}`, userBody('u1', { title: 'a' }));
    const patch = await server.patch(`Users/${id}`, { op: 'add', path: 'nickName', value: 'b' });
    expect([put.status, put.text, patch.status, patch.text]).toEqual([status, '', status, '']);
    expect((await server.call('GET', `Users/${id}`)).body).toMatchObject({ title: 'a', nickName: 'b' });
  });

  it.each([200, 202] as const)('deleteStatus: %i', async (deleteStatus) => {
    const server = await sloppy({ deleteStatus });
    const [{ id } = {}] = resources(await server.list('Users'));
    expect((await server.call('DELETE', `Users/${id}`)).status).toBe(deleteStatus);
    expect((await server.call('GET', `Users/${id}`)).status).toBe(404);
  });

  it('duplicates: created, or overwritten', async () => {
    const server = await sloppy({ duplicates: 'created' }, 1);
    expect((await server.call('POST', 'Users', userBody('U1'))).status).toBe(201);
    expect(names(resources(await server.list('Users', { filter: 'userName eq "u1"' })))).toEqual([
      'u1',
      'U1',
    ]);
    await control(server, 'POST', { duplicates: 'overwritten' });
    const { status, body } = await server.call('POST', 'Users', userBody('u1', { title: 'x' }));
    expect([status, body['id'], (await server.list('Users')).body['totalResults']]).toEqual([
      201,
      resources(await server.list('Users'))[0]?.['id'],
      2,
    ]);
  });

  it('unknownAttributes: ignored or refused', async () => {
    const server = await sloppy({ unknownAttributes: 'ignored' });
    const body = userBody('ada', { badge: 7, name: { givenName: 'A', nick: 'x' } });
    const created = await server.call('POST', 'Users', body);
    expect(created.body).toMatchObject({ name: { givenName: 'A' } });
    expect(created.text).not.toMatch(/badge|nick/);
    await control(server, 'POST', { unknownAttributes: 'refused' });
    expect(refusal(await server.call('POST', 'Users', userBody('bo', { badge: 7 })))).toEqual([
      400,
      'invalidValue',
    ]);
  });

  it('schemasRequired: no', async () => {
    const server = await sloppy({ schemasRequired: false });
    expect((await server.call('POST', 'Users', { userName: 'ada' })).body['schemas']).toEqual([USER]);
  });

  it.each([
    ['text', 'true'],
    ['capitalized', 'True'],
  ] as const)('booleans: %s, which are taken too', async (booleans, expected) => {
    const server = await sloppy({ booleans });
    expect(resources(await server.list('Users', { filter: 'active eq true' }))[0]?.['active']).toBe(expected);
    const created = await server.call('POST', 'Users', userBody('ada', { active: 'FALSE' }));
    expect(created.body['active']).toMatch(/^false$/i);
    await control(server, 'DELETE');
    expect((await server.call('GET', `Users/${created.body['id']}`)).body['active']).toBe(false);
  });

  it('ids: numbers, also of members', async () => {
    const server = await sloppy({ ids: 'number' }, 2);
    const [{ id: first } = {}, { id: second } = {}] = resources(await server.list('Users'));
    expect([first, second]).toEqual([1001, 1002]);
    const group = await server.call('POST', 'Groups', {
      schemas: [GROUP],
      displayName: 'T',
      members: [{ value: '1001' }],
    });
    expect(group.body['members']).toMatchObject([{ value: 1001 }]);
    const remove = { op: 'remove', path: 'members[value eq "1001"]' };
    const add = { op: 'add', path: 'members', value: [{ value: 1002 }] };
    expect((await server.patch(`Groups/${group.body['id']}`, remove, add)).body['members']).toMatchObject([
      { value: 1002 },
    ]);
    expect(resources(await server.list('Users', { filter: 'id eq "1002"' }))).toMatchObject([{ id: 1002 }]);
  });

  it('references: relative, or none', async () => {
    const server = await sloppy({ references: 'relative' });
    const [{ id, meta } = {}] = resources(await server.list('Users'));
    expect(meta).toMatchObject({ location: `/scim/v2/Users/${id}` });
    const group = await server.group('Team', String(id));
    await control(server, 'POST', { references: 'none' });
    expect((await server.call('GET', `Groups/${group}`)).text).not.toMatch(/\$ref|location/);
  });

  it('versions: required, or none', async () => {
    const server = await sloppy({ versions: 'required' });
    const [{ id } = {}] = resources(await server.list('Users'));
    const put = (headers?: Record<string, string>) =>
      server.call('PUT', `Users/${id}`, userBody('u1'), headers);
    expect((await put()).status).toBe(428);
    expect((await put({ 'if-match': '*' })).status).toBe(200);
    await control(server, 'POST', { versions: 'none' });
    const answer = await put({ 'if-match': 'W/"77"' });
    expect([answer.status, answer.headers['etag'], answer.text.includes('version')]).toEqual([
      200,
      undefined,
      false,
    ]);
  });

  it('discovery: wrong, or none', async () => {
    const server = await sloppy({ discovery: 'wrong' });
    const { body } = await server.call('GET', 'ServiceProviderConfig');
    expect(body).toMatchObject({
      patch: { supported: false },
      filter: { supported: false },
      sort: { supported: true },
    });
    await control(server, 'POST', { discovery: 'right', patch: 'not-allowed' });
    expect((await server.call('GET', 'ServiceProviderConfig')).body).toMatchObject({
      patch: { supported: false },
    });
    await control(server, 'POST', { discovery: 'none' });
    for (const path of ['ServiceProviderConfig', 'ResourceTypes', 'Schemas']) {
      expect((await server.call('GET', path)).status).toBe(404);
    }
  });

  it.each([
    ['both', 201, 201],
    ['scim', 201, 415],
    ['json', 415, 201],
  ] as const)('acceptedContent: %s', async (acceptedContent, scim, json) => {
    const server = await sloppy({ acceptedContent });
    const post = (name: string, type: string) =>
      server.call('POST', 'Users', userBody(name), { 'content-type': type });
    expect((await post('a', 'application/scim+json; charset=utf-8')).status).toBe(scim);
    expect((await post('b', 'application/json')).status).toBe(json);
    expect((await post('c', 'text/plain')).status).toBe(415);
  });

  it('sloppy: much at once, and switches win over that', async () => {
    const server = await startServer({ sloppy: true, users: 9, switches: { pageLimit: 4 } });
    const answer = await server.list('Users', { filter: 'userName eq "nobody"' });
    expect(answer.body).toMatchObject({
      totalresults: '9',
      resources: [{ id: 1001, active: 'true' }, {}, {}, {}],
    });
    expect(answer.headers['content-type']).toBe('application/json');
  });
});

describe('who may call', () => {
  it('basic: whoever has the password', async () => {
    const server = await startServer();
    const answer = await server.call('GET', 'Users', undefined, { authorization: 'Basic eDp5' });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Basic realm="SCIM"']);
  });

  it('none: everybody', async () => {
    const server = await sloppy({ authentication: 'none' });
    expect((await server.call('GET', 'Users', undefined, { authorization: '' })).status).toBe(200);
  });

  it('bearer: whoever has a token, for as long as it is good', async () => {
    const server = await sloppy({ authentication: 'bearer' });
    const { tokenUrl, credentials, clock } = server.standIn;
    const get = async (token: string) =>
      (await server.call('GET', 'Users', undefined, { authorization: `Bearer ${token}` })).status;
    const fetchToken = async (secret: string, type = 'client_credentials') => {
      const body = new URLSearchParams({
        grant_type: type,
        client_id: credentials.user,
        client_secret: secret,
      });
      return await fetch(tokenUrl, { method: 'POST', body });
    };
    expect(await get(credentials.token)).toBe(200);
    expect(await get('')).toBe(401);
    expect(await get(credentials.password)).toBe(401);
    expect((await fetchToken('wrong')).status).toBe(401);
    expect((await fetchToken(credentials.password, 'password')).status).toBe(400);
    const issued = (await (await fetchToken(credentials.password)).json()) as Record<string, string>;
    expect(issued).toMatchObject({ token_type: 'Bearer', expires_in: 300 });
    expect(await get(issued['access_token'] ?? '')).toBe(200);
    clock.advance(301);
    expect(await get(issued['access_token'] ?? '')).toBe(401);
  });
});

describe('csrfProtection', () => {
  it('wants a token and its cookie with each write', async () => {
    const server = await sloppy({ csrfProtection: true });
    const refused = await server.call('POST', 'Users', userBody('ada'));
    expect([refused.status, refused.headers['x-csrf-token']]).toEqual([403, 'Required']);
    const { headers } = await server.call('GET', 'Users?count=0', undefined, { 'x-csrf-token': 'Fetch' });
    const token = String(headers['x-csrf-token']);
    const [cookie = ''] = [headers['set-cookie']].flat().map((each) => String(each).split(';')[0]);
    const post = (name: string, sent: Record<string, string>) =>
      server.call('POST', 'Users', userBody(name), sent);
    expect((await post('ada', { 'x-csrf-token': token })).status).toBe(403);
    expect((await post('ada', { cookie })).status).toBe(403);
    expect((await post('ada', { 'x-csrf-token': token, cookie: `other=1; ${cookie}` })).status).toBe(201);
    const again = await server.call('HEAD', 'Users', undefined, { 'x-csrf-token': 'fetch', cookie });
    expect([again.headers['x-csrf-token'], again.headers['set-cookie']]).toEqual([token, undefined]);
    server.standIn.clock.advance(1801);
    expect((await post('bo', { 'x-csrf-token': token, cookie })).status).toBe(403);
  });

  it('gives no token where there is none', async () => {
    const server = await startServer();
    const { headers } = await server.call('GET', 'Users', undefined, { 'x-csrf-token': 'Fetch' });
    expect(headers['x-csrf-token']).toBeUndefined();
  });
});
