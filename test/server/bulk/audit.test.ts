/** What the audit log says of Bulk requests. */
import { describe, expect, it } from 'vitest';
import { Denials } from '../../../src/audit/denials.ts';
import type { ServerSettings } from '../../../src/config/schema.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { Auditing } from '../../../src/server/audit/auditing.ts';
import { MemoryOutput, openLog } from '../../audit/outputs.ts';
import { until } from '../../support/until.ts';
import { type Call, expectScimError, startProxy, technicalUser } from '../helpers.ts';
import { group, memorySystem, resultsOf, sendBulk, statusesOf, user } from './support.ts';

async function started(
  before: (call: Call) => void | Promise<void> = () => {},
  settings: Partial<ServerSettings> = {},
  more: Parameters<typeof technicalUser>[2] = {},
) {
  const output = new MemoryOutput();
  const { log } = await openLog(output);
  const denials = new Denials({ now: Date.now, append: (record) => void log.append(record) });
  const audit = new Auditing({ log, denials, settings: { file: undefined, chain: false, key: undefined } });
  const system = memorySystem(before, { bulk: { concurrency: 1, maxOperations: 100 } });
  const users = [await technicalUser('client', ['secret'], more)];
  const proxy = await startProxy({ systems: [system], audit, settings, users });
  const lines = () => output.lines.filter(({ requestId }) => requestId === 'the-one');
  return { output, system, proxy, lines };
}

const ID = { headers: { 'x-request-id': 'the-one' } };

describe('each operation', () => {
  it('has a line as a request of its own would have', async () => {
    const { proxy, lines } = await started(({ body, context }) => {
      const attempt = context.account?.call(true);
      attempt?.sent();
      attempt?.answered(body?.['userName'] === 'a' ? 409 : 201);
      if (body?.['userName'] === 'a') throw new ScimError(409, 'taken', { scimType: 'uniqueness' });
    });
    const answer = await sendBulk(
      proxy,
      [
        user('a', { title: 'x' }),
        group('g', []),
        {
          method: 'PATCH',
          path: '/Groups/bulkId:g',
          data: { Operations: [{ op: 'add', path: 'title', value: 'x' }] },
        },
        { method: 'DELETE', path: '/Groups/bulkId:g' },
        { method: 'GET', path: '/Users/secret' },
      ],
      {},
      ID,
    );
    expect(statusesOf(answer)).toEqual(['409', '201', '200', '204', '405']);
    expect(lines()).toMatchObject([
      {
        bulkOperation: 1,
        user: 'client',
        endpoint: 'Users',
        operation: 'create',
        outcome: 'refused',
        status: 409,
        code: 'SCIM_UNIQUENESS',
        upstreamCalls: 1,
        attributes: ['userName', 'title'],
      },
      {
        bulkOperation: 2,
        endpoint: 'Groups',
        operation: 'create',
        entityId: 'g1',
        outcome: 'done',
        status: 201,
      },
      { bulkOperation: 3, operation: 'patch', entityId: 'g1', outcome: 'done', attributes: ['title'] },
      { bulkOperation: 4, operation: 'delete', entityId: 'g1', outcome: 'done', status: 204 },
      { bulkOperation: 5, operation: 'other', outcome: 'refused', status: 405 },
      { operation: 'bulk', endpoint: 'Bulk', outcome: 'done', status: 200 },
    ]);
    const [first, , , , fifth, last] = lines();
    expect([first, fifth].map((line) => line?.['entityId'])).toEqual([undefined, undefined]);
    expect(Object.keys(first ?? {}).slice(0, 3)).toEqual(['time', 'requestId', 'bulkOperation']);
    expect([last?.['attributes'], last?.['bulkOperation'], last?.['upstreamCalls']]).toEqual(
      Array(3).fill(undefined),
    );
  });

  it('that was created and could not be completed is partial', async () => {
    const { proxy, lines } = await started(({ operation }) => {
      if (operation === 'patch') throw new ScimError(400, 'no');
    });
    await sendBulk(proxy, [group('g', ['bulkId:g'])], {}, ID);
    expect(lines()[0]).toMatchObject({
      operation: 'create',
      entityId: 'g1',
      outcome: 'partial',
      status: 409,
    });
  });

  it('that was created under an id that nobody can tell is partial, too', async () => {
    const { proxy, system, lines } = await started();
    Object.assign(system.resource('Groups') ?? {}, { create: async () => ({ status: 201, warnings: [] }) });
    await sendBulk(proxy, [group('g', ['bulkId:g'])], {}, ID);
    expect(lines()[0]).toMatchObject({ operation: 'create', outcome: 'partial', status: 409 });
  });

  it('that is not allowed is denied, within the bounds of denials', async () => {
    const { proxy, lines } = await started(undefined, {}, { operations: ['create'] });
    const gone = Array.from({ length: 20 }, (_, index) => ({ method: 'DELETE', path: `/Users/${index}` }));
    await sendBulk(proxy, gone, {}, ID);
    const denied = lines().filter(({ outcome }) => outcome === 'denied');
    expect(denied).toHaveLength(5);
    expect(denied[0]).toMatchObject({
      bulkOperation: 1,
      operation: 'delete',
      entityId: '0',
      code: 'SCIM_403',
    });
  });

  it('beyond a limit is denied', async () => {
    const { proxy, lines } = await started(undefined, {}, { limits: { requestsPerMinute: 1 } });
    await sendBulk(proxy, [user('a'), user('b')], {}, ID);
    expect(lines()).toMatchObject([
      { outcome: 'done' },
      { bulkOperation: 2, outcome: 'denied', status: 429 },
      { operation: 'bulk' },
    ]);
  });

  it('that goes on after the answer has a second line', async () => {
    const end = Promise.withResolvers<void>();
    const { proxy, lines } = await started(
      ({ operation }) => (operation === 'create' ? end.promise : undefined),
      { requestTimeout: 1 },
    );
    // The first request takes longer than others: to log on.
    await proxy.send('/Users/1');
    expect(statusesOf(await sendBulk(proxy, [user('a'), user('b')], {}, ID))).toEqual(['504', '503']);
    expect(lines()).toMatchObject([
      { bulkOperation: 1, outcome: 'unknown', status: 504 },
      { bulkOperation: 2, outcome: 'refused', status: 503 },
      { operation: 'bulk' },
    ]);
    end.resolve();
    await until(() => lines().length === 4);
    expect(lines()[3]).toMatchObject({ bulkOperation: 1, outcome: 'done', entityId: 'u1', later: true });
  });
});

