import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../../src/scim/filter-parse.ts';
import { type Handler, json, startBackend } from '../../support/backend.ts';
import { callContext, scimError } from '../../support/context.ts';
import { CREDENTIALS, connect, listResponse, startIndexOf } from '../support.ts';

const CORE_USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const SAP_USER = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const ID = '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11';
const ADA = { id: ID, userName: 'ada', meta: { version: 'v1' } };

/** A system, and a backend that answers as told. */
async function setUp(handler: Handler, properties: Record<string, string> = {}) {
  const backend = await startBackend(handler);
  const system = connect(backend.origin, properties);
  return {
    backend,
    ...system,
    targets: () => backend.received.map(({ method, target }) => `${method} ${target}`),
    [Symbol.asyncDispose]: async () => {
      await system.connector.close();
      await backend[Symbol.asyncDispose]();
    },
  };
}

const answerList: Handler = ({ target }, response) =>
  json(response, 200, listResponse([ADA], 4_100, startIndexOf(target)));
const answerUser: Handler = (_, response) => json(response, 200, ADA);

describe('every request', () => {
  it('carries credentials, request id, media types and configured headers', async () => {
    await using system = await setUp(answerUser, { 'ips.http.header.X-Tenant': 'acme' });
    await system.users.get(ID, {}, callContext('abc-1'));
    const { headers } = system.backend.received[0] ?? { headers: {} };
    const basic = Buffer.from(`${CREDENTIALS.User}:${CREDENTIALS.Password}`).toString('base64');
    expect(headers).toEqual({
      host: new URL(system.backend.origin).host,
      connection: 'keep-alive',
      accept: 'application/scim+json',
      authorization: `Basic ${basic}`,
      'x-request-id': 'abc-1',
      'x-tenant': 'acme',
    });
  });

  it.each([
    ['', '/scim/Users'],
    ['/', '/scim/Users'],
    ['/scim', '/scim/Users'],
    ['/service/scim/', '/scim/Users'],
    ['/gateway/ias', '/gateway/ias/scim/Users'],
  ])('goes below URL %s', async (path, expected) => {
    await using backend = await startBackend(answerList);
    await using system = connect(`${backend.origin}${path}`);
    await system.users.list({ startIndex: 1, count: 1 }, callContext());
    expect(backend.received[0]?.target).toBe(`${expected}?startIndex=1&count=1`);
  });
});

