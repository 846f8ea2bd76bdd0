import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../../src/transformation/index.ts';
import { compileUser } from '../helpers.ts';

/** Paths as `a.b`, each once. */
function names(mappings: readonly JsonMap[], entity: JsonMap = {}): string[] {
  return [...new Set(compileUser(mappings, {}, entity).sourceNames.map((path) => path.join('.')))];
}

const from = (sourcePath: string, more: JsonMap = {}): JsonMap => ({
  sourcePath,
  targetPath: '$.x',
  optional: true,
  ...more,
});

describe('names on source paths', () => {
  it.each<[string, string[]]>([
    ['$.userName', ['userName']],
    ["$['urn:x:User']['Dept']", ['urn:x:User.Dept']],
    ['$.emails[0].value', ['emails.value']],
    ['$.emails[*].value', ['emails.value']],
    ['$.emails[-1:].Value', ['emails.Value']],
    ["$.name['given','Family'].x", ['name.given.x', 'name.Family.x']],
    ["$['a','b']['c','d']", ['a.c', 'a.d', 'b.c', 'b.d']],
    ["$.emails[?(@.type == 'work')].value", ['emails.value', 'emails.type']],
    ['$.a[?(@.B.C == 1 && $.Root == 2)].d', ['a.d', 'a.B.C', 'Root']],
    ['$.a[?(@.b[?(@.C)])].d', ['a.d', 'a.b', 'a.b.C']],
    ['$..value', []],
    ['$.emails..value', ['emails']],
    ['$.tags.length()', ['tags']],
    ['$', []],
    ['$[*]', []],
  ])('%s', (path, expected) => {
    expect(names([from(path)])).toEqual(expected);
  });

  it('of value mappings, of paths in parameters, and in their order', () => {
    const valueMapping = {
      type: 'valueMapping',
      sourcePaths: ['$.A.b', '$.c'],
      targetPath: '$.x',
      valueMappings: [],
      optional: true,
    };
    const suffixed = from('$.first', { functions: [{ function: 'concatString', suffix: '$.Name.family' }] });
    expect(names([valueMapping, suffixed])).toEqual(['A.b', 'c', 'first', 'Name.family']);
  });

  it('of conditions, of the entity and of mappings', () => {
    const mapping = {
      constant: 1,
      targetPath: '$.x',
      condition: '$.Active == true || @.other EMPTY true || isValidEmail($.Emails[0].value)',
    };
    expect(names([mapping], { condition: "$.Groups[?(@.Display == 'x')] EMPTY false" })).toEqual([
      'Groups',
      'Groups.Display',
      'Active',
      'other',
      'Emails.value',
    ]);
  });

  it('of variables are none, nor are those of targets', () => {
    expect(
      names([
        { sourceVariable: 'v', variablePath: '$.a', targetPath: '$.b' },
        { constant: 1, targetPath: '$.c' },
      ]),
    ).toEqual([]);
  });
});

describe('names in parameters of functions', () => {
  it.each<[string, JsonMap, string[]]>([
    [
      'applyOnAttribute',
      { function: 'toUpperCaseString', applyOnAttribute: 'Type' },
      ['emails', 'emails.Type'],
    ],
    [
      'applyOnJsonAttribute',
      { function: 'toUpperCaseString', applyOnJsonAttribute: 'Type' },
      ['emails', 'emails.Type'],
    ],
    ['key', { function: 'putIfAbsent', key: 'Kind', defaultValue: 1 }, ['emails', 'emails.Kind']],
    [
      'sourceKey',
      { function: 'copyMapEntry', sourceKey: 'From', targetKey: 'To' },
      ['emails', 'emails.From'],
    ],
    [
      'several',
      {
        function: 'convertCountryCode',
        outputFormat: 'alpha2',
        inputAttributes: ['Code', 'name'],
        outputAttribute: 'out',
      },
      ['emails', 'emails.Code', 'emails.name'],
    ],
    [
      'several in one text',
      {
        function: 'convertCountryCode',
        outputFormat: 'alpha2',
        inputAttributes: 'Code, name',
        outputAttribute: 'out',
      },
      ['emails', 'emails.Code', 'emails.name'],
    ],
    ['no others', { function: 'replaceString', target: 'a', replacement: 'b' }, ['emails']],
  ])('%s', (_, definition, expected) => {
    expect(names([from('$.emails', { functions: [definition] })])).toEqual(expected);
  });

  it('and those of their conditions', () => {
    const condition = "@.Kind != 'Group' && $.Root EMPTY false";
    const functions = [{ condition, function: 'putIfAbsent', key: 'type', defaultValue: 1 }];
    expect(names([from('$.emails', { functions })]).sort()).toEqual([
      'Root',
      'emails',
      'emails.Kind',
      'emails.type',
    ]);
  });

  it('stand below the path of the mapping, and nowhere without one', () => {
    const functions = [{ function: 'putIfAbsent', key: 'Kind', defaultValue: 1 }];
    expect(names([from('$.emails[*]', { functions })])).toEqual(['emails', 'emails.Kind']);
    expect(names([from("$['a','b']", { functions })])).toEqual(['a', 'b', 'a.Kind', 'b.Kind']);
    expect(names([from('$', { functions })])).toEqual([]);
    expect(names([{ sourceVariable: 'v', targetPath: '$.x', functions }])).toEqual([]);
  });
});

describe('mappings', () => {
  it('of all operations of a write transformation count', () => {
    expect(
      names([
        from('$.a'),
        from('$.b', { scope: 'createEntity' }),
        from('$.c', { scope: 'patchEntity' }),
        from('$.d', { scope: 'deleteEntity' }),
      ]),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  it('without effect do not', () => {
    expect(names([from('$.a', { ignore: true }), { sourcePath: '$.b', correlationAttribute: true }])).toEqual(
      [],
    );
  });
});
