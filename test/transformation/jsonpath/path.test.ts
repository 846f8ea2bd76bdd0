import { describe, expect, it } from 'vitest';
import { EvaluationError, ExpressionError } from '../../../src/transformation/errors.ts';
import { compilePath, parsePath } from '../../../src/transformation/jsonpath/index.ts';
import type { Json } from '../../../src/transformation/types.ts';

function read(expression: string, document: Json): Json | undefined {
  return compilePath(expression).read(document);
}

function positionOf(expression: string): number {
  try {
    compilePath(expression);
  } catch (error) {
    if (error instanceof ExpressionError) return error.position;
  }
  return -1;
}

describe('own members only', () => {
  const inherited = ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'length', 'map', 'at', '0'];

  it.each(inherited)('%s is not there unless the document has it', (name) => {
    for (const path of [`$.${name}`, `$['${name}']`, `$.a.${name}`, `$.a['${name}'].b`]) {
      for (const document of [{ a: {} }, { a: [] }, { a: 'text' }, { a: 1 }, { a: true }, { a: null }, []]) {
        expect(read(path, document as Json)).toBeUndefined();
      }
    }
    expect(read(`$.a[*].${name}`, { a: [[], {}, 'x', 1] })).toEqual([]);
    expect(read(`$..${name}`, { a: [[], {}, 'x', 1] })).toEqual([]);
  });

  it.each(inherited)('%s is read where the document has it', (name) => {
    const document = JSON.parse(`{"a":{"${name}":{"b":1}}}`) as Json;
    expect(read(`$.a['${name}'].b`, document)).toBe(1);
    expect(read(`$.a['${name}']`, document)).toEqual({ b: 1 });
    expect(read(`$.*['${name}']['b']`, document)).toEqual([1]);
    expect(read(`$..['${name}'].b`, document)).toEqual([1]);
  });

  it('keeps `__proto__` a member of the object that several names give', () => {
    const document = JSON.parse('{"__proto__":{"x":1},"b":2}') as Json;
    const merged = read("$['__proto__','b']", document);
    expect(JSON.stringify(merged)).toBe('{"__proto__":{"x":1},"b":2}');
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
  });
});

describe('paths of any length', () => {
  const document = { a: { b: { c: { d: { e: { f: 1 } } } } }, l: [[{ x: [1, 2] }]] };

  it.each([
    ['$.a.b.c.d.e.f', 1],
    ['$.a.b.c.d.e', { f: 1 }],
    ['$.a.b.c.d', { e: { f: 1 } }],
    ['$.a.b.c.x', undefined],
    ['$.a.x.c.d', undefined],
    ['$.x.b.c.d.e', undefined],
    ['$.a.b.c.d.e.f.g', undefined],
    ['$.l[0][0].x[-1]', 2],
    ['$.l[0].x', undefined],
    ['$.l[-1][-1].x[1]', 2],
    ['$.l[0][5].x[1]', undefined],
  ])('%s', (expression, value) => {
    expect(read(expression, document)).toEqual(value);
  });
});

describe('what is missing', () => {
  it('is a definite path that finds nothing', () => {
    expect(read('$.a.b', { a: {} })).toBeUndefined();
    expect(read('$.a', { a: null })).toBeNull();
  });

  it('is an indefinite path only when what stands before its first indefinite step is', () => {
    expect(read('$.emails[*].value', {})).toBeUndefined();
    expect(read('$.emails[*].value', { emails: [] })).toEqual([]);
    expect(read('$.emails[*].value', { emails: null })).toEqual([]);
    // A position outside of a list is nothing missing to the library.
    expect(read('$.emails[9].tags[*]', { emails: [] })).toEqual([]);
  });
});

/** Recorded from Jayway JsonPath 2.9.0; beyond the cases of test/conformance. */
describe('oddities of the library', () => {
  const document: Json = {
    n: [1, 2, 3],
    l: [{ x: 1, y: [1] }, { x: 2 }],
    m: { k: 1, j: 'v' },
    t: 'x',
    e: [],
  };

  it.each<[string, Json]>([
    ['$.l[0]x', { x: 1, y: [1] }],
    ['$..[0].x', [1]],
    ['$..[*].x', []],
    ['$..[0:1].x', []],
    ['$..l[0:1].x', [1]],
    ['$.n[0:1:5:7]', [1]],
    ['$.length($.n)', 5],
    ['$..x.sum()', 3],
    ['$.n.last()', 3],
    ['$.concat("a, b", $.t)', 'a bx'],
    ["$.concat('a')", ''],
    ['$.concat($.m)', '{k=1, j=v}'],
    ['$.concat($.m.keys())', '[k, j]'],
    ['$.l.append($.t).length()', 3],
    ['$.l[*].y.first()', [1]],
    ['$.l[?($.x)].x', [1, 2]],
    ["$.l[?($.t == 'x')].x", [1, 2]],
    ['$.l[*].concat($.missing)', []],
    ['$.l[', [{ x: 1, y: [1] }, { x: 2 }]],
  ])('%s', (expression, value) => {
    expect(read(expression, document)).toEqual(value);
  });

  it.each(['$.e.first()', '$.n.index(9)', '$.t[?(@.x)]', '$..length()', '$.n.nope()', '$.length("a")'])(
    '%s cannot be evaluated',
    (expression) => {
      expect(() => read(expression, document)).toThrow(EvaluationError);
    },
  );
});

describe('a wrong path', () => {
  it.each([
    ['', 0],
    ['$.a b', 3],
    ['$a', 1],
    ['$.a.', 3],
    ['$.a...b', 5],
    ['$.a[x]', 3],
    ["$['a", 2],
    ['$.a[?(@.x == work)]', 13],
    ['$.a[?(@.x == 1]', 5],
    ['$.a[?(@.b[?(@.c = 1)])]', 16],
    ['$.a[?(@.x =~ /a(/)]', 15],
    ['a.b[x]', 3],
    ["$['\\uzzzz']", 3],
  ])('%s is refused at %d', (expression, position) => {
    expect(positionOf(expression)).toBe(position);
  });

  it.each([
    `$${'.a'.repeat(2000)}`,
    `$${'[?(@'.repeat(200)}${')]'.repeat(200)}`,
    `$${'..a[?(@.b)]'.repeat(600)}`,
  ])('that is too long or nested too deep is refused, too', (expression) => {
    expect(() => compilePath(expression)).toThrow(ExpressionError);
  });
});

it('gives its steps', () => {
  expect(parsePath("$.a['b'][0]..c[*]['d','e'][1:].length()")).toEqual([
    { kind: 'member', name: 'a' },
    { kind: 'member', name: 'b' },
    { kind: 'index', index: 0 },
    { kind: 'scan' },
    { kind: 'member', name: 'c' },
    { kind: 'wildcard' },
    { kind: 'members', names: ['d', 'e'] },
    { kind: 'slice', from: 1 },
    { kind: 'function', name: 'length', arguments: [] },
  ]);
  expect(compilePath('userName').steps).toEqual([{ kind: 'member', name: 'userName' }]);
  expect(parsePath("$.a[?(@.b == 'c')]")).toEqual([
    { kind: 'member', name: 'a' },
    {
      kind: 'filter',
      text: "@.b == 'c'",
      condition: {
        kind: 'comparison',
        operator: '==',
        left: { kind: 'path', path: { root: '@', steps: [{ kind: 'member', name: 'b' }] } },
        right: { kind: 'string', parts: ['c'] },
      },
    },
  ]);
});
