// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the language's own syntax
import { describe, expect, it } from 'vitest';
import { EvaluationError, type JsonMap } from '../../../src/transformation/index.ts';
import { compileUser } from '../helpers.ts';

const ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' };

function source(mappings: readonly JsonMap[], target: readonly (string | number)[]) {
  return compileUser([ID, ...mappings], { direction: 'read' }).attributeSource(target);
}

describe('the source of an attribute', () => {
  it.each<[string, JsonMap[], (string | number)[], (string | number)[] | undefined]>([
    ['a copy', [{ sourcePath: '$.login', targetPath: '$.userName' }], ['userName'], ['login']],
    ['a copy, in any case', [{ sourcePath: '$.login', targetPath: '$.userName' }], ['USERNAME'], ['login']],
    [
      'a parent',
      [{ sourcePath: '$.person', targetPath: '$.name' }],
      ['name', 'familyName'],
      ['person', 'familyName'],
    ],
    ['everything', [{ sourcePath: '$', targetPath: '$' }], ['name', 'familyName'], ['name', 'familyName']],
    [
      'an element of a list that is copied',
      [{ sourcePath: '$.mails', targetPath: '$.emails' }],
      ['emails', 0, 'value'],
      ['mails', 0, 'value'],
    ],
    [
      'a list built from another',
      [{ sourcePath: '$.mails[*].address', targetPath: '$.emails[?(@.value)]' }],
      ['emails', 'value'],
      ['mails', 'address'],
    ],
    [
      'one element of a list built from another',
      [{ sourcePath: '$.mails[*].address', targetPath: '$.emails[?(@.value)]' }],
      ['emails', 1, 'value'],
      ['mails', 1, 'address'],
    ],
    [
      'a list of objects built from texts',
      [{ sourcePath: '$.roles', targetPath: '$.groups[?(@.value)]' }],
      ['groups', 0, 'value'],
      ['roles', 0],
    ],
    [
      'a single position',
      [{ sourcePath: '$.mail', targetPath: '$.emails[0].value' }],
      ['emails', 0, 'value'],
      ['mail'],
    ],
    [
      'the only position',
      [{ sourcePath: '$.mail', targetPath: '$.emails[0].value' }],
      ['emails', 'value'],
      ['mail'],
    ],
    [
      'another position',
      [{ sourcePath: '$.mail', targetPath: '$.emails[0].value' }],
      ['emails', 1, 'value'],
      undefined,
    ],
    [
      'an exact position before the list',
      [
        { sourcePath: '$.mails[*].address', targetPath: '$.emails[?(@.value)]' },
        { sourcePath: '$.primary', targetPath: '$.emails[0].value' },
      ],
      ['emails', 0, 'value'],
      ['primary'],
    ],
    [
      'a list before one of its positions',
      [
        { sourcePath: '$.mails[*].address', targetPath: '$.emails[?(@.value)]' },
        { sourcePath: '$.primary', targetPath: '$.emails[0].value' },
      ],
      ['emails', 'value'],
      ['mails', 'address'],
    ],
    [
      'the last of two writers',
      [
        { sourcePath: '$.a', targetPath: '$.userName' },
        { sourcePath: '$.b', targetPath: '$.userName' },
      ],
      ['userName'],
      ['b'],
    ],
    [
      'a mandatory writer before a conditional one',
      [
        { sourcePath: '$.a', targetPath: '$.userName' },
        { condition: "$.kind == 'x'", sourcePath: '$.b', targetPath: '$.userName' },
      ],
      ['userName'],
      ['a'],
    ],
    [
      'the attribute of the same name, of several optional ones',
      [
        { sourcePath: '$.userName', targetPath: '$.userName', optional: true },
        { sourcePath: '$.alias', targetPath: '$.userName', optional: true },
      ],
      ['userName'],
      ['userName'],
    ],
    [
      'a writer with a guard',
      [{ condition: '$.a EMPTY false', sourcePath: '$.a', targetPath: '$.userName' }],
      ['userName'],
      ['a'],
    ],
    [
      'a writer under a condition on something else',
      [{ condition: '$.b == 1', sourcePath: '$.a', targetPath: '$.userName' }],
      ['userName'],
      undefined,
    ],
    [
      'a writer whose condition is never true',
      [
        { sourcePath: '$.a', targetPath: '$.userName' },
        { condition: "'x' == 'y'", sourcePath: '$.b', targetPath: '$.userName' },
      ],
      ['userName'],
      ['a'],
    ],
    [
      'a constant that comes last',
      [
        { sourcePath: '$.a', targetPath: '$.userType' },
        { constant: 'x', targetPath: '$.userType' },
      ],
      ['userType'],
      undefined,
    ],
    ['a variable', [{ sourceVariable: 'entityBaseLocation', targetPath: '$.a' }], ['a'], undefined],
    ['a filter', [{ sourcePath: "$.l[?(@.t == 'x')].v", targetPath: '$.a' }], ['a'], undefined],
    ['a scan', [{ sourcePath: '$..v', targetPath: '$.a' }], ['a'], undefined],
    ['a function of a path', [{ sourcePath: '$.l.length()', targetPath: '$.a' }], ['a'], undefined],
    ['a scoped mapping', [{ sourcePath: '$.b', targetPath: '$.a', scope: 'createEntity' }], ['a'], undefined],
    ['an ignored mapping', [{ sourcePath: '$.b', targetPath: '$.a', ignore: true }], ['a'], undefined],
    [
      'what is removed',
      [
        { sourcePath: '$', targetPath: '$' },
        { type: 'remove', targetPath: '$.a' },
      ],
      ['a', 'b'],
      undefined,
    ],
    [
      'what is removed under a condition',
      [
        { sourcePath: '$', targetPath: '$' },
        { condition: '$.a EMPTY true', type: 'remove', targetPath: '$.a' },
      ],
      ['a'],
      ['a'],
    ],
    [
      'what is renamed',
      [
        { sourcePath: '$.members', targetPath: '$.members' },
        { type: 'rename', constant: 'value', targetPath: '$.members[*].PersonID' },
      ],
      ['members', 'value'],
      ['members', 'PersonID'],
    ],
    [
      'what is renamed away',
      [
        { sourcePath: '$.members', targetPath: '$.members' },
        { type: 'rename', constant: 'value', targetPath: '$.members[*].PersonID' },
      ],
      ['members', 'PersonID'],
      undefined,
    ],
    [
      'a member that no function touches',
      [
        {
          sourcePath: '$.emails',
          targetPath: '$.emails',
          functions: [{ function: 'putIfAbsent', key: 'type', defaultValue: 'work' }],
        },
      ],
      ['emails', 'value'],
      ['emails', 'value'],
    ],
    [
      'a member that a function touches',
      [
        {
          sourcePath: '$.emails',
          targetPath: '$.emails',
          functions: [{ function: 'putIfAbsent', key: 'type', defaultValue: 'work' }],
        },
      ],
      ['emails', 'type'],
      undefined,
    ],
    [
      'a function that cannot be turned back',
      [{ sourcePath: '$.a', targetPath: '$.b', functions: [{ function: 'substring', beginIndex: 2 }] }],
      ['b'],
      undefined,
    ],
    ['nothing', [], ['b'], undefined],
  ])('%s', (_, mappings, target, expected) => {
    expect(source(mappings, target)?.path).toEqual(expected);
  });
});

