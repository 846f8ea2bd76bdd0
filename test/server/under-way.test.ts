/** Which requests a proxy that stops has to end. */
import { describe, expect, it } from 'vitest';
import { ScimState, type ScimStateOptions } from '../../src/server/request-state.ts';
import { UnderWay } from '../../src/server/under-way.ts';
import { fc } from '../support/property.ts';

describe('requests under way', () => {
  it('are those that were added and not taken away, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (numbers) => {
        const underWay = new UnderWay<{ place: number }>();
        const expected = new Map<number, { place: number }>();
        for (const number of numbers) {
          const known = expected.get(number);
          const request = known ?? { place: 0 };
          if (known === undefined) {
            expected.set(number, request);
            underWay.add(request);
          } else {
            expected.delete(number);
            underWay.remove(request);
          }
          const all = underWay.all();
          expect(all).toHaveLength(expected.size);
          expect([...expected.values()].every((each) => all.includes(each))).toBe(true);
        }
      }),
    );
  });

  it('a request is one of them until its response has ended', async () => {
    const underWay = new UnderWay<ScimState>();
    const released: string[] = [];
    const state = new ScimState({
      lease: { release: () => void released.push('lease') },
      memory: { release: () => void released.push('memory') },
      underWay,
    } as unknown as ScimStateOptions);
    expect(underWay.all()).toEqual([state]);
    const { promise, resolve } = Promise.withResolvers<void>();
    state.work = promise;
    state.responseEnded();
    expect(underWay.all()).toEqual([]);
    await new Promise(setImmediate);
    expect(released).toEqual([]);
    resolve();
    await new Promise(setImmediate);
    expect(released).toEqual(['lease', 'memory']);
  });
});
