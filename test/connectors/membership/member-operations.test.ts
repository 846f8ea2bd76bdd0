import { describe, expect, it } from 'vitest';
import { withUsableMembers } from '../../../src/connectors/membership/member-operations.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { unusableOperations } from '../support/unusable-members.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const request = (...operations: JsonObject[]): JsonObject => ({ schemas: ['x'], Operations: operations });

describe('a PATCH of a group', () => {
  it.each([
    ...unusableOperations('a'),
    { op: 'add', path: '', value: { members: [{}] } },
    { op: 'add', path: CORE, value: { members: [{}] } },
    { op: 'add', value: { [CORE]: { members: [{}] } } },
    { op: 'replace', path: 'members[value eq "a"]', value: { value: '' } },
    { op: 'replace', path: 'members[value eq "a"]', value: null },
    { op: 'replace', path: 'members[value eq "a"]' },
    { op: 'replace', path: 'members[value eq "a"].value', value: ' ' },
    { op: 'remove', path: 'members[value eq "a"].value' },
    { op: 'replace', path: 'members.value', value: null },
    { op: 'replace', path: ' members ', value: null },
    { op: 'replace', path: `  ${CORE.toUpperCase()} `, value: { members: [{}] } },
    { op: 'replace', path: ' ', value: { members: [{}] } },
    { path: 'members' },
    { op: 1, path: 'members' },
    { op: 'remove', path: 'members.VALUE' },
  ])('with %j is refused, wherever the operation stands', (operation) => {
    const fine = { op: 'replace', path: 'displayName', value: 'x' };
    // A path that nobody can read comes first: what follows is looked at nevertheless.
    const odd = { op: 'remove', path: 'members[' };
    for (const body of [request(operation), request(fine, odd, operation)]) {
      expect(() => withUsableMembers(body)).toThrow(
        expect.objectContaining({
          status: 400,
          scimType: 'invalidValue',
          message: expect.stringContaining('nothing was changed'),
        }),
      );
    }
  });

  it.each<JsonObject>([
    { op: 'remove', path: 'members' },
    { op: 'REMOVE', path: 'members' },
    { op: 'remove', path: 'members[value eq "a"]' },
    // As serializers write what is not there; the path says it all.
    { op: 'remove', path: 'members[value eq "a"]', value: null },
    { op: 'remove', path: 'members[display eq ""]' },
    { op: 'remove', path: 'members[0]' },
    { op: 'remove', path: 'members[' },
    { op: 'add', path: 'members', value: [] },
    { op: 'remove', path: 'members', value: [] },
    { op: 'replace', path: 'members', value: [] },
    { op: 'replace', path: 'members[value eq "a"]', value: { display: 'A' } },
    { op: 'replace', path: 'members[value eq "a"].display', value: '' },
    { op: 'replace', path: 'members[value eq "a"].value', value: 'b' },
    { op: 'replace', path: 'displayName', value: null },
    { op: 'replace', path: 'membersOf', value: null },
    { op: 'replace', path: 'urn:x:Group:members', value: null },
    { op: 'add', value: { displayName: null, members: [{ value: 'a' }], [CORE]: { displayName: null } } },
    { op: 'add', value: 'x' },
    { op: 'add' },
    // Of something else, which has such a part by chance.
    { op: 'replace', path: 'urn:x:Group', value: { members: [{}] } },
    { op: 'replace', path: 'meta', value: { members: null } },
    { op: 'replace', path: `${CORE}:displayName`, value: { members: [{}] } },
  ])('with %j is as it was', (operation) => {
    expect(withUsableMembers(request(operation))).toEqual(request(operation));
  });

  it('has its members in one spelling, and all else as it was', () => {
    const nested: JsonObject = JSON.parse('{"members":"a","__proto__":1}');
    const given = request(
      { op: 'Add', path: `${CORE}:members`, value: { VALUE: 'a' } },
      { op: 'remove', path: 'Members', value: ['a', 'a'] },
      { op: 'add', value: nested },
    );
    const member = [{ value: 'a' }];
    expect(JSON.stringify(withUsableMembers(given))).toBe(
      JSON.stringify(
        request(
          { op: 'Add', path: `${CORE}:members`, value: member },
          { op: 'remove', path: 'Members', value: member },
          { op: 'add', value: JSON.parse('{"members":[{"value":"a"}],"__proto__":1}') },
        ),
      ),
    );
  });

  const LOOK =
    'Look at what the client sent, and at what the write transformation made of it; nothing was changed.';
  const needsValue = (which: string) =>
    `A member needs a value: the id of the user or group, as a text that is not blank. There is none in ${which}. ${LOOK}`;
  const NULL = `Members cannot be null or without a value: send [] for nobody, or leave members out; a PATCH that removes all of them has no value. ${LOOK}`;

  it.each<[JsonObject, string]>([
    [{ op: 'remove', path: 'members.value', value: 'a' }, needsValue('a member that loses it')],
    [{ op: 'remove', path: 'members[value eq "a"].VALUE', value: 'a' }, needsValue('a member that loses it')],
    [{ op: 'remove', path: 'members[value eq ""]' }, needsValue('a filter of the path')],
    [{ op: 'add', path: 'members', value: ['a', {}] }, needsValue('entry 2 of 2')],
    [{ op: 'replace', path: 'members.value', value: '' }, needsValue('entry 1 of 1')],
    [{ op: 'replace', path: 'members.value' }, NULL],
    [{ op: 'replace', path: 'members' }, NULL],
    [{ op: 'add', path: 'members', value: null }, NULL],
    [{ op: 'replace', path: 'members[value eq "a"]' }, NULL],
    [{ op: 'replace', value: { members: null } }, NULL],
  ])('with %j is told why it is refused', (operation, message) => {
    expect(() => withUsableMembers(request(operation))).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue', message }),
    );
  });

  it('that removes all of them gets no value', () => {
    const [operation] = withUsableMembers(request({ op: 'remove', path: 'members' }))[
      'Operations'
    ] as object[];
    expect(operation).not.toHaveProperty('value');
  });

  it('may have been a list of one that a transformation took apart', () => {
    const operation = { op: 'replace', path: 'members', value: 'a' };
    expect(withUsableMembers({ Operations: operation })).toEqual({
      Operations: [{ ...operation, value: [{ value: 'a' }] }],
    });
    expect(() => withUsableMembers({ Operations: { ...operation, value: '' } })).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    );
  });

  it.each([{}, { Operations: null }, { Operations: 'x' }, { Operations: [null, 'x'] }])(
    'that is none (%j) is left to others',
    (body) => {
      expect(withUsableMembers(body)).toEqual(body);
    },
  );

  // Whoever looks at each of the blanks again for each of them takes longer than a test may.
  it('with a path of many blanks is read at once', () => {
    const body = request({ op: 'remove', path: `members${' '.repeat(300_000)}x` });
    expect(withUsableMembers(body)).toEqual(body);
  });
});
