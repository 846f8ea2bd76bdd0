/** Multi-valued attributes: what counts as the same value, which one is primary (RFC 7643 §2.4). */
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { patchGroup, patchUser, refusal } from './helpers.ts';

describe('adding a value', () => {
  it.each<[JsonValue[], JsonValue, JsonValue[]]>([
    [
      [{ value: 'a@x', type: 'work' }],
      { value: 'a@x', type: 'home' },
      [
        { value: 'a@x', type: 'work' },
        { value: 'a@x', type: 'home' },
      ],
    ],
    [[{ value: 'a@x' }], { value: 'a@x', type: 'work' }, [{ value: 'a@x', type: 'work' }]],
    [
      [{ value: 'a@x', type: 'work' }],
      { value: 'a@x', type: 'work', display: 'A' },
      [{ value: 'a@x', type: 'work', display: 'A' }],
    ],
    [
      [{ Value: 'a@x', Type: 'work' }],
      { value: 'a@x', type: 'work', primary: 'true' },
      [{ Value: 'a@x', Type: 'work', primary: true }],
    ],
    [
      [{ name: 'c1', value: 'A' }],
      { name: 'c2', value: 'A' },
      [
        { name: 'c1', value: 'A' },
        { name: 'c2', value: 'A' },
      ],
    ],
    [
      [{ type: 'work', country: 'DE' }],
      { type: 'work', country: 'FR' },
      [
        { type: 'work', country: 'DE' },
        { type: 'work', country: 'FR' },
      ],
    ],
    [['a'], 'b', ['a', 'b']],
    [['a'], { value: 'b' }, ['a', 'b']],
    [[], 'a', [{ value: 'a' }]],
  ])('%j and %j', (before, value, after) => {
    expect(patchUser({ emails: before }, { op: 'add', path: 'emails', value })).toEqual({
      resource: { emails: after },
      changed: true,
    });
  });

  it.each<[JsonValue[], JsonValue]>([
    [[{ value: 'a@x', type: 'work', primary: true }], { value: 'a@x' }],
    [[{ value: 'a@x', type: 'work' }], { type: 'work', value: 'a@x' }],
    [[{ value: 'a@x', type: 'work' }], { TYPE: 'work', VALUE: 'a@x', display: null }],
    [[{ type: 'work', country: 'DE' }], { country: 'DE', type: 'work' }],
    [[{ display: 'only' }], { display: 'only' }],
    [
      ['a', 'b'],
      ['b', 'a'],
    ],
  ])('%j has %j already', (before, value) => {
    expect(patchUser({ emails: before }, { op: 'add', path: 'emails', value }).changed).toBe(false);
  });

  it('adds a value only once that the request names twice', () => {
    const value = [{ value: '1' }, { value: '2' }, { value: '1', display: 'again' }];
    expect(patchGroup({}, { op: 'add', path: 'members', value }).resource).toEqual({
      members: [{ value: '1' }, { value: '2' }],
    });
  });

  it('finds the values that operations before it added or removed', () => {
    const user = { emails: [{ value: 'a@x' }] };
    const add = { op: 'add', path: 'emails', value: { value: 'b@x', type: 'work' } };
    const remove = { op: 'remove', path: 'emails[value eq "b@x"]' };
    expect(patchUser(user, add, add, remove).changed).toBe(false);
    expect(patchUser(user, add, remove, add).resource).toEqual({ emails: [{ value: 'a@x' }, add.value] });
    const rename = { op: 'replace', path: 'emails[type eq "work"].value', value: 'c@x' };
    expect(patchUser(user, add, rename, add).resource).toEqual({
      emails: [{ value: 'a@x' }, { value: 'c@x', type: 'work' }, add.value],
    });
  });
});

