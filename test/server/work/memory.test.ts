import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ScimError } from '../../../src/scim/errors.ts';
import { heapOf } from '../../../src/server/work/heap.ts';
import { WorkMemory } from '../../../src/server/work/memory.ts';
import { RequestMemory } from '../../../src/server/work/request-memory.ts';

const MB = 1024 * 1024;
const REFUSAL = expect.objectContaining({ status: 503, retryAfter: 5 });

describe('the memory of all requests together', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const setUp = (total = 100) => {
    const memory = new WorkMemory({ total: () => total * MB, systems: () => new Map([['one', {}]]) });
    return {
      get used() {
        return memory.used;
      },
      open: () => new RequestMemory(memory).belongTo('one'),
    };
  };

  it('is given as long as there is some, and taken back once', () => {
    const memory = setUp();
    const request = memory.open();
    expect(request.reserve(60 * MB)).toBeUndefined();
    expect(request.isLarge).toBe(true);
    expect(memory.used).toBe(60 * MB);
    request.release();
    request.release();
    expect(memory.used).toBe(0);
    for (const bytes of [60 * MB, MB]) expect(request.reserve(bytes)).toBeUndefined();
    request.insist(MB);
    expect(memory.used).toBe(0);
  });

  it('counts what is left where a part of it is given back', () => {
    const memory = setUp();
    const request = memory.open();
    const give = request.scope();
    request.reserve(MB);
    request.reserve(80 * MB);
    give(0.5);
    expect(memory.used).toBe(40.5 * MB);
    expect(memory.open().reserve(60 * MB)).toBeUndefined();
    expect(memory.open().reserve(MB + 1)).toBeDefined();
    request.release();
    expect(memory.used).toBe(61 * MB + 1);
  });

  it('is waited for anew by a request that was refused once', async () => {
    const memory = setUp();
    const [holder, request] = [memory.open(), memory.open()];
    holder.reserve(100 * MB);
    const refused = expect(request.reserve(50 * MB)).rejects.toEqual(REFUSAL);
    await vi.advanceTimersByTimeAsync(10_000);
    await refused;
    const waiting = request.reserve(50 * MB);
    holder.release();
    await waiting;
    expect(memory.used).toBe(50 * MB);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is waited for in line, whatever comes later and would fit', async () => {
    const memory = setUp();
    const [first, second, third] = [memory.open(), memory.open(), memory.open()];
    expect(first.reserve(60 * MB)).toBeUndefined();
    const order: string[] = [];
    const two = second.reserve(60 * MB)?.then(() => order.push('second'));
    const three = third.reserve(30 * MB)?.then(() => order.push('third'));
    expect(two).toBeDefined();
    expect(three).toBeDefined();
    first.release();
    await Promise.all([two, three]);
    expect(order).toEqual(['second', 'third']);
    second.release();
    third.release();
    expect(memory.used).toBe(0);
  });

  it('lets small requests pass while large ones wait, but not without end', () => {
    const memory = setUp();
    const large = memory.open();
    expect(large.reserve(100 * MB)).toBeUndefined();
    void memory
      .open()
      .reserve(50 * MB)
      ?.catch(() => undefined);
    memory.open().insist(500 * MB);
    for (let count = 0; count < 50; count += 1) expect(memory.open().reserve(MB)).toBeUndefined();
    expect(() => memory.open().reserve(MB)).toThrow(ScimError);
    expect(() => memory.open().reserve(MB)).toThrow(/server\.workMemory/);
  });

  it('is given alone to what is larger than all of it', async () => {
    const memory = setUp();
    const [small, huge] = [memory.open(), memory.open()];
    small.reserve(2 * MB);
    const waiting = huge.reserve(500 * MB);
    expect(waiting).toBeDefined();
    small.release();
    await waiting;
    expect(memory.used).toBe(500 * MB);
    huge.release();
    expect(memory.used).toBe(0);
  });

  it('is not waited for by who has some already, since others may wait for that', () => {
    const memory = setUp();
    const [one, other] = [memory.open(), memory.open()];
    one.reserve(50 * MB);
    other.reserve(50 * MB);
    expect(one.reserve(50 * MB)).toBeUndefined();
    expect(other.reserve(50 * MB)).toBeUndefined();
    expect(memory.used).toBe(200 * MB);
  });

  it('is waited for once by a request with several answers at once', async () => {
    const memory = setUp();
    const [holder, several] = [memory.open(), memory.open()];
    holder.reserve(60 * MB);
    const waits = [several.reserve(60 * MB), several.reserve(60 * MB), several.reserve(MB)];
    holder.release();
    await Promise.all(waits);
    expect(memory.used).toBe(121 * MB);
    several.release();
    expect(memory.used).toBe(0);
  });

  it('comes to the next in line when the first one gives up', async () => {
    const memory = setUp();
    memory.open().reserve(60 * MB);
    const over = new AbortController();
    const first = expect(memory.open().reserve(90 * MB, over.signal)).rejects.toEqual(REFUSAL);
    const second = memory.open().reserve(30 * MB);
    over.abort();
    await first;
    await second;
    expect(memory.used).toBe(90 * MB);
  });

  it('is there at once for the answer to what is done', () => {
    const memory = setUp();
    memory.open().reserve(100 * MB);
    const done = memory.open();
    done.insist(50 * MB);
    expect(memory.used).toBe(150 * MB);
    done.release();
    expect(memory.used).toBe(100 * MB);
  });

  it('is refused after ten seconds, when the request is over, and when too many wait', async () => {
    const memory = setUp();
    const holder = memory.open();
    holder.reserve(100 * MB);
    const waiting = expect(memory.open().reserve(50 * MB)).rejects.toEqual(REFUSAL);
    await vi.advanceTimersByTimeAsync(10_000);
    await waiting;
    const over = new AbortController();
    const gone = expect(memory.open().reserve(50 * MB, over.signal)).rejects.toEqual(REFUSAL);
    over.abort();
    await gone;
    const line = Array.from({ length: 100 }, () =>
      memory
        .open()
        .reserve(50 * MB)
        ?.catch(() => undefined),
    );
    expect(() => memory.open().reserve(50 * MB)).toThrow(ScimError);
    holder.release();
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(line);
  });

  it('is refused at once to who may not wait', () => {
    const memory = setUp();
    memory.open().reserve(90 * MB);
    expect(memory.open().reserve(5 * MB, undefined, false)).toBeUndefined();
    expect(() => memory.open().reserve(50 * MB, undefined, false)).toThrow(ScimError);
  });

  it('goes back when it comes to a request that is over', async () => {
    const memory = setUp();
    const [holder, late] = [memory.open(), memory.open()];
    holder.reserve(100 * MB);
    const waiting = late.reserve(50 * MB);
    late.release();
    holder.release();
    await waiting;
    expect(memory.used).toBe(0);
  });

  it('is estimated by values as well as by bytes', () => {
    expect(heapOf({ bytes: 1_000, values: 500 })).toBeGreaterThan(20 * heapOf({ bytes: 1_000, values: 1 }));
  });
});
