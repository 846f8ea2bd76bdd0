/** Servers whose answers say something else than what they have done: no client takes a write as done that was not. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { initialLoad } from '../../integration/support/client.ts';
import { fill, type ScimServer, type Sloppiness } from './support/server.ts';
import { scimStage } from './support/stage.ts';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const REFUSED = { schemas: [ERROR], status: '409', detail: 'the name is taken' };

async function withAda(sloppiness: Sloppiness = {}, setup?: Parameters<typeof scimStage>[1]) {
  const stage = await scimStage(sloppiness, setup);
  fill(stage.server, 1);
  return stage;
}

/** Requests with this method are answered so, and do nothing. */
function answer(server: ScimServer, method: string, status: number, body: unknown): void {
  server.intercept = (request, response) => {
    if (request.method !== method) return false;
    response.writeHead(status, { 'content-type': 'application/scim+json' });
    response.end(body === undefined ? undefined : JSON.stringify(body));
    return true;
  };
}

describe('an error in an answer with status 200', () => {
  it.each(['PUT', 'PATCH', 'DELETE'])('fails a %s', async (method) => {
    const { client, server } = await withAda();
    answer(server, method, 200, REFUSED);
    const body = {
      PUT: { schemas: [USER], userName: 'user1', active: true },
      PATCH: { Operations: [{ op: 'replace', path: 'active', value: true }] },
    }[method];
    const { status, text } = await client.send(method, '/Users/1', body === undefined ? {} : { body });
    expect([status, text]).toEqual([502, expect.stringContaining('the name is taken')]);
    expect(text).toContain('Whether the change was made is not known');
  });

  it('is a collision where there is such an entity, and else fails a POST', async () => {
    const { client, server } = await withAda();
    answer(server, 'POST', 200, REFUSED);
    const taken = await client.post('/Users', { schemas: [USER], userName: 'user1' });
    expect([taken.status, taken.body['scimType']]).toEqual([409, 'uniqueness']);
    const other = await client.post('/Users', { schemas: [USER], userName: 'other' });
    expect([other.status, other.text]).toEqual([502, expect.stringContaining('the name is taken')]);
  });

  it('is no list, and no entity', async () => {
    const { client, server } = await withAda();
    answer(server, 'GET', 200, { ...REFUSED, id: 'incident-1' });
    for (const path of ['/Users', '/Users?filter=userName eq "user1"', '/Users/incident-1']) {
      const { status, text } = await client.get(path);
      expect([status, text]).toEqual([502, expect.stringContaining('That is an error, whatever its status')]);
    }
  });
});

describe('a create that is answered with something else than the entity', () => {
  it.each([
    ['200 and words', 200, { error: 'not made' }],
    ['200 and nothing', 200, undefined],
  ])('%s is not taken for an older one', async (_, status, body) => {
    const { client, server } = await withAda();
    answer(server, 'POST', status, body);
    const answered = await client.post('/Users', { schemas: [USER], userName: 'user1', active: true });
    expect([answered.status, answered.text]).toEqual([502, expect.stringContaining('look for it')]);
  });

  it('is not taken for one of several', async () => {
    const { client, server } = await withAda({ created: 'nothing', collision: 'made' });
    const { status } = await client.post('/Users', { schemas: [USER], userName: 'user1' });
    expect([status, server.store.get('Users')?.size]).toEqual([502, 2]);
  });
});

describe('a DELETE', () => {
  it('is not done where the answer has something to say and the entity is there', async () => {
    const { client, server } = await withAda();
    answer(server, 'DELETE', 200, { message: 'needs an approval' });
    const { status, text } = await client.delete('/Users/1');
    expect([status, text]).toEqual([
      502,
      expect.stringContaining('needs an approval. The user is still there'),
    ]);
  });

  it.each([{ message: 'deleted' }, { id: '1', userName: 'user1' }])('is done with %j', async (body) => {
    const { client, server } = await withAda();
    server.intercept = ({ method }, response) => {
      if (method !== 'DELETE') return false;
      server.store.get('Users')?.delete('1');
      response.end(JSON.stringify(body));
      return true;
    };
    expect((await client.delete('/Users/1')).status).toBe(204);
  });
});

describe('404 for a write', () => {
  it.each([
    ['DELETE', 501],
    ['PUT', 400],
    ['PATCH', 400],
  ])('%s of an entity that is there is %s', async (method, expected) => {
    const { client, server } = await withAda();
    answer(server, method, 404, { schemas: [ERROR], status: '404', detail: 'not found' });
    const body = { schemas: [USER], userName: 'user1', Operations: [{ op: 'remove', path: 'title' }] };
    const { status, text } = await client.send(method, '/Users/1', method === 'DELETE' ? {} : { body });
    expect([status, text]).toEqual([expected, expect.stringContaining('not found. The user is there')]);
  });

  it.each(['DELETE', 'PUT'])('%s of an entity that is there is 501 where no route has it', async (method) => {
    const { client, server } = await withAda();
    server.intercept = (request, response) => {
      if (request.method === method) response.writeHead(404).end('<html>no such route</html>');
      return request.method === method;
    };
    const body = { schemas: [USER], userName: 'user1' };
    const { status, text } = await client.send(method, '/Users/1', method === 'DELETE' ? {} : { body });
    expect([status, text]).toEqual([501, expect.stringContaining(`the server has no ${method} for it`)]);
  });
});