describe('primary', () => {
  const emails = [
    { value: 'a@x', type: 'work', primary: true },
    { value: 'b@x', type: 'home' },
  ];
  const moved = [
    { value: 'a@x', type: 'work', primary: false },
    { value: 'b@x', type: 'home', primary: true },
  ];

  it.each<[string, JsonObject]>([
    ['replace of the sub-attribute', { op: 'replace', path: 'emails[type eq "home"].primary', value: true }],
    ['the same as text', { op: 'replace', path: 'emails[type eq "home"].primary', value: 'True' }],
    ['replace of the value', { op: 'replace', path: 'emails[value eq "b@x"]', value: { primary: true } }],
    [
      'add of the value',
      { op: 'add', path: 'emails', value: [{ value: 'b@x', type: 'home', primary: true }] },
    ],
    ['replace of the list', { op: 'replace', path: 'emails', value: moved }],
  ])('goes from one value to another by %s', (_, operation) => {
    expect(patchUser({ emails }, operation).resource).toEqual({ emails: moved });
  });

  it('goes to a new value', () => {
    const value = { value: 'c@x', primary: true };
    expect(patchUser({ emails }, { op: 'add', path: 'emails', value }).resource).toEqual({
      emails: [{ ...emails[0], primary: false }, emails[1], value],
    });
    expect(patchUser({ emails }, { op: 'add', path: 'emails[type eq "other"]', value }).resource).toEqual({
      emails: [{ ...emails[0], primary: false }, emails[1], { type: 'other', ...value }],
    });
  });

  it('is for one value only', () => {
    const two = [
      { value: '1', primary: true },
      { value: '2', primary: true },
    ];
    const expected = '400 invalidValue Operations[0]: more than one value of emails would be primary.';
    expect(refusal(() => patchUser({}, { op: 'add', path: 'emails', value: two }))).toBe(expected);
    expect(refusal(() => patchUser({}, { op: 'replace', path: 'emails', value: two }))).toBe(expected);
    expect(
      refusal(() => patchUser({ emails }, { op: 'replace', path: 'emails[value pr].primary', value: true })),
    ).toBe(expected);
  });

  it('stays with a list that had two before and is changed elsewhere', () => {
    const two = [{ value: '1', primary: true }, { value: '2', primary: true }, { value: '3' }];
    expect(patchUser({ emails: two }, { op: 'remove', path: 'emails[value eq "3"]' }).resource).toEqual({
      emails: two.slice(0, 2),
    });
  });
});

describe('members', () => {
  const members = [
    { value: '1', display: 'One', $ref: '../Users/1' },
    { value: '2', display: 'Two' },
  ];

  it.each<[JsonValue]>([
    [[{ value: '2' }, { value: '1' }]],
    [[{ value: '1' }, { value: '2' }, { value: '1' }]],
  ])('are the same in another order: %j', (value) => {
    expect(patchGroup({ members }, { op: 'replace', path: 'members', value }).changed).toBe(false);
  });

  it('keep what is known of those that stay', () => {
    const operation = { op: 'replace', path: 'members', value: [{ value: '3' }, { value: '2' }] };
    expect(patchGroup({ members }, operation).resource).toEqual({ members: [{ value: '3' }, members[1]] });
  });

  it.each<[JsonObject]>([
    [{ op: 'remove', path: 'members' }],
    [{ op: 'replace', path: 'members', value: [] }],
    [{ op: 'replace', path: 'members', value: null }],
    [{ op: 'replace', value: { members: [] } }],
    [{ op: 'remove', path: 'members[value eq "1" or value eq "2"]' }],
    [{ op: 'remove', path: 'members[value pr]' }],
    [{ op: 'remove', path: 'members', value: [{ value: '1' }, { value: '2' }] }],
    [{ op: 'remove', path: 'members[value pr].value' }],
  ])('stay as an empty list after %j', (operation) => {
    expect(patchGroup({ members }, operation)).toEqual({ resource: { members: [] }, changed: true });
    expect(patchGroup({ members: [] }, operation).changed).toBe(false);
    expect(patchGroup({}, operation).changed).toBe(false);
  });

  it('have ids whose case counts', () => {
    const group = { members: [{ value: 'a' }, { value: 'A' }] };
    const result = patchGroup(group, { op: 'remove', path: 'members[value eq "A"]' });
    expect(result.resource).toEqual({ members: [{ value: 'a' }] });
    const generic = patchGroup(group, { op: 'remove', path: 'members[value eq "A" and value pr]' });
    expect(generic.resource).toEqual({ members: [{ value: 'a' }] });
  });

  it('need an id', () => {
    for (const value of [[{ display: 'x' }], [{ value: null }], [{ value: '' }], [{ value: {} }], [{}]]) {
      expect(refusal(() => patchGroup({ members }, { op: 'add', path: 'members', value }))).toBe(
        '400 invalidValue Operations[0]: a member needs a value: the id of the user or group.',
      );
    }
    const byFilter = { op: 'add', path: 'members[type eq "User"].display', value: 'x' };
    expect(refusal(() => patchGroup({}, byFilter))).toMatch(/^400 invalidValue/);
  });
});

