/** What the UAA answers before any endpoint is asked: paths, methods, zones, and the names of what it sends. */
import http from 'node:http';
import { describe, expect, it } from 'vitest';
import type { CloudFoundry } from '../../../src/sandbox/cloud-foundry/index.ts';
import { type Answer, login, provisionerCredentials, request, SCHEMA, startSession } from './helpers.ts';

interface Raw {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** A path goes out as it is written here; whoever takes it for a URL cleans it up first. */
function sendRaw(
  { url }: CloudFoundry,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    http
      .request({ hostname, port, method, path, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: answer.statusCode, headers: answer.headers, text });
        });
      })
      .on('error', reject)
      .end();
  });
}

async function scene() {
  const session = await startSession();
  const token = (await login(session.cf, provisionerCredentials(session.cf))).json.access_token;
  const raw = (method: string, path: string, headers: Record<string, string> = {}): Promise<Raw> =>
    sendRaw(session.cf, method, path, { authorization: `Bearer ${token}`, ...headers });
  return { ...session, raw };
}

const WEB_SERVER = 'text/html;charset=utf-8';
const UAA = 'text/html;charset=UTF-8';
const SENTENCE = 'The request was rejected because it contained a potentially malicious character.';

describe('a path that could deceive', () => {
  it.each([
    ['/Users/a%2Fb', WEB_SERVER],
    ['/Users/a%5Cb', WEB_SERVER],
    ['/Users/a%00b', WEB_SERVER],
    ['/Users/%zz', WEB_SERVER],
    ['/Users/%', WEB_SERVER],
    ['/Users/a"b', WEB_SERVER],
    ['/Users/a|b', WEB_SERVER],
    ['/Users?filter=[', WEB_SERVER],
    ['/../Users', WEB_SERVER],
    ['/%2e%2e/Users', WEB_SERVER],
    ['/Users/a;b', UAA],
    ['/Users/a%3Bb', UAA],
    ['/Users;a=b', UAA],
    ['/Users/a%25b', UAA],
    ['/Users/a%0Ab', UAA],
    ['/Users/a%0db', UAA],
    ['/Users/a%E2%80%A8b', UAA],
    ['/Users//x', UAA],
    ['/Users/%2E%2E', UAA],
    ['/Users/../Users', UAA],
    ['/Users/./x', UAA],
    ['/nosuch;a', UAA],
    ['/oauth/token;a', UAA],
  ])('%s is refused with a page', async (path, type) => {
    const { raw } = await scene();
    for (const method of ['GET', 'DELETE']) {
      const { status, headers } = await raw(method, path);
      expect([status, headers['content-type']]).toEqual([400, type]);
    }
  });

  it.each(['a%09b', 'a%7Fb', '%C3%BC', '%20', 'a%23b', 'a@b', 'a:b', "a'b", 'a%22b', '%3Cb%3E', 'a.b'])(
    '/Users/%s is none, only an id that nobody has',
    async (id) => {
      const { raw } = await scene();
      const { status, headers, text } = await raw('GET', `/Users/${id}`);
      expect([status, headers['content-type']]).toEqual([404, 'application/json;charset=UTF-8']);
      expect(JSON.parse(text).message).toBe(`User ${decodeURIComponent(id)} does not exist`);
    },
  );

  it('reads bytes that are no UTF-8 as the replacement character', async () => {
    const { raw } = await scene();
    expect(JSON.parse((await raw('GET', '/Users/%FF')).text).message).toBe('User \ufffd does not exist');
  });

  it('tells whoever wants JSON its sentence, where the firewall speaks', async () => {
    const { raw } = await scene();
    const accept = { accept: 'application/json' };
    const firewall = await raw('GET', '/Users/a;b', accept);
    expect([firewall.status, firewall.headers['content-type']]).toEqual([
      400,
      'application/json;charset=UTF-8',
    ]);
    expect(JSON.parse(firewall.text)).toBe(SENTENCE);
    expect((await raw('GET', '/Users/a%2Fb', accept)).headers['content-type']).toBe(WEB_SERVER);
  });

  it('is a parameter with NUL, too', async () => {
    const { raw } = await scene();
    expect((await raw('GET', '/Users?filter=a%00b')).status).toBe(400);
    expect((await raw('GET', '/Users?other=%00', { accept: 'application/json' })).text).toBe('{}');
  });
});

