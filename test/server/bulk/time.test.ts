/** Bulk requests whose time is over, whose client goes away, and whose backend asks for fewer requests. */
import { describe, expect, it } from 'vitest';
import { DeletionGuardRefusal } from '../../../src/proxy/deletion-guard/guard.ts';
import { ScimError } from '../../../src/scim/errors.ts';
import { timeOf } from '../../../src/server/scim/bulk/time.ts';
import { until } from '../../support/until.ts';
import { type Call, runtimeOf, startProxy } from '../helpers.ts';
import { group, type MemorySystem, memorySystem, resultsOf, sendBulk, user } from './support.ts';

const ONE_BY_ONE = { bulk: { concurrency: 1, maxOperations: 100 } };

const named = (name: string, call: Call) => call.body?.['userName'] === name;

/** Settles when the request is over. */
function untilAborted({ context: { signal } }: Call): Promise<void> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

const NOT_STARTED = {
  status: '503',
  response: {
    status: '503',
    detail: expect.stringMatching(/^Not started; nothing was done\. .*server\.requestTimeout/),
  },
};
const LATE = {
  status: '504',
  response: {
    status: '504',
    detail: expect.stringMatching(/time of the Bulk request was over.*may still take effect/),
  },
};

describe('server.requestTimeout', () => {
  const settings = { requestTimeout: 1 };
  /** The first request takes longer than others: to log on. */
  async function started(system: MemorySystem) {
    const proxy = await startProxy({ systems: [system], settings });
    await proxy.send('/Users/1');
    system.calls.length = 0;
    return proxy;
  }

  it('what was done, what was under way and what was not begun is told', async () => {
    const system = memorySystem((call) => (named('b', call) ? untilAborted(call) : undefined), ONE_BY_ONE);
    const proxy = await started(system);
    const answer = await sendBulk(proxy, [
      user('a'),
      user('b'),
      user('c'),
      group('g', ['bulkId:b']),
      user('c', { x: 'bulkId:z' }),
    ]);
    expect(resultsOf(answer)).toMatchObject([
      { status: '201' },
      LATE,
      NOT_STARTED,
      NOT_STARTED,
      { status: '400' },
    ]);
    expect(system.calls).toHaveLength(2);
  });

  it('nobody waits for what does not look at the signal; connections stay open for it', async () => {
    const end = Promise.withResolvers<void>();
    const system = memorySystem((call) => (named('b', call) ? end.promise : undefined));
    const proxy = await started(system);
    const answer = await sendBulk(proxy, [user('a'), user('b')]);
    expect(resultsOf(answer)).toMatchObject([{ status: '201' }, LATE]);
    // Another configuration closes what the one before has open when nothing needs it any longer.
    proxy.holder.swap(await runtimeOf({ systems: [memorySystem()] }));
    expect((await proxy.send('/Users/1')).status).toBe(404);
    expect(system.closed).toBe(false);
    end.resolve();
    await until(() => system.closed);
  });

  it('a resource whose circular references were not begun to be added says so', async () => {
    const system = memorySystem(
      (call) => (call.operation === 'patch' ? untilAborted(call) : undefined),
      ONE_BY_ONE,
    );
    const proxy = await started(system);
    const answer = await sendBulk(proxy, [group('g', ['bulkId:h']), group('h', ['bulkId:g'])]);
    const location = expect.stringContaining('/Groups/g');
    const incomplete = (why: RegExp) => ({
      status: '409',
      location,
      response: { detail: expect.stringMatching(why) },
    });
    expect(resultsOf(answer)).toMatchObject([
      incomplete(/was created.*may still take effect/),
      incomplete(/was created.*: that was not begun\. The time of/),
    ]);
  });

  it('each operation knows when it will end, before the request does', async () => {
    const system = memorySystem();
    const proxy = await startProxy({ systems: [system] });
    const before = Date.now();
    await sendBulk(proxy, [user('a')]);
    const [{ context }] = system.calls as [Call];
    expect(context.deadline).toBeGreaterThan(before + 28_000);
    expect(context.deadline).toBeLessThan(Date.now() + 29_000);
  });
});

it('nothing is begun that would have no time before the answer has to be written', () => {
  const deadline = Date.now() + 100_000;
  const time = timeOf({ deadline, signal: new AbortController().signal });
  time.end();
  expect([time.deadline, time.startUntil]).toEqual([deadline - 2_000, deadline - 4_000]);
});

