/** Systems share the memory of all requests: what one of them does, none of the others waits for. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WorkMemory } from '../../../src/server/work/memory.ts';
import { RequestMemory } from '../../../src/server/work/request-memory.ts';
import { fc, reaching } from '../../support/property.ts';

const MB = 1024 * 1024;
const OWN =
  /^System a has as many large requests and answers in work as one system may have .*server\.workMemory/;
const WHOLE = /^The proxy has as many large .*server\.workMemory.* no room for this one of system b\./;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(total = 90) {
  const systems = new Map(['a', 'b', 'c', 'd', 'e'].map((id) => [id, {}]));
  const memory = new WorkMemory({ total: () => total * MB, systems: () => systems });
  const open = (systemId: string) => new RequestMemory(memory).belongTo(systemId);
  /** Tells whether it waits: then `large` is still 0. */
  const ask = (systemId: string, bytes: number): RequestMemory => {
    const request = open(systemId);
    request.reserve(bytes)?.catch(() => undefined);
    return request;
  };
  return { systems, memory, open, ask, mb: (systemId: string, size: number) => ask(systemId, size * MB) };
}

const isIn = ({ large }: RequestMemory) => large > 0;

describe('large requests of a system that hangs', () => {
  it('have two thirds, and what other systems send is taken at once', () => {
    const { mb, open, memory } = setUp();
    const hung = Array.from({ length: 40 }, () => mb('a', 15));
    expect(hung.filter(isIn)).toHaveLength(4);
    expect(open('b').reserve(15 * MB)).toBeUndefined();
    expect(open('c').reserve(15 * MB)).toBeUndefined();
    expect(memory.used).toBe(90 * MB);
  });

  it('leave a ninth where they are of two systems, and a twenty-seventh where they are of three', () => {
    const { mb, memory } = setUp(270);
    const left = ['a', 'b', 'c'].map((systemId) => {
      for (let isFull = false; !isFull; ) isFull = !isIn(mb(systemId, 2));
      return 270 * MB - memory.used;
    });
    expect(left).toEqual([90 * MB, 30 * MB, 10 * MB]);
    expect(isIn(mb('d', 10))).toBe(true);
  });

  it('wait in a line of their own, of which enough is left for others', async () => {
    const { mb, open } = setUp();
    mb('a', 60);
    mb('b', 30);
    const wait = (systemId: string) =>
      void open(systemId)
        .reserve(15 * MB)
        ?.catch(() => undefined);
    for (let count = 0; count < 66; count += 1) wait('a');
    expect(() => wait('a')).toThrow(OWN);
    const other = expect(open('b').reserve(15 * MB)).rejects.toThrow(WHOLE);
    // Of what is left.
    for (let count = 0; count < 22; count += 1) wait('c');
    expect(() => wait('c')).toThrow(/^The proxy has as many/);
    for (let count = 0; count < 7; count += 1) wait('d');
    for (let count = 0; count < 2; count += 1) wait('e');
    wait('b');
    for (const id of ['b', 'c', 'd', 'e']) expect(() => wait(id)).toThrow(/server\.workMemory/);
    await vi.advanceTimersByTimeAsync(10_000);
    await other;
  });

  it('are told whether their system has all that one may have, or all systems together', async () => {
    const { mb, open } = setUp();
    mb('a', 60);
    const own = expect(open('a').reserve(15 * MB)).rejects.toThrow(OWN);
    mb('c', 20);
    const whole = expect(open('b').reserve(15 * MB)).rejects.toThrow(WHOLE);
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all([own, whole]);
    expect(() => open('a').reserve(15 * MB, undefined, false)).toThrow(OWN);
    expect(() => open('b').reserve(15 * MB, undefined, false)).toThrow(WHOLE);
  });

  it('are told so as well where it is less, as others have some too', () => {
    const { mb, open } = setUp();
    mb('a', 30);
    mb('b', 30);
    expect(() => open('a').reserve(20 * MB, undefined, false)).toThrow(OWN);
    expect(open('c').reserve(20 * MB, undefined, false)).toBeUndefined();
  });

  it('are told that it is all systems together where they have little, and others come first', () => {
    const { mb, open } = setUp();
    const first = mb('d', 40);
    const stuck = mb('b', 60);
    mb('c', 31);
    mb('a', 5);
    first.release();
    expect(isIn(stuck)).toBe(false);
    expect(() => open('a').reserve(10 * MB, undefined, false)).toThrow(/^The proxy has as many large/);
  });

  it('may have all of it where no other system is configured', () => {
    const { systems, mb } = setUp();
    for (const id of ['b', 'c', 'd', 'e']) systems.delete(id);
    expect(Array.from({ length: 40 }, () => mb('a', 15)).filter(isIn)).toHaveLength(6);
  });
});

