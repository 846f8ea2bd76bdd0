/** The primary value, values changed in place, and lists of any length. */

import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/scim/json.ts';
import { fc, reaching } from '../../support/property.ts';
import { carriedOver } from './support.ts';

type List = JsonValue[];

/** What becomes of a list. */
function list(body: List, current: List, unchanged?: List, edited = false): JsonValue | undefined {
  const seen = unchanged === undefined ? {} : { unchanged: { l: unchanged } };
  return carriedOver({ body: { l: body }, current: { l: current }, edited, ...seen })['l'];
}

const [a, b] = [{ value: 'a' }, { value: 'b' }];

describe('there is one primary value', () => {
  const first = { value: 'a', primary: true };

  it.each<[string, List, List, List, List]>([
    [
      'the one of the client',
      [a, { value: 'b', primary: true }],
      [first, b],
      [a, b],
      [a, { value: 'b', primary: true }],
    ],
    ['the one that was there, where it says nothing', [b, a], [first, b], [a, b], [b, first]],
    [
      'none, where it says so',
      [{ value: 'a', primary: false }],
      [first],
      [a],
      [{ value: 'a', primary: false }],
    ],
    [
      'the one that was there, where another is not',
      [{ value: 'b', primary: false }, a],
      [first, b],
      [a, b],
      [{ value: 'b', primary: false }, first],
    ],
    [
      'with all else that the value has',
      [{ value: 'b', primary: true }, a],
      [{ ...first, x: 1 }, b],
      [a, b],
      [
        { value: 'b', primary: true },
        { value: 'a', x: 1 },
      ],
    ],
    ['the one that clients do not see, where they say nothing', [b], [first, b], [b], [first, b]],
    [
      'the one of the client, whatever values it does not see',
      [{ value: 'b', primary: true }],
      [first, b, 'x', { value: 'c', primary: false }],
      [b],
      [a, { value: 'b', primary: true }, 'x', { value: 'c', primary: false }],
    ],
  ])('%s', (_, body, current, unchanged, expected) => {
    expect(list(body, current, unchanged)).toEqual(expected);
  });

  it('at most, whatever clients see of the values', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 4 });
    const withPrimary = fc.tuple(ids, fc.option(fc.nat(3), { freq: 6 })).map(([values, at]) =>
      values.map((value, index) => ({
        value,
        x: 1,
        ...(at !== null && index === at % values.length ? { primary: true } : {}),
      })),
    );
    let kept = 0;
    fc.assert(
      fc.property(
        withPrimary,
        withPrimary,
        fc.boolean(),
        reaching((current, body, edited) => {
          const seen = current.map(({ value }) => ({ value }));
          const merged = list(body, current, seen, edited) as JsonObject[];
          const primary = merged.filter((element) => element['primary'] === true);
          expect(primary.length).toBeLessThanOrEqual(1);
          if (primary.length === 1 && !body.some((element) => 'primary' in element)) kept += 1;
          return [...current, ...body].filter((element) => 'primary' in element).length > 1;
        }),
      ),
      { numRuns: 500 },
    );
    expect(kept).toBeGreaterThan(20);
  });

  it('also among values that the client could not see', () => {
    const merged = list([{ value: 'b', primary: true }], [first, b], [b]) as JsonObject[];
    expect(merged.filter((element) => element['primary'] === true)).toEqual([{ value: 'b', primary: true }]);
  });
});

