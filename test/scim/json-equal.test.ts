import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { booleanOf } from '../../src/scim/boolean.ts';
import type { JsonValue } from '../../src/scim/json.ts';
import { jsonEqual } from '../../src/scim/json-equal.ts';
import { fc } from '../support/property.ts';

describe('JSON is equal', () => {
  it.each<[JsonValue, JsonValue, boolean]>([
    [{ a: 1, b: [1] }, { b: [1], a: 1 }, true],
    [[1, 2], [2, 1], false],
    [[1], [1, 2], false],
    [[1, 2], [1], false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ a: 1 }, { b: 1 }, false],
    [{ toString: 1 }, { a: 1 }, false],
    [[], {}, false],
    [{}, [], false],
    [{}, null, false],
    [null, {}, false],
    [[], '', false],
    ['1', 1, false],
    [0, false, false],
    [null, null, true],
    ['a', 'A', false],
  ])('%j and %j: %s', (left, right, equal) => {
    expect(jsonEqual(left, right)).toBe(equal);
  });

  it('exactly where it is so by its values, in whatever order', () => {
    const value = fc.jsonValue({ maxDepth: 2, noUnicodeString: true } as object) as fc.Arbitrary<JsonValue>;
    const small = fc.oneof(
      value,
      fc.constantFrom<JsonValue[]>({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, [[]], [{}]),
    );
    fc.assert(
      fc.property(small, small, (left, right) => {
        expect(jsonEqual(left, right)).toBe(isDeepStrictEqual(left, right));
        expect(jsonEqual(left, structuredClone(left))).toBe(true);
      }),
    );
  });

  it('has __proto__ for a name like any other', () => {
    expect(jsonEqual(JSON.parse('{"__proto__":1}'), {})).toBe(false);
    expect(jsonEqual(JSON.parse('{"__proto__":{}}'), { a: {} })).toBe(false);
  });
});

it.each<[unknown, boolean | undefined]>([
  [true, true],
  [false, false],
  ['true', true],
  ['False', false],
  [' TRUE ', true],
  ['\tfalse\n', false],
  ['yes', undefined],
  ['', undefined],
  [1, undefined],
  [0, undefined],
  [null, undefined],
  [undefined, undefined],
  [['true'], undefined],
])('the boolean %j is %s', (value, meant) => {
  expect(booleanOf(value)).toBe(meant);
});
