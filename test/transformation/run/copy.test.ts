import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/transformation/index.ts';
import { createCloner } from '../../../src/transformation/jsonpath/index.ts';
import { failed, outputOf, runMappings } from '../helpers.ts';

describe('a cloner', () => {
  const clone = createCloner();

  it.each<[Json]>([['text'], [0], [null], [[]], [{}], [[{ a: [1, { b: null }] }, [[]]]]])(
    'copies %j',
    (value) => {
      expect(clone(value)).toStrictEqual(value);
    },
  );

  it('shares nothing', () => {
    const value = { a: [{ b: {} }] };
    const copy = clone(value) as typeof value;
    expect(copy.a).not.toBe(value.a);
    expect(copy.a[0]).not.toBe(value.a[0]);
    expect(copy.a[0]?.b).not.toBe(value.a[0]?.b);
  });

  it('copies members named like members of prototypes', () => {
    const value = JSON.parse('{"__proto__": {"x": {"__proto__": 1}}, "constructor": {"y": []}}');
    const copy = clone(value);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  it('copies however deep', () => {
    const depth = 100_000;
    const copy = clone(JSON.parse('['.repeat(depth) + ']'.repeat(depth)));
    let levels = 0;
    for (let at: Json | undefined = copy; Array.isArray(at); at = at[0]) levels += 1;
    expect(levels).toBe(depth);
  });
});

describe('neighbouring copies', () => {
  const A = "$['urn:a']";

  it('give what they give one by one', () => {
    const mappings = [
      { sourcePath: '$.x', targetPath: `${A}.x`, optional: true },
      { sourcePath: '$.in.y', targetPath: `${A}.y`, optional: true },
      { sourcePath: '$.in.z', targetPath: `${A}.deep.z`, optional: true },
      { sourcePath: '$.in.u', targetPath: `${A}.deep.u`, optional: true },
      { sourcePath: '$.in', targetPath: '$.in', optional: true },
      { sourcePath: '$.x', targetPath: '$.in.x', optional: true },
      { sourcePath: '$.list', targetPath: '$.list', optional: true },
    ];
    expect(
      outputOf(runMappings(mappings, { x: 1, in: { y: 2, z: null, u: [3] }, list: ['only'] })),
    ).toStrictEqual({
      'urn:a': { x: 1, y: 2, deep: { z: null, u: 3 } },
      in: { y: 2, z: null, u: [3], x: 1 },
      list: 'only',
    });
    expect(outputOf(runMappings(mappings, { in: { u: 1 } }))).toStrictEqual({
      'urn:a': { deep: { u: 1 } },
      in: { u: 1 },
    });
    expect(outputOf(runMappings(mappings, { in: null, x: 'text' }))).toStrictEqual({
      'urn:a': { x: 'text' },
      in: { x: 'text' },
    });
  });

  it('name the one that fails', () => {
    const mappings = [
      { sourcePath: '$.a', targetPath: '$.a' },
      { sourcePath: '$.b', targetPath: '$.a.b' },
      { sourcePath: '$.c', targetPath: '$.c' },
    ];
    expect(failed(runMappings(mappings, { a: {}, b: 1 }))).toMatchObject({
      mapping: expect.stringContaining('mapping 3'),
      path: '$.c',
    });
    const inTheWay = failed(runMappings(mappings, { a: 'text', b: 1, c: 1 }));
    expect(inTheWay).toMatchObject({ mapping: expect.stringContaining('mapping 2'), path: '$.a.b' });
    expect(inTheWay.reason).toContain('an object');
  });

  it('read no members of texts and lists', () => {
    const mappings = [
      { sourcePath: '$.text.length', targetPath: '$.a', optional: true },
      { sourcePath: '$.list.length', targetPath: '$.b', optional: true },
      { sourcePath: '$.text.value', targetPath: '$.c', optional: true },
      { sourcePath: '$.toString', targetPath: '$.d', optional: true },
      { sourcePath: '$.list.0', targetPath: '$.e', optional: true },
    ];
    expect(outputOf(runMappings(mappings, { text: 'abc', list: [1] }))).toStrictEqual({});
  });
});
