import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../src/scim/filter-parse.ts';
import type { JsonValue } from '../../src/scim/json.ts';
import { comparesNoMember, isUsable, unusableMember, usableMembers } from '../../src/scim/members.ts';
import { UNUSABLE_MEMBERS } from '../connectors/support/unusable-members.ts';
import { refusal } from './patch/helpers.ts';

const REFUSED =
  '400 invalidValue A member needs a value: the id of the user or group, a text that is not blank. ' +
  'Nothing was changed. To have no members, send an empty list.';

describe('usable members', () => {
  it.each<[JsonValue, JsonValue]>([
    [[], []],
    [[{ value: 'a', type: 'User', x: null }], [{ value: 'a', type: 'User', x: null }]],
    [{ value: 'a' }, [{ value: 'a' }]],
    ['a', [{ value: 'a' }]],
    [
      ['a', { value: ' b ' }, 'a'],
      [{ value: 'a' }, { value: ' b ' }, { value: 'a' }],
    ],
  ])('%j are %j', (members, usable) => {
    expect(usableMembers(members)).toEqual(usable);
  });

  it('are handed on as they are', () => {
    const member = { value: 'a' };
    expect(usableMembers([member])[0]).toBe(member);
    expect(usableMembers(member)[0]).toBe(member);
  });

  it.each(UNUSABLE_MEMBERS.map((member) => [member]))('are never %j', (member) => {
    for (const members of [[member], ['a', member], [member, { value: 'a' }]]) {
      expect(refusal(() => usableMembers(members))).toBe(REFUSED);
    }
    if (!Array.isArray(member)) expect(refusal(() => usableMembers(member))).toBe(REFUSED);
  });

  it('are looked for below their own spelling, to which names were brought before', () => {
    expect(refusal(() => usableMembers([{ Value: 'a' }]))).toBe(REFUSED);
  });
});

it.each<[JsonValue | undefined, boolean]>([
  ['a', true],
  [' a', true],
  ['', false],
  [' \t\u00a0', false],
  [1, false],
  [null, false],
  [undefined, false],
  [['a'], false],
])('the id %j is usable: %s', (id, usable) => {
  expect(isUsable(id)).toBe(usable);
});

it('the refusal says what to do instead', () => {
  expect(
    refusal(() => {
      throw unusableMember();
    }),
  ).toBe(REFUSED);
});

it.each<[string, boolean]>([
  ['value eq ""', true],
  ['VALUE co " "', true],
  ['value eq null', true],
  ['value eq 5', true],
  ['value eq "a" or value eq ""', true],
  ['type eq "User" and value sw ""', true],
  ['not (value eq "")', true],
  ['value eq "a"', false],
  ['value eq "a" or not (value co "b")', false],
  ['value pr', false],
  ['display eq ""', false],
  ['members[value eq ""]', false],
])('the filter %s compares members with no id: %s', (filter, expected) => {
  expect(comparesNoMember(parseFilter(filter))).toBe(expected);
});
