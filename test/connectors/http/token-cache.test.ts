/** When a token is asked for, and who waits for it. */
import { describe, expect, it } from 'vitest';
import { type AccessToken, TokenCache, timesOf } from '../../../src/connectors/http/token-cache.ts';
import { outboundRequest } from '../support/outbound.ts';

const LIFE = 1_000_000;
const END_OF_CALM = LIFE - 60_000;

function setUp() {
  let now = 0;
  let count = 0;
  const pending: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = [];
  const cache = new TokenCache<AccessToken>(
    () => now,
    () =>
      new Promise((resolve, reject) => {
        count += 1;
        const value = `token-${count}`;
        pending.push({ resolve: () => resolve({ value, ...timesOf(now, LIFE) }), reject });
      }),
  );
  const end = async (error?: unknown) => {
    for (const { resolve, reject } of pending.splice(0)) error === undefined ? resolve() : reject(error);
    await new Promise((done) => setImmediate(done));
  };
  return {
    cache,
    current: () => cache.current(outboundRequest()),
    renewed: (refused: string) => cache.renewed(refused, outboundRequest()),
    issue: () => end(),
    fail: (error: unknown) => end(error),
    count: () => count,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    /** The cache with a first token. */
    async filled() {
      const first = cache.current(outboundRequest());
      await end();
      return await first;
    },
  };
}

describe('a token', () => {
  it('is asked for once, however many need it', async () => {
    const { current, issue, count } = setUp();
    const waiting = Array.from({ length: 100 }, current);
    await issue();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['token-1']));
    expect(await current()).toBe('token-1');
    expect(count()).toBe(1);
  });

  it('is carried while the next one is asked for, until shortly before its end', async () => {
    const { current, issue, count, pass, filled } = setUp();
    await filled();
    pass(END_OF_CALM - 1);
    expect([await current(), count()]).toEqual(['token-1', 1]);
    pass(1);
    expect([await current(), await current(), count()]).toEqual(['token-1', 'token-1', 2]);
    pass(50_000);
    const waiting = current();
    await issue();
    expect([await waiting, count()]).toEqual(['token-2', 2]);
  });

  it('that is good still serves where the next one fails, which is tried again after five seconds', async () => {
    const { current, fail, count, pass, filled } = setUp();
    await filled();
    pass(END_OF_CALM);
    expect(await current()).toBe('token-1');
    await fail(new Error('away'));
    pass(4_999);
    expect([await current(), count()]).toEqual(['token-1', 2]);
    pass(1);
    expect([await current(), count()]).toEqual(['token-1', 3]);
  });

  it('that fails, fails for all who wait, and is asked for anew by the next one', async () => {
    const { current, fail, issue, count } = setUp();
    const waiting = Promise.allSettled([current(), current()]);
    await fail(new Error('away'));
    for (const { status } of await waiting) expect(status).toBe('rejected');
    const next = current();
    await issue();
    expect([await next, count()]).toEqual(['token-2', 2]);
  });

  it('is waited for no longer than the own request lives, and comes for the others', async () => {
    const { cache, current, issue } = setUp();
    const own = new AbortController();
    const short = cache.current(outboundRequest({ signal: own.signal }));
    const long = current();
    own.abort(new Error('over'));
    await expect(short).rejects.toMatchObject({ reason: 'ABORTED' });
    await issue();
    expect(await long).toBe('token-1');
  });
});

describe('a token that was refused', () => {
  it('is replaced once, however many it was refused to', async () => {
    const { renewed, issue, count, filled } = setUp();
    const first = await filled();
    const waiting = Array.from({ length: 100 }, () => renewed(first));
    await issue();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['token-2']));
    expect(await renewed(first)).toBe('token-2');
    expect(count()).toBe(2);
  });

  it('although it was new is replaced again after a minute only, unless it was accepted before', async () => {
    const { cache, renewed, issue, pass, filled } = setUp();
    const first = await filled();
    const second = renewed(first);
    await issue();
    expect(await renewed((await second) ?? '')).toBeUndefined();
    cache.accepted('token-2');
    const third = renewed('token-2');
    await issue();
    expect(await third).toBe('token-3');
    pass(59_999);
    expect(await renewed('token-3')).toBeUndefined();
    pass(1);
    const fourth = renewed('token-3');
    await issue();
    expect(await fourth).toBe('token-4');
  });
});
