import { describe, expect, it } from 'vitest';
import { matchElements } from '../../../src/proxy/carry-over/elements.ts';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { fc, reaching } from '../../support/property.ts';

const NONE = undefined;

describe('values of two lists are the same', () => {
  it.each<[string, JsonValue[], JsonValue[], (number | undefined)[]]>([
    [
      'by their value, wherever they are',
      [{ value: 'a' }, { value: 'b' }],
      [{ value: 'b' }, { value: 'x' }, { value: 'a' }],
      [2, 0],
    ],
    ['by their value, whatever else they say', [{ value: 'a', type: 'x' }], [{ value: 'a', type: 'y' }], [0]],
    ['in any case of the value', [{ value: 'Ada@X' }, 'BO@x'], ['bo@X', { value: 'ada@x' }], [1, 0]],
    [
      'rather in the same case',
      [{ value: 'A@x' }, { value: 'a@x' }],
      [
        { value: 'a@x', n: 1 },
        { value: 'A@X', n: 2 },
      ],
      [1, 0],
    ],
    [
      'with numbers and booleans for values',
      [{ value: 1 }, { value: true }],
      [{ value: true }, { value: '1' }],
      [1, 0],
    ],
    ['as simple values', ['b', 'A', 1], [1, 'a', 'b'], [2, 1, 0]],
    ['simple or with a value', ['a', { value: 'b' }], [{ value: 'a' }, 'b'], [0, 1]],
    [
      'once each',
      [{ value: 'a' }, { value: 'a' }, { value: 'a' }],
      [{ value: 'a' }, { value: 'a' }],
      [0, 1, NONE],
    ],
    [
      'rather where all that is said agrees',
      [
        { value: 'a', type: 'home' },
        { value: 'a', type: 'work' },
      ],
      [
        { value: 'a', type: 'work' },
        { value: 'a', type: 'home' },
      ],
      [1, 0],
    ],
    [
      'else the first that is left',
      [
        { value: 'a', type: 'home' },
        { value: 'a', type: 'x' },
        { value: 'a', type: 'y' },
      ],
      [
        { value: 'a', type: 'work' },
        { value: 'a', type: 'home' },
        { value: 'a', type: 'other' },
      ],
      [1, 0, 2],
    ],
    [
      'without a value, where the one has all that the other says',
      [{ country: 'DE' }],
      [{ country: 'FR' }, { country: 'DE', locality: 'Ulm' }],
      [1],
    ],
    ['but not where it says more', [{ country: 'DE', locality: 'Ulm' }], [{ country: 'DE' }], [NONE]],
    ['deeply', [{ a: { b: [1] } }, { a: { b: [2] } }], [{ a: { b: [2] } }, { a: { b: [1] } }], [1, 0]],
    ['in whatever order of their members', [{ a: 1, b: 2 }], [{ b: 2, a: 1 }], [0]],
    ['rather where they are just equal', [{ a: 1 }], [{ a: 1, b: 1 }, { a: 1 }], [1]],
    ['each once, equal or not', [{ a: 1 }, { a: 1 }, { a: 1 }], [{ a: 1, b: 1 }, { a: 1 }], [1, 0, NONE]],
    [
      'where both are the only ones of their type',
      [{ type: 'work', country: 'DE' }],
      [{ type: 'work', country: 'FR' }],
      [0],
    ],
    [
      'but not the only ones on one side',
      [
        { type: 'work', a: 1 },
        { type: 'work', a: 2 },
        { type: 'home', a: 3 },
      ],
      [
        { type: 'work', a: 4 },
        { type: 'home', a: 5 },
        { type: 'home', a: 6 },
      ],
      [NONE, NONE, NONE],
    ],
    [
      'nor where the only one left of its type was one of several',
      [
        { type: 'work', a: 1 },
        { type: 'work', a: 9 },
      ],
      [
        { type: 'work', a: 1 },
        { type: 'work', a: 2 },
      ],
      [0, NONE],
    ],
    [
      'where others of the type are taken on the other side',
      [{ a: 1 }, { type: 'work', a: 9 }],
      [
        { type: 'work', a: 1 },
        { type: 'work', a: 2 },
      ],
      [0, 1],
    ],
    [
      'which are not given up for one of their type',
      [{ type: 'work', a: 1 }, { b: 1 }],
      [
        { type: 'work', a: 1 },
        { type: 'work', a: 2 },
      ],
      [0, NONE],
    ],
    [
      'not by type where they have a value',
      [{ value: 'a', type: 'work' }],
      [{ value: 'b', type: 'work' }],
      [NONE],
    ],
    ['not by type where one has a value', [{ type: 'work', a: 1 }], [{ value: 'b', type: 'work' }], [NONE]],
    ['not by a type that is null', [{ type: null, a: 1 }], [{ type: null, a: 2 }], [NONE]],
    [
      'by a value that is no text as by any other member',
      [{ value: { a: 1 }, b: 1 }],
      [{ value: { a: 2 }, b: 1 }],
      [0],
    ],
    ['with null for null', [null, { a: null }], [{ a: null }, null], [1, 0]],
    ['but nothing is not null', [{ a: null }], [{ b: 1 }], [NONE]],
    ['lists of lists by what is in them', [[1], [2]], [[2], [1]], [1, 0]],
    [
      'with __proto__ as a name',
      [JSON.parse('{"__proto__":{"a":1}}')],
      [{}, JSON.parse('{"__proto__":{"a":1},"b":1}')],
      [1],
    ],
    ['not by what every object has', [{ toString: 'x' }], [{}], [NONE]],
    ['or there are none', [{ value: 'a' }], [], [NONE]],
    ['or nothing is looked for', [], [{ value: 'a' }], []],
  ])('%s', (_, values, others, expected) => {
    expect(matchElements(values, others)).toEqual(expected);
  });
});

