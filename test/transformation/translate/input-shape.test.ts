import { describe, expect, it } from 'vitest';
import type { JsonMap, Operation } from '../../../src/transformation/index.ts';
import { compileUser } from '../helpers.ts';
import { printShape } from './print-shape.ts';

function taken(operation: Operation, ...mappings: readonly JsonMap[]): string {
  return printShape(compileUser(mappings).inputShape(operation));
}

const copy = (sourcePath: string, targetPath = sourcePath, more: JsonMap = {}): JsonMap => ({
  sourcePath,
  targetPath,
  ...more,
});

describe('what is taken of the input', () => {
  it.each<[string, JsonMap[], string]>([
    ['nothing', [], 'nothing'],
    ['an attribute', [copy('$.userName', '$.login')], '{ userName: anything }'],
    ['everything', [copy('$')], 'anything'],
    [
      'a part of each element',
      [copy('$.emails[*].value', '$.emails[?(@.value)]')],
      '{ emails: [{ value: anything }] }',
    ],
    [
      'a part of some elements',
      [copy("$.emails[?(@.type == 'work')].value", '$.mail')],
      '{ emails: [{ value: anything }] }',
    ],
    [
      'a list',
      [copy('$.members', '$.members', { preserveArrayWithSingleElement: true })],
      '{ members: [anything] }',
    ],
    ['what a variable is made of', [{ sourcePath: '$.a', targetVariable: 'a' }], '{ a: anything }'],
    [
      'what a value is chosen by',
      [
        {
          type: 'valueMapping',
          sourcePaths: ['$.a'],
          targetPath: '$.b',
          valueMappings: [{ key: ['x'], mappedValue: 1 }],
        },
      ],
      '{ a: anything }',
    ],
    [
      'what a function adds',
      [copy('$.a', '$.a', { functions: [{ function: 'concatString', suffix: '$.b' }] })],
      '{ a: anything, b: anything }',
    ],
    [
      'not what only a condition asks for',
      [{ constant: 1, targetPath: '$.a', condition: '$.b EMPTY false' }],
      'nothing',
    ],
    [
      'not what is removed again',
      [copy('$.emails'), { type: 'remove', targetPath: '$.emails[*].type' }],
      '{ emails: anything | { type: nothing } }',
    ],
    [
      'what one mapping keeps although another one removes it',
      [copy('$.a', '$.x'), copy('$.a', '$.y'), { type: 'remove', targetPath: '$.x.b' }],
      '{ a: anything | { b: anything } }',
    ],
  ])('%s', (_, mappings, expected) => {
    expect(taken('update', ...mappings)).toBe(expected);
  });

  it('differs from operation to operation', () => {
    const mappings = [copy('$.a'), copy('$.b', '$.b', { scope: 'createEntity' })];
    expect(taken('create', ...mappings)).toBe('{ a: anything, b: anything }');
    expect(taken('update', ...mappings)).toBe('{ a: anything }');
  });

  it('is nothing where the entity type is ignored', () => {
    expect(compileUser([copy('$.a')], {}, { ignore: true }).inputShape('create').isNothing).toBe(true);
  });
});

describe('what an input has to have', () => {
  const required = (mappings: readonly JsonMap[], entity: JsonMap = {}, operation: Operation = 'create') =>
    compileUser(mappings, {}, entity)
      .requiredSources(operation)
      .map((names) => names.join('.'));

  it.each<[string, JsonMap, string[]]>([
    ['a mandatory attribute', copy('$.userName'), ['userName']],
    ['a mandatory part', copy('$.name.familyName'), ['name.familyName']],
    [
      'a mandatory list, not each of its values',
      copy('$.emails[*].value', '$.emails[?(@.value)]'),
      ['emails'],
    ],
    ['nothing that is optional', copy('$.a', '$.a', { optional: true }), []],
    ['nothing that has a default', copy('$.a', '$.a', { defaultValue: 1 }), []],
    ['nothing that depends on a condition', copy('$.a', '$.a', { condition: '$.b EMPTY false' }), []],
    [
      'nothing that a function can do without',
      copy('$.a', '$.a', {
        functions: [{ function: 'convertTimezoneCode', outputFormat: 'iana' }],
      }),
      [],
    ],
    ['nothing of constants', { constant: 1, targetPath: '$.a' }, []],
    ['nothing where everything is copied', copy('$'), []],
    ['nothing of other operations', copy('$.a', '$.a', { scope: 'patchEntity' }), []],
  ])('%s', (_, mapping, expected) => {
    expect(required([mapping])).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['$.a EMPTY false', ['a']],
    ['$.a', ['a']],
    ["$.a == 'x'", ['a']],
    ['$.a == true', ['a']],
    ['($.emails.length() > 0) && ($.name.familyName EMPTY false)', ['emails', 'name.familyName']],
    ['$.a EMPTY true', []],
    ['$.a == null', []],
    ['$.a != null', []],
    ['$.a != []', []],
    ["$.a != 'x'", []],
    ['$.a > 3', []],
    ['$.emails.length() > -1', []],
    ['$.a EMPTY false || $.b EMPTY false', []],
    ["$.emails[?(@.type == 'work')] != []", []],
    ["$.emails[?(@.type == 'work')] EMPTY false", ['emails']],
  ])('what its condition asks for: %s', (condition, expected) => {
    expect(required([], { condition })).toEqual(expected);
  });
});
