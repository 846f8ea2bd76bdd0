import { describe, expect, it } from 'vitest';
import { membersById, usableMembers } from '../../../src/connectors/membership/members.ts';
import type { JsonValue } from '../../../src/scim/json.ts';
import { UNUSABLE_MEMBERS } from '../support/unusable-members.ts';

describe('members', () => {
  it.each<[JsonValue, JsonValue]>([
    [[], []],
    [[{ value: 'a', type: 'User' }], [{ value: 'a', type: 'User' }]],
    [{ value: 'a' }, [{ value: 'a' }]],
    ['a', [{ value: 'a' }]],
    [
      ['a', { VALUE: 'b', display: 'B' }],
      [{ value: 'a' }, { value: 'b', display: 'B' }],
    ],
    [[{ value: 'a' }, 'a', { Value: 'a' }], [{ value: 'a' }]],
    [[{ value: '__proto__' }], [{ value: '__proto__' }]],
    // The name as it is written in the schema counts, and else the first.
    [[{ Value: 'b', value: 'a' }], [{ Value: 'b', value: 'a' }]],
    [[{ VALUE: 'a', Value: 'b' }], [{ value: 'a', Value: 'b' }]],
  ])('%j are sent as %j', (given, sent) => {
    expect(usableMembers(given)).toEqual(sent);
  });

  it('are handed on as they are where nothing is to be done', () => {
    const member = { value: 'a', Value: 'b' };
    expect(membersById([member]).get('a')).toBe(member);
  });

  it.each(UNUSABLE_MEMBERS.map((member) => [member]))('are never %j: which one is told', (member) => {
    expect(() => membersById(['a', member, 'b'])).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidValue',
        message: expect.stringMatching(
          /^A member needs a value: the id of the user or group.*entry 2 of 3\..*nothing was changed\.$/,
        ),
      }),
    );
  });

  it('are not null, which may mean all or nothing', () => {
    expect(() => membersById(null)).toThrow(
      expect.objectContaining({
        status: 400,
        scimType: 'invalidValue',
        message: expect.stringMatching(/send \[\] for nobody, or leave members out.*nothing was changed\.$/),
      }),
    );
  });
});