describe('list', () => {
  it('pages one to one and gives the total', async () => {
    await using system = await setUp(answerList);
    const page = await system.users.list({ startIndex: 51, count: 50 }, callContext());
    expect(page).toEqual({ entities: [ADA], total: 4_100, warnings: [] });
    await system.groups.list({ startIndex: 1, count: 1 }, callContext());
    expect(system.targets()).toEqual([
      'GET /scim/Users?startIndex=51&count=50',
      'GET /scim/Groups?startIndex=1&count=1',
    ]);
  });

  it.each([
    ['userName eq "a"', '/scim/Users?startIndex=1&count=2&filter=userName%20eq%20%22a%22'],
    [
      'userName eq "O\'Neil & \\"Sons\\" +1 100% #1 \\\\ ü😀 ?=;/"',
      "/scim/Users?startIndex=1&count=2&filter=userName%20eq%20%22O'Neil%20%26%20%5C%22Sons%5C%22%20%2B1%20100%25%20%231%20%5C%5C%20%C3%BC%F0%9F%98%80%20%3F%3D%3B%2F%22",
    ],
    [
      'emails.value eq "a+b@x.example"',
      '/scim/Users?startIndex=1&count=2&filter=emails.value%20eq%20%22a%2Bb%40x.example%22',
    ],
    [
      'meta.lastModified gt "2024-02-14T04:42:34Z"',
      '/scim/Users?startIndex=1&count=2&filter=meta.lastModified%20gt%20%222024-02-14T04%3A42%3A34Z%22',
    ],
    [
      'userName eq "\\u0000\\ud800"',
      '/scim/Users?startIndex=1&count=2&filter=userName%20eq%20%22%5Cu0000%5Cud800%22',
    ],
  ])('encodes the filter %s', async (filter, expected) => {
    await using system = await setUp((_, response) => json(response, 200, listResponse([], 0)));
    await system.users.list({ startIndex: 1, count: 2, filter: parseFilter(filter) }, callContext());
    expect(system.backend.received[0]?.target).toBe(expected);
    const { searchParams } = new URL(expected, 'http://x');
    expect(parseFilter(searchParams.get('filter') ?? '')).toEqual(parseFilter(filter));
  });

  it("joins the system's own filter to every list, and to no single read", async () => {
    const properties = {
      'ias.user.filter': 'userType eq "employee" or userType eq "partner"',
      'ias.group.filter': 'displayName eq "A" or "B"',
    };
    await using system = await setUp(
      ({ target }, response) => json(response, 200, target.includes('?') ? listResponse([]) : ADA),
      properties,
    );
    const filter = parseFilter('userName eq "j"');
    await system.users.list({ startIndex: 1, count: 2, filter }, callContext());
    await system.groups.list({ startIndex: 1, count: 1 }, callContext());
    await system.users.get(ID, {}, callContext());
    const asked = system.backend.received.map(({ target }) =>
      new URL(target, 'http://x').searchParams.get('filter'),
    );
    expect(asked).toEqual([
      '(userType eq "employee" or userType eq "partner") and userName eq "j"',
      'displayName eq "A" or displayName eq "B"',
      null,
    ]);
  });

  it('does not send a filter that the backend cannot do', async () => {
    await using system = await setUp(answerList);
    const filter = parseFilter('userName sw "a"');
    const error = await scimError(system.users.list({ startIndex: 1, count: 1, filter }, callContext()));
    expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
    expect(system.targets()).toEqual([]);
  });

  it('asks groups without members, and users without groups, where nobody will look at them', async () => {
    await using system = await setUp(({ target }, response) =>
      json(response, 200, target.includes('startIndex') ? listResponse([]) : ADA),
    );
    const omit = ['members', 'groups', 'displayName'];
    await system.groups.list({ startIndex: 1, count: 9, omit }, callContext());
    await system.users.list({ startIndex: 1, count: 9, omit }, callContext());
    await system.groups.get(ID, { omit }, callContext());
    await system.groups.get(ID, { omit: [] }, callContext());
    expect(system.targets()).toEqual([
      'GET /scim/Groups?startIndex=1&count=9&excludedAttributes=members',
      'GET /scim/Users?startIndex=1&count=9&excludedAttributes=groups',
      `GET /scim/Groups/${ID}?excludedAttributes=members`,
      `GET /scim/Groups/${ID}`,
    ]);
  });

  describe('by the first e-mail', () => {
    const user = (number: number, ...emails: string[]) => ({
      id: `u${number}`,
      emails: emails.map((value) => ({ value })),
    });
    const filter = parseFilter('emails[0].value eq "shared@x.example"');

    it('keeps those that have it first, and counts only them', async () => {
      const users = [
        user(1, 'own@x.example', 'shared@x.example'),
        user(2, 'Shared@x.example'),
        user(3, 'shared@x.example', 'own@x.example'),
      ];
      await using system = await setUp((_, response) => json(response, 200, listResponse(users)));
      const page = await system.users.list({ startIndex: 1, count: 2, filter }, callContext());
      expect(page).toMatchObject({ entities: [users[1], users[2]], total: 2 });
      const second = await system.users.list({ startIndex: 2, count: 2, filter }, callContext());
      expect(second).toMatchObject({ entities: [users[2]], total: 2 });
      expect(system.targets()[0]).toBe(
        'GET /scim/Users?startIndex=1&count=100&filter=emails.value%20eq%20%22shared%40x.example%22',
      );
      expect(system.targets()).toHaveLength(2);
    });

    it('looks through all pages, so that nobody is missed', async () => {
      const users = Array.from({ length: 250 }, (_, index) =>
        index === 249 ? user(index, 'shared@x.example') : user(index, 'own@x.example', 'shared@x.example'),
      );
      await using system = await setUp(({ target }, response) => {
        const start = startIndexOf(target);
        json(response, 200, listResponse(users.slice(start - 1, start + 99), users.length, start));
      });
      const page = await system.users.list({ startIndex: 1, count: 2, filter }, callContext());
      expect(page).toMatchObject({ entities: [{ id: 'u249' }], total: 1 });
      expect(system.targets()).toHaveLength(3);
    });

    it('goes on behind what a page has, which may be less than was asked for', async () => {
      const users = Array.from({ length: 130 }, (_, index) =>
        index % 40 === 39
          ? user(index, 'shared@x.example')
          : user(index, 'own@x.example', 'shared@x.example'),
      );
      await using system = await setUp(({ target }, response) => {
        const start = startIndexOf(target);
        json(response, 200, listResponse(users.slice(start - 1, start + 49), users.length, start));
      });
      const page = await system.users.list({ startIndex: 1, count: 9, filter }, callContext());
      expect(page.entities.map(({ id }) => id)).toEqual(['u39', 'u79', 'u119']);
      expect(system.targets()).toHaveLength(3);
    });

    it('tells where the tenant counts more than it shows', async () => {
      const users = [user(1, 'shared@x.example'), user(2, 'shared@x.example')];
      await using system = await setUp(({ target }, response) => {
        const start = startIndexOf(target);
        json(response, 200, listResponse(start === 1 ? users : [], 5, start));
      });
      const page = await system.users.list({ startIndex: 1, count: 9, filter }, callContext());
      expect(page).toMatchObject({ total: 2, warnings: [expect.stringMatching(/5 users, and shows 2/)] });
      expect(system.targets()).toHaveLength(2);
    });

    it('gives up on a value that very many have', async () => {
      const users = Array.from({ length: 100 }, (_, index) =>
        user(index, 'own@x.example', 'shared@x.example'),
      );
      await using system = await setUp(({ target }, response) =>
        json(response, 200, listResponse(users, 5_000, startIndexOf(target))),
      );
      const error = await scimError(system.users.list({ startIndex: 1, count: 2, filter }, callContext()));
      expect(error).toMatchObject({ status: 400, scimType: 'tooMany' });
      expect(system.targets()).toHaveLength(10);
    });
  });
});

