import { createConnection } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { at, basic, createUser, scimError, startTenant, type Tenant, userBody } from '../tenant.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The status line for a request target no URL parser would let through. */
function rawStatus(tenant: Tenant, target: string): Promise<number> {
  const { clientId, clientSecret } = tenant.standIn.credentials;
  const head = `GET ${target} HTTP/1.1\r\nhost: a\r\nauthorization: ${basic(clientId, clientSecret)}\r\nconnection: close\r\n\r\n`;
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = createConnection(tenant.standIn.port, '127.0.0.1', () => socket.write(head));
    socket
      .setEncoding('utf8')
      .on('data', (chunk) => {
        text += chunk;
      })
      .on('error', reject)
      .on('close', () => resolve(Number(text.slice(9, 12))));
  });
}

describe('headers of answers (recorded)', () => {
  it('are those of a tenant, with a request id of their own', async () => {
    const tenant = await startTenant({ users: 1 });
    const [one, other] = [await tenant.list('Users'), await tenant.list('Users')];
    expect(one.headers).toMatchObject({
      'content-type': 'application/scim+json',
      'cache-control': 'private,no-cache,no-store',
      server: 'SAP',
      'x-ids-id': expect.stringMatching(UUID),
      vary: expect.stringContaining('Accept-Encoding'),
    });
    expect(one.headers['x-ids-id']).not.toBe(other.headers['x-ids-id']);
  });

  it('of a 204 have neither Content-Type nor ETag nor Location', async () => {
    const tenant = await startTenant();
    const { id } = await createUser(tenant, 'ada');
    const patched = await tenant.patch(`/scim/Users/${id}`, { op: 'replace', path: 'title', value: 'x' });
    const deleted = await tenant.call('DELETE', `/scim/Users/${id}`);
    for (const { status, headers, text } of [patched, deleted]) {
      expect([status, text]).toEqual([204, '']);
      expect([headers['content-type'], headers['etag'], headers['location']]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }
  });
});

describe('entity tags and compression', () => {
  it('the tag is the version, with -gzip when the answer is compressed', async () => {
    const tenant = await startTenant();
    const { id, meta } = await createUser(tenant, 'ada');
    const plain = await tenant.get(`/scim/Users/${id}`);
    expect([plain.headers['etag'], plain.headers['content-encoding']]).toEqual([
      `"${meta.version}"`,
      undefined,
    ]);
    const { clientId, clientSecret } = tenant.standIn.credentials;
    const zipped = await request(`${tenant.standIn.url}/scim/Users/${id}`, {
      headers: { authorization: basic(clientId, clientSecret), 'accept-encoding': 'br, gzip;q=0.5' },
    });
    expect([zipped.headers['etag'], zipped.headers['content-encoding']]).toEqual([
      `"${meta.version}-gzip"`,
      'gzip',
    ]);
    const text = gunzipSync(Buffer.from(await zipped.body.arrayBuffer())).toString();
    expect(JSON.parse(text)).toEqual(plain.body);
  });

  it.each([
    ['gzip;q=0', undefined],
    ['identity', undefined],
    ['br', undefined],
    ['*', 'gzip'],
    ['gzip;q=0, *', undefined],
    ['GZIP', 'gzip'],
  ])('Accept-Encoding %s', async (accepted, encoding) => {
    const tenant = await startTenant();
    const { headers } = await tenant.get('/scim/Users', { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
  });
});

describe('paths', () => {
  it('may end with a slash (recorded)', async () => {
    const tenant = await startTenant({ users: 1 });
    const { id } = at((await tenant.list('Users')).body.Resources);
    for (const path of [
      '/scim/Users',
      '/scim/Users/',
      `/scim/Users/${id}`,
      `/scim/Users/${id}/`,
      '/scim/Schemas/',
    ]) {
      expect((await tenant.get(path)).status, path).toBe(200);
    }
  });

  it.each([
    '/',
    '/scim',
    '/scim/',
    '//scim/Users',
    '/scim//Users',
    '/scim/Users//',
    '/scim/Users/a/b',
    '/scim/users',
    '/scim/Me',
    '/scim/.search',
    '/service/scim/Users',
    '/Users',
    '/scim/Bulk/x',
    '/scim/Schemas/a/b',
  ])('%s does not exist: a page that is not SCIM', async (path) => {
    const { status, headers, text } = await (await startTenant()).get(path);
    expect(status).toBe(404);
    expect(headers['content-type']).toMatch(/^text\/html/);
    expect(text).toContain('<html>');
  });

  it.each(['/scim/Users/%zz', '/scim/Users/%', '/scim/Users/%C3%28', '/scim/Users?filter=%zz'])(
    '%s is a 400',
    async (target) => {
      expect(await rawStatus(await startTenant(), target)).toBe(400);
    },
  );

  it.each(['x', '1', 'a%2Fb', '%F0%9F%98%80', '%00', '..%2f', 'P000001', '__proto__'])(
    'an id like %s is just unknown',
    async (id) => {
      const { status, body } = await (await startTenant({ users: 3 })).get(`/scim/Users/${id}`);
      expect([status, body]).toEqual([404, scimError(404, `User ${decodeURIComponent(id)} not found`)]);
    },
  );
});

describe('methods', () => {
  it.each([
    ['DELETE', '/scim/Users', 'GET, POST'],
    ['POST', '/scim/Users/1', 'GET, PUT, PATCH, DELETE'],
    ['PUT', '/scim/Groups', 'GET, POST'],
    ['GET', '/scim/Bulk', 'POST'],
    ['GET', '/scim/Users/.search', 'POST'],
    ['PUT', '/scim/Schemas/x', 'GET, DELETE'],
    ['POST', '/scim/ServiceProviderConfig', 'GET'],
  ])('%s %s is a 405 with Allow', async (method, path, allow) => {
    const { status, headers, body } = await (await startTenant()).call(method, path, {});
    expect([status, headers['allow'], body.status]).toEqual([405, allow, '405']);
  });
});

describe('media types', () => {
  it.each([
    ['application/scim+json', 201],
    ['application/scim+json; charset=utf-8', 201],
    ['Application/SCIM+JSON;charset="UTF-8"', 201],
    ['application/scim+json; charset=iso-8859-1', 415],
    ['application/json', 415],
    ['text/plain', 415],
    [null, 415],
  ])('Content-Type %s → %i', async (contentType, expected) => {
    const tenant = await startTenant();
    const { status } = await tenant.call('POST', '/scim/Users', userBody('ada'), {
      'content-type': contentType,
    });
    expect(status).toBe(expected);
  });

  it.each([
    ['application/scim+json', 200],
    [null, 200],
    ['*/*', 200],
    ['application/*;q=0.1', 200],
    ['text/html, application/scim+json;q=0.5', 200],
    ['application/json', 406],
    ['text/html', 406],
    ['application/scim+json;q=0', 406],
  ])('Accept %s → %i', async (accept, expected) => {
    expect((await (await startTenant()).get('/scim/Users', { accept })).status).toBe(expected);
  });
});

describe('bodies', () => {
  it.each([
    ['null', 400, scimError(400, 'One of the request inputs is not valid.', 'invalidValue')],
    ['', 400, scimError(400, 'One of the request inputs is not valid.', 'invalidValue')],
    ['{"userName":', 400, scimError(400, 'Error parsing request body.')],
    ['nonsense', 400, scimError(400, 'Error parsing request body.')],
    ['[]', 400, scimError(400, 'Error parsing request body.')],
    ['"text"', 400, scimError(400, 'Error parsing request body.')],
  ])('%s is refused', async (body, status, expected) => {
    const tenant = await startTenant();
    const answer = await tenant.call('POST', '/scim/Users', body);
    expect([answer.status, answer.body]).toEqual([status, expected]);
    expect((await tenant.list('Users')).body.totalResults).toBe(0);
  });

  it('that are no UTF-8 are refused', async () => {
    const tenant = await startTenant();
    const { clientId, clientSecret } = tenant.standIn.credentials;
    const response = await request(`${tenant.standIn.url}/scim/Users`, {
      method: 'POST',
      headers: { authorization: basic(clientId, clientSecret), 'content-type': 'application/scim+json' },
      body: Buffer.from([0x22, 0xff, 0x22]),
    });
    expect(response.statusCode).toBe(400);
    await response.body.dump();
  });
});

describe('query parameters nobody documented', () => {
  it('are ignored, or refused where the tenant was told so', async () => {
    const lenient = await startTenant({ users: 2 });
    expect((await lenient.get('/scim/Users?membersType=user&sortBy=userName')).status).toBe(200);
    const strict = await startTenant({ users: 2, unknownParameters: 'refuse' });
    expect((await strict.get('/scim/Users?membersType=user&count=1')).body.detail).toContain('membersType');
    expect(
      (await strict.get('/scim/Users?count=1&filter=userName%20pr&startIndex=1&attributes=userName')).status,
    ).toBe(200);
    expect((await strict.call('POST', '/scim/Users?attributes=id', userBody('ada'))).status).toBe(400);
  });
});

describe('preconditions', () => {
  it('are ignored by default, as by the library', async () => {
    const tenant = await startTenant();
    const { id, meta } = await createUser(tenant, 'ada');
    expect(
      (await tenant.call('PUT', `/scim/Users/${id}`, userBody('ada'), { 'if-match': '"stale"' })).status,
    ).toBe(200);
    expect((await tenant.get(`/scim/Users/${id}`, { 'if-none-match': `"${meta.version}"` })).status).toBe(
      200,
    );
    expect(
      (await tenant.call('DELETE', `/scim/Users/${id}`, undefined, { 'if-match': '"stale"' })).status,
    ).toBe(204);
  });

  it('can be checked: 412 for a stale version, 304 for a known one', async () => {
    const tenant = await startTenant({ preconditions: 'checked' });
    const { id, meta } = await createUser(tenant, 'ada');
    const path = `/scim/Users/${id}`;
    const put = async (ifMatch: string): Promise<number> =>
      (await tenant.call('PUT', path, userBody('ada'), { 'if-match': ifMatch })).status;
    expect((await tenant.get(path, { 'if-none-match': `W/"x", "${meta.version}-gzip"` })).status).toBe(304);
    expect((await tenant.get(path, { 'if-none-match': '"x"' })).status).toBe(200);
    expect(await put('"stale"')).toBe(412);
    expect(await put(`"${meta.version}-gzip"`)).toBe(200);
    expect(await put(`"${meta.version}"`)).toBe(412);
    expect(await put('*')).toBe(200);
    expect((await tenant.call('DELETE', path, undefined, { 'if-match': '"stale"' })).status).toBe(412);
    expect((await tenant.call('DELETE', path, undefined, { 'if-match': '*' })).status).toBe(204);
    expect((await tenant.call('DELETE', path, undefined, { 'if-match': '*' })).status).toBe(404);
  });

  it('of a user without version match only the asterisk', async () => {
    const tenant = await startTenant({ users: 20, preconditions: 'checked' });
    const users = (await tenant.list('Users')).body.Resources;
    const old = at(users.filter(({ meta }) => meta.version === undefined));
    const patch = async (ifMatch: string): Promise<number> =>
      (
        await tenant.call(
          'PATCH',
          `/scim/Users/${old.id}`,
          {
            schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
            Operations: [{ op: 'replace', path: 'title', value: 'x' }],
          },
          { 'if-match': ifMatch },
        )
      ).status;
    expect((await tenant.get(`/scim/Users/${old.id}`)).headers['etag']).toBeUndefined();
    expect(await patch('"any"')).toBe(412);
    expect(await patch('*')).toBe(204);
    expect((await tenant.get(`/scim/Users/${old.id}`)).headers['etag']).toMatch(/^".+"$/);
  });
});

describe('faults', () => {
  it('look like what stands in front of a tenant', async () => {
    const tenant = await startTenant();
    const faulty = async (status: number, retryAfter?: number) => {
      await tenant.control('POST', 'faults', {
        count: 1,
        status,
        ...(retryAfter === undefined ? {} : { retryAfter }),
      });
      return tenant.get('/scim/Users');
    };
    expect((await faulty(503)).headers['content-type']).toMatch(/^text\/html/);
    expect((await faulty(500)).body).toEqual(scimError(500, 'An internal error occurred.'));
    expect((await faulty(404)).body).toMatchObject({ status: '404' });
    const limited = await faulty(429, 30);
    expect([limited.text, limited.headers['retry-after']]).toEqual(['', '30']);
    expect((await faulty(401)).status).toBe(401);
    expect((await tenant.get('/scim/Users')).status).toBe(200);
  });

  it('leave what they hit undone, or done, as they say', async () => {
    const tenant = await startTenant();
    await tenant.control('POST', 'faults', { count: 1, reset: 'before' });
    await expect(tenant.call('POST', '/scim/Users', userBody('ada'))).rejects.toThrow();
    expect((await tenant.list('Users')).body.totalResults).toBe(0);
    await tenant.control('POST', 'faults', { count: 1, reset: 'after', method: 'POST', path: '/scim/Users' });
    await expect(tenant.call('POST', '/scim/Users', userBody('ada'))).rejects.toThrow();
    expect((await tenant.list('Users')).body.totalResults).toBe(1);
  });
});
