// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax
import { describe, expect, it } from 'vitest';
import type { Carriage, JsonMap } from '../../../src/transformation/index.ts';
import { compileUser, outputOf } from '../helpers.ts';

const ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' };
const copy = (source: string, target = source, more: JsonMap = {}): JsonMap => ({
  sourcePath: `$.${source}`,
  targetPath: `$.${target}`,
  optional: true,
  ...more,
});

function carriage(mappings: readonly JsonMap[], entity: JsonMap = {}): Carriage | undefined {
  const read = compileUser([ID, ...mappings], { direction: 'read' }, entity);
  return read.carriage({ sources: ['meta'], targets: ['schemas'] });
}

const carried = (mappings: readonly JsonMap[], entity: JsonMap = {}) =>
  carriage(mappings, entity)?.members.map(({ source, target }) => `${source.join('.')} ${target.join('.')}`);

describe('what goes on as it is', () => {
  it.each<[string, JsonMap[], string[]]>([
    ['copies', [copy('a'), copy('b.c', 'd.e.f')], ['a a', 'b.c d.e.f']],
    ['neighbours in one object', [copy('a.b'), copy('a.c', 'a.d')], ['a.b a.b', 'a.c a.d']],
    ['beside what is made in other ways', [copy('a'), { constant: 'x', targetPath: '$.b.c' }], ['a a']],
    ['beside what is removed', [copy('a'), { type: 'remove', targetPath: '$.b' }], ['a a']],
    ['on a condition that is always true', [copy('a', 'a', { condition: '1 == 1' })], ['a a']],
    ['only on read', [copy('a'), copy('a.b', 'c', { scope: 'createEntity' })], ['a a']],
  ])('%s', (_, mappings, expected) => expect(carried(mappings)).toEqual(expected));

  it.each<[string, JsonMap[]]>([
    ['what the caller reads', [copy('meta', 'm')]],
    ['what the caller writes', [copy('a', 'schemas')]],
    [
      'what another mapping reads',
      [copy('a'), { ...copy('a.b', 'c'), functions: [{ type: 'toUpperCaseString' }] }],
    ],
    ['what a condition asks for', [copy('a'), { constant: 1, targetPath: '$.b', condition: '$.a == 1' }]],
    ['what a filter asks for', [copy('a'), { sourcePath: '$.b[?(@.c == $.a)]', targetPath: '$.d' }]],
    [
      'what a function asks for',
      [
        copy('a'),
        {
          constant: 'x',
          targetPath: '$.b',
          functions: [{ type: 'toUpperCaseString', condition: '$.a == 1' }],
        },
      ],
    ],
    [
      'what a parameter of a function reads',
      [
        copy('a'),
        { constant: 'x', targetPath: '$.b', functions: [{ type: 'concatString', prefix: '$.a.c' }] },
      ],
    ],
    ['what decides where others go', [copy('a'), { constant: 'x', targetPath: '$.b[?(@.c == $.a)].d' }]],
    ['what decides what is removed', [copy('a'), { type: 'remove', targetPath: '$.b[?(@.c == $.a)]' }]],
    ['what sets a variable', [copy('a', 'a', { targetVariable: 'v' })]],
    ['what depends on something', [copy('a', 'a', { condition: "$.a == 'x'" })]],
    ['what has a default', [copy('a', 'a', { defaultValue: 'x' })]],
    ['what goes below what is made', [copy('a', 'b.c'), { constant: 'x', targetPath: '$.b.d' }]],
    ['what is changed afterwards', [copy('a'), { type: 'remove', targetPath: '$.a.b' }]],
    ['what is read twice', [copy('a'), copy('a', 'b')]],
    ['what is read in part too', [copy('a'), copy('a.b', 'b')]],
    ['what goes below what is copied', [copy('a'), copy('b', 'a.c')]],
    ['what a mandatory one takes the place of', [copy('a'), copy('b', 'a', { optional: false })]],
    ['what is found at a position, or by a search', [copy('a[0]', 'a'), copy("c[?(@.d == 'e')]", 'c')]],
  ])('not %s', (_, mappings) => expect(carried(mappings)).toEqual([]));

  it.each<[string, JsonMap[], JsonMap?]>([
    ['everything is read', [copy('a'), { sourcePath: '$', targetPath: '$' }]],
    ['any member is read', [copy('a'), copy('.b', 'c')]],
    ['everything is written', [copy('a'), { constant: {}, targetPath: '$' }]],
    ...['$.${v}', '$[${v}]', "$.b[?(@.c == '${v}')]"].map((prefix): [string, JsonMap[]] => [
      `a variable says what is read: ${prefix}`,
      [
        copy('a'),
        { constant: 'a', targetVariable: 'v' },
        { constant: 'x', targetPath: '$.c', functions: [{ type: 'concatString', prefix }] },
      ],
    ]),
    ['a member gets another name', [copy('a'), { type: 'rename', targetPath: '$.b', constant: 'a' }]],
    ['the condition looks at everything', [copy('a')], { condition: "$..b == 'x'" }],
  ])('not where %s', (_, mappings, entity) => expect(carriage(mappings, entity)).toBeUndefined());

  it('not what the condition of the entity type asks for', () => {
    expect(carried([copy('a'), copy('b')], { condition: "$.a == 'x'" })).toEqual(['b b']);
  });

  it('one of several that go to the same place, where the others are missing', () => {
    const found = carriage([copy('a', 'x.y'), copy('b.c', 'x.y'), copy('d', 'x.z')]);
    expect(found?.members.map(({ source }) => source)).toEqual([['a'], ['d']]);
    expect(found?.excluded).toEqual([['b', 'c']]);
  });

  it('with what has to be there, and what is unwrapped', () => {
    const found = carriage([
      copy('a', 'a', { optional: false }),
      copy('b', 'b', { preserveArrayWithSingleElement: true }),
    ]);
    expect(found?.members).toMatchObject([
      { mandatory: true, unwraps: true },
      { mandatory: false, unwraps: false },
    ]);
  });

  it('the other mappings run without them', () => {
    const found = carriage([copy('a', 'a', { optional: false }), copy('meta.b', 'c')]);
    if (found === undefined) throw new Error('nothing is carried');
    expect([...found.read]).toEqual(['meta', 'id']);
    expect(outputOf(found.run({ id: '1', meta: { b: 'x' } }, { operation: 'read' }))).toEqual({
      id: '1',
      c: 'x',
    });
    expect(found.run({}, { operation: 'read' })).toMatchObject({ status: 'failed', path: '$.id' });
  });
});