describe('in lists of any kind', () => {
  const member = fc.constantFrom('a', 'A', 'b', 1, true, null);
  const element = fc.oneof(
    member,
    fc.record({ value: member, type: member, x: member }, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>,
  );
  const list = fc.array(element, { minLength: 1, maxLength: 6 }) as fc.Arbitrary<JsonValue[]>;

  it('each value is taken once', () => {
    fc.assert(
      fc.property(
        list,
        list,
        reaching((values, others) => {
          const matches = matchElements(values, others);
          expect(matches).toHaveLength(values.length);
          const taken = matches.filter((match) => match !== undefined);
          expect(new Set(taken).size).toBe(taken.length);
          for (const match of taken) expect(others[match]).not.toBeUndefined();
          return taken.length > 0;
        }),
      ),
      { numRuns: 500 },
    );
  });

  it('a list is found in itself', () => {
    fc.assert(
      fc.property(
        list,
        reaching((values) => {
          expect(matchElements(values, structuredClone(values))).toEqual([...values.keys()]);
          return values.length > 1;
        }),
      ),
      { numRuns: 500 },
    );
  });

  it('values that are told apart are found in any order', () => {
    const apart = fc
      .uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 6 })
      .chain((ids) =>
        fc.shuffledSubarray(ids, { minLength: ids.length }).map((shuffled) => [ids, shuffled] as const),
      );
    const make = fc.constantFrom<(id: number) => JsonValue>(
      (id) => ({ value: `v-${id}`, type: 'same' }),
      (id) => ({ country: `c-${id}`, type: 'same' }),
      (id) => id,
    );
    fc.assert(
      fc.property(
        apart,
        make,
        reaching(([ids, shuffled], element) => {
          const matches = matchElements(ids.map(element), shuffled.map(element));
          expect(matches.map((match) => shuffled[match ?? -1])).toEqual(ids);
          return String(ids) !== String(shuffled);
        }),
      ),
    );
  });
});