describe('lists of simple values', () => {
  const user = { userUuidHistory: ['a', 'b', 'c'] };

  it.each<[JsonObject, JsonValue]>([
    [{ op: 'remove', path: 'userUuidHistory[value eq "b"]' }, ['a', 'c']],
    [{ op: 'remove', path: 'userUuidHistory', value: ['a', 'c'] }, ['b']],
    [{ op: 'remove', path: 'userUuidHistory[value eq "b"].value' }, ['a', 'c']],
    [{ op: 'replace', path: 'userUuidHistory[value eq "b"]', value: 'x' }, ['a', 'x', 'c']],
    [
      { op: 'replace', path: 'userUuidHistory[value eq "b"].value', value: [{ value: 'x' }] },
      ['a', 'x', 'c'],
    ],
    [{ op: 'replace', path: 'userUuidHistory[value eq "b"]', value: null }, ['a', 'c']],
    [{ op: 'replace', path: 'userUuidHistory', value: ['x'] }, ['x']],
    [{ op: 'add', path: 'userUuidHistory', value: ['c', 'd'] }, ['a', 'b', 'c', 'd']],
  ])('%j', (operation, after) => {
    expect(patchUser(user, operation).resource).toEqual({ userUuidHistory: after });
  });

  it('have no sub-attributes', () => {
    const operation = { op: 'replace', path: 'userUuidHistory[value eq "b"].type', value: 'x' };
    expect(refusal(() => patchUser(user, operation))).toMatch(/^400 invalidPath/);
    const complex = { op: 'replace', path: 'userUuidHistory[value eq "b"]', value: { a: 1 } };
    expect(refusal(() => patchUser(user, complex))).toMatch(/^400 invalidValue/);
  });
});

describe('lists of simple and complex values', () => {
  const mixed = ['a', { value: 'b' }];

  it('are complex where the schema says so', () => {
    expect(patchUser({}, { op: 'replace', path: 'emails', value: mixed }).resource).toEqual({
      emails: [{ value: 'a' }, { value: 'b' }],
    });
  });

  it('are left to the client elsewhere', () => {
    expect(patchUser({}, { op: 'replace', path: 'custom', value: mixed }).resource).toEqual({
      custom: mixed,
    });
    expect(patchUser({ custom: ['x'] }, { op: 'add', path: 'custom', value: [{ y: 1 }] }).resource).toEqual({
      custom: ['x', { y: 1 }],
    });
  });
});

describe('complex values in a list', () => {
  it('go with their last sub-attribute', () => {
    const user = { photos: [{ type: 'thumb' }, { type: 'photo', value: 'x' }] };
    expect(patchUser(user, { op: 'remove', path: 'photos.type' }).resource).toEqual({
      photos: [{ value: 'x' }],
    });
    expect(patchUser(user, { op: 'replace', path: 'photos[type eq "thumb"]', value: null }).resource).toEqual(
      {
        photos: [{ type: 'photo', value: 'x' }],
      },
    );
  });

  it('are not all robbed of their value by a path without a filter', () => {
    const call = () => patchUser({ emails: [{ value: 'a@x' }] }, { op: 'remove', path: 'emails.value' });
    expect(refusal(call)).toMatch(
      /^400 invalidPath Operations\[0\]: removing emails\.value would leave nothing/,
    );
  });

  it('count as a list where the resource has a single one', () => {
    const user = { emails: { value: 'a@x', type: 'work' } };
    expect(patchUser(user, { op: 'add', path: 'emails', value: { value: 'b@x' } }).resource).toEqual({
      emails: [{ value: 'a@x', type: 'work' }, { value: 'b@x' }],
    });
    expect(patchUser(user, { op: 'remove', path: 'emails[type eq "home"]' }).changed).toBe(false);
  });
});