describe('the answer', () => {
  it('goes out when all lines are written', async () => {
    const { output, system, proxy, lines } = await started();
    const held = Promise.withResolvers<void>();
    output.held = held.promise;
    let isAnswered = false;
    const answer = sendBulk(proxy, [user('a'), user('b')], {}, ID).then((response) => {
      isAnswered = true;
      return response;
    });
    await until(() => system.calls.length === 2);
    // Reads do not wait, so an answer would have come by now.
    for (let index = 0; index < 5; index += 1) await proxy.send('/Users/1');
    expect([isAnswered, lines()]).toEqual([false, []]);
    held.resolve();
    await answer;
    expect(lines()).toHaveLength(3);
  });

  it('is 503, and nothing is done, where nothing can be written', async () => {
    const { output, system, proxy, lines } = await started();
    output.failure = new Error('disk full');
    // Who was first did not know.
    await proxy.send('/Users/1', { method: 'DELETE' });
    expectScimError(await sendBulk(proxy, [user('a')], {}, ID), 503, 'The audit log cannot be written');
    expect([system.calls.length, lines()]).toEqual([1, []]);
  });

  it('tells that the rest was not begun, where nothing can be written any longer', async () => {
    const { output, system, proxy } = await started(
      ({ body }) => {
        if (body?.['userName'] === 'b') output.failure = new Error('disk full');
      },
      { requestTimeout: 3 },
    );
    const answer = await sendBulk(proxy, [user('a'), user('b'), user('c'), user('d'), user('e')], {}, ID);
    // As of a change of its own, that it fails is seen when its line is written.
    expect(statusesOf(answer).slice(0, 2)).toEqual(['201', '201']);
    expect(resultsOf(answer).at(-1)).toMatchObject({
      status: '503',
      response: { detail: expect.stringMatching(/^Not started.*The audit log cannot be written/) },
    });
    expect(system.calls.length).toBeLessThan(5);
  });
});
