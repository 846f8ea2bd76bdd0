/** Attacks with cursors: forged ones, those of others, and backends whose own ones are more than a place in a list. */
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScimStandIn, startScim } from '../../src/sandbox/scim/index.ts';
import { json, startBackend } from '../connectors/support/backend.ts';
import { type Client, scimClient } from '../integration/support/client.ts';
import { type RunningProxy, runningProxy } from '../integration/support/proxy.ts';

const FILTER = 'userName sw "u"';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

let backend: ScimStandIn;
let proxy: RunningProxy;
let client: Client;

beforeAll(async () => {
  backend = await startScim({ users: 30, groups: 8 });
  const { user, password } = backend.credentials;
  const properties = {
    Type: 'HTTP',
    URL: backend.base,
    Authentication: 'BasicAuthentication',
    User: user,
    Password: password,
  };
  proxy = await runningProxy({
    systems: ['one', 'two'].map((id) => ({ id, type: 'scim', properties })),
    technicalUsers: [
      { id: 'only-users', endpoints: ['Users'] },
      { id: 'only-two', systems: ['two'] },
    ],
  });
  client = proxy.client('one');
});
afterAll(async () => {
  await proxy.stop();
  await backend.close();
});

const asUser = (id: string, system = 'one') =>
  scimClient(`${proxy.url}/ipsproxy/api/v1/scim/${system}`, `${id}:demo-secret`);

async function cursorOf(endpoint = 'Users', query = ''): Promise<string> {
  const { body } = await client.get(`/${endpoint}?count=3&cursor=${query}`);
  return String(body['nextCursor']);
}

const send = (cursor: string, from = client, endpoint = 'Users') =>
  from.get(`/${endpoint}?count=3&cursor=${encodeURIComponent(cursor)}`);

async function expectRefused(cursor: string): Promise<void> {
  const { status, body } = await send(cursor);
  expect([status, body['scimType']]).toEqual([400, 'invalidCursor']);
  expect(body).not.toHaveProperty('Resources');
}

describe('to make a cursor', () => {
  it.each([
    ['the version', 0, 1],
    ['the id of the key', 1, 4],
    ['the time', 5, 4],
    ['the system and the endpoint', 9, 8],
    ['the filter', 17, 8],
    ['the kind of the position', 25, 1],
    ['the position', 26, 4],
    ['the pages around it', 30, 2],
    ['the signature', 32, 16],
  ])('out of a good one, with another value for %s', async (_, start, length) => {
    const good = Buffer.from(await cursorOf(), 'base64url');
    expect(good).toHaveLength(48);
    for (const value of [0x00, 0x01, 0x7f, 0xff]) {
      const forged = Buffer.from(good);
      forged.fill(value, start, start + length);
      if (!forged.equals(good)) await expectRefused(forged.toString('base64url'));
    }
  });

  it('out of two good ones', async () => {
    const [one, two] = [await cursorOf(), await cursorOf('Groups')].map((text) =>
      Buffer.from(text, 'base64url'),
    );
    if (one === undefined || two === undefined) throw new Error('no cursors');
    for (const at of [5, 9, 17, 25, 32]) {
      const forged = Buffer.concat([one.subarray(0, at), two.subarray(at)]);
      if (!forged.equals(one) && !forged.equals(two)) await expectRefused(forged.toString('base64url'));
    }
  });

  it.each([
    ['of no key', Buffer.alloc(0)],
    ['of zeros', Buffer.alloc(32)],
    ['of the id of the key', undefined],
  ])('that leads behind everything, signed with a key %s', async (_, secret) => {
    const good = Buffer.from(await cursorOf(), 'base64url');
    const content = good.subarray(0, -16);
    content.writeUInt32BE(2 ** 32 - 1, 26);
    const key = secret ?? content.subarray(1, 5);
    const signature = createHmac('sha256', key).update('cursor\n').update(content).digest().subarray(0, 16);
    await expectRefused(Buffer.concat([content, signature]).toString('base64url'));
  });

  it('by changing each of its letters', async () => {
    const good = await cursorOf();
    for (let at = 0; at < good.length; at += 1) {
      const next = ALPHABET[(ALPHABET.indexOf(good[at] ?? '') + 1) % ALPHABET.length];
      await expectRefused(good.slice(0, at) + next + good.slice(at + 1));
    }
  });

  it.each([
    '__proto__',
    'constructor',
    'initial',
    '1',
    'null',
    '../../Users',
    '%00',
    '\u{1F600}',
    "' or 1=1 --",
    '#{7*7}',
    'A'.repeat(48),
    '-'.repeat(64),
  ])('of %j', async (text) => {
    await expectRefused(text);
  });

  it('of many thousand letters', async () => {
    for (const length of [3000, 5000, 7000]) await expectRefused('A'.repeat(length));
  });
});