describe('the value to be compared', () => {
  it('is turned back through functions, the last one first', () => {
    const found = source(
      [
        {
          sourcePath: '$.a',
          targetPath: '$.b',
          functions: [
            { function: 'concatString', prefix: '<' },
            { function: 'concatString', suffix: '>' },
          ],
        },
      ],
      ['b'],
    );
    expect(found?.invert('<x>')).toBe('x');
    expect(found?.invert('x')).toBeUndefined();
  });

  it('is turned back through encode', () => {
    const found = source(
      [{ sourcePath: '$.a', targetPath: '$.b', functions: [{ type: 'encode', algorithm: 'base64' }] }],
      ['b'],
    );
    expect(found?.invert('w6Q=')).toBe('ä');
  });

  it('is turned back through value mappings', () => {
    const found = source(
      [
        {
          type: 'valueMapping',
          sourcePaths: ['$.LANGU'],
          targetPath: '$.locale',
          defaultValue: 'en',
          valueMappings: [
            { key: ['W'], mappedValue: 'bg' },
            { key: ['1'], mappedValue: 'zh' },
            { key: ['M'], mappedValue: 'zh' },
          ],
        },
      ],
      ['locale'],
    );
    expect(found?.path).toEqual(['LANGU']);
    expect(found?.invert('bg')).toBe('W');
    expect(found?.invert('fr')).toBeUndefined();
    expect(() => found?.invert('zh')).toThrow(EvaluationError);
    expect(() => found?.invert('en')).toThrow(EvaluationError);
  });

  it('by a value mapping from a boolean of the backend is a boolean again', () => {
    const found = source(
      [
        {
          type: 'valueMapping',
          sourcePaths: ['$.active'],
          targetPath: '$.locked',
          valueMappings: [
            { key: ['true'], mappedValue: false },
            { key: ['false'], mappedValue: true },
          ],
        },
      ],
      ['locked'],
    );
    expect([found?.invert(true), found?.invert(false), found?.invert('x')]).toEqual([false, true, undefined]);
  });

  it('cannot be the default, which stands for entities without a value too', () => {
    const found = source(
      [{ sourcePath: '$.a', targetPath: '$.b', optional: true, defaultValue: 'x' }],
      ['b'],
    );
    expect(found?.invert('y')).toBe('y');
    expect(() => found?.invert('x')).toThrow(EvaluationError);
  });

  it('stays what it is in a copy', () => {
    const found = source([{ sourcePath: '$.a', targetPath: '$.b' }], ['b']);
    expect([1, true, null, 'x'].map((value) => found?.invert(value))).toEqual([1, true, null, 'x']);
  });
});

