import { describe, expect, it } from 'vitest';
import type { Json, JsonMap, Operation } from '../../../src/transformation/index.ts';
import { compileUser } from '../helpers.ts';

const copy = (path: string, more: JsonMap = {}): JsonMap => ({
  sourcePath: path,
  targetPath: '$.x',
  optional: true,
  ...more,
});

/** Places as `a.0.b`. */
function uncarried(mappings: readonly JsonMap[], input: Json, operation: Operation = 'update'): string[] {
  return compileUser(mappings)
    .uncarried(input, operation)
    .map((place) => place.join('.'));
}

const PERSON = {
  title: 'Dr',
  name: { given: 'A', family: 'B' },
  emails: [
    { value: 'a', type: 'work' },
    { value: 'b', type: 'home' },
  ],
  tags: ['x', 'y'],
};
const ALL = [
  'title',
  'name.given',
  'name.family',
  'emails.0.value',
  'emails.0.type',
  'emails.1.value',
  'emails.1.type',
  'tags.0',
  'tags.1',
];
const but = (...carried: string[]) => ALL.filter((place) => !carried.includes(place));

describe('values are carried', () => {
  it.each<[string, string[]]>([
    ['$', ALL],
    ['$.title', ['title']],
    ['$.name', ['name.given', 'name.family']],
    ["$['name']['given']", ['name.given']],
    ["$.name['given','family']", ['name.given', 'name.family']],
    ['$.emails', ['emails.0.value', 'emails.0.type', 'emails.1.value', 'emails.1.type']],
    ['$.emails[*].value', ['emails.0.value', 'emails.1.value']],
    ['$.emails[*]', ['emails.0.value', 'emails.0.type', 'emails.1.value', 'emails.1.type']],
    ['$.emails[0].value', ['emails.0.value']],
    ['$.emails[1]', ['emails.1.value', 'emails.1.type']],
    ['$.tags[0]', ['tags.0']],
    ['$.tags[*]', ['tags.0', 'tags.1']],
    ['$.*', ALL],
    ['$.*.given', ['name.given']],
    ['$.Title', []],
    ['$.title.more', []],
    ['$.name[0]', []],
    ['$.emails.value', []],
    ['$.nothing', []],
    // What these select depends on the entity: all that they may read counts.
    ['$.emails[-1].value', ['emails.0.value', 'emails.1.value']],
    ['$.emails[0,1].value', ['emails.0.value', 'emails.1.value']],
    ['$.emails[0:1].value', ['emails.0.value', 'emails.1.value']],
    ["$.emails[?(@.type == 'work')].value", ['emails.0.value', 'emails.1.value']],
    ['$..value', ALL],
    ['$.emails..value', ['emails.0.value', 'emails.0.type', 'emails.1.value', 'emails.1.type']],
    ['$.tags.length()', ['tags.0', 'tags.1']],
  ])('by %s', (path, carried) => {
    expect(uncarried([copy(path)], PERSON)).toEqual(but(...carried));
  });

  it('by several mappings together, in whatever order', () => {
    const mappings = [copy('$.emails[0].type'), copy('$.emails[*].value'), copy('$.emails[1].type')];
    for (const order of [mappings, mappings.toReversed(), [...mappings.slice(1), ...mappings.slice(0, 1)]]) {
      expect(uncarried(order, { emails: PERSON.emails })).toEqual([]);
      expect(uncarried(order, { emails: [...PERSON.emails, { value: 'c', type: 't' }] })).toEqual([
        'emails.2.type',
      ]);
    }
    expect(uncarried([copy('$.name.given'), copy('$.name')], PERSON)).toEqual(
      but('name.given', 'name.family'),
    );
    expect(uncarried([copy('$.emails[0]'), copy('$.emails[*].value')], PERSON)).toEqual(
      but('emails.0.value', 'emails.0.type', 'emails.1.value'),
    );
  });

  it('by value mappings, by paths in parameters of functions, and into variables', () => {
    const valueMapping = {
      type: 'valueMapping',
      sourcePaths: ['$.title', '$.name.given'],
      targetPath: '$.x',
      valueMappings: [],
      optional: true,
    };
    expect(uncarried([valueMapping], PERSON)).toEqual(but('title', 'name.given'));
    const suffixed = (suffix: string) =>
      copy('$.title', { functions: [{ function: 'concatString', suffix }] });
    expect(uncarried([suffixed('$.name.family')], PERSON)).toEqual(but('title', 'name.family'));
    expect(uncarried([suffixed("$['name']['family']")], PERSON)).toEqual(but('title', 'name.family'));
    expect(uncarried([suffixed('$5')], PERSON)).toEqual(but('title'));
    expect(uncarried([suffixed('name.family')], PERSON)).toEqual(but('title'));
    const replaced = (replacement: string) =>
      copy('$.title', { functions: [{ function: 'replaceString', target: 'D', replacement }] });
    expect(uncarried([replaced('$.50 a night')], PERSON)).toEqual(but('title'));
    expect(uncarried([{ sourcePath: '$.title', targetVariable: 'v', optional: true }], PERSON)).toEqual(
      but('title'),
    );
  });

  it('by mappings whose condition holds, or may hold', () => {
    const under = (condition: string) => uncarried([copy('$.title', { condition })], PERSON);
    expect(under("'a' == 'a'")).toEqual(but('title'));
    expect(under('$.name.given EMPTY false')).toEqual(but('title'));
    expect(under('$.name.given EMPTY true')).toEqual(ALL);
    expect(under(`'\${variable}' == 'x'`)).toEqual(but('title'));
    expect(under("$.emails CONTAINS 'x'")).toEqual(but('title'));
  });

  it('by those mappings whose conditions hold for the entity, one after the other', () => {
    const kinds = Array.from({ length: 80 }, (_, index) => `kind${index}`);
    const user = compileUser([
      copy('$.kind'),
      ...kinds.map((kind) => copy(`$.${kind}`, { condition: `$.kind == '${kind}'` })),
    ]);
    for (const kind of [...kinds, ...kinds.toReversed()]) {
      const input = { kind, kind3: 1, kind70: 1 };
      const expected = ['kind3', 'kind70'].filter((name) => name !== kind);
      expect(user.uncarried(input, 'update').map(([name]) => name)).toEqual(expected);
    }
  });
});

