/** What PATCH requests of a role group mean, and which are refused. */
import { describe, expect, it } from 'vitest';
import { readRoleGroupPatch } from '../../../src/connectors/cloud-foundry/groups/role-group-patch.ts';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';

const EXTENSION = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0:Group';

function read(...operations: readonly JsonValue[]) {
  const { replace, add, remove, displayName, id, name } = readRoleGroupPatch({ Operations: [...operations] });
  return { replace: replace && [...replace], add: [...add], remove: [...remove], displayName, id, name };
}

const NOTHING = {
  replace: undefined,
  add: [],
  remove: [],
  displayName: undefined,
  id: undefined,
  name: undefined,
};
const value = (...ids: readonly string[]) => ids.map((id) => ({ value: id }));
const add = (...ids: readonly string[]) => ({ op: 'add', path: 'members', value: value(...ids) });
const replace = (...ids: readonly string[]) => ({ op: 'replace', path: 'members', value: value(...ids) });
const remove = (...ids: readonly string[]) => ({ op: 'remove', path: 'members', value: value(...ids) });
const selected = (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` });

describe('members', () => {
  it.each<[string, JsonObject[], object]>([
    ['are added', [add('a', 'b')], { add: ['a', 'b'] }],
    ['are removed by value', [remove('a', 'b')], { remove: ['a', 'b'] }],
    ['are removed by filter', [selected('a')], { remove: ['a'] }],
    [
      'are removed by a filter of several',
      [{ op: 'remove', path: 'members[value eq "a" or value eq "b"]' }],
      { remove: ['a', 'b'] },
    ],
    ['are replaced', [replace('a')], { replace: ['a'] }],
    ['are all removed', [{ op: 'remove', path: 'members' }], { replace: [] }],
    ['are added after all', [remove('a'), add('a')], { add: ['a'] }],
    ['are removed after all', [add('a'), remove('a')], { remove: ['a'] }],
    ['are removed by filter after all', [add('a'), selected('a')], { remove: ['a'] }],
    ['are replaced, whatever came before', [add('a'), remove('b'), replace('c')], { replace: ['c'] }],
    ['are replaced and one is added', [replace('a'), add('b')], { replace: ['a', 'b'], add: ['b'] }],
    ['are replaced and one is removed', [replace('a', 'b'), remove('a')], { replace: ['b'], remove: ['a'] }],
    [
      'are replaced and one is removed by filter',
      [replace('a', 'b'), selected('a')],
      { replace: ['b'], remove: ['a'] },
    ],
    ['are set without a path', [{ op: 'replace', value: { members: value('a') } }], { replace: ['a'] }],
    ['are added without a path', [{ op: 'add', value: { members: value('a') } }], { add: ['a'] }],
    ['are named with their schema', [{ ...add('a'), path: `${CORE}:members` }], { add: ['a'] }],
    [
      'are named with their schema in any case',
      [{ ...add('a'), path: `${CORE.toUpperCase()}:Members` }],
      { add: ['a'] },
    ],
    [
      'are removed by filter with their schema',
      [{ op: 'remove', path: `${CORE}:members[value eq "a"]` }],
      { remove: ['a'] },
    ],
    [
      'stand among what the group is',
      [{ op: 'add', value: { displayName: 'x', members: value('a'), id: 'y' } }],
      { displayName: 'x', add: ['a'], id: 'y' },
    ],
    ['are named in any case', [{ ...add('a'), op: 'ADD', path: ' MEMBERS ' }], { add: ['a'] }],
  ])('%s', (_, operations, expected) => {
    expect(read(...operations)).toEqual({ ...NOTHING, ...expected });
  });

  it('are all removed in one of several operations: what came before is of no interest', () => {
    expect(read(add('a'), { op: 'remove', path: 'members' })).toEqual({ ...NOTHING, replace: [] });
    expect(read({ op: 'remove', path: 'members' }, add('a'))).toEqual({
      ...NOTHING,
      replace: ['a'],
      add: ['a'],
    });
  });
});

describe('what a group is', () => {
  it.each<[JsonObject, object]>([
    [{ op: 'replace', path: 'displayName', value: 'x' }, { displayName: 'x' }],
    [{ op: 'add', path: 'DISPLAYNAME', value: 'x' }, { displayName: 'x' }],
    [{ op: 'replace', path: `${CORE}:displayName`, value: 'x' }, { displayName: 'x' }],
    [{ op: 'replace', path: 'id', value: 'x' }, { id: 'x' }],
    [{ op: 'replace', path: `${EXTENSION}:name`, value: 'x' }, { name: 'x' }],
    [{ op: 'replace', path: `${EXTENSION.toUpperCase()}:NAME`, value: 'x' }, { name: 'x' }],
    [{ op: 'replace', path: EXTENSION, value: { name: 'x' } }, { name: 'x' }],
    [
      { op: 'replace', value: { displayName: 'x', id: 'y', [EXTENSION]: { name: 'z' } } },
      { displayName: 'x', id: 'y', name: 'z' },
    ],
    [{ op: 'replace', value: { schemas: [CORE], meta: {} } }, {}],
    [{ op: 'add', path: 'schemas', value: [CORE] }, {}],
    [{ op: 'replace', path: 'meta', value: {} }, {}],
  ])('may be repeated: %j', (operation, expected) => {
    expect(read(operation)).toEqual({ ...NOTHING, ...expected });
  });
});

const FIXED = (name: string) => `${name} of a role group is given by Cloud Foundry and cannot be changed`;
const OTHER = (path: string) => `${JSON.stringify(path)} of a role group cannot be changed`;

describe('a PATCH', () => {
  it.each<[JsonObject, string, string]>([
    [{}, 'invalidSyntax', 'it needs a list of Operations'],
    [{ Operations: ['x'] }, 'invalidSyntax', 'it needs a list of Operations'],
    [{ Operations: [add('a'), null] }, 'invalidSyntax', 'it needs a list of Operations'],
    ...(
      [
        [{ path: 'id', value: 'x' }, 'invalidSyntax', 'op is add, replace or remove'],
        [{ op: 'move', path: 'id', value: 'x' }, 'invalidSyntax', 'op is add, replace or remove'],
        [{ op: 1, path: 'id', value: 'x' }, 'invalidSyntax', 'op is add, replace or remove'],
        [{ op: 'remove' }, 'noTarget', 'remove needs a path'],
        [{ op: 'remove', value: { id: 'x' } }, 'noTarget', 'remove needs a path'],
        [{ op: 'add', value: 'x' }, 'invalidValue', 'add without a path needs an object as value'],
        [{ op: 'replace' }, 'invalidValue', 'replace without a path needs an object as value'],
        [
          { op: 'add', path: 'members[value eq "a"]', value: value('a') },
          'invalidPath',
          'members are added and removed as a whole; "add" takes the path members',
        ],
        [
          { op: 'replace', path: 'members[value eq "a"].display', value: 'x' },
          'invalidPath',
          'members are added and removed as a whole; "replace" takes the path members',
        ],
        [
          { op: 'remove', path: 'members[display eq "a"]' },
          'invalidPath',
          'members are named as in members[value eq "<id of the user>"]',
        ],
        [
          { op: 'remove', path: 'urn:x:Group:members[value eq "a"]' },
          'invalidPath',
          'members are named as in members[value eq "<id of the user>"]',
        ],
        [
          { op: 'remove', path: '(members[value eq "a"])' },
          'invalidPath',
          'members are named as in members[value eq "<id of the user>"]',
        ],
        [{ op: 'remove', path: 'displayName' }, 'mutability', FIXED('displayName')],
        [{ op: 'replace', path: 'displayName', value: 1 }, 'mutability', FIXED('displayName')],
        [{ op: 'remove', path: 'id', value: 'x' }, 'mutability', FIXED('id')],
        [{ op: 'remove', path: `${EXTENSION}:name` }, 'mutability', FIXED('name')],
        [{ op: 'replace', path: `${EXTENSION}:name`, value: null }, 'mutability', FIXED('name')],
        [{ op: 'remove', path: EXTENSION, value: { name: 'x' } }, 'mutability', OTHER(EXTENSION)],
        [{ op: 'replace', path: EXTENSION, value: 'x' }, 'mutability', OTHER(EXTENSION)],
        [
          { op: 'replace', path: EXTENSION, value: { description: 'x' } },
          'mutability',
          OTHER(`${EXTENSION}:description`),
        ],
        [{ op: 'replace', path: 'externalId', value: 'x' }, 'mutability', OTHER('externalId')],
        [{ op: 'replace', path: 'members.value', value: 'x' }, 'mutability', OTHER('members.value')],
        [{ op: 'replace', path: 'x:members', value: 'x' }, 'mutability', OTHER('x:members')],
        [{ op: 'remove', path: 'meta' }, 'mutability', OTHER('meta')],
        [{ op: 'replace', path: '!', value: 'x' }, 'mutability', OTHER('!')],
        [{ op: 'replace', path: 'x'.repeat(101), value: 'x' }, 'mutability', OTHER('x'.repeat(100))],
      ] as const
    ).map(([operation, scimType, reason]): [JsonObject, string, string] => [
      { Operations: [operation] },
      scimType,
      reason,
    ]),
  ])('%j is refused: %s, %s', (body, scimType, reason) => {
    expect(() => readRoleGroupPatch(body)).toThrow(
      expect.objectContaining({
        status: 400,
        scimType,
        message: `The PATCH of this group cannot be done: ${reason}.`,
      }),
    );
  });
});

it.each([
  [{ op: 'add', path: 'members' }, [{ value: 'a', type: 'Group' }]],
  [
    { op: 'replace', path: 'members' },
    { value: 'a', type: 'Group' },
  ],
  [{ op: 'remove', path: 'members' }, [{ value: 'a', type: 'Group' }]],
])('%j names users only', (operation, members) => {
  const message = 'The members cannot be changed: only users can be members, not "Group".';
  expect(() => read({ ...operation, value: members })).toThrow(
    expect.objectContaining({ status: 400, scimType: 'invalidValue', message }),
  );
});

it('the first operation that cannot be done is the one that is refused', () => {
  const group = { op: 'add', path: 'members', value: { value: 'a', type: 'Group' } };
  expect(() => read(group, { op: 'move' })).toThrow('only users can be members');
  expect(() => read({ op: 'move' }, group)).toThrow('op is add, replace or remove');
});