describe('a path without an endpoint', () => {
  it.each(['/nosuch', '/users', '/Users.json', '/Userss', '/v2/Users', '/oauth/nosuch', '/Schemas'])(
    '%s leads to the login, with a token and without',
    async (path) => {
      const { cf, raw } = await scene();
      for (const { status, headers, text } of [await raw('GET', path), await sendRaw(cf, 'GET', path)]) {
        expect([status, headers.location, headers['content-type'], text]).toEqual([
          302,
          `${cf.url}/login`,
          undefined,
          '',
        ]);
      }
      expect((await request(`${cf.url}/login`, { headers: { accept: 'text/html' } })).text).toContain(
        '<html',
      );
    },
  );

  it.each(['/Users/x/groups', '/Users/a/b/c', '/Groups/x/nosuch'])(
    '%s below one is a page that says 404, or nothing to whoever wants JSON',
    async (path) => {
      const { raw } = await scene();
      const page = await raw('GET', path);
      expect([page.status, page.headers['content-type']]).toEqual([404, UAA]);
      const json = await raw('GET', path, { accept: 'application/json' });
      expect([json.status, json.text]).toEqual([404, '{}']);
    },
  );
});

describe('a method that is not meant', () => {
  it.each([
    ['PUT', '/Users', 403],
    ['PATCH', '/Users', 403],
    ['DELETE', '/Users', 403],
    ['HEAD', '/Users', 403],
    ['OPTIONS', '/Users', 403],
    ['POST', '/Users/.search', 403],
    ['POST', '/Users/x', 403],
    ['DELETE', '/Users/x/', 403],
    ['HEAD', '/Groups', 403],
    ['GET', '/Users/x/status', 405],
    ['PUT', '/Groups', 405],
    ['DELETE', '/Groups', 405],
    ['POST', '/Groups/x', 405],
    ['PROPFIND', '/Users/x', 400],
    ['TRACE', '/Users/x', 405],
  ])('%s %s is %i', async (method, path, status) => {
    const { raw } = await scene();
    expect((await raw(method, path)).status).toBe(status);
  });

  it('is for nobody where no rule opens it, and asks who calls first', async () => {
    const { cf, raw } = await scene();
    const denied = await raw('PATCH', '/Users');
    expect(JSON.parse(denied.text)).toEqual({
      error: 'access_denied',
      error_description: 'Access is denied',
    });
    expect(denied.headers['www-authenticate']).toBeUndefined();
    expect((await sendRaw(cf, 'PATCH', '/Users')).status).toBe(401);
    expect((await raw('TRACE', '/Users')).headers['content-type']).toBe('message/http');
  });

  it('leaves the slash at the end of a collection alone', async () => {
    const { raw } = await scene();
    expect((await raw('GET', '/Users/?count=0')).status).toBe(200);
  });
});

describe('what a token is good for', () => {
  it.each([
    ['scim.write', 'GET', '/Users', 'uaa.admin scim.read zones.uaa.admin'],
    ['scim.write', 'GET', '/Users/nosuch', 'uaa.admin scim.read zones.uaa.admin'],
    ['scim.read', 'POST', '/Users', 'uaa.admin scim.write scim.create zones.uaa.admin'],
    ['scim.read', 'PUT', '/Users/nosuch', 'uaa.admin scim.write zones.uaa.admin'],
    ['scim.read', 'PATCH', '/Users/nosuch', 'uaa.admin scim.write zones.uaa.admin'],
    ['scim.read', 'DELETE', '/Users/nosuch', 'uaa.admin scim.write zones.uaa.admin'],
    [
      'scim.read',
      'PATCH',
      '/Users/nosuch/status',
      'uaa.admin scim.write uaa.account_status.write zones.uaa.admin',
    ],
    ['scim.read', 'GET', '/Users/nosuch/verify', 'uaa.admin scim.write scim.create zones.uaa.admin'],
    ['scim.write', 'GET', '/Users/nosuch/verify-link', 'uaa.admin scim.create zones.uaa.admin'],
    ['scim.write', 'GET', '/Groups/nosuch', 'uaa.admin scim.read zones.uaa.admin'],
    ['scim.write', 'GET', '/Groups/nosuch/members', 'uaa.admin scim.read zones.uaa.admin'],
    ['scim.read', 'POST', '/Groups', 'uaa.admin scim.write groups.update zones.uaa.admin'],
    ['scim.read', 'PUT', '/Groups/nosuch', 'uaa.admin scim.write groups.update zones.uaa.admin'],
    ['scim.read', 'PATCH', '/Groups/nosuch', 'uaa.admin scim.write groups.update zones.uaa.admin'],
    ['scim.read', 'DELETE', '/Groups/nosuch', 'uaa.admin scim.write zones.uaa.admin'],
    ['scim.read', 'DELETE', '/Groups/a/members/b', 'uaa.admin scim.write zones.uaa.admin'],
    ['uaa.admin', 'GET', '/ids/Users', 'scim.userids'],
    ['uaa.admin', 'PUT', '/Users/nosuch/password', 'password.write'],
  ])('with %s alone not for %s %s', async (own, method, path, scope) => {
    const { send } = await startSession({ scopes: ['openid', own] });
    const { status, json } = await send(method, path);
    expect([status, json.error, json.scope]).toEqual([403, 'insufficient_scope', scope]);
  });
});

