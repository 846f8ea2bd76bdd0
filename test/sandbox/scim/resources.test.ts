import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import {
  DEPARTMENT,
  ENTERPRISE,
  GROUP,
  NOW,
  refusal,
  resources,
  type Server,
  startServer,
  USER,
  userBody,
} from './server.ts';

let server: Server;
beforeEach(async () => {
  server = await startServer();
});

describe('a resource', () => {
  it('is created, read, replaced and deleted', async () => {
    const created = await server.call('POST', 'Users', {
      ...userBody('ada', {
        DISPLAYNAME: 'Ada Vale',
        active: true,
        groups: [{ value: 'x' }],
        password: 'secret',
      }),
      [ENTERPRISE.toUpperCase()]: { department: 'R&D' },
    });
    const id = String(created.body['id']);
    const location = `${server.standIn.base}/Users/${id}`;
    expect(created.status).toBe(201);
    expect(created.headers).toMatchObject({
      location,
      etag: 'W/"1"',
      'content-type': 'application/scim+json',
    });
    expect(created.body).toEqual({
      schemas: [USER, ENTERPRISE],
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      userName: 'ada',
      displayName: 'Ada Vale',
      active: true,
      [ENTERPRISE]: { department: 'R&D' },
      meta: {
        resourceType: 'User',
        created: new Date(NOW).toISOString(),
        lastModified: new Date(NOW).toISOString(),
        location,
        version: 'W/"1"',
      },
    });
    expect((await server.call('GET', `Users/${id}`)).body).toEqual(created.body);

    server.standIn.clock.advance(60);
    const replaced = await server.call('PUT', `Users/${id}`, userBody('ada', { title: 'Engineer' }));
    expect(replaced.body).toMatchObject({ title: 'Engineer', meta: { version: 'W/"2"' } });
    expect(replaced.body).not.toHaveProperty('displayName');
    expect(replaced.body['meta']).toMatchObject({ lastModified: new Date(NOW + 60_000).toISOString() });

    expect((await server.call('DELETE', `Users/${id}`)).status).toBe(204);
    expect(refusal(await server.call('GET', `Users/${id}`))).toEqual([404, undefined]);
  });

  it('may be of a type of its own', async () => {
    const body = { schemas: [DEPARTMENT], displayName: 'R&D', costCenter: 'CC-1', closed: false };
    const { body: created } = await server.call('POST', 'Departments', body);
    expect(created).toMatchObject({ ...body, meta: { resourceType: 'Department' } });
    expect(resources(await server.list('Departments', { filter: 'costCenter eq "CC-1"' }))).toEqual([
      created,
    ]);
  });

  it.each([
    ['no JSON', '{', 'invalidSyntax'],
    ['a list', '[]', 'invalidSyntax'],
    ['no schemas', { userName: 'ada' }, 'invalidSyntax'],
    ['the schema of another type', { schemas: [GROUP], userName: 'ada' }, 'invalidSyntax'],
    ['no userName', { schemas: [USER] }, 'invalidValue'],
    ['a blank userName', userBody(' '), 'invalidValue'],
    ['a text where a boolean is', userBody('ada', { active: 'true' }), 'invalidValue'],
    ['one value where a list is', userBody('ada', { emails: { value: 'a@b.example' } }), 'invalidValue'],
    [
      'two primary values',
      userBody('ada', {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      }),
      'invalidValue',
    ],
  ])('is refused with %s', async (_, body, scimType) => {
    expect(refusal(await server.call('POST', 'Users', body))).toEqual([400, scimType]);
    expect((await server.list('Users')).body['totalResults']).toBe(0);
  });

  it('has a userName of its own, in any case', async () => {
    const id = await server.user('ada');
    expect(refusal(await server.call('POST', 'Users', userBody('ADA')))).toEqual([409, 'uniqueness']);
    const other = await server.user('bo');
    expect(refusal(await server.call('PUT', `Users/${other}`, userBody('Ada')))).toEqual([409, 'uniqueness']);
    const path = { op: 'replace', path: 'userName', value: 'ada' };
    expect(refusal(await server.patch(`Users/${other}`, path))).toEqual([409, 'uniqueness']);
    expect((await server.call('PUT', `Users/${id}`, userBody('Ada'))).status).toBe(200);
    await server.call('DELETE', `Users/${id}`);
    expect((await server.call('PUT', `Users/${other}`, userBody('Ada'))).status).toBe(200);
  });

  it('leaves a userName that it had to others', async () => {
    const id = await server.user('ada');
    await server.call('PUT', `Users/${id}`, userBody('eve'));
    expect((await server.call('POST', 'Users', userBody('ada'))).status).toBe(201);
    expect(resources(await server.list('Users', { filter: 'userName eq "eve"' }))).toMatchObject([{ id }]);
  });

  it('keeps the version that a client names', async () => {
    const id = await server.user('ada');
    const write = (method: string, version: string) =>
      server.call(method, `Users/${id}`, userBody('ada'), { 'if-match': version });
    expect((await write('PUT', 'W/"7"')).status).toBe(412);
    expect((await write('PUT', 'W/"1"')).status).toBe(200);
    expect((await write('PUT', 'W/"1"')).status).toBe(412);
    expect((await server.call('GET', `Users/${id}`, undefined, { 'if-none-match': 'W/"2"' })).status).toBe(
      304,
    );
    expect((await server.call('DELETE', `Users/${id}`, undefined, { 'if-match': '"1"' })).status).toBe(412);
    expect((await server.call('DELETE', `Users/${id}`, undefined, { 'if-match': '*' })).status).toBe(204);
  });

  it('keeps attributes that no schema has', async () => {
    const sap = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';
    const id = await server.user('ada', { [sap]: { costCenter: '1' }, nickNames: ['a'] });
    const { body } = await server.call('GET', `Users/${id}`);
    expect(body).toMatchObject({ schemas: [USER, sap], [sap]: { costCenter: '1' }, nickNames: ['a'] });
  });
});

