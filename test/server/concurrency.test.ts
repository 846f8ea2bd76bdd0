/** How much a system does at once. */
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Limits } from '../../src/server/limits/limits.ts';
import { Places } from '../../src/server/limits/places.ts';
import { MemoryState } from '../../src/state/memory-state.ts';
import { until } from '../support/until.ts';
import { basic, expectScimError, fakeSystem, OK, SYSTEM, startProxy, technicalUser } from './helpers.ts';

const never = new AbortController().signal;

/** A system whose answers wait until they are let go, and who was let in, in this order. */
async function held(concurrency: number) {
  const open: (() => void)[] = [];
  const at = { once: 0, most: 0 };
  const system = fakeSystem(async () => {
    at.once += 1;
    at.most = Math.max(at.most, at.once);
    await new Promise<void>((resolve) => open.push(resolve));
    at.once -= 1;
    return OK;
  });
  const proxy = await startProxy({
    systems: [system],
    users: [await technicalUser('a', ['secret']), await technicalUser('b', ['secret'])],
    limits: { [SYSTEM]: { concurrency } },
  });
  return { proxy, system, open, at };
}

it('no more are done at once, and those who wait are done next', async () => {
  const { proxy, system, open, at } = await held(2);
  const authorization = basic('a', 'secret');
  const answers = Array.from({ length: 4 }, () => proxy.send('/Users', { authorization }));
  for (let done = 0; done < 4; done += 1) {
    await until(() => open.length > 0);
    open.shift()?.();
  }
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(system.calls).toHaveLength(4);
  expect(at.most).toBe(2);
});

it('who has as many waiting as there are places is told so at once', async () => {
  const { proxy, system, open } = await held(1);
  const authorization = basic('a', 'secret');
  const answers = [1, 2, 3].map(() => proxy.send('/Users', { authorization }));
  const refused = await Promise.race(answers);
  expectScimError(
    refused,
    503,
    new RegExp(
      `^System ${SYSTEM} is busy: its 1 places for requests at once are taken, and as many of this technical user wait for them already \\(limits\\.concurrency of the system in the configuration\\)\\. Nothing was done; try again\\.$`,
    ),
  );
  expect(refused.headers['retry-after']).toBe('2');
  const other = proxy.send('/Users', { authorization: basic('b', 'secret') });
  for (let done = 0; done < 3; done += 1) {
    await until(() => open.length > 0);
    open.shift()?.();
  }
  expect((await other).status).toBe(200);
  expect((await Promise.all(answers)).map(({ status }) => status).sort()).toEqual([200, 200, 503]);
  expect(system.calls).toHaveLength(3);
  const { text } = await proxy.send('/metrics', { absolute: true });
  expect(text).toContain('\nipsproxy_limited_requests_total{limit="concurrency"} 1\n');
});

it('a client that goes away leaves its place in the line', async () => {
  const { proxy, system, open } = await held(1);
  const authorization = basic('a', 'secret');
  const first = proxy.send('/Users', { authorization });
  await until(() => open.length === 1);
  // One of them waits, which the other one is told.
  const line = [1, 2].map(() => {
    const gone = new AbortController();
    return { gone, answer: proxy.send('/Users', { authorization, signal: gone.signal }) };
  });
  const told = await Promise.race(line.map(({ answer }, index) => answer.then(() => index)));
  const waiting = line[1 - told];
  waiting?.gone.abort();
  await expect(waiting?.answer).rejects.toThrow();
  await until(() => proxy.log.lines.some(({ status }) => status === 499));
  open.shift()?.();
  expect((await first).status).toBe(200);
  const next = proxy.send('/Users', { authorization });
  await until(() => open.length > 0);
  open.shift()?.();
  expect((await next).status).toBe(200);
  expect(system.calls).toHaveLength(2);
});

it('who finds no place in time is refused', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let refused = 0;
  const places = new Places('cf', 1, () => {
    refused += 1;
  });
  const done = Promise.withResolvers<string>();
  const first = places.within('a', never, () => done.promise);
  const second = places.within('a', never, async () => 'second');
  second.catch(() => {});
  await vi.advanceTimersByTimeAsync(5000);
  await expect(second).rejects.toThrow(
    'System cf is busy: its 1 places for requests at once are taken, and none became free within 5 seconds',
  );
  expect(refused).toBe(1);
  done.resolve('first');
  expect(await first).toBe('first');
  expect(await places.within('a', never, async () => 'third')).toBe('third');
});