describe('another zone', () => {
  it.each([
    [{ 'x-identity-zone-id': 'uaa' }, 403],
    [{ 'x-identity-zone-id': 'other' }, 404],
    [{ 'x-identity-zone-subdomain': 'nowhere' }, 404],
    [{ 'x-identity-zone-id': '' }, 200],
  ])('%j is %i without a scope for it', async (headers, status) => {
    const { raw } = await scene();
    expect((await raw('GET', '/Users?count=0', headers as Record<string, string>)).status).toBe(status);
  });

  it('is open with one', async () => {
    const { send } = await startSession({ scopes: ['scim.read', 'zones.uaa.admin'] });
    const answer = await send('GET', '/Users?count=0', undefined, { 'x-identity-zone-id': 'uaa' });
    expect(answer.status).toBe(200);
  });
});

describe('the name of an answer', () => {
  const body = {
    schemas: [SCHEMA],
    userName: 'new@acme.example',
    origin: 'acme-platform',
    name: { givenName: 'N', familyName: 'N' },
    emails: [{ value: 'new@acme.example' }],
  };

  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/json;q=0.1', 'application/json'],
    ['application/scim+json', 'application/scim+json'],
    ['text/html, application/scim+json;q=0.5, */*;q=0.1', 'application/scim+json'],
  ])('of a resource, for %s, is %s', async (accept, type) => {
    const { raw } = await scene();
    const answer = await raw('GET', '/Users?count=0', accept === undefined ? {} : { accept });
    expect([answer.status, answer.headers['content-type']]).toEqual([200, type]);
  });

  it.each([
    ['text/html', 'text/html;charset=ISO-8859-1'],
    ['application/xml', 'application/xml;charset=ISO-8859-1'],
  ])('of what is done is an error where %s is wanted, with the version of it', async (accept, type) => {
    const { send, get } = await scene();
    const answer = await send('POST', '/Users', body, { accept });
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('etag')]).toEqual([
      400,
      type,
      '"0"',
    ]);
    expect(answer.json.message).toBe('Could not find acceptable representation');
    expect((await get('/Users?filter=userName+eq+"new@acme.example"')).json.totalResults).toBe(1);
  });

  it.each([
    [undefined, 'application/json;charset=UTF-8'],
    ['*/*', 'application/json;charset=UTF-8'],
    ['application/json', 'application/json;charset=UTF-8'],
    ['application/scim+json', 'application/scim+json;charset=ISO-8859-1'],
    ['text/plain', 'text/plain;charset=ISO-8859-1'],
    ['text/*', 'application/octet-stream;charset=ISO-8859-1'],
    ['text/html;q=0.9', 'application/json;charset=UTF-8'],
  ])('of a SCIM error, for %s, is %s', async (accept, type) => {
    const { raw } = await scene();
    const answer = await raw('GET', '/Users/nosuch', accept === undefined ? {} : { accept });
    expect([answer.status, answer.headers['content-type']]).toEqual([404, type]);
    expect(JSON.parse(answer.text).error).toBe('scim_resource_not_found');
  });

  it('of an error is missing, with the error, where nobody can say what is wanted', async () => {
    const { raw } = await scene();
    const answer = await raw('GET', '/Users/nosuch', { accept: 'nonsense' });
    expect([answer.status, answer.headers['content-type'], answer.text]).toEqual([404, undefined, '']);
  });

  it.each([
    ['application/json', 401, 'application/json'],
    ['*/*', 401, 'application/json'],
    ['application/scim+json', 401, 'application/scim+json'],
    ['text/html', 406, UAA],
    ['application/xml', 406, UAA],
    ['nonsense', 500, UAA],
  ])('of an OAuth error, for %s, is %i %s', async (accept, status, type) => {
    const { cf } = await scene();
    const answer = await sendRaw(cf, 'GET', '/Users', { accept });
    expect([answer.status, answer.headers['content-type']]).toEqual([status, type]);
  });
});

describe('what everybody may read', () => {
  const read = (cf: CloudFoundry, path: string, accept = 'application/json'): Promise<Answer> =>
    request(cf.url + path, { headers: { accept } });

  it('is how the UAA introduces itself', async () => {
    const { cf } = await scene();
    const info = await read(cf, '/info');
    expect([info.status, info.headers.get('content-type')]).toEqual([200, 'application/json;charset=UTF-8']);
    expect(info.json).toMatchObject({ zone_name: 'uaa', links: { uaa: cf.url, login: cf.url } });
    expect((await read(cf, '/login')).json).toEqual(info.json);
    expect((await read(cf, '/info', 'text/html')).status).toBe(406);
  });

  it.each(['/.well-known/openid-configuration', '/oauth/token/.well-known/openid-configuration'])(
    'is where its endpoints are: %s',
    async (path) => {
      const { cf } = await scene();
      expect((await read(cf, path)).json).toMatchObject({
        issuer: `${cf.url}/oauth/token`,
        token_endpoint: `${cf.url}/oauth/token`,
      });
    },
  );
});
