/** Lists of clients and backends can be of any length: the work grows with them, not with their square. */
import { describe, expect, it } from 'vitest';
import { matchElements } from '../../../src/proxy/carry-over/elements.ts';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';

const NONE = undefined;

describe('long lists', () => {
  const SIZE = 45_000;

  /** How often anything of the elements is looked at. */
  function looks(make: (index: number) => JsonObject): { count: () => number; list: JsonValue[] } {
    let count = 0;
    const watched = (object: JsonObject) =>
      new Proxy(object, {
        get: (target, name, receiver) => {
          count += 1;
          return Reflect.get(target, name, receiver);
        },
      });
    return { count: () => count, list: Array.from({ length: SIZE }, (_, index) => watched(make(index))) };
  }

  it.each<[string, (index: number) => JsonObject, (index: number) => JsonObject]>([
    [
      'of members',
      (index) => ({ value: `id-${index}`, type: 'User' }),
      (index) => ({ value: `id-${SIZE - index}` }),
    ],
    ['of values that are all the same', () => ({ value: 'same' }), () => ({ value: 'same', type: 'x' })],
    ['without values that are all the same', () => ({ type: 'x', a: 1 }), () => ({ type: 'x', a: 1 })],
    ['without values that are all different', (index) => ({ a: index }), (index) => ({ a: index + SIZE })],
    [
      'of types that are all different',
      (index) => ({ type: index, a: 1 }),
      (index) => ({ type: index, a: 2 }),
    ],
  ])('%s are looked at a few times each', (_, left, right) => {
    const [values, others] = [looks(left), looks(right)];
    expect(matchElements(values.list, others.list)).toHaveLength(SIZE);
    expect(values.count() + others.count()).toBeLessThan(80 * SIZE);
  });

  it('of anything are not compared for ever: then only equal values are the same', () => {
    const others = Array.from({ length: 200 }, (_, index) => ({ a: index, b: 1 }));
    const values = (length: number) => [
      ...Array.from({ length }, (_, index) => ({ c: index })),
      { a: 7 },
      { a: 8, b: 1 },
    ];
    expect(matchElements(values(10), others).slice(-2)).toEqual([7, 8]);
    expect(matchElements(values(200), others).slice(-2)).toEqual([NONE, 8]);
  });

  it('of the same value are told apart by the first few', () => {
    const others = Array.from({ length: 15 }, (_, index) => ({ value: 'a', x: index }));
    const positions = [9, 10, 14].map((x) => matchElements([{ value: 'a', x }], others)[0]);
    expect(positions).toEqual([9, 0, 0]);
  });

  it('of members are matched from one end to the other', () => {
    const values = Array.from({ length: SIZE }, (_, index) => ({ value: `id-${index}` }));
    expect(matchElements(values, values.toReversed())).toEqual(values.map((_, index) => SIZE - 1 - index));
  });
});
