/**
 * What somebody tries who holds nothing, or the credentials of a client of one system, with requests alone. After each, the
 * other system was not asked, the own one was asked for nothing but what its client may, and the proxy answers.
 */
import { connect } from 'node:net';
import { beforeAll, expect, it } from 'vitest';
import {
  API,
  AUTHORIZATION,
  basic,
  fakeSystem,
  type SendOptions,
  SYSTEM,
  startProxy,
  type TestProxy,
  technicalUser,
} from '../server/helpers.ts';

const OTHER = '99999999-9999-4999-8999-999999999999';
const SERVICE = '/ipsproxy/service/api/v1/scim';
const CERTIFICATES = '/ipsproxy/certapi/v1/scim';
const USER = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'eve' };

interface Outcome {
  /** Any of them. */
  readonly status: number | readonly number[];
  /** Times that the own system may be asked. Default: never. */
  readonly asked?: number;
}

type Attack = readonly [what: string, attempt: SendOptions & { readonly path: string }, outcome: Outcome];
type RawAttack = readonly [what: string, text: string | Buffer, outcome: Outcome];

let users: Awaited<ReturnType<typeof technicalUser>>[];
beforeAll(async () => {
  users = await Promise.all([
    technicalUser('client', ['secret'], { systems: [SYSTEM] }),
    technicalUser('other', ['other-secret'], { systems: [OTHER] }),
    technicalUser('reader', ['secret'], { systems: [SYSTEM], operations: ['read'] }),
    technicalUser('elsewhere', ['secret'], { systems: [SYSTEM], addresses: ['10.0.0.0/8'] }),
    technicalUser('nobody', ['secret'], { permissions: [] }),
  ]);
});

async function underAttack() {
  const [own, other] = [fakeSystem(), fakeSystem(undefined, { id: OTHER })];
  const proxy = await startProxy({ systems: [own, other], users });
  return {
    proxy,
    async survived(asked = 0) {
      expect(other.calls).toEqual([]);
      expect(own.calls.length).toBe(asked);
      expect((await proxy.send('/Users')).status).toBe(200);
    },
  };
}

const anywhere = (path: string, more: SendOptions = {}) => ({ path, absolute: true, ...more });
const as = (id: string, secret = 'secret') => basic(id, secret);
const REFUSED = { status: 401 };
const FORBIDDEN = { status: 403 };
const NOWHERE = { status: 404 };

