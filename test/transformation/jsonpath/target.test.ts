import { describe, expect, it } from 'vitest';
import { EvaluationError, ExpressionError } from '../../../src/transformation/errors.ts';
import { compileTarget, dropPlaceholders } from '../../../src/transformation/jsonpath/index.ts';
import type { TargetUse } from '../../../src/transformation/jsonpath/types.ts';
import type { Json, JsonMap } from '../../../src/transformation/types.ts';
import { fc, reaching } from '../../support/property.ts';
import { documents, documentsWithWays, names } from './arbitraries.ts';

/** Writes one after the other, and ends the run. */
function write(output: JsonMap, ...writes: [string, Json][]): JsonMap {
  for (const [path, value] of writes) compileTarget(path).set(output, value);
  dropPlaceholders(output);
  return output;
}

function remove(path: string, output: JsonMap): JsonMap {
  compileTarget(path, 'remove').remove(output);
  return output;
}

describe('$.a.b', () => {
  it.each<[JsonMap, string, Json, JsonMap]>([
    [{}, '$.a', 1, { a: 1 }],
    [{}, 'a', 1, { a: 1 }],
    [{}, '$.a.b', null, { a: { b: null } }],
    [{ a: { c: 1 } }, '$.a.b', [], { a: { c: 1, b: [] } }],
    [{ a: null }, '$.a.b', 1, { a: { b: 1 } }],
    [{}, "$['urn:x:2.0:User']['b']['c']", 1, { 'urn:x:2.0:User': { b: { c: 1 } } }],
    [{ a: { b: 1 } }, '$.a', 'x', { a: 'x' }],
    [{}, '$.a.b.c.d.e', 1, { a: { b: { c: { d: { e: 1 } } } } }],
    [{}, '$.toString.length', 1, { toString: { length: 1 } }],
  ])('of %j: %s = %j', (output, path, value, expected) => {
    expect(write(output, [path, value])).toEqual(expected);
  });

  it.each([
    ['$.a.b', { a: 'secret' }, "'a' of the output is a text, where the target path needs an object"],
    ['$.a.b', { a: [] }, "'a' of the output is a list"],
    ['$.a.b.c', { a: { b: 5 } }, "'b' of the output is a number"],
    ['$.a[0].b', { a: {} }, "'a' of the output is an object, where the target path needs a list"],
    ['$.a[0].b', { a: [true] }, 'position 0 of the output is a boolean'],
    ['$.a[0]', { a: 'x' }, "'a' of the output is a text"],
    ['$.a[?(@.k)]', { a: ['x'] }, 'position 0'],
    ['$.__proto__.b', JSON.parse('{"__proto__":"x"}'), "'__proto__'"],
  ])('%s cannot go through %j', (path, output, message) => {
    const before = JSON.stringify(output);
    expect(() => compileTarget(path).set(output as JsonMap, 'x')).toThrow(EvaluationError);
    expect(() => compileTarget(path).set(output as JsonMap, 'x')).toThrow(message);
    expect(JSON.stringify(output)).toBe(before);
  });
});

