import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../../src/transformation/index.ts';
import { compileUser } from '../helpers.ts';
import { printShape } from './print-shape.ts';

function shape(...mappings: readonly JsonMap[]): string {
  return printShape(compileUser(mappings, { direction: 'read' }).outputShape());
}

const copy = (sourcePath: string, targetPath = sourcePath, more: JsonMap = {}): JsonMap => ({
  sourcePath,
  targetPath,
  ...more,
});

describe('what a mapping writes', () => {
  it.each<[string, JsonMap[], string]>([
    ['nothing at all', [], 'nothing'],
    ['a copy', [copy('$.userName')], '{ userName: copy of userName }'],
    ['everything', [copy('$')], 'copy of $'],
    ['another name', [copy('$.active', '$.enabled')], '{ enabled: copy of active }'],
    [
      'parts of one attribute',
      [copy('$.name.givenName'), copy('$.name.familyName')],
      '{ name: { givenName: copy of name.givenName, familyName: copy of name.familyName } }',
    ],
    ['an extension', [copy("$['urn:x:User']['a']")], '{ urn:x:User: { a: copy of urn:x:User.a } }'],
    [
      'each element',
      [copy('$.emails[*].value', '$.emails[?(@.value)]', { preserveArrayWithSingleElement: true })],
      '{ emails: [{ value: copy of emails.value }] }',
    ],
    ['one element', [copy('$.emails[0].value')], '{ emails: [{ value: copy of emails.value }] }'],
    [
      'a list of texts',
      [copy('$.emails[*].value', '$.list', { preserveArrayWithSingleElement: true })],
      '{ list: [copy of emails.value] }',
    ],
    ['the only value of a list', [copy('$.emails[*].value', '$.mail')], '{ mail: copy of emails.value }'],
    [
      'a list',
      [copy('$.members', '$.members', { preserveArrayWithSingleElement: true })],
      '{ members: [copy of members] }',
    ],
    [
      'constants',
      [
        { constant: 'a', targetPath: '$.a' },
        { constant: 1, targetPath: '$.b' },
        { constant: 1.5, targetPath: '$.c' },
        { constant: false, targetPath: '$.d' },
      ],
      '{ a: string, b: integer, c: decimal, d: boolean }',
    ],
    ['a constant list', [{ constant: ['a'], targetPath: '$.a' }], '{ a: [string] }'],
    [
      'a constant list of objects',
      [{ constant: [{ a: 1 }, { b: true }], targetPath: '$.x' }],
      '{ x: [{ a: integer, b: boolean }] }',
    ],
    [
      'a value for each value',
      [
        {
          type: 'valueMapping',
          sourcePaths: ['$.a'],
          targetPath: '$.a',
          valueMappings: [{ key: ['x'], mappedValue: true }],
          defaultValue: 'no',
        },
      ],
      '{ a: boolean | string }',
    ],
    ['a default', [copy('$.a', '$.a', { defaultValue: 3 })], '{ a: copy of a | integer }'],
    [
      'a variable',
      [{ sourceVariable: 'entityBaseLocation', targetPath: '$.meta.location' }],
      '{ meta: { location: anything } }',
    ],
    [
      'a text made by a function',
      [copy('$.a', '$.a', { functions: [{ function: 'concatString', suffix: 'x' }] })],
      '{ a: string }',
    ],
    [
      'a text made by a function at times',
      [
        copy('$.a', '$.a', {
          functions: [{ function: 'concatString', suffix: 'x', condition: '@ EMPTY false' }],
        }),
      ],
      '{ a: copy of a | string }',
    ],
    [
      'a member put there by a function',
      [copy('$.a', '$.a', { functions: [{ function: 'putIfAbsent', key: 'type', defaultValue: 'work' }] })],
      '{ a: copy of a | { type: copy of a.type | string } }',
    ],
    [
      'an object, of which a function changes a member',
      [
        copy('$.a', '$.a', {
          functions: [
            {
              function: 'convertCountryCode',
              outputFormat: 'alpha2',
              inputAttributes: ['country'],
              outputAttribute: 'country',
            },
          ],
        }),
      ],
      '{ a: copy of a | { country: copy of a.country | string } }',
    ],
    [
      'a list made by a function',
      [copy('$.a', '$.a', { functions: [{ function: 'splitStringToArray', separator: ',' }] })],
      '{ a: [string] }',
    ],
    ['the number of values', [copy('$.emails.length()', '$.count')], '{ count: integer }'],
    ['whatever is somewhere', [copy('$..value', '$.values')], '{ values: anything }'],
    ['two sources', [copy('$.a', '$.x'), copy('$.b', '$.x')], '{ x: copy of a,b }'],
  ])('%s', (_, mappings, expected) => {
    expect(shape(...mappings)).toBe(expected);
  });
});