describe('get', () => {
  it('gives the entity and its version', async () => {
    await using system = await setUp(answerUser);
    expect(await system.users.get(ID, {}, callContext())).toEqual({
      entity: ADA,
      version: 'v1',
      warnings: [],
    });
  });

  it.each<[string, object, Record<string, string>, string | undefined]>([
    ['the ETag of a compressing server', {}, { etag: '"v9-gzip"' }, 'v9'],
    ['a weak ETag', {}, { etag: 'W/"v9"' }, 'v9'],
    ['no ETag', {}, {}, undefined],
    ['meta.version before the ETag', { meta: { version: 'v1' } }, { etag: '"v9"' }, 'v1'],
    ['meta.version as an entity tag', { meta: { version: 'W/"v1"' } }, {}, 'v1'],
    ['the numbers of policy groups', { meta: { version: 17 } }, {}, '17'],
    ['an empty version', { meta: { version: '' } }, { etag: '""' }, undefined],
  ])('reads %s', async (_, body, headers, version) => {
    await using system = await setUp((_request, response) =>
      json(response, 200, { id: ID, ...body }, headers),
    );
    expect((await system.users.get(ID, {}, callContext())).version).toBe(version);
  });

  it('encodes an id for one segment of the path', async () => {
    const id = 'a b/c#%?ü';
    await using system = await setUp((_, response) => json(response, 200, { ...ADA, id }));
    await system.users.get(id, {}, callContext());
    expect(system.targets()).toEqual(['GET /scim/Users/a%20b%2Fc%23%25%3F%C3%BC']);
  });

  it.each(['..', '.', '../Groups/1', '\0'])('knows of no %j, without asking', async (id) => {
    await using system = await setUp(answerUser);
    const calls = [
      system.users.get(id, {}, callContext()),
      system.users.replace(id, {}, {}, callContext()),
      system.users.patch(id, {}, {}, callContext()),
      system.users.delete(id, {}, callContext()),
    ];
    for (const call of calls) expect(await scimError(call)).toMatchObject({ status: 404 });
    expect(system.targets()).toEqual([]);
  });
});