describe('groups', () => {
  it('have members, and users show the groups that they are in', async () => {
    const [ada, bo] = [await server.user('ada', { displayName: 'Ada Vale' }), await server.user('bo')];
    const inner = await server.group('Inner', bo);
    const id = await server.group('Outer', ada, inner, ada);
    expect((await server.call('GET', `Groups/${id}`)).body['members']).toEqual([
      { value: ada, $ref: `${server.standIn.base}/Users/${ada}`, type: 'User', display: 'Ada Vale' },
      { value: inner, $ref: `${server.standIn.base}/Groups/${inner}`, type: 'Group', display: 'Inner' },
    ]);
    expect((await server.call('GET', `Users/${ada}`)).body['groups']).toEqual([
      { value: id, $ref: `${server.standIn.base}/Groups/${id}`, display: 'Outer', type: 'direct' },
    ]);
  });

  it('lose a member that is deleted, and get a new version by that', async () => {
    const ada = await server.user('ada');
    const id = await server.group('Team', ada);
    await server.call('DELETE', `Users/${ada}`);
    const { body } = await server.call('GET', `Groups/${id}`);
    expect(body).not.toHaveProperty('members');
    expect(body['meta']).toMatchObject({ version: 'W/"2"' });
  });

  it.each(['nobody', 'themselves'])('cannot have %s as member', async (who) => {
    const id = await server.group('Team');
    const value = who === 'nobody' ? '4711' : id;
    const add = { op: 'add', path: 'members', value: [{ value }] };
    expect(refusal(await server.patch(`Groups/${id}`, add))).toEqual([400, 'invalidValue']);
    expect((await server.call('GET', `Groups/${id}`)).body).not.toHaveProperty('members');
  });
});