describe('a request that is larger than what one system may have', () => {
  it('goes alone among those of its system, and counts as what that may have', () => {
    const { mb } = setUp();
    const first = mb('a', 10);
    const huge = mb('a', 500);
    const behind = mb('a', 10);
    expect([huge, behind].filter(isIn)).toEqual([]);
    first.release();
    expect(isIn(huge)).toBe(true);
    expect(isIn(behind)).toBe(false);
    expect(isIn(mb('b', 30))).toBe(true);
    huge.release();
    expect(isIn(behind)).toBe(true);
  });

  it('is the only one of all systems', () => {
    const { mb } = setUp();
    const [huge, other] = [mb('a', 500), mb('b', 61)];
    expect(isIn(other)).toBe(false);
    huge.release();
    expect(isIn(other)).toBe(true);
  });
});

describe('systems that wait', () => {
  it('are served in turn', () => {
    const { mb } = setUp();
    const held = [mb('d', 60), mb('c', 30)];
    const waiting = ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b'].map((id) => ({ id, request: mb(id, 10) }));
    const order: string[] = [];
    for (const holder of held) {
      const before = waiting.filter(({ request }) => !isIn(request));
      holder.release();
      order.push(
        before
          .filter(({ request }) => isIn(request))
          .toSorted((one, other) => one.request.since - other.request.since)
          .map(({ id }) => id)
          .join(''),
      );
    }
    expect(order).toEqual(['abab', 'aba']);
  });

  it('hold up nobody as long as it is others that hang', () => {
    const { mb } = setUp();
    mb('a', 40);
    const stuck = mb('b', 60);
    for (let count = 0; count < 5; count += 1) {
      const passing = mb('c', 30);
      expect(isIn(passing)).toBe(true);
      passing.release();
    }
    expect(isIn(stuck)).toBe(false);
  });

  it('are not kept waiting by those that came later, however many these are', () => {
    const { mb } = setUp();
    const first = mb('a', 40);
    const large = mb('b', 60);
    let streams = [mb('c', 20), mb('d', 20)];
    first.release();
    expect(isIn(large)).toBe(false);
    // Each of them leaves when another one of its system comes.
    for (let count = 0; count < 3 && !isIn(large); count += 1) {
      streams = streams.map((before, index) => {
        const next = mb(index === 0 ? 'c' : 'd', 20);
        before.release();
        return next;
      });
    }
    expect(isIn(large)).toBe(true);
  });

  it('are not held up by those that came later and wait as well', () => {
    const { mb } = setUp();
    const first = mb('d', 50);
    const earlier = mb('a', 45);
    const later = mb('b', 60);
    const passing = mb('c', 31);
    expect([earlier, later, passing].map(isIn)).toEqual([false, false, true]);
    first.release();
    expect([earlier, later].map(isIn)).toEqual([true, false]);
  });

  it('hold up nobody because those that hang get more', () => {
    const { mb } = setUp();
    const hung = mb('a', 40);
    const stuck = mb('b', 60);
    hung.insist(MB);
    expect(isIn(mb('c', 20))).toBe(true);
    expect(isIn(stuck)).toBe(false);
  });

  it('are not kept waiting by what their own system gets for answers', () => {
    const { mb, open } = setUp();
    const first = mb('a', 40);
    const large = mb('b', 60);
    const stream = mb('c', 20);
    open('b').insist(5 * MB);
    first.release();
    expect(isIn(large)).toBe(false);
    const next = mb('c', 5);
    expect(isIn(next)).toBe(false);
    stream.release();
    expect([next, large].filter(isIn)).not.toHaveLength(0);
  });

  it('are passed by who has less', () => {
    const { mb } = setUp();
    const some = mb('a', 30);
    const newer = mb('b', 40);
    const waiting = mb('a', 25);
    expect(isIn(waiting)).toBe(false);
    expect(isIn(mb('c', 5))).toBe(true);
    newer.release();
    expect(isIn(waiting)).toBe(true);
    some.release();
  });
});

describe('small requests', () => {
  it('of a system that hangs leave room for those of others', () => {
    const { open } = setUp();
    for (let count = 0; count < 30; count += 1) expect(open('a').reserve(MB)).toBeUndefined();
    expect(() => open('a').reserve(MB)).toThrow(/^System a has as many requests in work as one system may/);
    for (let count = 0; count < 10; count += 1) expect(open('b').reserve(MB)).toBeUndefined();
    expect(() => open('b').reserve(MB)).toThrow(/^System b /);
    for (const id of ['c', 'd', 'c', 'd']) open(id).reserve(MB);
    open('e').reserve(0.6 * MB);
    expect(() => open('d').reserve(0.5 * MB)).toThrow(/no room for this one of system d/);
  });

  it('may have all of their part where no other system is configured', () => {
    const { systems, open } = setUp();
    for (const id of ['b', 'c', 'd', 'e']) systems.delete(id);
    for (let count = 0; count < 45; count += 1) expect(open('a').reserve(MB)).toBeUndefined();
    expect(() => open('a').reserve(MB)).toThrow(/no room for this one of system a/);
  });
});

