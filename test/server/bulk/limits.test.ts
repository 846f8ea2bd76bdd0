/** Permissions and limits: each operation of a Bulk request is looked at as a request of its own would be. */
import { describe, expect, it, vi } from 'vitest';
import { until } from '../../support/until.ts';
import { basic, expectScimError, SYSTEM, startProxy, technicalUser } from '../helpers.ts';
import { group, memorySystem, resultsOf, sendBulk, statusesOf, user } from './support.ts';

type More = Parameters<typeof technicalUser>[2];

async function allowed(more: More) {
  const system = memorySystem();
  const proxy = await startProxy({
    systems: [system],
    users: [await technicalUser('client', ['secret'], more)],
  });
  return { system, proxy };
}

const EVERYTHING = [
  user('a'),
  group('g', []),
  { method: 'PUT', path: '/Users/1', data: { userName: 'b' } },
  { method: 'PATCH', path: '/Groups/1', data: { Operations: [] } },
  { method: 'DELETE', path: '/Users/1' },
  { method: 'PUT', path: '/Printers/1', data: {} },
];

describe('permissions', () => {
  it.each<[string, More, string[]]>([
    ['only to create', { operations: ['create'] }, ['201', '201', '403', '403', '403', '403']],
    [
      'only to read and delete',
      { operations: ['read', 'delete'] },
      ['403', '403', '403', '403', '404', '403'],
    ],
    ['only users', { endpoints: ['Users'] }, ['201', '403', '404', '403', '404', '403']],
    ['everything', {}, ['201', '201', '404', '404', '404', '404']],
  ])('%s', async (_, more, statuses) => {
    const { system, proxy } = await allowed(more);
    // One after the other, so that nothing is there that another operation has created.
    const answer = await sendBulk(proxy, EVERYTHING);
    expect(statusesOf(answer)).toEqual(statuses);
    expect(system.calls).toHaveLength(
      statuses.filter((status) => status !== '403').length - (more?.operations || more?.endpoints ? 0 : 1),
    );
  });

  it('a create that updates what is there needs both', async () => {
    const { system, proxy } = await allowed({ operations: ['create'] });
    Object.assign(system.resource('Users') ?? {}, { createUpdates: true });
    expect(statusesOf(await sendBulk(proxy, [user('a'), group('g', [])]))).toEqual(['403', '201']);
  });

  it('circular references need permission to update', async () => {
    const { system, proxy } = await allowed({ operations: ['create'] });
    const [first, second] = resultsOf(
      await sendBulk(proxy, [group('g', ['bulkId:h']), group('h', ['bulkId:g'])]),
    );
    for (const result of [first, second]) {
      expect(result).toMatchObject({
        status: '403',
        response: { detail: expect.stringContaining('circular') },
      });
    }
    expect(system.calls).toEqual([]);
  });

  it('another system, and nobody: the request as a whole', async () => {
    const { system, proxy } = await allowed({ systems: ['other'] });
    expectScimError(await sendBulk(proxy, [user('a')]), 403, 'may not use this system');
    expectScimError(await sendBulk(proxy, [user('a')], {}, { authorization: null }), 401, 'required');
    expect(system.calls).toEqual([]);
  });
});

describe('requests in a minute', () => {
  const five = [...'abcde'].map((name) => user(name));

  it('of a technical user: each operation counts, and what is beyond is not begun', async () => {
    const { system, proxy } = await allowed({ limits: { requestsPerMinute: 3 } });
    const answer = await sendBulk(proxy, five);
    expect(statusesOf(answer)).toEqual(['201', '201', '201', '429', '429']);
    const [, , , fourth] = resultsOf(answer);
    expect(fourth).toMatchObject({
      response: {
        detail: expect.stringMatching(/^Not started.*Technical user client has made the 3 requests/),
      },
    });
    expect(answer.headers['ratelimit']).toMatch(/^"user";r=0;/);
    expect(system.calls).toHaveLength(3);
    expectScimError(await proxy.send('/Users'), 429, 'Technical user client');
    expectScimError(await sendBulk(proxy, five), 429, 'Technical user client');
    expect(system.calls).toHaveLength(3);
  });

  it('of a system', async () => {
    const system = memorySystem();
    const proxy = await startProxy({ systems: [system], limits: { [SYSTEM]: { requestsPerMinute: 4 } } });
    expect(statusesOf(await sendBulk(proxy, five))).toEqual(['201', '201', '201', '201', '429']);
    expect(system.calls).toHaveLength(4);
  });

  it('what is wrong in itself does not count', async () => {
    const { proxy } = await allowed({ limits: { requestsPerMinute: 2 } });
    const answer = await sendBulk(proxy, [{ method: 'GET' }, {}, user('a'), null, user('b')]);
    expect(statusesOf(answer)).toEqual(['405', '400', '201', '400', '201']);
  });
});

describe('at once', () => {
  const many = Array.from({ length: 40 }, (_, index) => user(`u${index}`));
  const slowly = async () => {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  it.each([
    ['ipsproxy.bulk.concurrency', 3, undefined, 3],
    ['limits.concurrency of the system', 8, 2, 2],
    ['the smaller of both', 2, 8, 2],
  ])('%s', async (_, concurrency, places, most) => {
    const system = memorySystem(slowly, { bulk: { concurrency, maxOperations: 100 } });
    const limits = places === undefined ? {} : { [SYSTEM]: { concurrency: places } };
    const proxy = await startProxy({ systems: [system], limits });
    expect(new Set(statusesOf(await sendBulk(proxy, many)))).toEqual(new Set(['201']));
    expect(system.load.most).toBe(most);
  });

  it('all requests to the system together, and single ones get their turn', async () => {
    const single = Promise.withResolvers<void>();
    const system = memorySystem(async () => {
      if (system.calls.length > 4) await single.promise;
    });
    const users = [await technicalUser('client', ['secret']), await technicalUser('other', ['secret'])];
    const proxy = await startProxy({ systems: [system], users, limits: { [SYSTEM]: { concurrency: 2 } } });
    const places = proxy.holder.current.limits.places.get(SYSTEM);
    if (places === undefined) throw new Error('The system has no places.');
    const within = places.within.bind(places);
    vi.spyOn(places, 'within').mockImplementation((who, signal, work) => {
      const result = within(who, signal, work);
      if (who === 'other') single.resolve();
      return result;
    });
    const bulk = sendBulk(proxy, many);
    // Both places are taken, and what has them waits for the single request.
    await until(() => system.calls.length === 6);
    const authorization = basic('other', 'secret');
    const answer = await proxy.send('/Users', { method: 'POST', body: { userName: 'x' }, authorization });
    expect(answer.status).toBe(201);
    expect(new Set(statusesOf(await bulk))).toEqual(new Set(['201']));
    const turn = system.calls.findIndex(({ body }) => body?.['userName'] === 'x');
    // Whoever had a place ends, and one of the Bulk request waited already.
    expect(turn).toBeGreaterThanOrEqual(6);
    expect(turn).toBeLessThanOrEqual(8);
    expect(system.load.most).toBe(2);
  });
});