const ATTACKS: readonly Attack[] = [
  // Authentication bypass
  ['no credentials', { path: '/Users', authorization: null }, REFUSED],
  ['an empty Authorization header', { path: '/Users', authorization: '' }, REFUSED],
  ['the scheme alone', { path: '/Users', authorization: 'Basic' }, REFUSED],
  ['credentials without the scheme', { path: '/Users', authorization: AUTHORIZATION.slice(6) }, REFUSED],
  ['the secret without an id', { path: '/Users', authorization: as('') }, REFUSED],
  ['the id without a secret', { path: '/Users', authorization: as('client', '') }, REFUSED],
  ['the id in another case', { path: '/Users', authorization: as('CLIENT') }, REFUSED],
  ['the secret with a blank at its end', { path: '/Users', authorization: as('client', 'secret ') }, REFUSED],
  ['the secret cut off', { path: '/Users', authorization: as('client', 'secre') }, REFUSED],
  ['a NUL behind the secret', { path: '/Users', authorization: as('client', 'secret\0x') }, REFUSED],
  ['a NUL behind the id', { path: '/Users', authorization: as('client\0', 'secret') }, REFUSED],
  ['a wildcard as id', { path: '/Users', authorization: as('*') }, REFUSED],
  ['an id of SQL', { path: '/Users', authorization: as("client' OR '1'='1") }, REFUSED],
  ['an id that every object has', { path: '/Users', authorization: as('__proto__') }, REFUSED],
  ['the secret of somebody else', { path: '/Users', authorization: as('client', 'other-secret') }, REFUSED],
  [
    'credentials in the query',
    { path: '/Users?username=client&password=secret', authorization: null },
    REFUSED,
  ],
  [
    'credentials in the query as a token',
    { path: '/Users?access_token=secret', authorization: null },
    REFUSED,
  ],
  [
    'credentials in another header',
    { path: '/Users', authorization: null, headers: { 'proxy-authorization': AUTHORIZATION } },
    REFUSED,
  ],
  [
    'headers of somebody who authenticates in front',
    {
      path: '/Users',
      authorization: null,
      headers: { 'x-forwarded-user': 'client', 'x-remote-user': 'client', 'remote-user': 'client' },
    },
    REFUSED,
  ],
  ['Basic where only certificates count', anywhere(`${CERTIFICATES}/${SYSTEM}/Users`), REFUSED],
  ['OPTIONS to get round credentials', { path: '/Users', method: 'OPTIONS', authorization: null }, REFUSED],
  ['HEAD to get round credentials', { path: '/Users', method: 'HEAD', authorization: null }, REFUSED],
  ['a method that nobody knows', { path: '/Users', method: 'PURGE', authorization: null }, REFUSED],
  // Paths and encodings
  [
    'the other system through a dot segment',
    anywhere(`${API}/${SYSTEM}/../${OTHER}/Users`),
    { status: [400, 404] },
  ],
  [
    'through an encoded dot segment',
    anywhere(`${API}/${SYSTEM}/%2e%2e/${OTHER}/Users`),
    { status: [400, 404] },
  ],
  ['through an encoded slash', anywhere(`${API}/${SYSTEM}%2f..%2f${OTHER}/Users`), FORBIDDEN],
  ['through a backslash', anywhere(`${API}/${SYSTEM}\\..\\${OTHER}/Users`), FORBIDDEN],
  ['through a semicolon', anywhere(`${API}/${SYSTEM};/../${OTHER}/Users`), FORBIDDEN],
  ['through an escape of an escape', anywhere(`${API}/%2539${OTHER.slice(1)}/Users`), FORBIDDEN],
  ['through overlong UTF-8', anywhere(`${API}/${SYSTEM}/Users/%c0%ae%c0%ae`), { status: 400 }],
  ['through a NUL', anywhere(`${API}/${OTHER}%00/Users`), { status: [400, 403] }],
  ['through a doubled slash', anywhere(`${API}//${OTHER}/Users`), NOWHERE],
  ['through a query that looks like a path', anywhere(`${API}/${OTHER}?/${SYSTEM}/Users`), FORBIDDEN],
  ['through a fragment', anywhere(`${API}/${OTHER}%23/${SYSTEM}/Users`), FORBIDDEN],
  ['a family of URLs in another case', anywhere(`${API.toUpperCase()}/${SYSTEM}/Users`), NOWHERE],
  ['a family of URLs with escapes', anywhere(`/%69psproxy/api/v1/scim/${SYSTEM}/Users`), NOWHERE],
  ['a file of the machine', anywhere('/../../../../etc/passwd'), NOWHERE],
  ['a file of the machine as an endpoint', { path: '/..%2f..%2f..%2fetc%2fpasswd' }, NOWHERE],
  ['an endpoint that every object has', { path: '/constructor' }, NOWHERE],
  ['a system that every object has', anywhere(`${API}/__proto__/Users`), FORBIDDEN],
  // Cross-system access
  ['the other system', anywhere(`${API}/${OTHER}/Users`), FORBIDDEN],
  ['the other system in the other family', anywhere(`${SERVICE}/${OTHER}/Users`), FORBIDDEN],
  ['the other system with a slash at the end', anywhere(`${API}/${OTHER}/Users/`), FORBIDDEN],
  [
    'an explanation of the other system',
    anywhere(`${API}/${OTHER}/Users/.explain`, { method: 'POST', body: {} }),
    FORBIDDEN,
  ],
  [
    'a dry run at the other system',
    anywhere(`${API}/${OTHER}/Users/1`, { method: 'DELETE', headers: { prefer: 'handling=dry-run' } }),
    FORBIDDEN,
  ],
  [
    'the other system by a header',
    {
      path: '/Users',
      headers: {
        'x-system-id': OTHER,
        'x-original-url': `${API}/${OTHER}/Users`,
        'x-rewrite-url': `${API}/${OTHER}/Users`,
      },
    },
    { status: 200, asked: 1 },
  ],
  [
    'which systems there are, by the difference of answers',
    anywhere(`${API}/77777777-7777-4777-8777-777777777777/Users`),
    FORBIDDEN,
  ],
  // Privileges
  [
    'a write of who may only read',
    { path: '/Users', method: 'POST', body: USER, authorization: as('reader') },
    FORBIDDEN,
  ],
  [
    'a delete of who may only read',
    { path: '/Users/1', method: 'DELETE', authorization: as('reader') },
    FORBIDDEN,
  ],
  [
    'another method by a header',
    {
      path: '/Users/1',
      method: 'GET',
      authorization: as('reader'),
      headers: {
        'x-http-method-override': 'DELETE',
        'x-http-method': 'DELETE',
        'x-method-override': 'DELETE',
      },
    },
    { status: 200, asked: 1 },
  ],
  [
    'another method by the query',
    { path: '/Users/1?_method=DELETE', authorization: as('reader') },
    { status: 200, asked: 1 },
  ],
  [
    'a dry run without that permission',
    { path: '/Users/1', method: 'DELETE', headers: { prefer: 'handling=dry-run' } },
    FORBIDDEN,
  ],
  [
    'an explanation without that permission',
    { path: '/Users/.explain', method: 'POST', body: { id: '1' } },
    FORBIDDEN,
  ],
  ['somebody without any permission', { path: '/Users', authorization: as('nobody') }, FORBIDDEN],
  [
    'an address that is claimed',
    {
      path: '/Users',
      authorization: as('elsewhere'),
      headers: { 'x-forwarded-for': '10.0.0.1', 'x-real-ip': '10.0.0.1', forwarded: 'for=10.0.0.1' },
    },
    FORBIDDEN,
  ],
  // Injection and pollution
  [
    'a __proto__ in the body',
    {
      path: '/Users',
      method: 'POST',
      body: '{"__proto__":{"active":true}}',
      headers: { 'content-type': 'application/json' },
    },
    { status: 400 },
  ],
  [
    'a __proto__ deep in the body',
    {
      path: '/Users/1',
      method: 'PUT',
      body: '{"name":{"x":[{"__proto__":1}]}}',
      headers: { 'content-type': 'application/json' },
    },
    { status: 400 },
  ],
  [
    'a __proto__ in the query',
    { path: '/Users?__proto__=1&constructor[prototype][x]=1' },
    { status: [200, 400], asked: 1 },
  ],
  [
    'a line break in the id, for a header of the answer',
    { path: '/Users/1%0d%0aSet-Cookie:%20x=1' },
    { status: [200, 400, 404], asked: 1 },
  ],
  [
    'a form instead of JSON',
    {
      path: '/Users',
      method: 'POST',
      body: 'userName=eve',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    { status: 415 },
  ],
  [
    'plain text, as a web page could send it',
    { path: '/Users', method: 'POST', body: '{"userName":"eve"}', headers: { 'content-type': 'text/plain' } },
    { status: 415 },
  ],
  [
    'XML with an entity',
    {
      path: '/Users',
      method: 'POST',
      body: '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      headers: { 'content-type': 'application/xml' },
    },
    { status: 415 },
  ],
  [
    'a compressed bomb',
    {
      path: '/Users',
      method: 'POST',
      body: Buffer.alloc(1000),
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    },
    { status: 415 },
  ],
  [
    'UTF-16, to get past who looks at bytes',
    {
      path: '/Users',
      method: 'POST',
      body: Buffer.from('{"userName":"eve"}', 'utf16le'),
      headers: { 'content-type': 'application/json; charset=utf-16' },
    },
    { status: 415 },
  ],
  // Oversize
  [
    'a body of twice the limit',
    {
      path: '/Users',
      method: 'POST',
      body: Buffer.alloc(200_000, 32),
      headers: { 'content-type': 'application/json' },
    },
    { status: 413 },
  ],
  ['an id of a megabyte, in pieces that fit', { path: `/Users/${'a'.repeat(20_000)}` }, { status: 414 }],
  [
    'nesting without end',
    {
      path: '/Users',
      method: 'POST',
      body: `${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`,
      headers: { 'content-type': 'application/json' },
    },
    { status: 400 },
  ],
  [
    'a filter of many brackets',
    { path: `/Users?filter=${'('.repeat(9000)}a%20eq%201` },
    { status: [200, 400], asked: 1 },
  ],
];

it.each(ATTACKS)('%s', async (_, { path, ...options }, { status, asked }) => {
  const { proxy, survived } = await underAttack();
  const answer = await proxy.send(path, options);
  expect([status].flat()).toContain(answer.status);
  expect(answer.headers).not.toHaveProperty('set-cookie');
  expect(answer.headers).not.toHaveProperty('server');
  expect(answer.text).not.toMatch(/other-secret|root:|node_modules|\bat .*\.ts/);
  await survived(asked);
});

const GET = `GET ${API}/${SYSTEM}/Users HTTP/1.1\r\nHost: x\r\n`;
const POST = `POST ${API}/${SYSTEM}/Users HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\nContent-Type: application/json\r\n`;
const SMUGGLED = `DELETE ${API}/${SYSTEM}/Users/1 HTTP/1.1\r\nHost: x\r\nAuthorization: ${AUTHORIZATION}\r\n\r\n`;

const RAW: readonly RawAttack[] = [
  [
    'two Authorization headers',
    `${GET}Authorization: ${as('wrong')}\r\nAuthorization: ${AUTHORIZATION}\r\nConnection: close\r\n\r\n`,
    { status: 400 },
  ],
  [
    'an Authorization header over two lines',
    `${GET}Authorization: Basic\r\n ${AUTHORIZATION.slice(6)}\r\nConnection: close\r\n\r\n`,
    { status: [400, 401] },
  ],
  [
    'a blank before the colon of a header',
    `${GET}Authorization : ${AUTHORIZATION}\r\nConnection: close\r\n\r\n`,
    { status: 400 },
  ],
  [
    'another request within a body of two lengths',
    `${POST}Content-Length: 2\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
    { status: 400 },
  ],
  [
    'another request behind chunks and a length',
    `${POST}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
    { status: 400 },
  ],
  [
    'another request behind a transfer coding in disguise',
    `${POST}Transfer-Encoding: xchunked\r\n\r\n${SMUGGLED}`,
    { status: [400, 501] },
  ],
  ['another request behind a bare line feed', `${POST}Content-Length: 0\n\n${SMUGGLED}`, { status: 400 }],
  [
    'chunks of a length that wraps around',
    `${POST}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff0\r\n{}`,
    { status: [400, 413] },
  ],
  [
    'two hosts',
    `GET ${API}/${SYSTEM}/Users HTTP/1.1\r\nHost: x\r\nHost: evil.example\r\nAuthorization: ${AUTHORIZATION}\r\nConnection: close\r\n\r\n`,
    { status: 400 },
  ],
  [
    'a host with credentials in it',
    `GET ${API}/${SYSTEM}/Users HTTP/1.1\r\nHost: a@evil.example\r\nAuthorization: ${AUTHORIZATION}\r\nConnection: close\r\n\r\n`,
    { status: 400 },
  ],
  [
    'a tunnel to another host',
    'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n',
    { status: 405 },
  ],
  [
    'a proxy request to another host',
    `GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    { status: 404 },
  ],
  [
    'another protocol',
    `${GET}Authorization: ${AUTHORIZATION}\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n`,
    { status: 200, asked: 1 },
  ],
  ['headers without end', `${GET}${'X: y\r\n'.repeat(20_000)}\r\n`, { status: 431 }],
  ['one header of 64 kB', `${GET}X: ${'y'.repeat(65_536)}\r\n\r\n`, { status: 431 }],
  ['TLS', Buffer.from('16030100c8010000c40303', 'hex'), { status: 400 }],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', { status: [400, 505] }],
  ['HTTP/0.9', `GET ${API}/${SYSTEM}/Users\r\n\r\n`, { status: 400 }],
];

it.each(RAW)('sends %s', async (_, text, { status, asked }) => {
  const { proxy, survived } = await underAttack();
  const answer = await proxy.raw(text);
  const [, first = ''] = /^HTTP\/1\.1 (\d{3}) /.exec(answer) ?? [];
  expect([status].flat()).toContain(Number(first));
  // One answer: nothing was taken for another request.
  expect(answer.match(/^HTTP\/1\.1 \d{3} /gm)).toHaveLength(1);
  expect(answer).not.toMatch(/^server:/im);
  await survived(asked);
});

it.each([
  ['a line break and a made-up line', 'eve\n{"level":30,"msg":"request","user":"client","status":200}'],
  ['escape sequences for a terminal', 'eve\u001b[2J\u001b[31m'],
  ['text that runs backwards', 'eve\u202egnp.exe'],
  ['a NUL', 'eve\0'],
  ['a line separator of JavaScript', 'eve\u2028x'],
])('writes %s into the log as an id', async (_, id) => {
  const { proxy, survived } = await underAttack();
  const header = Buffer.from(`${id}:wrong`).toString('base64');
  expect((await proxy.send('/Users', { authorization: `Basic ${header}` })).status).toBe(401);
  const lines = proxy.log.lines.filter(({ msg }) => msg === 'request');
  expect(lines).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toMatch(/u202e|u2028|gnp|\\u001b|\[2J/i);
  await survived();
});

it.each([
  ['id', { 'x-request-id': 'a\tb"}{' }],
  ['id of a megabyte', { 'x-request-id': 'a'.repeat(8000) }],
  ['id of the router', { 'x-vcap-request-id': '../../x' }],
])('writes what it likes into the log as the %s of the request', async (_, headers) => {
  const { proxy, survived } = await underAttack();
  const answer = await proxy.send('/Users', { authorization: null, headers });
  expect(answer.headers['x-request-id']).toMatch(/^[A-Za-z0-9._-]{1,200}$/);
  await survived();
});

it('holds connections open with requests that never end, and others are served', async () => {
  const { proxy, survived } = await underAttack();
  const sockets = Array.from({ length: 100 }, () => connect(proxy.port, '127.0.0.1'));
  for (const [at, socket] of sockets.entries()) {
    socket.on('error', () => undefined);
    socket.write(at % 2 === 0 ? `${GET}X-Slow: ` : `${POST}Content-Length: 100\r\n\r\n{`);
  }
  await survived();
  for (const socket of sockets) socket.destroy();
});

it('opens more connections than one address may have', async () => {
  const system = fakeSystem();
  const proxy: TestProxy = await startProxy({ systems: [system], settings: { connectionsPerAddress: 5 } });
  const sockets = Array.from({ length: 5 }, () => connect(proxy.port, '127.0.0.1'));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
  expect(await proxy.raw(`${GET}\r\n`)).toMatch(/^HTTP\/1\.1 503 /);
  for (const socket of sockets) socket.destroy();
});
