import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../../src/transformation/index.ts';
import { compileUser } from '../helpers.ts';

const ID = { sourcePath: '$.id', targetVariable: 'entityIdSourceSystem', targetPath: '$.id' };

function canOmit(mappings: readonly JsonMap[], attribute: string, entity: JsonMap = {}): boolean {
  return compileUser([ID, ...mappings], { direction: 'read' }, entity).canOmit(attribute);
}

describe('an attribute can be left out', () => {
  it.each<[string, JsonMap[]]>([
    ['that nothing reads', []],
    ['that is copied optionally', [{ sourcePath: '$.members', targetPath: '$.members', optional: true }]],
    ['that is copied with everything', [{ sourcePath: '$', targetPath: '$' }]],
    [
      'whose parts are copied',
      [{ sourcePath: '$.members[*].value', targetPath: '$.members[?(@.value)]', optional: true }],
    ],
    [
      'into whose elements constants are written',
      [
        { sourcePath: '$.members', targetPath: '$.members', optional: true },
        { constant: 'User', targetPath: '$.members[*].type' },
        { type: 'remove', targetPath: '$.members[*].x' },
        { type: 'rename', constant: 'value', targetPath: '$.members[*].id' },
      ],
    ],
    ['that only marks a correlation', [{ sourcePath: '$.members', correlationAttribute: true }]],
    [
      'that is read on other operations',
      [{ sourcePath: '$.members', targetPath: '$.x', scope: 'createEntity' }],
    ],
  ])('%s', (_, mappings) => {
    expect(canOmit(mappings, 'members')).toBe(true);
    expect(canOmit(mappings, 'MEMBERS')).toBe(true);
  });
});

describe('an attribute cannot be left out', () => {
  it.each<[string, JsonMap[]]>([
    ['that is mandatory', [{ sourcePath: '$.members', targetPath: '$.members' }]],
    [
      'that has a default',
      [{ sourcePath: '$.members', targetPath: '$.members', optional: true, defaultValue: [] }],
    ],
    ['that goes elsewhere', [{ sourcePath: '$.members', targetPath: '$.people', optional: true }]],
    [
      'that goes into a variable',
      [{ sourcePath: '$.members', targetPath: '$.members', targetVariable: 'v', optional: true }],
    ],
    ['that a condition reads', [{ condition: '$.members EMPTY false', constant: 1, targetPath: '$.x' }]],
    [
      'that a filter reads',
      [{ sourcePath: '$.l[?(@.x == $.members[0].x)]', targetPath: '$.l', optional: true }],
    ],
    ['that a scan reads', [{ sourcePath: '$..value', targetPath: '$.x', optional: true }]],
    [
      'that the condition of a function reads',
      [
        {
          sourcePath: '$.a',
          targetPath: '$.a',
          optional: true,
          functions: [{ condition: '$.members EMPTY false', function: 'toUpperCaseString' }],
        },
      ],
    ],
    [
      'that a function reads',
      [
        {
          sourcePath: '$.a',
          targetPath: '$.a',
          optional: true,
          functions: [{ function: 'concatString', suffix: '$.members[0].value' }],
        },
      ],
    ],
    [
      'that is renamed',
      [
        { sourcePath: '$', targetPath: '$' },
        { type: 'rename', constant: 'x', targetPath: '$.members' },
      ],
    ],
    ['that is copied with everything, changed', [{ sourcePath: '$', targetPath: '$.all' }]],
    [
      'that a value mapping reads',
      [
        {
          type: 'valueMapping',
          sourcePaths: ['$.members'],
          targetPath: '$.members',
          valueMappings: [],
          optional: true,
        },
      ],
    ],
  ])('%s', (_, mappings) => {
    expect(canOmit(mappings, 'members')).toBe(false);
  });

  it('that the condition of the entity type reads', () => {
    expect(canOmit([], 'members', { condition: '$.members EMPTY false' })).toBe(false);
  });
});