describe('lists', () => {
  it('come in pages', async () => {
    for (const name of ['ada', 'bo', 'cy']) await server.user(name);
    const { body } = await server.list('Users', { startIndex: 2, count: 1, attributes: 'userName' });
    expect(body).toMatchObject({ totalResults: 3, itemsPerPage: 1, startIndex: 2 });
    expect(body['Resources']).toEqual([{ schemas: [USER], id: expect.any(String), userName: 'bo' }]);
    expect((await server.list('Users', { count: 0 })).body).toMatchObject({ totalResults: 3, Resources: [] });
    expect((await server.list('Users', { startIndex: 9 })).body).toMatchObject({
      totalResults: 3,
      Resources: [],
    });
    expect((await server.list('Users', { startIndex: -3, count: -1 })).body).toMatchObject({
      startIndex: 1,
      Resources: [],
    });
    expect(refusal(await server.list('Users', { count: 'many' }))).toEqual([400, 'invalidValue']);
  });

  it('are searched with a body too', async () => {
    await server.user('ada', { title: 'Engineer' });
    await server.user('bo');
    const search = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: 'title pr',
      attributes: ['title'],
      count: 5,
    };
    expect(resources(await server.call('POST', 'Users/.search', search))).toMatchObject([
      { title: 'Engineer' },
    ]);
  });

  it('show the attributes that are asked for', async () => {
    await server.user('ada', {
      name: { givenName: 'Ada', familyName: 'Vale' },
      emails: [{ value: 'a@b.example', type: 'work' }],
      [ENTERPRISE]: { department: 'R&D', division: 'X' },
    });
    const shown = async (parameter: string, value: string) =>
      resources(await server.list('Users', { [parameter]: value }))[0];
    expect(await shown('attributes', `NAME.givenname,emails.type,${ENTERPRISE}:department`)).toEqual({
      schemas: [USER, ENTERPRISE],
      id: expect.any(String),
      name: { givenName: 'Ada' },
      emails: [{ type: 'work' }],
      [ENTERPRISE]: { department: 'R&D' },
    });
    expect(await shown('excludedAttributes', `meta,id,name.familyName,emails,${ENTERPRISE}`)).toEqual({
      schemas: [USER, ENTERPRISE],
      id: expect.any(String),
      userName: 'ada',
      name: { givenName: 'Ada' },
    });
  });
});

describe('the seed', () => {
  it('is the same at every start, whatever its size', async () => {
    const [small, large] = [
      await startServer({ users: 3, groups: 0 }),
      await startServer({ users: 60, groups: 4, departments: 9 }),
    ];
    const first = resources(await small.list('Users')).map(({ id, userName }) => [id, userName]);
    expect(
      resources(await large.list('Users', { count: 3 })).map(({ id, userName }) => [id, userName]),
    ).toEqual(first);
    for (const endpoint of ['Users', 'Groups', 'Departments']) {
      const all = resources(await large.list(endpoint));
      const names = all.map(({ userName, displayName }) => String(userName ?? displayName).toLowerCase());
      expect(new Set(names).size).toBe(all.length);
    }
    expect((await large.list('Users', { filter: 'active eq false' })).body['totalResults']).toBeGreaterThan(
      0,
    );
    const users = resources(await large.list('Users')).map(({ id }) => id);
    for (const { members } of resources(await large.list('Groups'))) {
      const ids = (members as JsonObject[]).map(({ value }) => value);
      expect(ids.length).toBeGreaterThan(1);
      expect(users).toEqual(expect.arrayContaining(ids));
    }
  });
});

describe('discovery', () => {
  it('says what the server is and has', async () => {
    expect((await server.call('GET', 'ServiceProviderConfig')).body).toMatchObject({
      patch: { supported: true },
      filter: { supported: true, maxResults: 200 },
      etag: { supported: true },
      sort: { supported: false },
      authenticationSchemes: [{ type: 'httpbasic' }],
    });
    const types = resources(await server.call('GET', 'ResourceTypes'));
    expect(types.map(({ endpoint }) => endpoint)).toEqual(['/Users', '/Groups', '/Departments']);
    for (const { id, schema } of types) {
      expect((await server.call('GET', `ResourceTypes/${id}`)).body).toMatchObject({ name: id });
      expect((await server.call('GET', `Schemas/${schema}`)).body).toMatchObject({ id: schema });
    }
    const { body } = await server.call('GET', `Schemas/${USER}`);
    expect(body['attributes']).toContainEqual(
      expect.objectContaining({ name: 'userName', required: true, uniqueness: 'server' }),
    );
  });

  it.each([
    ['GET', 'Schemas/nothing', 404],
    ['GET', 'Schemas?filter=id%20pr', 403],
    ['POST', 'ServiceProviderConfig', 405],
    ['GET', 'Printers', 404],
    ['GET', 'Users/a/b', 404],
    ['GET', 'Users/%ff', 404],
    ['DELETE', 'Users', 405],
  ])('answers %s %s with %i', async (method, path, status) => {
    expect((await server.call(method, path)).status).toBe(status);
  });
});
