import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { booleanOf } from '../../src/scim/boolean.ts';
import type { JsonObject, JsonValue } from '../../src/scim/json.ts';
import { jsonEqual } from '../../src/scim/json-equal.ts';
import { fc, reaching } from '../support/property.ts';

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
    const { json, container } = fc.letrec<{ json: JsonValue; container: JsonValue }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<JsonValue>('a', 'b', '', 0, 1, true, null),
        tie('container'),
      ),
      container: fc.oneof(
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('json'), {
          minKeys: 1,
          noNullPrototype: true,
        }),
      ),
    }));
    const pair = fc.oneof(
      container.map((value) => [value, turned(value)] as const),
      fc.tuple(container, fc.nat()).map(([value, at]) => [value, changed(value, at)] as const),
      fc.tuple(json, json),
    );
    fc.assert(
      fc.property(
        pair,
        reaching(([left, right]) => {
          expect(jsonEqual(left, right)).toBe(isDeepStrictEqual(left, right));
          return typeof left === 'object' && left !== null && typeof right === 'object' && right !== null;
        }),
      ),
      { numRuns: 500 },
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

/** The same, with the members of every object in the opposite order. */
function turned(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, turned(member)]),
  );
}

/** The same with one value changed, at any depth. */
function changed(value: JsonValue, at: number): JsonValue {
  if (typeof value !== 'object' || value === null) return value === 'other' ? 'another' : 'other';
  const copy = structuredClone(value) as JsonObject;
  const names = Object.keys(copy);
  const name = names[at % Math.max(1, names.length)];
  if (name === undefined) return 'other';
  copy[name] = changed(copy[name] ?? null, Math.floor(at / names.length));
  return copy;
}