describe('$', () => {
  it('merges objects deeply; lists and scalars replace', () => {
    const output: JsonMap = { a: { b: 1, l: [1, 2], o: { x: 1 } }, c: 1 };
    const value: JsonMap = { a: { b: 2, l: [3], o: { y: 2 } }, c: { d: 1 }, e: null };
    expect(write(output, ['$', value])).toEqual({
      a: { b: 2, l: [3], o: { x: 1, y: 2 } },
      c: { d: 1 },
      e: null,
    });
  });

  it.each<Json>(['x', [{}], null, 1])('takes no %j', (value) => {
    expect(() => compileTarget('$').set({}, value)).toThrow(EvaluationError);
  });

  it('merges what is nested however deep', () => {
    const deep = () => JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`) as JsonMap;
    expect(() => compileTarget('$').set(deep(), deep())).not.toThrow();
  });
});

describe('$.a[0].b', () => {
  it('sets on that element and makes it', () => {
    expect(write({ a: [{ c: 1 }] }, ['$.a[0].b', 1])).toEqual({ a: [{ c: 1, b: 1 }] });
    expect(write({}, ['$.a[0].b', 1], ['$.a[0].c', 2])).toEqual({ a: [{ b: 1, c: 2 }] });
    expect(write({ a: [null] }, ['$.a[0].b', 1])).toEqual({ a: [{ b: 1 }] });
    expect(write({}, ['$.a[0][1].b', 1])).toEqual({ a: [[{ b: 1 }]] });
  });

  it('drops the gaps that nothing filled when the run ends', () => {
    const output: JsonMap = {};
    compileTarget('$.a[2].b').set(output, 'two');
    expect(output['a']).toHaveLength(3);
    expect(write(output, ['$.a[0].b', 'zero'])).toEqual({ a: [{ b: 'zero' }, { b: 'two' }] });
    expect(write({}, ['$.a[3].b', 1], ['$.a[1].b', 2], ['$.b[1]', 'x'])).toEqual({
      a: [{ b: 2 }, { b: 1 }],
      b: ['x'],
    });
  });

  it('keeps empty objects that were written', () => {
    expect(write({}, ['$.a[1]', {}])).toEqual({ a: [{}] });
    expect(write({ a: [{}] }, ['$.a[2].b', 1])).toEqual({ a: [{}, { b: 1 }] });
  });

  it('gaps are matched by nothing', () => {
    const output: JsonMap = {};
    compileTarget('$.a[2].k').set(output, 1);
    compileTarget('$.a[*].b').set(output, 2);
    compileTarget('$.a[?(@.k != 5)].c').set(output, 3);
    remove('$.a[0].k', output);
    compileTarget('$.a[*].k', 'rename').rename(output, 'key');
    dropPlaceholders(output);
    expect(output).toEqual({ a: [{ key: 1, b: 2, c: 3 }] });
  });

  it('dropping is possible without gaps, and twice', () => {
    const output: JsonMap = { a: [{}] };
    dropPlaceholders(output);
    dropPlaceholders(output);
    expect(output).toEqual({ a: [{}] });
  });
});

describe('$.a[0]', () => {
  it.each<[string, JsonMap, [string, Json][], JsonMap]>([
    ['a scalar replaces', { a: ['x', 'y'] }, [['$.a[0]', 'z']], { a: ['z', 'y'] }],
    ['null replaces', { a: ['x'] }, [['$.a[0]', null]], { a: [null] }],
    ['an object is inserted', { a: [{ v: 1 }] }, [['$.a[0]', { v: 2 }]], { a: [{ v: 2 }, { v: 1 }] }],
    [
      'a list is inserted element by element',
      { a: [{ v: 1 }] },
      [['$.a[0]', [{ v: 2 }, { v: 3 }]]],
      { a: [{ v: 2 }, { v: 3 }, { v: 1 }] },
    ],
    ['in the middle', { a: [1, 4] }, [['$.a[1]', [2, 3]]], { a: [1, 2, 3, 4] }],
    [
      'an empty list makes nothing',
      {},
      [
        ['$.a[0]', []],
        ['$.b.c[2]', []],
      ],
      {},
    ],
    [
      'makes the list',
      {},
      [
        ['$.schemas[0]', 'x'],
        ['$.schemas[1]', 'y'],
      ],
      { schemas: ['x', 'y'] },
    ],
    [
      'placeholders are filled',
      {},
      [
        ['$.a[1].v', 1],
        ['$.a[0]', { v: 0 }],
      ],
      { a: [{ v: 0 }, { v: 1 }] },
    ],
    [
      'and only they',
      {},
      [
        ['$.a[2].v', 2],
        ['$.a[0]', [{ v: 0 }, { v: 1 }, { v: 9 }]],
      ],
      { a: [{ v: 0 }, { v: 1 }, { v: 9 }, { v: 2 }] },
    ],
    [
      'phone numbers are collected',
      {},
      [
        ['$.p[0]', [{ t: 'fax' }]],
        ['$.p[0]', [{ t: 'work' }]],
        ['$.p[0]', { t: 'home' }],
      ],
      { p: [{ t: 'home' }, { t: 'work' }, { t: 'fax' }] },
    ],
  ])('%s', (_title, output, writes, expected) => {
    expect(write(output, ...writes)).toEqual(expected);
  });
});

describe('$.a[*].b', () => {
  it.each<[JsonMap, string, Json, JsonMap]>([
    [{ a: [{}, { b: 1 }] }, '$.a[*].b', 2, { a: [{ b: 2 }, { b: 2 }] }],
    [{ a: [{}, {}] }, '$.a[*].b', [1, 2], { a: [{ b: [1, 2] }, { b: [1, 2] }] }],
    [{ a: [] }, '$.a[*].b', 1, { a: [] }],
    [{ a: null }, '$.a[*].b', 1, { a: null }],
    [{}, '$.a[*].b', 1, {}],
    [{}, '$.x.a[*].b', 1, {}],
    [{ x: {} }, '$.x.a[*].b', 1, { x: {} }],
    [{ x: null }, '$.x.a[*].b', 1, { x: null }],
    [{}, '$.a[0].b[*].c', 1, {}],
    [{}, '$.a[1][*].c', 1, {}],
    [{}, '$.a[*].b[*].c', 1, {}],
    [{ a: [{}] }, '$.a[*].b[*].c', 1, { a: [{}] }],
    [{ a: [{}] }, '$.a[*].b.c[*].d', 1, { a: [{}] }],
    [{ a: [{}] }, '$.a[*].b[?(@.v)]', [1], { a: [{ b: [{ v: 1 }] }] }],
    [{}, '$.x.a[?(@.k == 1)].b', 1, {}],
    [{}, '$.x.a[?(@.k == 1)][0].b', 1, {}],
    [
      { x: { a: [{ k: 1 }, { k: 2 }] } },
      '$.x.a[?(@.k == 1)].b.c',
      1,
      { x: { a: [{ k: 1, b: { c: 1 } }, { k: 2 }] } },
    ],
    [{ a: [{}, 'x', null, []] }, '$.a[*].b', 1, { a: [{ b: 1 }, 'x', null, []] }],
    [{ a: [{}] }, '$.a[*].b.c', 1, { a: [{ b: { c: 1 } }] }],
    [{ a: [{ l: [{}, {}] }, {}] }, '$.a[*].l[*].b', 1, { a: [{ l: [{ b: 1 }, { b: 1 }] }, {}] }],
    [{ a: { x: {}, y: 'z' } }, '$.a[*].b', 1, { a: { x: { b: 1 }, y: 'z' } }],
    [{ a: 'x' }, '$.a[*].b', 1, { a: 'x' }],
  ])('of %j: %s = %j', (output, path, value, expected) => {
    expect(write(output, [path, value])).toEqual(expected);
  });

  it('gives each element a value of its own', () => {
    const output = write({ a: [{}, {}] }, ['$.a[*].b', { c: [] }]);
    const [first, second] = output['a'] as [JsonMap, JsonMap];
    expect(first['b']).not.toBe(second['b']);
    expect((first['b'] as JsonMap)['c']).not.toBe((second['b'] as JsonMap)['c']);
  });
});

describe('$.a[?(@.k)]', () => {
  it.each<[JsonMap, Json, JsonMap]>([
    [{}, ['x', 'y'], { a: [{ k: 'x' }, { k: 'y' }] }],
    [{}, 'x', { a: [{ k: 'x' }] }],
    [{}, null, { a: [{ k: null }] }],
    [{}, [], { a: [] }],
    [
      { a: [{ k: 0, t: 1 }, { t: 2 }, { t: 3 }] },
      ['x', 'y'],
      { a: [{ k: 'x', t: 1 }, { k: 'y', t: 2 }, { t: 3 }] },
    ],
    [{}, [{ k: 1, t: 2 }, { k: 3 }], { a: [{ k: 1, t: 2 }, { k: 3 }] }],
    [{}, { k: 1 }, { a: [{ k: 1 }] }],
    [{ a: [{ t: 1 }] }, [{ k: 1 }, 'x'], { a: [{ k: 1 }, { k: 'x' }] }],
    [{ a: [null] }, ['x'], { a: [{ k: 'x' }] }],
  ])('of %j with %j', (output, value, expected) => {
    expect(write(output, ['$.a[?(@.k)]', value])).toEqual(expected);
  });

  it('takes any member and any place', () => {
    expect(write({}, ["$.m.a[?(@['a b'])]", ['x']])).toEqual({ m: { a: [{ 'a b': 'x' }] } });
    expect(write({}, ['$.a[1][?(@.k)]', ['x']])).toEqual({ a: [[{ k: 'x' }]] });
    expect(write({}, ['$.a[?(@.__proto__)]', 'x'])).toEqual({ a: [JSON.parse('{"__proto__":"x"}')] });
  });
});

it.each<[JsonMap, string, JsonMap]>([
  [{ a: [{ k: 'x' }, { k: 'y' }, {}] }, "$.a[?(@.k == 'x')].b", { a: [{ k: 'x', b: 1 }, { k: 'y' }, {}] }],
  [{ a: [{ k: 'x' }, {}] }, '$.a[?(@.k)].b.c', { a: [{ k: 'x', b: { c: 1 } }, {}] }],
  [{}, "$.a[?(@.k == 'x')].b", {}],
  [{ a: [{ k: 1 }, { k: 2 }], w: 2 }, '$.a[?(@.k == $.w)].b', { a: [{ k: 1 }, { k: 2, b: 1 }], w: 2 }],
  [{ a: { k: 'x' } }, "$.a[?(@.k == 'x')].b", { a: { k: 'x', b: 1 } }],
  [{ a: 'x' }, "$.a[?(@ == 'x')].b", { a: 'x' }],
])('of %j: %s = 1', (output, path, expected) => {
  expect(write(output, [path, 1])).toEqual(expected);
});

describe('remove', () => {
  it.each<[string, JsonMap, JsonMap]>([
    ['$.a', { a: 1, b: 2 }, { b: 2 }],
    ['$.a.b', { a: { b: 1, c: 2 } }, { a: { c: 2 } }],
    ['$.a.b', {}, {}],
    ['$.a.b', { a: 'x' }, { a: 'x' }],
    ['$.a[0].b', { a: [{ b: 1 }, { b: 2 }] }, { a: [{}, { b: 2 }] }],
    ['$.a[0]', { a: [1, 2] }, { a: [2] }],
    ['$.a[5]', { a: [1, 2] }, { a: [1, 2] }],
    ['$.a[*].b', { a: [{ b: 1, c: 1 }, {}, 'x', null] }, { a: [{ c: 1 }, {}, 'x', null] }],
    ['$.a[*]', { a: [1, 2] }, { a: [] }],
    ['$.a[*]', { a: { b: 1 } }, { a: {} }],
    ["$.a[?(@.k == 'x')]", { a: [{ k: 'x' }, { k: 'y' }, { k: 'x' }] }, { a: [{ k: 'y' }] }],
    ["$.a[?(@.k == 'x')].b", { a: [{ k: 'x', b: 1 }, { b: 1 }] }, { a: [{ k: 'x' }, { b: 1 }] }],
    ["$.a[?(@.k == 'x')]", { a: { k: 'x' }, b: 1 }, { b: 1 }],
    ['$.toString', { a: 1 }, { a: 1 }],
  ])('%s from %j', (path, output, expected) => {
    expect(remove(path, output)).toEqual(expected);
  });
});

describe('rename', () => {
  const rename = (path: string, output: JsonMap, newName: string): [boolean, string] => {
    const found = compileTarget(path, 'rename').rename(output, newName);
    return [found, JSON.stringify(output)];
  };

  it('keeps the value and its place', () => {
    expect(rename('$.b', { a: 1, b: { x: 1 }, c: 3 }, 'd')).toEqual([true, '{"a":1,"d":{"x":1},"c":3}']);
    expect(rename('$.b', { a: 1, b: 2 }, 'b')).toEqual([true, '{"a":1,"b":2}']);
    expect(rename('$.b', { a: 1, b: 2, c: 3 }, 'a')).toEqual([true, '{"a":2,"c":3}']);
    expect(rename('$.a', { a: 1, b: 2, c: 3 }, 'c')).toEqual([true, '{"c":1,"b":2}']);
    expect(rename('$.a.b[0].c', { a: { b: [{ c: 1 }] } }, 'd')).toEqual([true, '{"a":{"b":[{"d":1}]}}']);
    expect(rename('$.a', { a: 1 }, '__proto__')).toEqual([true, '{"__proto__":1}']);
  });

  it('says whether a definite path found something', () => {
    expect(rename('$.a', {}, 'b')).toEqual([false, '{}']);
    expect(rename('$.a[0].b', { a: [{}] }, 'c')).toEqual([false, '{"a":[{}]}']);
  });

  it('renames at every match', () => {
    expect(rename('$.m[*].id', { m: [{ id: 1, x: 2 }, {}, { id: 3 }] }, 'value')).toEqual([
      true,
      '{"m":[{"value":1,"x":2},{},{"value":3}]}',
    ]);
    expect(rename('$.m[*].id', {}, 'value')).toEqual([false, '{}']);
    expect(rename("$.m[?(@.t == 'x')].id", { m: [{ id: 1 }, { id: 2, t: 'x' }] }, 'value')).toEqual([
      true,
      '{"m":[{"id":1},{"value":2,"t":"x"}]}',
    ]);
  });
});

describe('forms that are no targets', () => {
  it.each<[TargetUse, string, number]>([
    ['set', '$..a', 1],
    ['set', '$.a[*]', 3],
    ['set', '$.a[?(@.k == 1)]', 3],
    ['set', '$.a[?(@.k.l)]', 3],
    ['set', '$.a[?($.k)]', 3],
    ['set', '$.a[?(!@.k)]', 3],
    ['set', '$[0].a', 1],
    ['set', '$[*].a', 1],
    ['set', '$.a[-1].b', 3],
    ['set', '$.a[10000]', 3],
    ['set', '$.a[0:1].b', 3],
    ['set', '$.a[0,1].b', 3],
    ['set', "$.a['b','c']", 3],
    ['set', '$.a.length()', 4],
    ['remove', '$', 0],
    ['remove', '$..a', 1],
    ['rename', '$', 0],
    ['rename', '$.a[0]', 3],
    ['rename', '$.a[*]', 3],
  ])('%s %s', (use, path, position) => {
    let error: unknown;
    try {
      compileTarget(path, use);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ExpressionError);
    expect((error as ExpressionError).position).toBe(position);
  });

  it('a target does only what it was compiled for', () => {
    expect(() => compileTarget('$.a').remove({})).toThrow(EvaluationError);
    expect(() => compileTarget('$.a', 'remove').set({}, 1)).toThrow(EvaluationError);
  });
});

it('tells whether it is definite', () => {
  expect(
    ['$', '$.a', '$.a[0].b', '$.a[*].b', '$.a[?(@.b)]'].map((path) => compileTarget(path).definite),
  ).toEqual([true, true, true, false, false]);
});

describe('any output, any path', () => {
  const quoted = names.map((name) => `['${name.replace("'", "\\'")}']`);
  const steps = fc.oneof(quoted, fc.constantFrom('[0]', '[2]', '[*]', '[?(@.a)]', "[?(@.value == 'a')]"));
  const targets = fc
    .tuple(quoted, fc.array(steps, { maxLength: 3 }))
    .map(([first, rest]) => `$${first}${rest.join('')}`);

  const place = (key: string | number, form: number) =>
    form === 0 ? '[*]' : typeof key === 'number' ? `[${key}]` : `['${key.replace("'", "\\'")}']`;
  /** Mostly to what is there, which may be renamed and removed, or to what is not yet there below it. */
  const documentsAndTargets = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(
          documentsWithWays,
          fc.array(fc.nat(7), { minLength: 4, maxLength: 4 }),
          fc.option(quoted, { freq: 2 }),
        )
        .map(([[document, way], forms, more]) => {
          const steps = way.map((key, level) => place(key, level === 0 ? 9 : (forms[level] ?? 9)));
          const whole = more === null ? steps : [...steps.slice(0, -1), more];
          return [document, `$${whole.join('')}`] as const;
        }),
    },
    fc.tuple(documents, targets),
  );

  it('writes data only: no prototype is reached or replaced', () => {
    const members = Object.getOwnPropertyNames(Object.prototype).concat(
      Object.getOwnPropertyNames(Array.prototype),
    );
    fc.assert(
      fc.property(
        documentsAndTargets,
        fc.constantFrom<TargetUse>('set', 'set', 'remove', 'rename'),
        documents,
        names,
        reaching(([document, path], use, value, newName) => {
          const output = { root: document } as JsonMap;
          const before = JSON.stringify(output);
          const renamed = path.replace(/^\$/, '$.root');
          try {
            const target = compileTarget(renamed, use);
            if (use === 'set') target.set(output, value);
            else if (use === 'remove') target.remove(output);
            else target.rename(output, newName);
          } catch (error) {
            if (!(error instanceof EvaluationError || error instanceof ExpressionError)) throw error;
          }
          dropPlaceholders(output);
          const pending: Json[] = [output];
          for (let container = pending.pop(); container !== undefined; container = pending.pop()) {
            if (typeof container !== 'object' || container === null) continue;
            expect(Object.getPrototypeOf(container)).toBe(
              Array.isArray(container) ? Array.prototype : Object.prototype,
            );
            expect(Object.isFrozen(container)).toBe(false);
            pending.push(...Object.values(container));
          }
          expect(
            Object.getOwnPropertyNames(Object.prototype).concat(Object.getOwnPropertyNames(Array.prototype)),
          ).toEqual(members);
          return JSON.stringify(output) !== before;
        }),
      ),
      { numRuns: 1000 },
    );
  });
});