describe('filters', () => {
  it.each<[string, Sloppiness]>([
    ['nothing of filters', {}],
    ['that it has them', { config: { filter: { supported: true } } }],
  ])(
    'of a server that always finds nothing and says %s: an entity that is there is found',
    async (_, more) => {
      const { client, server } = await scimStage({ filters: 'empty', ...more });
      fill(server, 130);
      for (const filter of ['userName eq "user77"', 'emails[0].value eq "user77@example.com"']) {
        const { body } = await client.get(`/Users?filter=${filter}`);
        expect(body).toMatchObject({ totalResults: 1, Resources: [{ id: '77' }] });
      }
      expect((await client.get('/Users?filter=userName eq "nobody"')).body['totalResults']).toBe(0);
    },
  );

  it('that find nothing are tried once with what there is', async () => {
    const { client, server, requests } = await scimStage();
    fill(server, 20);
    const properties = await client.get('/Users?filter=userName eq "nobody"');
    expect(properties.body['totalResults']).toBe(0);
    const asked = requests().map(({ query }) => query.get('filter'));
    expect(asked).toEqual(['userName eq "nobody"', null, null, 'userName eq "user1"']);
    await client.get('/Users?filter=userName eq "nobody"');
    expect(requests()).toHaveLength(1);
  });

  it('that are tried are those of the system and the client together', async () => {
    const properties = { 'scim.user.filter': 'active eq true' };
    const { client, server, requests } = await scimStage({}, { properties });
    fill(server, 20);
    await client.get('/Users?filter=userName eq "nobody"');
    expect(requests().at(-1)?.query.get('filter')).toBe('active eq true and userName eq "user2"');
  });
});

describe('totals of the page', () => {
  it('are none where the system’s own filter holds for every list', async () => {
    const properties = { 'scim.user.filter': 'active eq true' };
    const { client, server } = await scimStage({ totals: 'page', pageLimit: 20 }, { properties });
    fill(server, 130);
    expect((await initialLoad(client, 'Users', 100)).resources).toHaveLength(65);
  });

  it('are found out also where the first try fails', async () => {
    const { client, server } = await scimStage({ totals: 'page', pageLimit: 20 });
    fill(server, 50);
    let failures = 0;
    server.intercept = ({ query }, response) => {
      if (query.get('count') !== '1' || failures > 0) return false;
      failures += 1;
      response.writeHead(500).end();
      return true;
    };
    await client.get('/Users?count=100');
    expect((await initialLoad(client, 'Users', 100)).resources).toHaveLength(50);
  });
});

/** Lists are made of all users so, and come with `more`. */
function listAs(
  server: ScimServer,
  slice: (all: JsonObject[], start: number, count: number) => JsonObject[],
  more: JsonObject,
): void {
  server.intercept = ({ method, path, query }, response) => {
    if (method !== 'GET' || !path.endsWith('/Users')) return false;
    const all = [...(server.store.get('Users')?.values() ?? [])];
    const Resources = slice(all, Number(query.get('startIndex')), Number(query.get('count')));
    response.end(JSON.stringify({ ...more, Resources }));
    return true;
  };
}

describe('lists', () => {
  it.each([{ totalResults: 130 }, {}])(
    'that give their last page for ever are refused, with %j',
    async (more) => {
      const { client, server } = await scimStage();
      fill(server, 130);
      const lastForEver = (all: JsonObject[], start: number, count: number) => {
        const from = Math.min(start - 1, 100);
        return all.slice(from, from + count);
      };
      listAs(server, lastForEver, more);
      await expect(initialLoad(client, 'Users', 25)).rejects.toThrow('begins with the same entity');
      expect((await client.get('/Users?startIndex=26')).status).toBe(200);
    },
  );

  it('whose pages move while they are read are none of these', async () => {
    const { client, server } = await scimStage();
    fill(server, 130);
    expect((await client.get('/Users?startIndex=51&count=10')).status).toBe(200);
    for (let number = 1; number <= 10; number += 1) server.store.get('Users')?.delete(String(number));
    const { body } = await client.get('/Users?startIndex=41&count=10');
    expect(body['Resources']).toMatchObject([{ id: '51' }, ...Array(9).fill({})]);
  });

  it('that go on behind a cursor alone are refused, not cut', async () => {
    const { client, server } = await scimStage();
    fill(server, 130);
    listAs(server, (all, _, count) => all.slice(0, Math.min(count, 30)), { nextCursor: 'next' });
    await expect(initialLoad(client, 'Users', 50)).rejects.toThrow('gives only 30 of all entities at once');
  });

  it('whose total is less than they show have none', async () => {
    const { client, server } = await scimStage();
    fill(server, 130);
    listAs(server, (all, start, count) => all.slice(start - 1, start - 1 + count), { totalResults: 0 });
    expect((await initialLoad(client, 'Users', 50)).resources).toHaveLength(130);
  });
});