describe('what a mapping takes away again', () => {
  it.each<[string, JsonMap[], string]>([
    ['a member', [copy('$.a'), { type: 'remove', targetPath: '$.a' }], 'nothing'],
    [
      'a member of everything',
      [copy('$'), { type: 'remove', targetPath: '$.a' }],
      'copy of $ | { a: nothing }',
    ],
    [
      'a member of each element',
      [copy('$.emails'), { type: 'remove', targetPath: '$.emails[*].type' }],
      '{ emails: copy of emails | { type: nothing } }',
    ],
    [
      'nothing, where it has a condition',
      [copy('$.a'), { type: 'remove', targetPath: '$.a', condition: '$.a EMPTY true' }],
      '{ a: copy of a }',
    ],
    [
      'nothing, where it is one element',
      [copy('$.a'), { type: 'remove', targetPath: '$.a[0]' }],
      '{ a: copy of a }',
    ],
    ['nothing that comes later', [{ type: 'remove', targetPath: '$.a' }, copy('$.a')], '{ a: copy of a }'],
  ])('%s', (_, mappings, expected) => {
    expect(shape(...mappings)).toBe(expected);
  });
});

describe('what a mapping renames', () => {
  const rename = { type: 'rename', targetPath: '$.a', constant: 'b' };

  it.each<[string, JsonMap[], string]>([
    ['has the new name', [copy('$.a'), rename], '{ a: nothing, b: copy of a }'],
    [
      'may have either where there is a condition',
      [copy('$.a'), { ...rename, condition: '$.a EMPTY true' }],
      '{ a: copy of a, b: copy of a }',
    ],
    ['has the new name within everything', [copy('$'), rename], 'copy of $ | { b: copy of b,a, a: nothing }'],
    ['is nothing where there was nothing', [copy('$.c'), { ...rename, optional: true }], '{ c: copy of c }'],
  ])('%s', (_, mappings, expected) => {
    expect(shape(...mappings)).toBe(expected);
  });
});

describe('what never runs writes nothing:', () => {
  it.each<[string, JsonMap]>([
    ['a mapping that is ignored', { ...copy('$.a'), ignore: true }],
    ['a mapping of another operation', { ...copy('$.a'), scope: 'createEntity' }],
    ['a mapping whose condition never holds', { ...copy('$.a'), condition: "'a' == 'b'" }],
    ['a mapping to a variable', { sourcePath: '$.a', targetVariable: 'a' }],
  ])('%s', (_, mapping) => {
    expect(shape(mapping)).toBe('nothing');
  });

  it('an entity type that is ignored', () => {
    expect(compileUser([copy('$.a')], { direction: 'read' }, { ignore: true }).outputShape().isNothing).toBe(
      true,
    );
  });
});

describe('a member', () => {
  it('is found in any case, also where everything is copied', () => {
    const output = compileUser([copy('$'), { constant: 1, targetPath: '$.userName' }], {
      direction: 'read',
    }).outputShape();
    expect(printShape(output.member('USERNAME'))).toBe('copy of userName | integer');
    expect(printShape(output.member('other').member('part'))).toBe('copy of other.part');
  });
});
