import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/scim/json.ts';
import { carriedOver } from './support.ts';

type List = JsonValue[];

/** What becomes of a list. */
function list(body: List, current: List, unchanged?: List, edited = false): JsonValue | undefined {
  const seen = unchanged === undefined ? {} : { unchanged: { l: unchanged } };
  return carriedOver({ body: { l: body }, current: { l: current }, edited, ...seen })['l'];
}

const [a, b, c] = [{ value: 'a' }, { value: 'b' }, { value: 'c' }];

describe('a list of the client', () => {
  it.each<[string, List, List, List | undefined, List]>([
    ['is all there is, where it could see all', [a], [a, b], [a, b], [a]],
    ['is all there is, where it could see nothing', [a], [b], undefined, [a]],
    ['keeps its order', [c, a, b], [a, b, c], [a, b, c], [c, a, b]],
    ['can be empty', [], [a, b], [a, b], []],
    ['can be empty without a look', [], [a, b], undefined, []],
    ['can have what was not there', [c, a], [a], [a], [c, a]],
    [
      'has the parts that it could not see',
      [{ value: 'a', type: 'home' }],
      [{ value: 'a', type: 'work', display: 'A' }],
      [{ value: 'a', type: 'work' }],
      [{ value: 'a', type: 'home', display: 'A' }],
    ],
    [
      'has not the parts that it could see and left out',
      [{ value: 'a' }],
      [{ value: 'a', type: 'work', display: 'A' }],
      [{ value: 'a', type: 'work' }],
      [{ value: 'a', display: 'A' }],
    ],
    [
      'has the spelling of the client',
      [{ value: 'A@X' }],
      [{ value: 'a@x', t: 1 }],
      [{ value: 'a@x' }],
      [{ value: 'A@X', t: 1 }],
    ],
    ['has simple values as they are', ['B', 'c'], ['a', 'b'], ['a', 'b'], ['B', 'c']],
    [
      'has values of one kind and another',
      ['a', b, { value: 'c' }, null, 1],
      [{ value: 'a', t: 1 }, { value: 'b', t: 1 }, 'c'],
      [a, b, 'c'],
      ['a', { value: 'b', t: 1 }, { value: 'c' }, null, 1],
    ],
    [
      'has the same value twice',
      [
        { value: 'a', type: 'home' },
        { value: 'a', type: 'work' },
      ],
      [
        { value: 'a', type: 'work', x: 1 },
        { value: 'a', type: 'home', x: 2 },
      ],
      [
        { value: 'a', type: 'work' },
        { value: 'a', type: 'home' },
      ],
      [
        { value: 'a', type: 'home', x: 2 },
        { value: 'a', type: 'work', x: 1 },
      ],
    ],
    [
      'takes one of two equal values away',
      [a],
      [
        { value: 'a', x: 1 },
        { value: 'a', x: 2 },
      ],
      [a, a],
      [{ value: 'a', x: 1 }],
    ],
    ['completes each once', [a, a], [{ value: 'a', x: 1 }], [a], [{ value: 'a', x: 1 }, a]],
  ])('%s', (_, body, current, unchanged, expected) => {
    expect(list(body, current, unchanged)).toEqual(expected);
  });

  it.each<[string, List, List, List, List]>([
    ['at their place', [b], [a, b, c], [b], [a, b, c]],
    ['at their place, in front', [c], [a, b, c], [c], [a, b, c]],
    ['behind', [a], [a, b, c], [a], [a, b, c]],
    ['behind what is new', [{ value: 'n' }], [a, b], [], [{ value: 'n' }, a, b]],
    ['where the values that were seen are gone', [], [a, b, c], [b], [a, c]],
    [
      'around one that takes the place of one that is gone',
      [{ value: 'n' }],
      [a, b, c],
      [b],
      [a, { value: 'n' }, c],
    ],
    [
      'around those that take the places of others',
      [{ value: 'n' }, a],
      [a, b, c],
      [a, c],
      [{ value: 'n' }, a, b],
    ],
    ['around the new ones', [a, { value: 'n' }, c], [a, b, c], [a, c], [a, { value: 'n' }, b, c]],
    ['once, though the client turns the others round', [c, a], [a, b, c], [a, c], [b, c, a]],
    ['but not one that the client names without having seen it', [b, a], [a, b, c], [a], [b, a, c]],
    [
      'with all of what they are',
      [],
      [{ value: 'a', x: 1 }, { y: 2 }, 'z'],
      [{ value: 'a' }],
      [{ y: 2 }, 'z'],
    ],
  ])('has the values that it could not see: %s', (_, body, current, unchanged, expected) => {
    expect(list(body, current, unchanged)).toEqual(expected);
  });

  it.each<[string, List, List | undefined, List | undefined]>([
    ['that it could not see stays', [a, b], undefined, [a, b]],
    ['of which it saw some keeps the others', [a, b], [a], [b]],
    ['of which it saw all is gone', [{ value: 'a', x: 1 }, b], [a, b], undefined],
    ['of which it saw none stays', [a, b], [], [a, b]],
  ])('that is left out: what %s', (_, current, unchanged, expected) => {
    const seen = unchanged === undefined ? {} : { unchanged: { l: unchanged } };
    expect(carriedOver({ body: {}, current: { l: current }, ...seen })).toEqual(
      expected === undefined ? {} : { l: expected },
    );
  });

  it('is the client’s own where nothing is added', () => {
    const body = [a, { value: 'n' }, 'x'];
    expect(list(body, [a, b], [a, b])).toBe(body);
    expect(list(body, [a], undefined)).toBe(body);
    expect(list([], [], [])).toEqual([]);
  });
});
