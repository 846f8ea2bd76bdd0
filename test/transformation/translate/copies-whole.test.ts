import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../../src/transformation/index.ts';
import { compileUser } from '../helpers.ts';

const COPY = { sourcePath: '$.members', targetPath: '$.members', optional: true };
const ALL = { sourcePath: '$', targetPath: '$' };

function copiesWhole(...mappings: readonly JsonMap[]): boolean {
  return compileUser(mappings).copiesWhole('members', 'update');
}

describe('an attribute goes over as it is', () => {
  it.each<[string, JsonMap[]]>([
    ['copied', [COPY]],
    ['copied with everything', [ALL]],
    ['copied in brackets', [{ sourcePath: "$['members']", targetPath: '$.members' }]],
    ['copied in other letters', [{ sourcePath: '$.Members', targetPath: '$.MEMBERS' }]],
    [
      'copied among others',
      [{ constant: 1, targetPath: '$.x' }, COPY, { sourcePath: '$.y', targetPath: '$.y' }],
    ],
    ['copied under a condition that always holds', [{ ...COPY, condition: "'a' == 'a'" }]],
    ['copied with a default', [{ ...COPY, defaultValue: [] }]],
  ])('that is %s', (_, mappings) => {
    expect(copiesWhole(...mappings)).toBe(true);
    expect(compileUser(mappings).copiesWhole('MEMBERS', 'update')).toBe(true);
  });
});

describe('an attribute may not go over as it is', () => {
  it.each<[string, JsonMap[]]>([
    ['that nothing reads', []],
    ['that is another', [{ sourcePath: '$.groups', targetPath: '$.groups' }]],
    ['that goes elsewhere', [{ ...COPY, targetPath: '$.people' }]],
    ['that comes from elsewhere', [{ ...COPY, sourcePath: '$.people' }]],
    ['of which only parts go', [{ sourcePath: '$.members[*].value', targetPath: '$.members[?(@.value)]' }]],
    ['of which only one value goes', [{ sourcePath: '$.members[0]', targetPath: '$.members[0]' }]],
    ['that is a part', [{ sourcePath: '$.x.members', targetPath: '$.x.members' }]],
    ['that goes into a part', [{ sourcePath: '$.members', targetPath: '$.members.all' }]],
    ['that goes over with others', [{ sourcePath: "$['members','x']", targetPath: '$.members' }]],
    ['that everything goes into', [{ sourcePath: '$', targetPath: '$.members' }]],
    ['that becomes everything', [{ sourcePath: '$.members', targetPath: '$' }]],
    ['that a function changes', [{ ...COPY, functions: [{ function: 'elementAt', index: 0 }] }]],
    ['that a condition keeps back', [{ ...COPY, condition: '$.x EMPTY false' }]],
    ['that a condition always keeps back', [{ ...COPY, condition: "'a' == 'b'" }]],
    ['that is ignored', [{ ...COPY, ignore: true }]],
    ['that goes into a variable', [{ sourcePath: '$.members', targetVariable: 'v' }]],
    ['that is a constant', [{ constant: [], targetPath: '$.members' }]],
    [
      'that comes from a variable',
      [{ sourceVariable: 'v', variablePath: '$.members', targetPath: '$.members' }],
    ],
    ['that is removed', [{ type: 'remove', targetPath: '$.members' }]],
    ['that is renamed', [{ type: 'rename', constant: 'members', targetPath: '$.members' }]],
    [
      'that values are chosen for',
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
    expect(copiesWhole(...mappings)).toBe(false);
  });
});

describe('what comes behind', () => {
  const TYPE = { constant: 'User', targetPath: '$.members[*].type' };

  it.each<[string, JsonMap[]]>([
    ['is another attribute', [COPY, { constant: 1, targetPath: '$.membersOf' }]],
    ['never runs', [COPY, { ...TYPE, condition: "'a' == 'b'" }]],
    ['is of another operation', [COPY, { ...TYPE, scope: 'createEntity' }]],
    ['is a variable', [COPY, { sourcePath: '$.members', targetVariable: 'v', optional: true }]],
    ['is overwritten by it', [TYPE, COPY]],
    ['is the same again', [COPY, TYPE, COPY]],
  ])('leaves it as it is, where it %s', (_, mappings) => {
    expect(copiesWhole(...mappings)).toBe(true);
  });

  it.each<[string, JsonMap]>([
    ['writes into it', TYPE],
    ['writes into it for some entities', { ...TYPE, condition: '$.x EMPTY false' }],
    ['writes into it in other letters', { ...TYPE, targetPath: '$.Members[*].type' }],
    ['removes a part', { type: 'remove', targetPath: '$.members[*].x' }],
    ['renames it', { type: 'rename', constant: 'people', targetPath: '$.members' }],
    ['writes everything', { sourcePath: '$.x', targetPath: '$', optional: true }],
  ])('changes it, where it %s', (_, mapping) => {
    expect(copiesWhole(COPY, mapping)).toBe(false);
  });
});

it('each operation has mappings of its own', () => {
  const user = compileUser([
    { ...COPY, scope: 'createEntity' },
    { sourcePath: '$.groups', targetPath: '$.groups', scope: 'patchEntity' },
    { sourcePath: '$.x', targetPath: '$.x' },
  ]);
  const operations = ['create', 'update', 'patch', 'delete'] as const;
  const whole = (name: string) => operations.filter((operation) => user.copiesWhole(name, operation));
  expect([whole('members'), whole('groups'), whole('x')]).toEqual([
    ['create'],
    ['patch'],
    ['create', 'update'],
  ]);
});