describe('create', () => {
  it('posts the entity and gives what came back', async () => {
    await using system = await setUp((_, response) => json(response, 201, ADA, { etag: '"v1-gzip"' }));
    const entity = { userName: 'ada', userType: '', [SAP_USER]: { status: '', sendMail: false } };
    expect(await system.users.create(entity, callContext())).toEqual({
      entity: ADA,
      version: 'v1',
      warnings: [],
    });
    const [request] = system.backend.received;
    expect(request).toMatchObject({ method: 'POST', target: '/scim/Users' });
    expect(request?.headers['content-type']).toBe('application/scim+json');
    expect(JSON.parse(request?.body ?? '')).toEqual({
      schemas: [CORE_USER, SAP_USER],
      userName: 'ada',
      [SAP_USER]: { sendMail: false },
    });
  });

  it('sends the content type of the property', async () => {
    await using system = await setUp((_, response) => json(response, 201, ADA), {
      'ias.content.type': 'application/json',
    });
    await system.users.create({}, callContext());
    expect(system.backend.received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/scim+json',
    });
  });

  it('says that it was done when the answer has no entity', async () => {
    await using system = await setUp((_, response) => json(response, 201, undefined));
    const error = await scimError(system.users.create({}, callContext()));
    expect(error).toMatchObject({
      status: 502,
      message: expect.stringContaining('The change was probably made'),
    });
  });
});

describe('replace', () => {
  it('puts the entity with its id, and the condition of the client', async () => {
    await using system = await setUp(answerUser, { 'ias.include.if.match.wildcard.header': 'true' });
    const result = await system.users.replace(
      ID,
      { id: 'other', userName: 'ada' },
      { ifMatch: 'W/"v0"' },
      callContext(),
    );
    expect(result).toMatchObject({ entity: ADA, version: 'v1' });
    const [request] = system.backend.received;
    expect(request).toMatchObject({
      method: 'PUT',
      target: `/scim/Users/${ID}`,
      headers: { 'if-match': 'W/"v0"' },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({ schemas: [CORE_USER], id: ID, userName: 'ada' });
  });

  it('may be answered without the entity', async () => {
    await using system = await setUp((_, response) => json(response, 204, undefined));
    expect(await system.groups.replace(ID, {}, {}, callContext())).toEqual({});
  });
});

describe('patch', () => {
  it('passes the operations through; 204 gives no entity', async () => {
    await using system = await setUp((_, response) => {
      response.writeHead(204).end();
    });
    const body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'userType', value: '' }],
    };
    expect(await system.users.patch(ID, body, {}, callContext())).toEqual({});
    const [request] = system.backend.received;
    expect(request).toMatchObject({ method: 'PATCH', target: `/scim/Users/${ID}` });
    expect(request?.headers).not.toHaveProperty('if-match');
    expect(JSON.parse(request?.body ?? '')).toEqual(body);
  });

  it('gives the entity where the backend answers with it', async () => {
    await using system = await setUp(answerUser);
    expect(await system.users.patch(ID, {}, {}, callContext())).toMatchObject({ entity: ADA, version: 'v1' });
  });
});

describe('delete', () => {
  it('deletes, with If-Match: * where the property says so', async () => {
    const noContent: Handler = (_, response) => json(response, 204, undefined);
    await using plain = await setUp(noContent);
    await using wildcard = await setUp(noContent, { 'scim.include.if.match.wildcard.header': 'true' });
    for (const system of [plain, wildcard]) await system.groups.delete(ID, {}, callContext());
    await wildcard.groups.patch(ID, {}, {}, callContext());
    await plain.users.get(ID, {}, callContext()).catch(() => undefined);
    const conditions = (system: typeof plain) =>
      system.backend.received.map(({ headers }) => headers['if-match']);
    expect(plain.targets()[0]).toBe(`DELETE /scim/Groups/${ID}`);
    expect(conditions(plain)).toEqual([undefined, undefined]);
    expect(conditions(wildcard)).toEqual(['*', '*']);
  });
});

describe('entity types', () => {
  it('are users and groups', () => {
    const { connector } = connect('http://127.0.0.1:1');
    expect(connector.entity('user', 'People')?.capabilities).toEqual({
      totals: true,
      patch: 'native',
      versions: true,
      cursors: true,
    });
    expect(connector.entity('role', 'Roles')).toBeUndefined();
    expect(connector.entity('constructor', 'Users')).toBeUndefined();
  });
});