it('systems that are not configured any longer are forgotten', () => {
  const { systems, memory } = setUp();
  const before = memory.ownerOf('a');
  const other = memory.ownerOf('b');
  systems.delete('a');
  memory.ownerOf('c');
  expect(memory.ownerOf('b')).toBe(other);
  expect(memory.ownerOf('a')).not.toBe(before);
});

it('nothing is taken for a request of which nobody knows the system', () => {
  const { memory } = setUp();
  expect(() => new RequestMemory(memory).reserve(1)).toThrow(/not admitted/);
  new RequestMemory(memory).release();
});

const id = fc.constantFrom('a', 'b', 'c', 'd');
/** Bytes of a large request, seldom more than a system may have. */
const size = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: MB + 1, max: 30 * MB }) },
  fc.constant(100 * MB),
);

describe('whatever happens,', () => {
  it('no more is in work than there is, and all of it is given back', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ id, bytes: fc.oneof(size, fc.integer({ min: 1, max: MB })) }) },
      { weight: 2, arbitrary: fc.record({ over: fc.nat() }) },
    );
    const check = reaching((steps: (typeof step extends fc.Arbitrary<infer Step> ? Step : never)[]) => {
      const { memory, ask } = setUp();
      const requests: { id: string; request: RequestMemory }[] = [];
      let isTight = false;
      for (const each of steps) {
        if ('over' in each) requests.splice(each.over % (requests.length + 1), 1)[0]?.request.release();
        else {
          try {
            requests.push({ id: each.id, request: ask(each.id, each.bytes) });
          } catch {}
        }
        const ofSystem = (system: string) =>
          requests.reduce((sum, { id, request }) => sum + (id === system ? request.large : 0), 0);
        const counted = ['a', 'b', 'c', 'd'].map((system) => Math.min(ofSystem(system), 60 * MB));
        expect(counted.reduce((sum, bytes) => sum + bytes)).toBeLessThanOrEqual(90 * MB);
        const most = requests.reduce((sum, { request }) => Math.max(sum, request.large), 0);
        // Beside one that is larger than a system's part there is the rest.
        expect(memory.used).toBeLessThanOrEqual((90 + 45) * MB + Math.max(0, most - 60 * MB));
        isTight ||= requests.some(({ request }) => !isIn(request)) && memory.used > 45 * MB;
      }
      for (const { request } of requests) request.release();
      expect(memory.used).toBe(0);
      return isTight;
    });
    fc.assert(fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), check));
  });

  it('a third of it is there at once for another system than the one that has the rest', () => {
    const step = fc.record({ bytes: size, insists: fc.boolean(), isOver: fc.boolean() });
    const check = reaching((steps: { bytes: number; insists: boolean; isOver: boolean }[], other: number) => {
      const { ask, open } = setUp();
      const requests = steps.map(({ bytes, insists, isOver }) => {
        const request = ask('a', bytes);
        if (insists) request.insist(bytes);
        if (isOver) request.release();
        return request;
      });
      expect(open('b').reserve(other)).toBeUndefined();
      return requests.some((request) => !isIn(request));
    });
    const steps = fc.array(step, { minLength: 5, maxLength: 40 });
    fc.assert(fc.property(steps, fc.integer({ min: MB + 1, max: 30 * MB }), check));
  });

  it('everybody that waits gets in once those before are over', () => {
    const arrivals = fc.array(fc.record({ id, bytes: size, over: fc.nat() }), {
      minLength: 10,
      maxLength: 60,
    });
    const check = reaching((all: { id: string; bytes: number; over: number }[]) => {
      const { ask, memory } = setUp();
      const requests = all.flatMap(({ id, bytes }) => {
        try {
          return [ask(id, bytes)];
        } catch {
          return [];
        }
      });
      const hasWaited = requests.filter((request) => !isIn(request)).length;
      let done = 0;
      for (let working = requests.filter(isIn); working.length > 0; working = requests.filter(isIn)) {
        working[(all[done % all.length]?.over ?? 0) % working.length]?.release();
        done += 1;
      }
      expect(done).toBe(requests.length);
      expect(memory.used).toBe(0);
      return hasWaited > 0;
    });
    fc.assert(fc.property(arrivals, check));
  });
});
