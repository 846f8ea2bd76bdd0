/**
 * What somebody tries with Bulk requests who holds the credentials of a client: to do by many operations what one may not, and to
 * use up the proxy. After each, the other system was not asked, and the proxy answers.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/scim/json.ts';
import { group, memorySystem, resultsOf, sendBulk, user } from '../server/bulk/support.ts';
import { API, fakeSystem, SYSTEM, startProxy, technicalUser } from '../server/helpers.ts';

const OTHER = '99999999-9999-4999-8999-999999999999';
const MANY = 10_000;

let users: Awaited<ReturnType<typeof technicalUser>>[];
beforeAll(async () => {
  const limits = { systems: [SYSTEM], endpoints: ['Users'], operations: ['create', 'delete'] } as const;
  users = [
    await technicalUser('client', ['secret'], {
      systems: [...limits.systems],
      endpoints: [...limits.endpoints],
      operations: [...limits.operations],
    }),
  ];
});

async function underAttack(options: Partial<Parameters<typeof startProxy>[0]> = {}) {
  const own = memorySystem(undefined, { bulk: { concurrency: 8, maxOperations: MANY } });
  const other = fakeSystem(undefined, { id: OTHER });
  const settings = { bodyLimit: 10_000_000 };
  const proxy = await startProxy({ systems: [own, other], settings, ...options });
  return {
    own,
    proxy,
    async survived() {
      expect(other.calls).toEqual([]);
      const { status } = await proxy.send('/healthz', { absolute: true, authorization: null });
      expect(status).toBe(200);
    },
  };
}

describe('a client that may only create and delete users', () => {
  const data = { displayName: 'x', userName: 'x' };
  const post = (path: string): JsonValue => ({ method: 'POST', path, bulkId: 'x', data });
  const put = (path: string): JsonValue => ({ method: 'PUT', path, data });
  it.each<[string, JsonValue, readonly string[]]>([
    ['an endpoint that it may not use', post('/Groups'), ['403']],
    ['the same, percent-encoded', post('/%47roups'), ['403']],
    ['the same, as an absolute URL', post('{base}/Groups'), ['403', '400']],
    ['the same, behind a doubled slash', post('//Groups'), ['400']],
    ['the same, behind a dot segment', post('/Users/../Groups'), ['400']],
    ['the same, behind an encoded slash', post('/Users%2F..%2FGroups'), ['403']],
    ['the same, behind a NUL', post('/Users%00/../Groups'), ['400']],
    ['another system, by dot segments', post(`/../${OTHER}/Users`), ['400']],
    ['another system, as an absolute URL', post(`{other}/Users`), ['400']],
    [
      'another system, by an encoded slash in the id',
      { method: 'DELETE', path: `/Users/..%2F..%2F${OTHER}%2FUsers%2F1` },
      ['404'],
    ],
    ['an update', put('/Users/1'), ['403']],
    [
      'an update by a method in small letters',
      { method: 'patch', path: '/Users/1', data: { Operations: [] } },
      ['403'],
    ],
    ['an update of what it creates', put('/Users/bulkId:x'), ['403']],
    [
      'a method within the method',
      { method: 'POST\r\nX-HTTP-Method-Override: PUT', path: '/Users', bulkId: 'x', data },
      ['405'],
    ],
    ['a read', { method: 'GET', path: '/Users/1' }, ['405']],
    ['Bulk within Bulk', { ...(post('/Bulk') as object), data: { Operations: [put('/Users/1')] } }, ['403']],
    ['a search', post('/Users/.search'), ['400']],
    [
      'a header within the version',
      { method: 'DELETE', path: '/Users/1', version: '"1"\r\nauthorization: x' },
      ['400'],
    ],
    ['a circle of references, which needs an update', user('x', { manager: { value: 'bulkId:x' } }), ['403']],
  ])('%s', async (_, operation, statuses) => {
    const { own, proxy, survived } = await underAttack({ users });
    const text = JSON.stringify(operation)
      .replace('{base}', `${proxy.url}${API}/${SYSTEM}`)
      .replace('{other}', `${proxy.url}${API}/${OTHER}`);
    const [result] = resultsOf(await sendBulk(proxy, [JSON.parse(text)]));
    expect(statuses).toContain(result?.['status']);
    expect(own.stored.size).toBe(0);
    expect(own.calls.filter(({ operation: done }) => done !== 'delete')).toEqual([]);
    await survived();
  });

  it('more requests in a minute than it has, in one request', async () => {
    const limited = [await technicalUser('client', ['secret'], { limits: { requestsPerMinute: 5 } })];
    const { own, proxy, survived } = await underAttack({ users: limited });
    const many = Array.from({ length: 1000 }, (_, index) => user(`u${index}`));
    const results = resultsOf(await sendBulk(proxy, many));
    expect(results.filter(({ status }) => status === '201')).toHaveLength(5);
    expect(own.calls).toHaveLength(5);
    await survived();
  });
});

describe('a request that costs much', () => {
  const chain = Array.from({ length: MANY }, (_, index) =>
    user(`b${index}`, { manager: { value: `bulkId:b${index + 1}` } }),
  );
  const circle = Array.from({ length: MANY / 10 }, (_, index) =>
    group(`b${index}`, [`bulkId:b${(index + 1) % (MANY / 10)}`]),
  );
  const all = Array.from({ length: 200 }, (_, index) => `bulkId:b${index}`);

  it.each<[string, readonly JsonValue[], string]>([
    ['a chain of 10,000 references whose end is missing', chain, '409'],
    ['a circle of 1,000 groups', circle, '201'],
    ['200 groups of which each refers to all', all.map((_, index) => group(`b${index}`, all)), '201'],
    ['10,000 operations with one bulkId', Array.from({ length: MANY }, () => user('x')), '400'],
    ['10,000 operations that are none', Array.from({ length: MANY }, () => null), '400'],
    [
      '10,000 changes of one resource',
      Array.from({ length: MANY }, () => ({ method: 'DELETE', path: '/Users/1' })),
      '404',
    ],
  ])('%s', { timeout: 60_000 }, async (_, operations, last) => {
    const { proxy, survived } = await underAttack();
    const results = resultsOf(await sendBulk(proxy, operations));
    expect(results).toHaveLength(operations.length);
    expect(results[results.length >> 1]?.['status']).toBe(last);
    await survived();
  });

  it.each<[string, () => JsonValue, number]>([
    ['a list of 5,001 values that are no members', () => user('x', { emails: Array(5001).fill('a') }), 400],
    [
      'data that is nested 100 levels deep',
      () => JSON.parse(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`),
      400,
    ],
    ['300,000 values', () => user('x', { x: Array.from({ length: 300 }, () => Array(1000).fill(1)) }), 413],
  ])('%s', async (_, operation, status) => {
    const { own, proxy, survived } = await underAttack();
    expect((await sendBulk(proxy, [operation()])).status).toBe(status);
    expect(own.calls).toEqual([]);
    await survived();
  });

  it('members may be many', async () => {
    const { own, proxy } = await underAttack();
    await sendBulk(proxy, [user('a')]);
    const results = resultsOf(await sendBulk(proxy, [group('g', Array(6000).fill('u1'))]));
    expect(results).toMatchObject([{ status: '201' }]);
    expect(own.stored.get('g2')?.resource['members']).toHaveLength(6000);
  });

  it.each([
    ['quotes that never end', `"${'\\"'.repeat(2_000_000)}`],
    ['quotes, and a backslash at the end', `${'"'.repeat(3_000_001)}\\`],
    ['texts that refer to something', 'x eq "bulkId:a" or '.repeat(100_000)],
    ['millions of texts in brackets', `x[${'""'.repeat(2_000_000)}]`],
  ])('a PATCH path with %s', async (_, path) => {
    const { proxy, survived } = await underAttack();
    const patch = { method: 'PATCH', path: '/Users/1', data: { Operations: [{ op: 'remove', path }] } };
    expect(resultsOf(await sendBulk(proxy, [user('a'), patch]))).toMatchObject([
      { status: '201' },
      { status: '404' },
    ]);
    await survived();
  });

  it('__proto__ as a bulkId, a path and a name', async () => {
    const { own, proxy, survived } = await underAttack();
    const operations = [
      user('__proto__', { manager: { value: 'bulkId:__proto__x' } }),
      user('constructor', { manager: { value: 'bulkId:toString' } }),
      { method: 'PUT', path: '/__proto__/constructor', data: {} },
    ];
    expect(resultsOf(await sendBulk(proxy, operations))).toMatchObject([
      { status: '400', response: { scimType: 'invalidValue' } },
      { status: '400', response: { scimType: 'invalidValue' } },
      { status: '404' },
    ]);
    const headers = { 'content-type': 'application/json' };
    const body =
      '{"Operations":[{"method":"POST","path":"/Users","bulkId":"x","data":{"__proto__":{"userName":"x"}}}]}';
    expect((await proxy.send('/Bulk', { method: 'POST', headers, body })).status).toBe(400);
    expect(own.calls).toEqual([]);
    await survived();
  });
});
