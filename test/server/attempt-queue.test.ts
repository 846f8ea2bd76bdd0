import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AttemptQueue, type Connection } from '../../src/server/authentication/attempt-queue.ts';

interface Options {
  readonly id?: string;
  readonly address?: string;
  readonly connection?: Connection;
}

const fresh = (): Connection => ({ destroyed: false });

/** A queue whose checks end when they are told to, or at once. */
function start() {
  const queue = new AttemptQueue(2);
  const begun: string[] = [];
  const running = new Map<string, PromiseWithResolvers<string | undefined>>();
  const ask = (secret: string, { id = 'id', address = 'here', connection = fresh() }: Options = {}) =>
    queue.ask({ pair: `${address} ${id} ${secret}`, identity: id, address, connection }, () => {
      begun.push(secret);
      const answer = Promise.withResolvers<string | undefined>();
      running.set(secret, answer);
      return answer.promise;
    });
  return {
    begun,
    ask,
    /** Lets a check end. */
    end: async (secret: string, matched?: string) => {
      running.get(secret)?.resolve(matched);
      await vi.advanceTimersByTimeAsync(0);
    },
    fail: async (times: number, options: Options = {}) => {
      for (let round = 0; round < times; round++) {
        const attempt = ask(`wrong ${round}`, options);
        await vi.advanceTimersByTimeAsync(2000);
        running.get(`wrong ${round}`)?.resolve(undefined);
        await attempt;
      }
    },
  };
}

