import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { FILE, linesIn, soon } from '../integration/audit/support.ts';
import { type Backend, startBackend } from '../integration/support/backends.ts';
import { type Client, PATCH_OP } from '../integration/support/client.ts';
import { type RunningProxy, runningProxy } from '../integration/support/proxy.ts';

/** Stands for whatever must not be in the audit log. */
const CANARY = 'Kanarie4711geheim';

let backend: Backend;
let proxy: RunningProxy;
let client: Client;
let count = 0;
beforeAll(async () => {
  backend = await startBackend('v2', { users: 3, groups: 1 });
  const system = { type: backend.type, properties: backend.properties };
  proxy = await runningProxy({
    systems: [
      { id: 'one', ...system },
      { id: 'two', ...system },
    ],
    technicalUsers: [{ id: 'limited', systems: ['two'] }],
    audit: { file: FILE },
  });
  client = proxy.client('one');
});
afterAll(async () => {
  await proxy.stop();
  await backend.close();
});

interface Attack {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly credentials?: string | false;
}

function nextId(): string {
  count += 1;
  return `attack-${count}`;
}

async function attack({ method = 'DELETE', path = '/Users/nobody', headers, body, credentials }: Attack) {
  const id = nextId();
  await client.send(method, path, {
    ...(body === undefined ? {} : { body }),
    ...(credentials === undefined ? {} : { credentials }),
    headers: { 'x-request-id': id, ...headers },
  });
  return id;
}

/** The bytes of the line, and what is in it. */
async function lineAbout(id: string): Promise<{ text: string; line: JsonObject }> {
  const [line = {}] = await soon(proxy, id);
  const all = (await readFile(join(proxy.folder, FILE), 'utf8')).split('\n');
  return { text: all.find((each) => each.includes(`"requestId":"${id}"`)) ?? '', line };
}

const escaped = (text: string) => encodeURIComponent(text);

