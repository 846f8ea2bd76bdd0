import { describe, expect, it } from 'vitest';
import { differences } from '../../src/proxy/differences.ts';
import type { JsonObject, JsonValue } from '../../src/scim/json.ts';
import { fc, reaching } from '../support/property.ts';

/** Places as `a.0.b`. */
const places = (asked: JsonObject, shown: JsonObject | undefined) =>
  differences(asked, shown).map((place) => place.join('.'));

describe('what is asked for and not shown like that', () => {
  it.each<[string, JsonObject, JsonObject | undefined, string[]]>([
    ['is all, where nothing is shown', { a: 1, o: { b: 'x', l: [true] } }, undefined, ['a', 'o.b', 'o.l.0']],
    ['is what is missing', { a: 1, o: { b: 1, c: 2 } }, { o: { c: 2 } }, ['a', 'o.b']],
    ['is what is another', { a: 1, b: 'x', c: true }, { a: 2, b: 'y', c: false }, ['a', 'b', 'c']],
    ['is not what is the same', { a: 1, o: { b: [1, 'x'] } }, { a: 1, o: { b: [1, 'x'] }, more: 1 }, []],
    ['is not what is shown in other letters', { a: 'Ada@X' }, { a: 'ADA@x' }, []],
    ['is not a number shown as a text', { a: 7, b: '8', c: true }, { a: '7', b: 8, c: 'TRUE' }, []],
    ['is not nothing', { a: null, b: '', l: [null, ''], o: {} }, { a: 1 }, []],
    ['is a value where nothing is shown', { a: 0, b: false }, { a: null }, ['a', 'b']],
    ['is a text that only reads like nothing', { a: 'undefined', b: 'null' }, { b: null }, ['a', 'b']],
    ['is a value shown as an object or a list', { a: 'x', b: 1 }, { a: { x: 1 }, b: [1] }, ['a', 'b']],
    [
      'is an object or a list shown as a value',
      { o: { a: 1 }, l: ['x'] },
      { o: 'x', l: 'x' },
      ['o.a', 'l.0'],
    ],
    ['is an object shown as a list', { o: { a: 1 } }, { o: [{ a: 1 }] }, ['o.a']],
    ['is a list shown as an object', { l: [{ a: 1 }] }, { l: { 0: { a: 1 } } }, ['l.0.a']],
    [
      'is not __proto__ of every object',
      JSON.parse('{"__proto__":{"a":1},"toString":1}'),
      {},
      ['__proto__.a', 'toString'],
    ],
    ['has names as they are', { Title: 'x' }, { title: 'x' }, ['Title']],
  ])('%s', (_, asked, shown, expected) => {
    expect(places(asked, shown)).toEqual(expected);
  });

  it.each<[string, string, boolean]>([
    ['2024-05-01T10:00:00Z', '2024-05-01T10:00:00.000Z', true],
    ['2024-05-01T10:00:00Z', '2024-05-01T12:00:00+02:00', true],
    ['2024-05-01T10:00:00Z', '2024-05-01T10:00:01Z', false],
    ['2024-05-01T99:00:00Z', '2024-05-01T98:00:00Z', false],
    ['2024-05-01', '2024-05-01T00:00:00Z', false],
    ['2024-05-01T00:00:00Z', '2024-05-01', false],
    ['on 2024-05-01T10:00', 'On 2024-05-01T10:00', true],
    ['1', '01', false],
    ['x2024-05-01T10:00:00Z', 'x2024-05-01T10:00:00.0Z', false],
  ])('is a time, but not the same one in another form: %s, %s', (asked, shown, same) => {
    expect(places({ a: asked }, { a: shown })).toEqual(same ? [] : ['a']);
  });

  it.each<[string, JsonValue[], JsonValue[], string[]]>([
    [
      'whatever the order',
      [
        { value: 'a', t: 1 },
        { value: 'b', t: 2 },
      ],
      [
        { value: 'B', t: 2 },
        { value: 'a', t: 1 },
      ],
      [],
    ],
    [
      'the parts of each',
      [
        { value: 'a', t: 1 },
        { value: 'b', t: 2 },
      ],
      [{ value: 'b', t: 9 }, { value: 'a' }],
      ['l.0.t', 'l.1.t'],
    ],
    ['whole values', [{ value: 'a', t: 1 }, 'x'], [{ value: 'b', t: 1 }], ['l.0.value', 'l.0.t', 'l.1']],
    ['not the second of two that are the same', ['a', 'a'], ['a'], []],
    ['not that the only value is the primary one', [{ value: 'a', primary: true }], [{ value: 'a' }], []],
    ['that it is not the primary one', [{ value: 'a', primary: false }], [{ value: 'a' }], ['l.0.primary']],
    [
      'that it is primary in another way',
      [{ value: 'a', primary: 'yes' }],
      [{ value: 'a' }],
      ['l.0.primary'],
    ],
    [
      'the primary one of several',
      [{ value: 'a', primary: true }, { value: 'b' }],
      [{ value: 'a' }, { value: 'b' }],
      ['l.0.primary'],
    ],
    ['lists in lists', [['a', 'b']], [['a', 'b']], []],
  ])('of a list are %s', (_, asked, shown, expected) => {
    expect(places({ l: asked }, { l: shown })).toEqual(expected);
  });

  it('is nothing, where all is shown, whatever else is', () => {
    const entity = fc.dictionary(
      fc.constantFrom('a', 'b', 'o', 'l'),
      fc.letrec<{ value: JsonValue }>((tie) => ({
        value: fc.oneof(
          { maxDepth: 3 },
          fc.constantFrom<JsonValue>('a', 'b', 1, true, null, ''),
          fc.array(tie('value'), { maxLength: 3 }),
          fc.dictionary(fc.constantFrom('value', 'type', 'x'), tie('value'), { noNullPrototype: true }),
        ),
      })).value,
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(
        entity,
        entity,
        reaching((asked, more) => {
          expect(differences(asked, { ...more, ...structuredClone(asked) })).toEqual([]);
          return Object.keys(asked).length > 0;
        }),
      ),
      { numRuns: 300 },
    );
  });
});