describe('to see more by a cursor', () => {
  it('without credentials', async () => {
    const { status } = await client.get(`/Users?cursor=${await cursorOf()}`, { credentials: false });
    expect(status).toBe(401);
  });

  it('of groups, by somebody who may see users only', async () => {
    const cursor = await cursorOf('Groups');
    expect((await send(cursor, asUser('only-users'), 'Groups')).status).toBe(403);
    expect((await send(cursor, asUser('only-users'))).status).toBe(400);
  });

  it('of one system, by somebody who may use another one only', async () => {
    const cursor = await cursorOf();
    expect((await send(cursor, asUser('only-two'))).status).toBe(403);
    expect((await send(cursor, asUser('only-two', 'two'))).status).toBe(400);
  });

  it('of a filter, by leaving it out or sending another one', async () => {
    const cursor = await cursorOf('Users', `&filter=${encodeURIComponent(FILTER)}`);
    for (const filter of [undefined, '', 'userName sw "v"', `${FILTER} or active pr`, 'userName sw "U"']) {
      const query = filter === undefined ? '' : `&filter=${encodeURIComponent(filter)}`;
      const { status, body } = await client.get(`/Users?count=3&cursor=${cursor}${query}`);
      expect([status, body['scimType']]).toEqual([400, 'invalidCursor']);
    }
  });

  it('of what its filter asked for: a cursor does not tell', async () => {
    const secret = encodeURIComponent('userName sw "u" and title ne "secret-title"');
    const cursor = await cursorOf('Users', `&filter=${secret}`);
    const again = await cursorOf('Users', `&filter=${encodeURIComponent(FILTER)}`);
    expect(cursor).toHaveLength(again.length);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(/secret|title|userName/);
  });
});

describe('a backend whose cursor', () => {
  const hostile = async (nextId: unknown) => {
    const tenant = await startBackend(({ target }, response) => {
      const isFirst = target.includes('startId=initial');
      const Resources = [{ id: isFirst ? 'a' : 'b', userName: 'x', schemas: [] }];
      json(response, 200, { totalResults: 2, Resources, nextId: isFirst ? nextId : 'end' });
    });
    const properties = {
      Type: 'HTTP',
      URL: tenant.origin,
      Authentication: 'BasicAuthentication',
      User: 'user',
      Password: 'password',
      'ias.api.version': '2',
    };
    const front = await runningProxy({
      systems: [{ id: 'ias', type: 'identity-authentication', properties }],
    });
    return {
      tenant,
      list: (cursor: unknown) => front.client('ias').get(`/Users?count=1&cursor=${String(cursor)}`),
      [Symbol.asyncDispose]: async () => {
        await front.stop();
        await tenant[Symbol.asyncDispose]();
      },
    };
  };

  it.each(['x&count=100000', 'x#fragment', 'x y+z', 'x%26filter=active', '"><script>', 'ä\u{1F600}'])(
    'would be more than one parameter: %j',
    async (nextId) => {
      await using attack = await hostile(nextId);
      const first = await attack.list('');
      expect(first.status).toBe(200);
      expect(first.text).not.toContain(nextId);
      expect((await attack.list(first.body['nextCursor'])).status).toBe(200);
      const asked = new URL(attack.tenant.received.at(-1)?.target ?? '', 'http://any').searchParams;
      expect(asked.get('startId')).toBe(nextId);
      expect(asked.get('count')).toBe('1');
      expect(asked.has('filter')).toBe(false);
    },
  );

  it.each([
    ['of controls', 'x\r\nX-Header: 1'],
    ['of dots', '../x'],
    ['of many letters', 'x'.repeat(5000)],
    ['that is none', { x: 1 }],
  ])('is one %s', async (_, nextId) => {
    await using attack = await hostile(nextId);
    const { status, text } = await attack.list('');
    expect(status).toBe(502);
    expect(text).not.toContain('X-Header');
  });
});