describe('to forge a line', () => {
  it.each<[string, Attack]>([
    [
      'a line break and a whole line in the id of an entity',
      { path: `/Users/${escaped('x\n{"event":"stop"}')}` },
    ],
    ['a carriage return that a terminal goes back with', { path: `/Users/${escaped('x\rroot deleted it')}` }],
    [
      'a separator of lines that JavaScript and viewers break at',
      { path: `/Users/${escaped('x\u2028\u2029{}')}` },
    ],
    ['a next-line control of EBCDIC and ISO 8859', { path: `/Users/${escaped('x\u0085{}')}` }],
    ['an escape sequence that clears the terminal', { path: `/Users/${escaped('\u001b[2J\u001b[1;1H')}` }],
    ['an 8-bit control sequence', { path: `/Users/${escaped('\u009b2J')}` }],
    ['characters that turn the order of what is shown', { path: `/Users/${escaped('\u202egpj.exe\u2066')}` }],
    [
      'invisible characters that make two ids look the same',
      { path: `/Users/${escaped('P\u200b1\ufeff\u{e0041}')}` },
    ],
    ['a quotation mark that ends the text of the line', { path: `/Users/${escaped('x","user":"admin')}` }],
    ['a backslash at the end of an id', { path: `/Users/${escaped('x\\')}` }],
    [
      'a line break in the name of an attribute',
      { method: 'POST', path: '/Users', body: { 'a\n{"event":"stop"}': 1 } },
    ],
    [
      'a line break in a path of a PATCH',
      {
        method: 'PATCH',
        body: { schemas: [PATCH_OP], Operations: [{ op: 'add', path: 'x\n{"seq":1}', value: 1 }] },
      },
    ],
    [
      'a line break in an id that is tried to log on with',
      { method: 'GET', path: '/Users', credentials: 'x\n{"user":"admin"}:y' },
    ],
    [
      'an address that the client says itself',
      { headers: { 'x-forwarded-for': '203.0.113.9\n{}' } as never },
    ],
  ])('%s', async (_, request) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers ?? {}).map(([name, value]) => [name, value.replaceAll('\n', ' ')]),
    );
    const id = await attack({ ...request, headers });
    const { text, line } = await lineAbout(id);
    // One line, of printable characters that show in the order in which they stand.
    expect(text).toMatch(/^\{"time":"[^"]+",[\P{C}]*\}$/u);
    expect(text).not.toMatch(/[\u2028\u2029]/);
    expect(line).toMatchObject({ requestId: id, address: '127.0.0.1' });
    expect(Object.keys(line)).not.toContain('event');
    const lines = await linesIn(proxy.folder);
    expect(lines.filter(({ event }) => event === 'stop')).toEqual([]);
    expect(lines.filter(({ user }) => user === 'admin')).toEqual([]);
  });

  it('a request id with a line in it is none: the proxy makes one', async () => {
    const before = (await linesIn(proxy.folder)).length;
    const answer = await client.send('DELETE', '/Users/nobody', { headers: { 'x-request-id': '{"a":1}' } });
    const [line] = (await linesIn(proxy.folder)).slice(before);
    expect(line?.['requestId']).toBe(answer.headers['x-request-id']);
    expect(line?.['requestId']).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('to have the audit log tell secrets', () => {
  it.each<[string, Attack]>([
    [
      'a password in the body of a create',
      { method: 'POST', path: '/Users', body: { userName: 'x', password: CANARY } },
    ],
    [
      'a password in a PATCH',
      {
        method: 'PATCH',
        body: { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'password', value: CANARY }] },
      },
    ],
    [
      'a value in the filter of a path',
      {
        method: 'PATCH',
        body: {
          schemas: [PATCH_OP],
          Operations: [{ op: 'remove', path: `emails[value eq "${CANARY}"].type` }],
        },
      },
    ],
    [
      'a value with a bracket in the filter of a path',
      {
        method: 'PATCH',
        body: { schemas: [PATCH_OP], Operations: [{ op: 'remove', path: `emails[value eq "] ${CANARY}"]` }] },
      },
    ],
    [
      'a value in place of a path',
      {
        method: 'PATCH',
        body: { schemas: [PATCH_OP], Operations: [{ op: 'add', path: `p@${CANARY}!`, value: 1 }] },
      },
    ],
    [
      'a secret that is the name of an attribute',
      { method: 'POST', path: '/Users', body: { [`${CANARY}!`]: 1 } },
    ],
    ['a token in the query', { path: `/Users/nobody?access_token=${CANARY}` }],
    ['a cookie', { headers: { cookie: `session=${CANARY}` } }],
    [
      'the secret of a logon that fails',
      { method: 'GET', path: '/Users', credentials: `demo-client:${CANARY}` },
    ],
    ['a secret in the place of the id', { method: 'GET', path: '/Users', credentials: `${CANARY}:` }],
    ['a token of another scheme', { credentials: false, headers: { authorization: `Bearer ${CANARY}` } }],
    [
      'a secret in the URL of somebody that is not let in',
      { credentials: false, path: `/${CANARY}/${CANARY}` },
    ],
    ['an endpoint that does not exist', { credentials: 'limited:demo-secret', path: `/${CANARY}` }],
    ['a body that is no JSON', { method: 'POST', path: '/Users', body: `{"password": "${CANARY}"` }],
    [
      'an explanation with an entity',
      {
        method: 'POST',
        path: '/Users/.explain',
        credentials: 'explainer:demo-secret',
        body: { operation: 'create', entity: { password: CANARY } },
      },
    ],
    [
      'a dry run with a password',
      {
        method: 'POST',
        path: '/Users',
        credentials: 'explainer:demo-secret',
        headers: { prefer: 'handling=dry-run' },
        body: { userName: 'x', password: CANARY },
      },
    ],
  ])('%s', async (_, request) => {
    const id = await attack(request);
    const { text } = await lineAbout(id);
    expect(text).not.toBe('');
    expect(text).not.toContain(CANARY);
    expect(text).not.toContain('demo-secret');
  });
});