it('a proxy that stops tells what it did not begin', async () => {
  const system = memorySystem((call) => (named('b', call) ? untilAborted(call) : undefined), ONE_BY_ONE);
  const proxy = await startProxy({ systems: [system], settings: { shutdownTimeout: 0.05 } });
  const answer = sendBulk(proxy, [user('a'), user('b'), user('c')]);
  await until(() => system.calls.length === 2);
  void proxy.service.stop();
  expect(resultsOf(await answer)).toMatchObject([
    { status: '201' },
    { status: '503' },
    {
      status: '503',
      response: { detail: expect.stringMatching(/^Not started; nothing was done\. The proxy/) },
    },
  ]);
});

it('a client that goes away: nothing more is begun', async () => {
  const system = memorySystem((call) => (named('b', call) ? untilAborted(call) : undefined), ONE_BY_ONE);
  const proxy = await startProxy({ systems: [system] });
  const client = new AbortController();
  const answer = sendBulk(proxy, [user('a'), user('b'), user('c')], {}, { signal: client.signal });
  answer.catch(() => {});
  await until(() => system.calls.length === 2);
  client.abort();
  await expect(answer).rejects.toThrow();
  await until(() => proxy.log.lines.some(({ msg }) => msg === 'request'));
  await until(() => system.load.now === 0);
  expect(system.calls).toHaveLength(2);
});

describe('a backend that asks for fewer requests', () => {
  const tooMany = (retryAfter: number | undefined) =>
    new ScimError(429, 'The backend has enough.', { retryAfter });

  it('gets fewer at once after the time that it asks for', async () => {
    let isRefused = false;
    const system = memorySystem(async (call) => {
      if (named('a', call)) {
        isRefused = true;
        throw tooMany(0.05);
      }
      // Begun before, side by side.
      if (isRefused && !['b', 'c', 'd'].some((name) => named(name, call))) afterwards.push(system.load.now);
      await new Promise((resolve) => setImmediate(resolve));
    });
    const afterwards: number[] = [];
    const proxy = await startProxy({ systems: [system] });
    const answer = await sendBulk(
      proxy,
      [...'abcdefghij'].map((name) => user(name)),
    );
    expect(resultsOf(answer).map(({ status }) => status)).toEqual(['429', ...Array(9).fill('201')]);
    expect(afterwards).toHaveLength(6);
    expect(Math.max(...afterwards)).toBe(2);
  });

  it('for longer than there is time: the rest is not begun, and says when to come again', async () => {
    const system = memorySystem((call) => {
      if (named('b', call)) throw tooMany(100);
    }, ONE_BY_ONE);
    const proxy = await startProxy({ systems: [system] });
    const answer = await sendBulk(proxy, [user('a'), user('b'), user('c')]);
    expect(resultsOf(answer)).toMatchObject([
      { status: '201' },
      { status: '429', response: { detail: 'The backend has enough.' } },
      {
        status: '429',
        response: {
          detail:
            'Not started; nothing was done. Repeat it in 100 seconds. Why nothing more was begun: The backend has enough.',
        },
      },
    ]);
    expect(system.calls).toHaveLength(2);
  });

  it('a deletion guard that has tripped holds up nothing but what it refuses', async () => {
    const system = memorySystem((call) => {
      if (call.operation === 'delete')
        throw new DeletionGuardRefusal(503, 'Held back.', { retryAfter: 1_000 });
    }, ONE_BY_ONE);
    const proxy = await startProxy({ systems: [system] });
    const answer = await sendBulk(proxy, [{ method: 'DELETE', path: '/Users/1' }, user('a')]);
    expect(resultsOf(answer).map(({ status }) => status)).toEqual(['503', '201']);
  });

  it('without saying for how long: for a second', async () => {
    const system = memorySystem((call) => {
      if (named('a', call)) throw tooMany(undefined);
    }, ONE_BY_ONE);
    const proxy = await startProxy({ systems: [system], settings: { requestTimeout: 0.9 } });
    const [, second] = resultsOf(await sendBulk(proxy, [user('a'), user('b')]));
    expect(second).toMatchObject({
      status: '429',
      response: { detail: expect.stringContaining('Not started') },
    });
  });
});
