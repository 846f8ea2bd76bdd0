import { describe, expect, it } from 'vitest';
import { differencesOf } from '../../src/explain/compare.ts';
import type { Json } from '../../src/transformation/index.ts';

describe('differences of two outputs', () => {
  it.each<[string, Json, Json]>([
    ['equal values', { a: [1, { b: null }] }, { a: [1, { b: null }] }],
    ['members in another order', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
  ])('are none between %s', (_, before, after) => {
    expect(differencesOf(before, after)).toEqual([]);
  });

  it.each<[Json, Json, object[]]>([
    [{ a: 1 }, { a: '1' }, [{ path: '$.a', before: 1, after: '1' }]],
    [
      { a: 1 },
      { b: 1 },
      [
        { path: '$.a', before: 1 },
        { path: '$.b', after: 1 },
      ],
    ],
    [{ a: [1, 2] }, { a: [1] }, [{ path: '$.a[1]', before: 2 }]],
    [{ a: {} }, { a: [] }, [{ path: '$.a', before: {}, after: [] }]],
    [
      { a: {} },
      { a: { b: 1 } },
      [
        { path: '$.a', before: {} },
        { path: '$.a.b', after: 1 },
      ],
    ],
    [{ 'urn:x': { y: 1 } }, { 'urn:x': { y: 2 } }, [{ path: '$["urn:x"].y', before: 1, after: 2 }]],
    [
      JSON.parse('{"__proto__": {"x": 1}}') as Json,
      {},
      [
        { path: '$', after: {} },
        { path: '$.__proto__.x', before: 1 },
      ],
    ],
    ['a', 'b', [{ path: '$', before: 'a', after: 'b' }]],
  ])('of %j and %j', (before, after, differences) => {
    expect(JSON.parse(JSON.stringify(differencesOf(before, after)))).toEqual(differences);
  });
});