describe('values are not carried', () => {
  it.each<[string, JsonMap]>([
    ['by conditions, which only ask', { constant: 1, targetPath: '$.x', condition: '$.title EMPTY false' }],
    ['by constants', { constant: '$.title', targetPath: '$.x' }],
    ['by a condition that never holds', copy('$.title', { condition: "'a' == 'b'" })],
    ['by mappings without effect', { sourcePath: '$.title', correlationAttribute: true }],
    ['by mappings that are ignored', copy('$.title', { ignore: true })],
    [
      'by paths into variables',
      { sourceVariable: 'title', variablePath: '$.title', targetPath: '$.x', optional: true },
    ],
    ['by removing', { type: 'remove', targetPath: '$.title' }],
    ['by renaming', { type: 'rename', constant: 'y', targetPath: '$.title', optional: true }],
  ])('%s', (_, mapping) => {
    expect(uncarried([mapping], PERSON)).toEqual(ALL);
  });

  it('where they are nothing', () => {
    expect(uncarried([], { a: null, b: [null, {}, []], c: {} })).toEqual([]);
    expect(uncarried([], { a: 0, b: false, c: '', d: [0] })).toEqual(['a', 'b', 'c', 'd.0']);
    expect([uncarried([], 'x'), uncarried([copy('$')], 'x'), uncarried([], null)]).toEqual([[''], [], []]);
  });

  it('where they are removed again, always and behind', () => {
    const removal = (path: string, more: JsonMap = {}) => ({ type: 'remove', targetPath: path, ...more });
    const whole = { sourcePath: '$', targetPath: '$' };
    expect(uncarried([whole, removal('$.title'), removal('$.emails[*].type')], PERSON)).toEqual([
      'title',
      'emails.0.type',
      'emails.1.type',
    ]);
    expect(uncarried([removal('$.title'), whole], PERSON)).toEqual([]);
    const when = (condition: string) => uncarried([whole, removal('$.title', { condition })], PERSON);
    expect(when('$.name EMPTY true')).toEqual([]);
    expect(when('$.name EMPTY false')).toEqual(['title']);
    expect(when(`'\${variable}' == 'x'`)).toEqual([]);
    expect(uncarried([whole, removal('$.title'), copy('$.title')], PERSON)).toEqual([]);
    expect(uncarried([{ ...whole, targetVariable: 'v' }, removal('$.title')], PERSON)).toEqual([]);
    const person = { sourcePath: '$', targetPath: '$.person' };
    expect(uncarried([person, removal('$.other.title')], PERSON)).toEqual([]);
    expect(uncarried([person, removal('$.title'), removal('$.person.name')], PERSON)).toEqual([
      'name.given',
      'name.family',
    ]);
  });

  it.fails('where all of what the mapping writes is removed again', () => {
    const removal = (targetPath: string) => ({ type: 'remove', targetPath });
    expect(uncarried([copy('$.title'), removal('$.x')], PERSON)).toEqual(ALL);
    expect(uncarried([copy('$.title', { targetPath: '$.x.y' }), removal('$.x')], PERSON)).toEqual(ALL);
  });

  it('in the operations that have no mapping for them', () => {
    const user = compileUser([
      copy('$.a', { scope: 'createEntity' }),
      copy('$.b'),
      copy('$.c', { scope: 'patchEntity' }),
      copy('$.d', { scope: 'deleteEntity' }),
    ]);
    const input = { a: 1, b: 1, c: 1, d: 1 };
    const names = (operation: Operation) => user.uncarried(input, operation).map(([name]) => name);
    for (const _ of [1, 2]) {
      expect(names('create')).toEqual(['c', 'd']);
      expect(names('update')).toEqual(['a', 'c', 'd']);
      expect(names('patch')).toEqual(['a', 'b', 'd']);
      expect(names('delete')).toEqual(['a', 'b', 'c']);
    }
  });

  it('have names as they are, __proto__ among them', () => {
    const input = JSON.parse('{"__proto__":{"a":1},"constructor":2,"a.b":3}') as JsonMap;
    expect(compileUser([]).uncarried(input, 'update')).toEqual([
      ['__proto__', 'a'],
      ['constructor'],
      ['a.b'],
    ]);
    expect(compileUser([copy("$['__proto__']")]).uncarried(input, 'update')).toEqual([
      ['constructor'],
      ['a.b'],
    ]);
  });
});
