/** What PATCH requests of a group mean for its members, and which are left to the backend. */
import { describe, expect, it } from 'vitest';
import { readGroupPatch } from '../../../src/connectors/membership/group-patch.ts';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const value = (...ids: readonly string[]) => ids.map((id) => ({ value: id }));
const add = (...ids: readonly string[]) => ({ op: 'add', path: 'members', value: value(...ids) });
const replace = (...ids: readonly string[]) => ({ op: 'replace', path: 'members', value: value(...ids) });
const remove = (...ids: readonly string[]) => ({ op: 'remove', path: 'members', value: value(...ids) });
const selected = (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` });
const NAME = { op: 'replace', path: 'displayName', value: 'x' };
const NOTHING = { others: [], replace: undefined, add: [], remove: [] };

function read(...operations: readonly JsonValue[]) {
  const patch = readGroupPatch({ Operations: [...operations] });
  if (patch === undefined) return undefined;
  return {
    others: patch.others,
    replace: patch.replace && [...patch.replace.values()],
    add: [...patch.add.values()],
    remove: [...patch.remove],
  };
}

describe('members', () => {
  it.each<[string, JsonObject[], object]>([
    ['are added', [add('a', 'b')], { add: value('a', 'b') }],
    [
      'are added as they are',
      [{ ...add(), value: { value: 'a', type: 'User' } }],
      { add: [{ value: 'a', type: 'User' }] },
    ],
    ['are removed by value', [remove('a', 'b')], { remove: ['a', 'b'] }],
    ['are removed by filter', [selected('a')], { remove: ['a'] }],
    [
      'are removed by filter of any case',
      [{ op: 'REMOVE', path: ' Members[VALUE eq "a"]' }],
      { remove: ['a'] },
    ],
    [
      'are removed by filter with a schema',
      [{ op: 'remove', path: `${CORE}:members[value eq "a" or value eq "b"]` }],
      { remove: ['a', 'b'] },
    ],
    ['are replaced', [replace('a')], { replace: value('a') }],
    ['are all removed', [{ op: 'remove', path: 'members' }], { replace: [] }],
    [
      'are named with their schema',
      [{ ...add('a'), path: ` ${CORE.toUpperCase()}:MEMBERS ` }],
      { add: value('a') },
    ],
    ['are added after all', [remove('a'), add('a')], { add: value('a') }],
    ['are removed after all', [add('a'), remove('a')], { remove: ['a'] }],
    ['are replaced, whatever came before', [add('a'), remove('b'), replace('c')], { replace: value('c') }],
    [
      'are replaced, and one is added',
      [replace('a'), add('b')],
      { replace: value('a', 'b'), add: value('b') },
    ],
    [
      'are replaced, and one is removed',
      [replace('a', 'b'), remove('a')],
      { replace: value('b'), remove: ['a'] },
    ],
    [
      'are replaced, and one is removed by filter',
      [replace('a', 'b'), selected('a')],
      { replace: value('b'), remove: ['a'] },
    ],
    ['are set without a path', [{ op: 'replace', value: { members: value('a') } }], { replace: value('a') }],
    [
      'are added without a path',
      [{ op: 'add', value: { [`${CORE}:Members`]: value('a') } }],
      { add: value('a') },
    ],
    [
      'are named in two spellings, as a transformation may write them',
      [{ op: 'add', value: { members: value('a'), [`${CORE}:members`]: value('b') } }],
      { add: value('a', 'b') },
    ],
    [
      'stand among others without a path',
      [{ op: 'add', value: { displayName: 'x', members: value('a') } }],
      { others: [{ op: 'add', value: { displayName: 'x' } }], add: value('a') },
    ],
  ])('%s', (_, operations, expected) => {
    expect(read(...operations)).toEqual({ ...NOTHING, ...expected });
    // Whatever is about something else stays in its order.
    expect(read(NAME, ...operations, NAME)).toMatchObject({
      others: [NAME, ...((expected as { others?: JsonObject[] }).others ?? []), NAME],
    });
  });
});

describe('what is about something else', () => {
  it.each<JsonObject>([
    NAME,
    { op: 'replace', value: { displayName: 'x' } },
    { op: 'replace', value: 'x' },
    { op: 'replace' },
    { op: 'remove', path: 'membersOf' },
    { op: 'remove', path: 'emails[value eq "members"]' },
    { op: 'add', path: 'urn:x:Group:other', value: 'x' },
  ])('is handed on: %j', (operation) => {
    expect(read(operation)).toEqual({ ...NOTHING, others: [operation] });
  });
});

describe('what is not clear is left to the backend', () => {
  it.each<JsonObject>([
    { op: 'remove', path: 'members[display eq "a"]' },
    { op: 'remove', path: 'Members [value eq "a"]' },
    { op: 'remove', path: 'members[value ne "a"]' },
    { op: 'remove', path: 'members[value eq "a" and type eq "User"]' },
    { op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } },
    { op: 'add', path: 'members[value eq "a"]', value: { value: 'b' } },
    { op: 'replace', path: 'members.display', value: 'x' },
    { op: 'remove', path: 'members[value eq "a"].display' },
    { op: 'remove', path: 'members.value' },
    { op: 'move', path: 'members', value: value('a') },
    { op: 'move', path: 'members' },
    { op: 1, path: 'members', value: value('a') },
    { path: 'members', value: value('a') },
    { op: 'add', path: 'members' },
    { op: 'replace', path: 'members' },
  ])('%j', (operation) => {
    expect(read(operation)).toBeUndefined();
    expect(read(add('a'), operation)).toBeUndefined();
  });

  it.each<JsonObject>([{}, { Operations: 'x' }, { Operations: [null] }, { Operations: [NAME, 'x'] }])(
    'a request that is none: %j',
    (body) => {
      expect(readGroupPatch(body)).toBeUndefined();
    },
  );
});

describe('rules', () => {
  it('are asked about each operation and its members, in their order', () => {
    const asked: unknown[] = [];
    const rules = {
      operation: ({ op }: JsonObject) => asked.push(op),
      members: (members: ReadonlyMap<string, JsonObject>) => asked.push([...members.keys()]),
    };
    readGroupPatch({ Operations: [add('a', 'b'), NAME, remove('c'), selected('d')] }, rules);
    expect(asked).toEqual(['add', ['a', 'b'], 'replace', 'remove', ['c'], 'remove']);
  });

  it('end the reading where they refuse', () => {
    const refuse = () => {
      throw new Error('not here');
    };
    const body = { Operations: [add('a')] };
    expect(() => readGroupPatch(body, { operation: refuse, members: () => {} })).toThrow('not here');
    expect(() => readGroupPatch(body, { operation: () => {}, members: refuse })).toThrow('not here');
  });
});
