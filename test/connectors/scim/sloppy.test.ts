/** Servers that do not do what RFC 7644 says: what the client gets is right, or refused with a reason. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { initialLoad } from '../../integration/support/client.ts';
import { fill, type Sloppiness } from './support/server.ts';
import { type ScimStage, scimStage } from './support/stage.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ADA = { schemas: [USER], userName: 'ada', active: true };
const NO_PATCH = { patch: { supported: false } };
const TITLE = [{ op: 'replace', path: 'title', value: 'Boss' }];

const warned = (log: readonly string[]) =>
  log.flatMap((line) => (/"level":"?(?:40|warn)/.test(line) ? [JSON.parse(line) as JsonObject] : []));

async function withAda(sloppiness: Sloppiness, setup?: Parameters<typeof scimStage>[1]) {
  const stage = await scimStage(sloppiness, setup);
  const { body } = await stage.client.post('/Users', ADA);
  stage.seen();
  return { ...stage, id: String(body['id']) };
}

describe('lists', () => {
  it.each<[string, Sloppiness]>([
    ['without totals', { totals: 'none' }],
    ['without totals and without a word where they begin', { totals: 'none', startIndexEcho: 'none' }],
    ['with totals as text', { totals: 'text' }],
    ['with totals of the page', { totals: 'page' }],
    ['with totals of the page and few entities on it', { totals: 'page', pageLimit: 20 }],
    ['with few entities on a page', { pageLimit: 7 }],
    ['with few entities on a page and no totals', { pageLimit: 7, totals: 'none' }],
    ['that always say that they begin with 1', { startIndexEcho: 'one' }],
    ['in small letters', { listForm: 'resources' }],
    ['as bare arrays', { listForm: 'array' }],
    ['that leave Resources out', { listForm: 'absent-when-empty', totals: 'none' }],
    ['of all entities at once', { paging: 'none' }],
    ['of all entities at once without totals', { paging: 'none', totals: 'none', startIndexEcho: 'none' }],
    ['of all entities at once as bare arrays', { paging: 'none', listForm: 'array' }],
    ['that always begin with the first', { paging: 'count' }],
    [
      'that always begin with the first, without totals',
      { paging: 'count', totals: 'none', startIndexEcho: 'none' },
    ],
    ['that know no count', { paging: 'start' }],
    ['that know no count, without totals', { paging: 'start', totals: 'none' }],
  ])('%s: each entity once, and an end', async (_, sloppiness) => {
    const { client, server } = await scimStage(sloppiness);
    fill(server, 130);
    for (const count of [50, 26, 100]) {
      const { resources } = await initialLoad(client, 'Users', count);
      expect(resources.map(({ id }) => id)).toEqual([...Array(130).keys()].map((index) => String(index + 1)));
    }
    const none = await client.get('/Users?count=0');
    expect(none.body).toMatchObject({ Resources: [], itemsPerPage: 0 });
    expect(none.body['totalResults']).toBeGreaterThan(0);
    const [one] = (await client.get('/Users?filter=userName eq "user77"')).body['Resources'] as JsonObject[];
    expect(one).toMatchObject({ id: '77' });
  });

  it.each([
    ['refuses to look behind its end, which says that there is no more', 400, 1],
    ['fails there, which says nothing', 500, 2],
  ])('of a server that %s', async (_, status, looks) => {
    const properties = { 'ips.failed.request.retry.attempts': '0' };
    const { client, server, requests } = await scimStage({ config: {} }, { properties });
    fill(server, 10);
    const behindEnd = (query: URLSearchParams) => Number(query.get('startIndex') ?? 1) > 10;
    server.intercept = ({ query }, response) => {
      if (behindEnd(query)) response.writeHead(status).end();
      return behindEnd(query);
    };
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const { body } = await client.get('/Users?count=10');
      expect(body).toMatchObject({ totalResults: 10, itemsPerPage: 10 });
    }
    expect(requests().filter(({ query }) => behindEnd(query))).toHaveLength(looks);
  });

  it('end where the server shows nothing, and are no lists where it says nothing about them', async () => {
    const { client, server } = await scimStage({ totals: 'text', listForm: 'absent-when-empty' });
    expect((await client.get('/Users')).body).toMatchObject({ totalResults: 0, Resources: [] });
    server.intercept = (request, response) => {
      if (request.method !== 'GET') return false;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"totalResults": 5}');
      return true;
    };
    const { status, text } = await client.get('/Users');
    expect([status, text]).toEqual([
      502,
      expect.stringContaining('its totalResults is 5 and it has no Resources'),
    ]);
  });

  it.each([
    ['{"hello": "world"}', 'it has neither Resources nor totalResults'],
    ['{"totalResults": "many", "Resources": []}', 'its totalResults is no number of entities'],
    ['{"totalResults": 1, "Resources": ["a"]}', 'its Resources are no list of objects'],
    ['"text"', 'it is no JSON object'],
  ])('that are none: %s', async (body, reason) => {
    const { client, server } = await scimStage();
    server.intercept = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
      return true;
    };
    const { status, text } = await client.get('/Users');
    expect([status, text]).toEqual([502, expect.stringContaining(reason)]);
  });

  it('of which the server gives only the first ones are refused', async () => {
    const { client, server } = await scimStage({ paging: 'count', pageLimit: 20 });
    fill(server, 60);
    expect((await client.get('/Users?count=20')).status).toBe(200);
    const { status, text } = await client.get('/Users?startIndex=21&count=20');
    expect([status, text]).toEqual([
      502,
      expect.stringContaining('it takes no notice of startIndex, and gives only 20 of 60 entities at once'),
    ]);
  });

  it('do not cost more once the server is known', async () => {
    const { client, server, seen } = await scimStage({ startIndexEcho: 'none', totals: 'none' });
    fill(server, 100);
    await initialLoad(client, 'Users', 50);
    seen();
    await initialLoad(client, 'Users', 50);
    expect(seen()).toHaveLength(3);
  });
});

describe('values', () => {
  it('that are texts instead of true and false', async () => {
    const { client, server } = await scimStage({ booleans: 'text' });
    fill(server, 2);
    const { body } = await client.get('/Users');
    expect((body['Resources'] as JsonObject[]).map(({ active }) => active)).toEqual([false, true]);
  });

  it('that are numbers instead of ids', async () => {
    const { client, server } = await scimStage({ ids: 'numbers' });
    fill(server, 3);
    const list = (await client.get('/Users')).body['Resources'] as JsonObject[];
    expect(list.map(({ id }) => id)).toEqual(['1', '2', '3']);
    const group = await client.post('/Groups', { displayName: 'g', members: [{ value: '1' }] });
    expect(group.body['members']).toEqual([{ value: '1' }]);
    const id = String(group.body['id']);
    expect((await client.get(`/Groups/${id}`)).body['id']).toBe(id);
    const more = [{ op: 'add', path: 'members', value: [{ value: '2' }] }];
    server.be({ ids: 'numbers', config: NO_PATCH });
    expect((await client.patch(`/Groups/${id}`, more)).status).toBe(204);
    expect((await client.get(`/Groups/${id}`)).body['members']).toEqual([{ value: '1' }, { value: '2' }]);
  });
});

describe('filters', () => {
  const find = async ({ client }: ScimStage, filter: string) =>
    await client.get(`/Users?filter=${encodeURIComponent(filter)}`);

  it.each<[string, Sloppiness]>([
    ['refused', { filters: 'refused' }],
    ['not implemented', { filters: 'unimplemented' }],
    ['taken no notice of', { filters: 'ignored' }],
    ['answered with nothing', { filters: 'empty', config: { filter: { supported: 'false' } } }],
  ])('that are %s: one entity is looked for, all else is refused', async (_, sloppiness) => {
    const stage = await scimStage(sloppiness);
    fill(stage.server, 230);
    const one = await find(stage, 'userName eq "USER222"');
    expect(one.body).toMatchObject({ totalResults: 1, Resources: [{ id: '222' }] });
    expect((await find(stage, 'emails[0].value eq "user5@example.com"')).body['Resources']).toMatchObject([
      { id: '5' },
    ]);
    expect((await find(stage, 'userName eq "nobody"')).body).toMatchObject({
      totalResults: 0,
      Resources: [],
    });
    expect((await find(stage, 'id eq "17"')).body['Resources']).toMatchObject([{ id: '17' }]);
    expect((await find(stage, 'id eq "1700"')).body['totalResults']).toBe(0);
    const active = await find(stage, 'active eq true');
    expect(active.body).toMatchObject({ totalResults: 115, itemsPerPage: 25 });
    const refused = await find(stage, 'userName sw "zz"');
    expect([refused.status, refused.body['scimType']]).toEqual([400, 'invalidFilter']);
    expect(refused.text).toContain('Possible is one comparison such as userName eq');
  });

  it('by what entities do not show are asked for, and once whether the server looks at them', async () => {
    const stage = await scimStage({});
    fill(stage.server, 3);
    const hidden = { ...stage.server.store.get('Users')?.get('2'), secret: 'x' } as JsonObject;
    stage.server.intercept = ({ query }, response) => {
      const filter = query.get('filter') ?? '';
      if (!filter.startsWith('externalId')) return false;
      const { secret: _, ...shown } = hidden;
      const Resources = filter === 'externalId eq "x"' ? [shown] : [];
      response.end(JSON.stringify({ totalResults: Resources.length, Resources }));
      return true;
    };
    for (const requests of [2, 1]) {
      expect((await find(stage, 'externalId eq "x"')).body['Resources']).toMatchObject([{ id: '2' }]);
      expect(stage.seen()).toHaveLength(requests);
    }
  });

  it('by what no entity has find nobody where the server takes no notice of them', async () => {
    const stage = await scimStage({ filters: 'ignored' });
    fill(stage.server, 1);
    expect((await find(stage, 'externalId eq "x"')).body).toMatchObject({ totalResults: 0 });
    expect((await find(stage, 'nickName eq "x"')).body).toMatchObject({ totalResults: 0 });
  });

  it('of the system itself hold also where the server has none', async () => {
    const properties = { 'scim.user.filter': 'active eq true' };
    const stage = await scimStage({ filters: 'ignored' }, { properties });
    fill(stage.server, 30);
    const { resources } = await initialLoad(stage.client, 'Users', 10);
    expect(resources).toHaveLength(15);
    expect((await find(stage, 'userName eq "user1"')).body['totalResults']).toBe(0);
    expect((await find(stage, 'userName eq "user2"')).body['totalResults']).toBe(1);
    expect((await find(stage, 'id eq "1"')).body['totalResults']).toBe(0);
  });

  it('of the system itself are joined to those of the client', async () => {
    const properties = { 'scim.user.filter': 'active eq true or userName eq "user1"' };
    const { client, requests, server } = await scimStage({}, { properties });
    fill(server, 10);
    await client.get('/Users?filter=userName sw "user1"');
    expect(requests()[0]?.query.get('filter')).toBe(
      '(active eq true or userName eq "user1") and userName sw "user1"',
    );
  });

  it('that work are sent once', async () => {
    const stage = await scimStage();
    fill(stage.server, 10);
    await stage.client.get('/Users');
    stage.seen();
    await find(stage, 'userName eq "user1"');
    await find(stage, 'active eq true');
    expect(stage.seen()).toEqual(['GET /Users', 'GET /Users']);
  });

  it('are not looked for among too many', async () => {
    const stage = await scimStage({ filters: 'refused' });
    fill(stage.server, 10_001);
    const { status, body, text } = await find(stage, 'userName eq "nobody"');
    expect([status, body['scimType']]).toEqual([400, 'tooMany']);
    expect(text).toContain('more than 10000 users');
  });
});

describe('creates', () => {
  it.each<[string, Sloppiness, string[]]>([
    ['a Location', { created: 'location' }, ['POST /Users', 'GET /Users/1001']],
    ['nothing', { created: 'nothing' }, ['POST /Users', 'GET /Users', 'GET /Users/1001']],
  ])('answered with %s', async (_, sloppiness, requests) => {
    const { client, seen } = await scimStage(sloppiness);
    const { status, body } = await client.post('/Users', ADA);
    expect([status, body['id'], body['userName']]).toEqual([201, '1001', 'ada']);
    expect(seen()).toEqual(requests);
  });

  it('answered with nothing, and found by nobody', async () => {
    const { client, server } = await scimStage({ created: 'nothing' });
    server.intercept = ({ method }, response) => {
      if (method !== 'POST') return false;
      response.writeHead(201).end();
      return true;
    };
    const { status, text } = await client.post('/Users', ADA);
    expect([status, text]).toEqual([502, expect.stringContaining('It was probably made: look for it')]);
  });

  it('answered with somebody else', async () => {
    const { client, server } = await scimStage();
    server.intercept = ({ method }, response) => {
      if (method !== 'POST') return false;
      response.writeHead(201).end(JSON.stringify({ id: '1', userName: 'bo' }));
      return true;
    };
    const { status, text } = await client.post('/Users', ADA);
    expect([status, text]).toEqual([502, expect.stringContaining('another user than the one that was sent')]);
  });

  it('answered with a user whose displayName the server makes itself', async () => {
    const { client, server } = await scimStage();
    server.intercept = ({ method, body }, response) => {
      if (method !== 'POST') return false;
      const made = { ...body, id: '7', displayName: 'Byron, Ada' };
      response.writeHead(201, { 'content-type': 'application/scim+json' }).end(JSON.stringify(made));
      return true;
    };
    const { status, body } = await client.post('/Users', { ...ADA, displayName: 'Ada' });
    expect([status, body['id'], body['displayName']]).toEqual([201, '7', 'Byron, Ada']);
    const group = await client.post('/Groups', { schemas: [GROUP], displayName: 'Pilots' });
    expect([group.status, group.text]).toEqual([
      502,
      expect.stringContaining('another group than the one that was sent'),
    ]);
  });

  it.each([409, 400, 500] as const)('that collide, and are answered %s', async (collision) => {
    const { client } = await withAda({ collision });
    const { status, body, text } = await client.post('/Users', ADA);
    expect([status, body['scimType']]).toEqual([409, 'uniqueness']);
    expect(text).toContain('this userName cannot be stored');
  });

  it.each([400, 500] as const)('that fail with %s for another reason', async (status) => {
    const { client, server } = await scimStage();
    server.intercept = ({ method }, response) => {
      if (method !== 'POST') return false;
      response.writeHead(status).end('{"detail": "no good"}');
      return true;
    };
    const answer = await client.post('/Users', ADA);
    expect([answer.status, answer.text]).toEqual([
      status === 400 ? 400 : 502,
      expect.stringContaining('no good'),
    ]);
  });

  it('that collide silently are looked for before, where the unique attribute is set', async () => {
    const properties = { 'scim.user.unique.attribute': 'userName' };
    const { client, server, seen } = await withAda({ collision: 'made' }, { properties });
    const { status, body } = await client.post('/Users', ADA);
    expect([status, body['scimType'], server.store.get('Users')?.size]).toEqual([409, 'uniqueness', 1]);
    expect(seen()).toEqual(['GET /Users']);
  });

  it.each([true, false])('whose answer got lost, made: %s', async (isMade) => {
    const { client, server, seen } = await scimStage();
    let posts = 0;
    server.intercept = ({ method, body }, response) => {
      posts += Number(method === 'POST');
      if (method !== 'POST' || posts > 1) return false;
      const made = { ...body, id: '5', meta: { number: 1 } };
      if (isMade) server.store.set('Users', new Map([['5', made as JsonObject]]));
      response.destroy();
      return true;
    };
    const { status, body, headers } = await client.post('/Users', ADA);
    expect([status, body['id']]).toEqual([201, isMade ? '5' : '1001']);
    expect(seen().filter((request) => request.startsWith('POST'))).toHaveLength(isMade ? 1 : 2);
    const told = [headers['x-ipsproxy-warning']].flat().join();
    if (isMade) expect(told).not.toContain('sent again');
    else expect(told).toMatch(/sent again.*one more/);
  });

  it.each([401, 403])('whose answer got lost, and whose repetition is answered %d', async (refusal) => {
    const { client, server } = await scimStage();
    let posts = 0;
    server.intercept = ({ method }, response) => {
      if (method !== 'POST') return false;
      posts += 1;
      if (posts === 1) response.destroy();
      else response.writeHead(refusal).end();
      return true;
    };
    const { status, body } = await client.post('/Users', ADA);
    expect([status, posts]).toEqual([502, 2]);
    expect(body['detail']).toMatch(/without an answer.*is not known/);
  });

  it.each([
    ['the members that were sent', [{ value: 'b' }, { value: 'A' }], 201],
    ['other members', [{ value: 'b' }], 409],
    ['no members', undefined, 409],
  ])('whose answer got lost, of a group that has %s', async (_, members, expected) => {
    const { client, server } = await scimStage();
    const pilots = { schemas: [GROUP], displayName: 'Pilots' };
    server.intercept = ({ method }, response) => {
      if (method !== 'POST') return false;
      const made = { ...pilots, ...(members === undefined ? {} : { members }), id: '5', meta: { number: 1 } };
      server.store.set('Groups', new Map([['5', made]]));
      response.destroy();
      return true;
    };
    const { status } = await client.post('/Groups', { ...pilots, members: [{ value: 'a' }] });
    expect(status).toBe(expected);
  });

  it('whose answer got lost while another one has the name', async () => {
    const { client, server } = await withAda({});
    server.intercept = ({ method }, response) => {
      if (method === 'POST') response.destroy();
      return method === 'POST';
    };
    const { status, body, text } = await client.post('/Users', { ...ADA, externalId: 'other' });
    expect([status, body['scimType']]).toEqual([409, 'uniqueness']);
    expect(text).toContain('Whether the request created it is not known');
  });
});

describe('changes', () => {
  it.each([200, 202, 204] as const)('a DELETE that is answered %s', async (deleted) => {
    const { client, id, server } = await withAda({ deleted });
    expect((await client.delete(`/Users/${id}`)).status).toBe(204);
    expect(server.store.get('Users')?.size).toBe(0);
  });

  it('a PUT that is answered without the entity', async () => {
    const { client, id } = await withAda({ replaced: 204 });
    const { status, body } = await client.put(`/Users/${id}`, { ...ADA, title: 'Boss' });
    expect([status, body['title']]).toEqual([200, 'Boss']);
  });

  it('a PUT keeps what the transformations do not show', async () => {
    const read = {
      user: {
        scimEntityEndpoint: 'Users',
        mappings: [
          { sourcePath: '$.id', targetPath: '$.id', targetVariable: 'entityIdSourceSystem' },
          { sourcePath: '$.userName', targetPath: '$.userName' },
        ],
      },
    };
    const { client, server } = await scimStage({}, { read });
    fill(server, 1);
    await client.put('/Users/1', { schemas: [USER], userName: 'new' });
    expect(server.store.get('Users')?.get('1')).toMatchObject({
      userName: 'new',
      active: false,
      emails: [{ value: 'user1@example.com' }],
    });
  });

  it('does not ask for excludedAttributes where the server does not know it', async () => {
    const { client, server, requests } = await scimStage({ refusesExcluded: true });
    const members = [{ value: '1' }];
    const { body } = await client.post('/Groups', { displayName: 'g', members });
    requests();
    for (const _ of [1, 2]) {
      expect((await client.get('/Groups?excludedAttributes=members')).body['totalResults']).toBe(1);
    }
    await client.put(`/Groups/${String(body['id'])}`, { displayName: 'h', members });
    expect(requests().filter(({ query }) => query.has('excludedAttributes'))).toHaveLength(1);
    expect(server.store.get('Groups')?.get('1001')).toMatchObject({ displayName: 'h', members });
  });
});

describe('PATCH', () => {
  it.each<[string, Sloppiness, string[]]>([
    [
      'by the ServiceProviderConfig',
      { config: NO_PATCH },
      ['GET /ServiceProviderConfig', 'GET /Users/1001', 'PUT /Users/1001'],
    ],
    [
      'as 501 says',
      { patch: 501 },
      ['GET /ServiceProviderConfig', 'PATCH /Users/1001', 'GET /Users/1001', 'PUT /Users/1001'],
    ],
    [
      'as 405 says, whatever the ServiceProviderConfig does',
      { patch: 405, config: { patch: { supported: true } } },
      ['GET /ServiceProviderConfig', 'PATCH /Users/1001', 'GET /Users/1001', 'PUT /Users/1001'],
    ],
    [
      'as there is no such route',
      { patch: 'no-route', notFound: 'html' },
      [
        'GET /ServiceProviderConfig',
        'PATCH /Users/1001',
        'GET /Users/1001',
        'GET /Users/1001',
        'PUT /Users/1001',
      ],
    ],
  ])('that the server does not have, %s', async (_, sloppiness, requests) => {
    const { client, id, seen } = await withAda(sloppiness);
    const { status, body } = await client.patch(`/Users/${id}`, TITLE);
    expect([status, body['title']]).toEqual([200, 'Boss']);
    expect(seen()).toEqual(requests);
    await client.patch(`/Users/${id}`, [{ op: 'remove', path: 'title' }]);
    expect(seen()).toEqual(['GET /Users/1001', 'PUT /Users/1001']);
  });

  it('that the server refuses is told in the log', async () => {
    const { client, id, log } = await withAda({ patch: 501 });
    await client.patch(`/Users/${id}`, TITLE);
    const what = 'the server takes no PATCH: the proxy reads and replaces entities instead';
    expect(warned(log).filter(({ msg }) => msg === what)).toHaveLength(1);
  });

  it.each([
    ['true', NO_PATCH, ['PATCH /Users/1001']],
    ['false', { patch: { supported: true } }, ['GET /Users/1001', 'PUT /Users/1001']],
  ])(
    'support.patch.operation=%s counts more than the ServiceProviderConfig',
    async (value, config, requests) => {
      const properties = { 'scim.support.patch.operation': value };
      const { client, id, seen } = await withAda({ config }, { properties });
      expect((await client.patch(`/Users/${id}`, TITLE)).status).toBe(200);
      expect(seen()).toEqual(requests);
    },
  );

  it('of an unknown entity is 404', async () => {
    const { client } = await scimStage({ notFound: 'html' });
    expect((await client.patch('/Users/7', TITLE)).status).toBe(404);
  });

  it('asks for the ServiceProviderConfig once, and goes on without it', async () => {
    const { client, id, server, seen } = await withAda({});
    server.intercept = ({ path }, response) => {
      if (!path.endsWith('ServiceProviderConfig')) return false;
      response.writeHead(500).end('<html>');
      return true;
    };
    const answers = await Promise.all([1, 2, 3].map(() => client.patch(`/Users/${id}`, TITLE)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await client.patch(`/Users/${id}`, TITLE);
    expect(seen().filter((request) => request.includes('ServiceProviderConfig'))).toHaveLength(1);
  });
});

describe('entities that are not there', () => {
  it.each(['html', 'json', 'empty'] as const)('as %s says', async (notFound) => {
    const { client } = await scimStage({ notFound });
    expect((await client.get('/Users/7')).status).toBe(404);
    expect((await client.put('/Users/7', ADA)).status).toBe(404);
    expect((await client.delete('/Users/7')).status).toBe(404);
  });

  it('are none where the collection is not there either', async () => {
    const { client, server } = await scimStage();
    server.intercept = (_, response) => {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html>no app here</html>');
      return true;
    };
    expect((await client.get('/Users/7')).status).toBe(502);
    expect((await client.delete('/Users/7')).status).toBe(502);
    expect((await client.get('/Users')).status).toBe(502);
  });
});

describe('versions', () => {
  it.each(['strong', 'weak'] as const)('%s', async (versions) => {
    const { client, id, requests } = await withAda({ versions });
    const { headers, body } = await client.get(`/Users/${id}`);
    const etag = String(headers['etag']);
    expect(etag).toBe((body['meta'] as JsonObject)['version']);
    const changed = await client.patch(`/Users/${id}`, TITLE, { headers: { 'if-match': etag } });
    expect(changed.status).toBe(200);
    expect(requests().at(-1)?.headers['if-match']).toBe(versions === 'weak' ? 'W/"1"' : '"1"');
    const stale = await client.patch(`/Users/${id}`, TITLE, { headers: { 'if-match': etag } });
    expect(stale.status).toBe(412);
    const replaced = await client.put(`/Users/${id}`, ADA, { headers: { 'if-match': etag } });
    expect(replaced.status).toBe(412);
  });

  it('are none where only the HTTP server has tags, by the word of the server', async () => {
    const config = { patch: { supported: true }, etag: { supported: false } };
    const { client, id, seen } = await withAda({ versions: 'answers', config });
    seen();
    const { headers, body } = await client.get(`/Users/${id}`);
    expect(headers['etag']).toBeUndefined();
    expect(body['meta']).not.toHaveProperty('version');
    expect(seen()).toEqual([`GET /Users/${id}`]);
    const changed = await client.patch(`/Users/${id}`, TITLE, { headers: { 'if-match': '"1"' } });
    expect(changed.status).toBe(412);
    expect(seen().filter((call) => call.startsWith('PATCH'))).toEqual([]);
  });

  it('are those of the HTTP server where the server says nothing else', async () => {
    const { client, id } = await withAda({ versions: 'answers' });
    const etag = String((await client.get(`/Users/${id}`)).headers['etag']);
    const changed = await client.patch(`/Users/${id}`, TITLE, { headers: { 'if-match': etag } });
    expect(changed.status).toBe(200);
    const stale = await client.patch(`/Users/${id}`, TITLE, { headers: { 'if-match': etag } });
    expect(stale.status).toBe(412);
  });

  it('are the condition of a PATCH that is emulated', async () => {
    const { client, id, requests } = await withAda({ versions: 'weak', config: NO_PATCH });
    await client.patch(`/Users/${id}`, TITLE);
    expect(requests().at(-1)?.headers['if-match']).toBe('W/"1"');
  });
});

describe('CSRF protection', () => {
  const properties = { 'scim.api.csrf.protection': 'enabled', 'scim.csrf.token.path': '/Users?count=1' };

  it('fetches a token before the first write, and once more where it is old', async () => {
    const { client, server, requests, seen } = await scimStage({ csrf: true }, { properties });
    await client.get('/Users');
    seen();
    expect((await client.post('/Users', ADA)).status).toBe(201);
    const [fetched, post] = requests();
    expect(fetched).toMatchObject({ method: 'GET', path: '/scim/Users' });
    expect(fetched?.headers['x-csrf-token']).toBe('Fetch');
    expect(post?.headers).toMatchObject({
      'x-csrf-token': 'csrf-token-0001',
      cookie: 'SESSION=session-0001; lb=a',
    });
    expect((await client.post('/Users', { ...ADA, userName: 'bo' })).status).toBe(201);
    expect(seen()).toEqual(['POST /Users']);
    server.renewToken();
    expect((await client.post('/Users', { ...ADA, userName: 'cy' })).status).toBe(201);
    expect(seen()).toEqual(['POST /Users', 'GET /Users', 'POST /Users']);
  });

  it('fetches one for all that wait', async () => {
    const { client, seen } = await scimStage({ csrf: true }, { properties });
    await client.get('/Users');
    seen();
    const names = [...Array(10).keys()].map((number) => `user${number}`);
    const answers = await Promise.all(names.map((userName) => client.post('/Users', { ...ADA, userName })));
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201));
    expect(seen().filter((request) => request.startsWith('GET'))).toHaveLength(1);
  });

  it('says which property to set where there is none', async () => {
    const { client } = await scimStage({ csrf: true });
    const { status, text } = await client.post('/Users', ADA);
    expect([status, text]).toEqual([
      502,
      expect.stringContaining('set the property scim.api.csrf.protection to enabled. Nothing was changed.'),
    ]);
  });

  it('says what is wrong where there is no token to be had', async () => {
    const { client, server } = await scimStage({}, { properties });
    const first = await client.post('/Users', ADA);
    expect([first.status, first.text]).toEqual([
      502,
      expect.stringContaining(
        'without a CSRF token (header X-CSRF-Token): check the property scim.csrf.token.path',
      ),
    ]);
    server.intercept = (_, response) => {
      response.destroy();
      return true;
    };
    const second = await client.post('/Users', ADA);
    expect([second.status, second.text]).toEqual([
      502,
      expect.stringMatching(
        /No CSRF token: .* closed the connection without an answer .* Nothing was changed\./,
      ),
    ]);
  });

  it('shows neither token nor cookie', async () => {
    const { client, server, log } = await scimStage({ csrf: true }, { properties });
    server.intercept = ({ method, headers }, response) => {
      if (method === 'GET') return false;
      const said = `bad ${headers['x-csrf-token']} and ${headers.cookie}`;
      response.writeHead(400).end(JSON.stringify({ detail: said }));
      return true;
    };
    const { status, text } = await client.post('/Users', ADA);
    expect(status).toBe(400);
    expect(`${text}${log.join('')}`).not.toMatch(/csrf-token-0001|session-0001/);
  });
});

describe('bodies', () => {
  it('have the content type of the property', async () => {
    const properties = { 'scim.content.type': 'application/json' };
    const { client, requests } = await scimStage({}, { properties });
    await client.post('/Users', ADA);
    expect(requests()[0]?.headers['content-type']).toBe('application/json');
  });

  it('are not sent in a dry run, and no token is fetched for them', async () => {
    const properties = { 'scim.api.csrf.protection': 'enabled' };
    const { explainer, seen } = await scimStage({ csrf: true }, { properties });
    const { status } = await explainer.send('POST', '/Users/.dry-run', { body: ADA });
    expect(status).toBeLessThan(500);
    expect(seen().filter((request) => !request.startsWith('GET'))).toEqual([]);
  });
});