it('technical users are served in turn, whoever has more waiting', async () => {
  const places = new Places('cf', 3, () => {});
  const blocks = [1, 2, 3].map(() => Promise.withResolvers<void>());
  const order: string[] = [];
  const first = blocks.map(({ promise }) => places.within('a', never, () => promise));
  const rest = ['a', 'a', 'a', 'b', 'c', 'b'].map((who) =>
    places.within(who, never, async () => {
      order.push(who);
      await wait(0);
    }),
  );
  for (const { resolve } of blocks) resolve();
  await Promise.all([...first, ...rest]);
  expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'a']);
});

it('a place is free again after work that fails before it begins', async () => {
  const places = new Places('sys', 1, () => {});
  const failing = places.within('a', never, () => {
    throw new Error('at once');
  });
  await expect(failing).rejects.toThrow('at once');
  expect(places.taken).toBe(0);
});

it('a place is free again after a failure, and after one who gave up', async () => {
  const places = new Places('cf', 1, () => {});
  const failing = places.within('a', never, async () => {
    throw new Error('no');
  });
  const gone = new AbortController();
  const waiting = places.within('a', gone.signal, async () => 'never');
  gone.abort(new Error('gone'));
  await expect(failing).rejects.toThrow('no');
  await expect(waiting).rejects.toMatchObject({ isUndone: true, cause: new Error('gone') });
  expect(await places.within('a', never, async () => 'next')).toBe('next');
});

it('more places, as after a reload, let those in who wait', async () => {
  const places = new Places('cf', 1, () => {});
  const block = Promise.withResolvers<string>();
  const first = places.within('a', never, () => block.promise);
  const second = places.within('a', never, async () => 'second');
  places.limit(2);
  expect(await second).toBe('second');
  block.resolve('first');
  expect(await first).toBe('first');
});

it.each([
  [0, 'nobody waits for one (limits.queue)'],
  [2, 'the 2 of this technical user that may wait for one do already (limits.queue)'],
])('of each technical user, so many wait as limits.queue says: %i', async (queue, words) => {
  const places = new Places('cf', 1, () => {}, queue);
  const block = Promise.withResolvers<void>();
  const first = places.within('a', never, () => block.promise);
  const line = Array.from({ length: queue }, () => places.within('a', never, async () => 'done'));
  expect([places.taken, places.waiting]).toEqual([1, queue]);
  await expect(places.within('a', never, async () => 'refused')).rejects.toThrow(words);
  block.resolve();
  await first;
  expect(await Promise.all(line)).toEqual(line.map(() => 'done'));
  expect([places.taken, places.waiting]).toEqual([0, 0]);
});

it('a system without limits has places as well, and a line of its own', () => {
  const limits = new Limits(new MemoryState());
  const { places } = limits.of({
    technicalUsers: [],
    systems: [{ id: 'a' }, { id: 'b', limits: { requestsPerMinute: 1 } }],
  });
  expect([...places].map(([id, { most }]) => [id, most])).toEqual([
    ['a', 200],
    ['b', 200],
  ]);
  expect(places.get('a')).not.toBe(places.get('b'));
});

it('a configuration that is loaded, and not put to work, changes nothing', async () => {
  const limits = new Limits(new MemoryState());
  const parties = (concurrency: number) => ({
    technicalUsers: [],
    systems: [{ id: 'cf', limits: { concurrency } }],
  });
  const current = limits.of(parties(1));
  current.begin();
  const refused = limits.of(parties(2));
  const places = current.places.get('cf');
  const block = Promise.withResolvers<string>();
  const first = places?.within('a', never, () => block.promise);
  let isIn = false;
  const second = places?.within('a', never, async () => {
    isIn = true;
  });
  await wait(0);
  expect(isIn).toBe(false);
  refused.begin();
  await second;
  expect(isIn).toBe(true);
  block.resolve('first');
  await first;
});