describe('to leave no line', () => {
  it.each<[string, Attack]>([
    ['a slash at the end', { path: '/Users/nobody/' }],
    ['an id that is encoded as a whole', { path: '/Users/%6eobody' }],
    [
      'an override of the method',
      { method: 'POST', path: '/Users', headers: { 'x-http-method-override': 'GET' }, body: {} },
    ],
    ['a preference that is misspelt', { headers: { prefer: 'handling=dry_run' } }],
    ['a broken body', { method: 'PUT', body: '{' }],
    [
      'a media type that is not taken',
      { method: 'POST', path: '/Users', headers: { 'content-type': 'text/xml' }, body: '<a/>' },
    ],
    ['an id of ten thousand characters', { path: `/Users/${'x'.repeat(10_000)}` }],
    ['dots in place of an id', { path: '/Users/%2e%2e' }],
    ['more segments than there are', { path: '/Users/a/b/c' }],
    ['a system that one may not use', { credentials: 'limited:demo-secret' }],
    ['no credentials', { credentials: false }],
  ])('a change with %s', async (_, request) => {
    const id = await attack(request);
    const { line, text } = await lineAbout(id);
    expect(line).toMatchObject({ requestId: id, status: expect.any(Number), outcome: expect.any(String) });
    expect(text.length).toBeLessThan(4_000);
  });

  it('a client that closes the connection as soon as it has sent the change', async () => {
    const id = nextId();
    const { hostname, port, pathname } = new URL(`${client.url}/Users/nobody`);
    const socket = connect(Number(port), hostname);
    const authorization = `Basic ${Buffer.from('demo-client:demo-secret').toString('base64')}`;
    socket.end(
      `DELETE ${pathname} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nX-Request-Id: ${id}\r\n\r\n`,
    );
    socket.on('close', () => {}).resume();
    expect(await soon(proxy, id)).toMatchObject([{ operation: 'delete' }]);
  });

  it('changes in one packet, one behind the other', async () => {
    const ids = [nextId(), nextId(), nextId()];
    const { hostname, port, pathname } = new URL(`${client.url}/Users/nobody`);
    const socket = connect(Number(port), hostname);
    const authorization = `Basic ${Buffer.from('demo-client:demo-secret').toString('base64')}`;
    const requests = ids.map(
      (id) =>
        `DELETE ${pathname} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nX-Request-Id: ${id}\r\n\r\n`,
    );
    socket.resume().write(requests.join(''));
    for (const id of ids) expect(await soon(proxy, id)).toHaveLength(1);
    socket.destroy();
  });
});

describe('to fill the disk, or to bury a line', () => {
  it.each<[string, (index: number) => Attack]>([
    ['one id again and again', () => ({ credentials: `nobody:${CANARY}` })],
    ['another id each time', (index) => ({ credentials: `nobody-${index}:x` })],
    [
      'another system and method each time',
      (index) => ({ credentials: false, method: index % 2 ? 'PUT' : 'GET', path: `/${index}` }),
    ],
  ])('logons that fail, with %s', async (_, each) => {
    const before = (await linesIn(proxy.folder)).length;
    await Promise.all(Array.from({ length: 80 }, (_, index) => attack({ method: 'GET', ...each(index) })));
    const lines = (await linesIn(proxy.folder)).slice(before);
    // Twice as many where a new minute has begun meanwhile.
    expect(lines.length).toBeLessThanOrEqual(50);
    // Nobody else is hidden by them.
    const id = await attack({ credentials: 'limited:demo-secret', path: `/Groups/${before}` });
    expect(await soon(proxy, id)).toHaveLength(1);
  });

  it('a body with as many names as it may have', async () => {
    const names = Array.from({ length: 900 }, (_, index) => [`attribute${index}`, 1]);
    const id = await attack({ method: 'POST', path: '/Users', body: Object.fromEntries(names) });
    const { line, text } = await lineAbout(id);
    expect(line['attributes']).toHaveLength(100);
    expect(line['moreAttributes']).toBe(true);
    expect(text.length).toBeLessThan(4_000);
  });

  it('names of attributes of any length', async () => {
    const id = await attack({
      method: 'POST',
      path: '/Users',
      body: { ['x'.repeat(50_000)]: 1, title: 'x' },
    });
    const { line } = await lineAbout(id);
    expect(line).toMatchObject({ attributes: ['title'], moreAttributes: true });
  });
});
