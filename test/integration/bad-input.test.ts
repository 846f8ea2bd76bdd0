import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WAYS } from './support/chained.ts';
import type { Answer, Call } from './support/client.ts';
import { type RunningDemo, runningDemo } from './support/demo.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const user = { userName: 'x', name: { familyName: 'X' }, emails: [{ value: 'x@example.com' }] };

describe.each(WAYS)('bad input, %s', (way) => {
  let demo: RunningDemo;
  beforeAll(async () => {
    demo = await runningDemo({}, way);
  });
  afterAll(() => demo.stop());

  /** A SCIM error, and nothing reached the backend. */
  async function refused(method: string, path: string, call: Call = {}): Promise<Answer> {
    await demo.sandbox.forget();
    const answer = await demo.client.send(method, path, call);
    expect(answer.headers['content-type']).toMatch(/^application\/scim\+json/);
    expect(answer.body).toMatchObject({ schemas: [ERROR], status: String(answer.status) });
    expect(String(answer.body['detail']).length).toBeGreaterThan(10);
    expect(answer.headers['x-request-id']).toBeTruthy();
    // A proxy in front of another one looks up whether what was refused is there already.
    const { requests } = await demo.sandbox.requests();
    expect(requests.filter(({ method: sent }) => way === 'direct' || sent !== 'GET')).toEqual([]);
    return answer;
  }

  it.each([
    ['invalid JSON', '{"userName": }', 400, 'invalidSyntax'],
    ['an array', '[]', 400, 'invalidSyntax'],
    ['a text', '"x"', 400, 'invalidSyntax'],
    ['null', 'null', 400, 'invalidSyntax'],
    ['nothing', '', 400, 'invalidSyntax'],
    ['a truncated body', '{"userName": "x"', 400, 'invalidSyntax'],
  ])('POST with %s', async (_, body, status, scimType) => {
    const headers = { 'content-type': 'application/scim+json' };
    expect((await refused('POST', '/Users', { body, headers })).body).toMatchObject({
      status: String(status),
      scimType,
    });
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/scim+json; charset=latin1',
    'multipart/form-data; boundary=x',
  ])('POST with content type %s', async (type) => {
    expect((await refused('POST', '/Users', { body: user, headers: { 'content-type': type } })).status).toBe(
      415,
    );
  });

  it.each(['application/json', 'application/scim+json; charset=utf-8', 'application/json;charset="UTF-8"'])(
    'takes content type %s',
    async (type) => {
      const body = { ...user, userName: type, emails: [{ value: `${type.length}@example.com` }] };
      const { status, text } = await demo.client.post('/Users', body, { headers: { 'content-type': type } });
      expect(status, text).toBe(201);
    },
  );

  it('POST of 20 MB', async () => {
    const body = JSON.stringify({ ...user, displayName: 'x'.repeat(20 * 1024 * 1024) });
    expect((await refused('POST', '/Users', { body })).status).toBe(413);
  });

  it('POST without a mandatory attribute names the path', async () => {
    const { userName } = user;
    const { body } = await refused('POST', '/Users', { body: { userName } });
    expect(body).toMatchObject({ status: '400', scimType: 'invalidValue' });
    expect(body['detail']).toContain('$.emails');
  });

  it.each([
    ['/Users?startIndex=abc', 'invalidValue'],
    ['/Users?count=1.5', 'invalidValue'],
    ['/Users?count=1&count=2', 'invalidValue'],
    ['/Users?attributes=a&excludedAttributes=b', 'invalidValue'],
    ['/Groups?membersType=cat', 'invalidValue'],
    ['/Users?filter=nonsense', 'invalidFilter'],
    ['/Users?filter=userName%20eq', 'invalidFilter'],
    ['/Users?filter=userName%20eq%20unquoted', 'invalidFilter'],
    ['/Users?filter=userName%20like%20%22a%22', 'invalidFilter'],
    ['/Users?filter=password%20eq%20%22a%22', 'invalidFilter'],
    ['/Groups?filter=not%20(password%20pr)', 'invalidFilter'],
    [`/Users?filter=${'('.repeat(5000)}`, 'invalidFilter'],
    ['/Groups?filter=meta.lastModified%20gt%20%22yesterday%22', 'invalidFilter'],
  ])('GET %s', async (path, scimType) => {
    expect((await refused('GET', path)).body).toMatchObject({ status: '400', scimType });
  });

  it.each([
    '/Users/%zz',
    '/Users/a%00b',
    '/Users/%ff',
    '/Users/..%2f..%2fGroups',
    '/Nope',
    '/Nope/1',
    '/users',
  ])('GET %s', async (path) => {
    await demo.sandbox.forget();
    const { status, body } = await demo.client.get(path);
    expect([400, 404]).toContain(status);
    expect(body).toMatchObject({ schemas: [ERROR], status: String(status) });
    const seen = (await demo.sandbox.requests()).requests.map(({ path: seenPath }) => seenPath);
    // An id that merely looks odd may be asked for, but encoded: it stays one segment below Users.
    for (const path of seen) expect(path).toMatch(/^\/scim\/Users\/[^/]+$/);
  });

  it.each([
    '..',
    '../Groups',
    'a/b',
    '😀',
    'ä ö',
    'a#b',
    'a?b=c',
    '100%',
    '__proto__',
    "'; DROP TABLE",
    'x'.repeat(300),
  ])('an id such as %j stays one path segment', async (id) => {
    await demo.sandbox.forget();
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await demo.client.send(method, `/Users/${encodeURIComponent(id)}`);
      expect(status, JSON.stringify(body)).toBe(404);
    }
    for (const { path } of (await demo.sandbox.requests()).requests) {
      expect(path).toMatch(/^\/scim\/Users\/[^/?#]+$/);
      expect(decodeURIComponent(path.slice('/scim/Users/'.length))).toBe(id);
    }
  });

  it('takes keys such as __proto__ as data', async () => {
    const body = `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"userName":"proto",
      "emails":[{"value":"proto@example.com","__proto__":{"polluted":true}}],"name":{"familyName":"P"}}`;
    const { status } = await demo.client.post('/Users', body);
    expect([201, 400]).toContain(status);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((await demo.client.get('/Users?count=1')).status).toBe(200);
  });

  it('a doubled slash is named', async () => {
    const { status, body } = await refused('GET', '//Users?count=1');
    expect([status, body['detail']]).toEqual([404, expect.stringContaining('doubled slash')]);
  });

  it('query names in another case get a warning, empty values are absent ones', async () => {
    const filter = encodeURIComponent('userName eq "x"');
    const { status, body, headers } = await demo.client.get(
      `/Users?Filter=${filter}&startindex=26&count=&startIndex=`,
    );
    expect([status, body['startIndex'], body['itemsPerPage']]).toEqual([200, 1, 25]);
    expect(headers['x-ipsproxy-warning']).toEqual([
      'The query parameter "Filter" was ignored; its name is filter',
      'The query parameter "startindex" was ignored; its name is startIndex',
    ]);
    expect((await demo.client.get('/Groups?membersType=&count=1')).status).toBe(200);
  });

  it('wrong methods say which are right', async () => {
    const { status, headers } = await refused('POST', '/Users/1', { body: user });
    expect(status).toBe(405);
    expect(headers['allow']).toContain('PUT');
    expect((await refused('DELETE', '/Users')).status).toBe(405);
    expect((await refused('PUT', '/Users', { body: user })).status).toBe(405);
  });

  it('does not honour X-HTTP-Method-Override', async () => {
    const { body } = await demo.client.get('/Users?count=1');
    const [first] = body['Resources'] as { id: string }[];
    const headers = { 'x-http-method-override': 'DELETE' };
    expect((await demo.client.get(`/Users/${first?.id}`, { headers })).status).toBe(200);
    expect((await demo.client.get(`/Users/${first?.id}`)).status).toBe(200);
  });

  it('asks for credentials before anything else', async () => {
    for (const credentials of [false, 'demo-client:wrong', 'nobody:demo-secret', ':'] as const) {
      const { status, headers } = await refused('GET', '/Users', { credentials });
      expect(status).toBe(401);
      expect(headers['www-authenticate']).toMatch(/^Basic /);
    }
    const unknown = demo.client.url.replace('000000000002', '000000000099');
    const anonymous = await request(`${unknown}/Users`);
    expect(anonymous.statusCode).toBe(401);
    await anonymous.body.dump();
  });

  it('answers an unknown system with 404', async () => {
    const { statusCode, body } = await request(`${demo.proxy}/ipsproxy/api/v1/scim/nope/Users`, {
      headers: { authorization: `Basic ${Buffer.from('demo-client:demo-secret').toString('base64')}` },
    });
    expect(statusCode).toBe(404);
    expect(await body.json()).toMatchObject({ schemas: [ERROR], status: '404' });
  });

  it('still serves after all that', async () => {
    expect((await demo.client.get('/Users?count=1')).status).toBe(200);
    const health = await request(`${demo.proxy}/healthz`);
    expect(health.statusCode).toBe(200);
    await health.body.dump();
  });
});