const settled = (promise: Promise<unknown>) =>
  promise.then(
    (value) => value,
    ({ status }) => status,
  );

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('checks of secrets', () => {
  it('run two at once, and once for all who ask for the same', async () => {
    const { ask, begun, end } = start();
    const answers = ['a', 'b', 'c', 'c', 'a'].map((secret) => ask(secret));
    expect(begun).toEqual(['a', 'b']);
    answers.push(ask('a'));
    await end('a', 'hash');
    expect(begun).toEqual(['a', 'b', 'c']);
    await end('b');
    await end('c');
    expect(await Promise.all(answers)).toEqual(['hash', undefined, undefined, undefined, 'hash', 'hash']);
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('go on after one that broke', async () => {
    const queue = new AttemptQueue(2);
    const attempt = { pair: 'p', identity: 'i', address: 'a', connection: fresh() };
    for (let round = 0; round < 5; round++) {
      await expect(queue.ask(attempt, () => Promise.reject(new Error('no memory')))).rejects.toThrow(
        'no memory',
      );
    }
    expect(await queue.ask(attempt, async () => 'hash')).toBe('hash');
  });

  it('of other addresses and ids come between those of one', async () => {
    const { ask, begun, end } = start();
    for (let index = 0; index < 6; index++) void ask(`flood ${index}`);
    void ask('other id', { id: 'other' });
    void ask('elsewhere', { address: 'elsewhere' });
    await end(begun[0] ?? '');
    await end(begun[1] ?? '');
    await end(begun[2] ?? '');
    await end(begun[3] ?? '');
    expect(begun.slice(0, 6)).toEqual(expect.arrayContaining(['other id', 'elsewhere']));
  });

  it('go to the pair that was asked for most often', async () => {
    const { ask, begun, end, fail } = start();
    await fail(30);
    void ask('running');
    for (let index = 0; index < 16; index++) ask(`guess ${index}`).catch(() => undefined);
    for (let round = 0; round < 3; round++) ask('right').catch(() => undefined);
    await end('running');
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun.at(-1)).toBe('right');
  });

  it('prefer a connection that has asked for nothing else', async () => {
    const { ask, begun, end, fail } = start();
    await fail(30);
    const guesser = fresh();
    const guess = (index: number) => ask(`guess ${index}`, { connection: guesser }).catch(() => undefined);
    for (let index = 0; index < 16; index++) void guess(index);
    ask('right').catch(() => undefined);
    for (let index = 16; index < 100; index++) void guess(index);
    await end(begun.at(-1) ?? '');
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun.at(-1)).toBe('right');
  });

  it('are left out for clients that are gone', async () => {
    const { ask, begun, end } = start();
    void ask('a');
    void ask('b');
    const gone = { destroyed: false };
    const left = settled(ask('gone', { connection: gone }));
    gone.destroyed = true;
    void ask('c');
    await end('a');
    await end('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    expect(await left).toBe(429);
  });
});

describe('too many', () => {
  it('secrets of one id at one address are sent away with 429, others are not', async () => {
    const { ask } = start();
    const guesses = Array.from({ length: 30 }, (_, index) => settled(ask(`${index}`)));
    const away = await Promise.race(guesses);
    expect(away).toBe(429);
    const other = ask('x', { id: 'other' });
    const elsewhere = ask('x', { address: 'elsewhere' });
    const undecided = Symbol('undecided');
    for (const attempt of [other, elsewhere]) {
      expect(await Promise.race([settled(attempt), Promise.resolve(undecided)])).toBe(undecided);
    }
    await expect(
      Promise.all(Array.from({ length: 30 }, (_, index) => ask(`more ${index}`))),
    ).rejects.toMatchObject({ status: 429, retryAfter: 1 });
  });

  it('altogether are sent away with 503, from the address that has most', async () => {
    const { ask } = start();
    const elsewhere = settled(ask('x', { address: 'elsewhere', id: 'first' }));
    const waiting = settled(ask('y', { address: 'elsewhere', id: 'second' }));
    const flood = Array.from({ length: 120 }, (_, index) => settled(ask('x', { id: `${index}` })));
    expect(await Promise.race([elsewhere, waiting, ...flood])).toBe(503);
    const undecided = Symbol('undecided');
    expect(await Promise.race([elsewhere, waiting, Promise.resolve(undecided)])).toBe(undecided);
  });
});

describe('repeated failures', () => {
  /** How long the next one waits for its check. */
  async function waitOf(queue: ReturnType<typeof start>, options: Options = {}): Promise<number> {
    const before = queue.begun.length;
    const begin = performance.now();
    void queue.ask('next', options);
    while (queue.begun.length === before) await vi.advanceTimersByTimeAsync(50);
    const waited = performance.now() - begin;
    await queue.end('next');
    return waited;
  }

  it('slow down further checks of this id at this address, up to a second', async () => {
    const queue = start();
    for (let round = 0; round < 10; round++) {
      void queue.ask(`${round}`);
      await queue.end(`${round}`);
    }
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      const begin = performance.now();
      void queue.ask(`slow ${round}`);
      while (queue.begun.at(-1) !== `slow ${round}`) await vi.advanceTimersByTimeAsync(10);
      waits.push(performance.now() - begin);
      await queue.end(`slow ${round}`);
    }
    expect(waits).toEqual([50, 100, 200, 400, 800, 1000, 1000, 1000]);
    expect(await waitOf(queue, { id: 'other' })).toBe(0);
    expect(await waitOf(queue, { address: 'elsewhere' })).toBe(0);
  });

  it('of many ids slow down the address, less', async () => {
    const queue = start();
    for (let round = 0; round < 110; round++) {
      void queue.ask(`${round}`, { id: `${round}` });
      await vi.advanceTimersByTimeAsync(200);
      await queue.end(`${round}`);
    }
    void queue.ask('last', { id: 'last' });
    await queue.end('last');
    expect(await waitOf(queue, { id: 'new' })).toBe(200);
    expect(await waitOf(queue, { id: 'new', address: 'elsewhere' })).toBe(0);
  });

  it('are forgotten after a success, and after a while', async () => {
    const queue = start();
    await queue.fail(20);
    void queue.ask('right');
    await vi.advanceTimersByTimeAsync(1000);
    await queue.end('right', 'hash');
    expect(await waitOf(queue)).toBe(0);
    await queue.fail(20);
    await vi.advanceTimersByTimeAsync(15 * 60_000 + 1);
    void queue.ask('a');
    await queue.end('a');
    expect(await waitOf(queue)).toBe(0);
  });
});