describe('values changed in place', () => {
  const edit = (body: List, current: List, unchanged?: List) => list(body, current, unchanged, true);

  it.each<[string, List, List, List | undefined, List]>([
    ['are the old ones', [{ value: 'n' }], [{ value: 'a', x: 1 }], [a], [{ value: 'n', x: 1 }]],
    [
      'at their place',
      [a, { value: 'n' }],
      [
        { value: 'a', x: 1 },
        { value: 'b', x: 2 },
      ],
      [a, b],
      [
        { value: 'a', x: 1 },
        { value: 'n', x: 2 },
      ],
    ],
    [
      'also where others are not seen',
      [{ value: 'n' }],
      [
        { value: 'a', x: 1 },
        { value: 'b', x: 2 },
      ],
      [b],
      [
        { value: 'a', x: 1 },
        { value: 'n', x: 2 },
      ],
    ],
    [
      'unless the number of values is another',
      [{ value: 'n' }, b],
      [{ value: 'a', x: 1 }],
      [a],
      [{ value: 'n' }, b],
    ],
    ['unless they were not seen', [{ value: 'n' }], [{ value: 'a', x: 1 }], undefined, [{ value: 'n' }]],
    [
      'unless they point to other resources',
      [{ value: 'n' }],
      [{ value: 'a', $ref: 'r', x: 1 }],
      [a],
      [{ value: 'n' }],
    ],
    [
      'unless the value at the place is another’s',
      [b, { value: 'n' }],
      [
        { value: 'a', x: 1 },
        { value: 'b', x: 2 },
      ],
      [a, b],
      [{ value: 'b', x: 2 }, { value: 'n' }],
    ],
    ['but simple ones', ['n'], ['a'], ['a'], ['n']],
    [
      'without a value that tells',
      [{ country: 'FR' }],
      [{ country: 'DE', x: 1 }],
      [{ country: 'DE' }],
      [{ country: 'FR', x: 1 }],
    ],
    [
      'without the name that they had',
      [{ value: 'n' }],
      [{ value: 'a', display: 'A', x: 1 }],
      [a],
      [{ value: 'n', x: 1 }],
    ],
    [
      'with the name that they get',
      [{ value: 'n', display: 'N' }],
      [{ value: 'a', display: 'A' }],
      [a],
      [{ value: 'n', display: 'N' }],
    ],
    [
      'with their name where they are the same',
      [{ value: 'A' }],
      [{ value: 'a', display: 'A' }],
      [a],
      [{ value: 'A', display: 'A' }],
    ],
    [
      'with their name where nothing tells them apart',
      [{ country: 'FR' }],
      [{ country: 'DE', display: 'D' }],
      [{ country: 'DE' }],
      [{ country: 'FR', display: 'D' }],
    ],
  ])('%s', (_, body, current, unchanged, expected) => {
    expect(edit(body, current, unchanged)).toEqual(expected);
  });

  it('are new ones where the entity was not made of what was there', () => {
    expect(list([{ value: 'n' }], [{ value: 'a', x: 1 }], [a])).toEqual([{ value: 'n' }]);
  });
});

describe('long lists', () => {
  const SIZE = 45_000;

  it('are completed at once, in their order', () => {
    const text = (values: JsonValue | undefined) => JSON.stringify(values);
    const current = Array.from({ length: SIZE }, (_, index) => ({
      value: `id-${index}`,
      type: 'User',
      x: index,
    }));
    const seen = current.map(({ value }) => ({ value }));
    expect(text(list(seen, current, seen)) === text(current)).toBe(true);
    expect(text(list(seen.toReversed(), current, seen)) === text(current.toReversed())).toBe(true);
    const [even, odd] = [0, 1].map((rest) => current.filter((_, index) => index % 2 === rest));
    const half = seen.filter((_, index) => index % 2 === 0);
    expect(text(list(half, current, half)) === text(current)).toBe(true);
    expect(text(list([], current, half)) === text(odd)).toBe(true);
    expect(text(list(half, current, seen)) === text(even)).toBe(true);
  });

  it('are not looked through again and again', () => {
    let looks = 0;
    const watched = Array.from({ length: SIZE }, (_, index) => {
      return new Proxy<JsonObject>(
        { value: `id-${index}`, x: 1 },
        {
          get(target, name, receiver) {
            looks += 1;
            return Reflect.get(target, name, receiver);
          },
        },
      );
    });
    const seen = watched.map((_, index) => ({ value: `id-${index}` }));
    const merged = list(seen.toReversed(), watched, seen) as JsonValue[];
    expect(merged.filter(isJsonObject)).toHaveLength(SIZE);
    expect(looks).toBeLessThan(50 * SIZE);
  });
});