describe('an attribute that comes from one place only', () => {
  const copy = { sourcePath: '$.displayName', targetPath: '$.displayName', optional: true };
  const constant = { condition: "$.a == 'b'", constant: 'x' };

  it.each<[string, JsonMap[], (string | number)[]]>([
    ['a copy', [copy], ['displayName']],
    ['two copies of the same', [{ sourcePath: '$', targetPath: '$' }, copy], ['displayName']],
    [
      'removed where it is empty',
      [copy, { condition: '$.displayName EMPTY true', type: 'remove', targetPath: '$.displayName' }],
      ['displayName'],
    ],
    [
      'an element to its own place',
      [
        { sourcePath: '$.emails[*].value', targetPath: '$.emails[?(@.value)]' },
        { sourcePath: '$.emails[0].value', targetPath: '$.emails[0].value' },
      ],
      ['emails', 'value'],
    ],
    ['a part of another', [copy, { ...constant, targetPath: '$.displayNames' }], ['displayName']],
  ])('%s', (_, mappings, target) => {
    expect(source(mappings, target)?.isOnly).toBe(true);
  });

  it.each<[string, JsonMap[], (string | number)[]]>([
    ['another one by a condition', [copy, { ...constant, targetPath: '$.displayName' }], ['displayName']],
    ['another one before', [{ sourcePath: '$.cn', targetPath: '$.displayName' }, copy], ['displayName']],
    [
      'removed by a condition',
      [copy, { condition: '$.a EMPTY true', type: 'remove', targetPath: '$.displayName' }],
      ['displayName'],
    ],
    [
      'renamed by a condition',
      [copy, { condition: "$.a == 'b'", type: 'rename', constant: 'cn', targetPath: '$.displayName' }],
      ['displayName'],
    ],
    [
      'an element of another',
      [
        { sourcePath: '$.emails', targetPath: '$.emails' },
        { sourcePath: '$.mail', targetPath: '$.emails[0].value', optional: true },
      ],
      ['emails', 'value'],
    ],
    [
      'a part of it',
      [
        { sourcePath: '$.name', targetPath: '$.name' },
        { constant: 'x', targetPath: '$.name.givenName' },
      ],
      ['name'],
    ],
  ])('not: %s', (_, mappings, target) => {
    expect(source(mappings, target)).toMatchObject({ isOnly: false });
  });
});