describe('ids', () => {
  it('have their name in any case', async () => {
    const { client, server } = await withAda();
    answer(server, 'GET', 200, { Id: 5, userName: 'ada' });
    expect((await client.get('/Users/5')).body).toMatchObject({ id: '5', userName: 'ada' });
    answer(server, 'GET', 200, { totalResults: 1, Resources: [{ ID: '5', userName: 'ada' }] });
    const [found] = (await client.get('/Users')).body['Resources'] as JsonObject[];
    expect(found).toMatchObject({ id: '5', userName: 'ada' });
    expect(found).not.toHaveProperty('ID');
  });
});

describe('CSRF protection', () => {
  const properties = { 'scim.api.csrf.protection': 'enabled' };

  it('whose tokens are good for one write lets writes through that come together', async () => {
    const { client, server } = await scimStage({}, { properties });
    const tokens = new Set<string>();
    let last = 0;
    server.intercept = ({ method, headers }, response) => {
      const token = String(headers['x-csrf-token']);
      if (method === 'GET' && token === 'Fetch') {
        last += 1;
        tokens.add(`token-${last}`);
        response.setHeader('X-CSRF-Token', `token-${last}`);
      }
      if (method === 'GET' || tokens.delete(token)) return false;
      response.writeHead(403, { 'x-csrf-token': 'Required' }).end();
      return true;
    };
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const answers = await Promise.all(
      names.map((userName) => client.post('/Users', { schemas: [USER], userName })),
    );
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201));
  });

  it('that no token satisfies says so', async () => {
    const { client, server } = await scimStage({ csrf: true }, { properties });
    server.intercept = ({ method }, response) => {
      if (method === 'POST') response.writeHead(403, { 'x-csrf-token': 'Required' }).end();
      return method === 'POST';
    };
    const { status, text } = await client.post('/Users', { schemas: [USER], userName: 'ada' });
    expect([status, text]).toEqual([
      502,
      expect.stringContaining(
        'does not take the CSRF tokens that it gives: check the property scim.csrf.token.path',
      ),
    ]);
  });

  it('sends of several cookies of one name the last one', async () => {
    const { client, server, requests } = await scimStage({}, { properties });
    server.intercept = ({ headers }, response) => {
      if (headers['x-csrf-token'] !== 'Fetch') return false;
      response.setHeader('X-CSRF-Token', 'token-1');
      response.setHeader('Set-Cookie', ['S=old; Max-Age=0', 'T=1', 'S=new; SameSite=Lax; Partitioned']);
      response.end('{}');
      return true;
    };
    await client.post('/Users', { schemas: [USER], userName: 'ada' });
    expect(requests().find(({ method }) => method === 'POST')?.headers.cookie).toBe('S=new; T=1');
  });
});

describe('what servers write in ways of their own', () => {
  it('a tag that a compressing server has added to', async () => {
    const { client, server } = await scimStage({ config: { etag: { supported: true } } });
    server.intercept = ({ path }, response) => {
      if (!path.endsWith('/Users/1')) return false;
      response.writeHead(200, { etag: '"7-gzip"' }).end(JSON.stringify({ id: '1', userName: 'ada' }));
      return true;
    };
    expect((await client.get('/Users/1')).headers['etag']).toBe('"7"');
  });

  it('a ServiceProviderConfig in a list', async () => {
    const config = { Resources: [{ patch: { supported: false } }] };
    const { client, server, seen } = await scimStage({ config });
    fill(server, 1);
    await client.patch('/Users/1', [{ op: 'replace', path: 'title', value: 'Boss' }]);
    expect(seen()).toEqual(['GET /ServiceProviderConfig', 'GET /Users/1', 'PUT /Users/1']);
  });

  it('a total of a look-up that is too high: the other one is asked for, and is not there', async () => {
    const { client, server } = await scimStage();
    fill(server, 1);
    listAs(server, (all, start, count) => all.slice(start - 1, start - 1 + count), { totalResults: 2 });
    const { status, body } = await client.get('/Users?filter=userName eq "user1"');
    expect([status, body['totalResults']]).toEqual([200, 1]);
  });
});
