import { describe, expect, it } from 'vitest';
import { changesOnlyMembers } from '../../src/proxy/members-only.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { add, GROUP, normalized, remove, replace } from '../scim/patch/request/support.ts';

const rename = replace('displayName', 'x');

describe('a PATCH', () => {
  it.each<[string, JsonObject[]]>([
    ['adds members', [add('Members', ['a'])]],
    ['replaces them by none', [replace('members', [])]],
    ['removes them all', [remove('members')]],
    ['removes one', [remove('members[value eq "a"]')]],
    ['changes a part of one', [replace('members[value eq "a"].display', 'x')]],
    ['adds ids', [add('members.value', 'a')]],
    ['names them in an object', [{ op: 'add', value: { MEMBERS: ['a'] } }]],
    ['names them by their schema', [add('urn:ietf:params:scim:schemas:core:2.0:Group:members', ['a'])]],
    ['says again what cannot change', [replace('id', 'own-id'), add('members', ['a'])]],
    ['does several of that', [remove('members'), { op: 'add', value: { members: ['a'] } }]],
  ])('that %s changes members alone', (_, operations) => {
    expect(changesOnlyMembers(normalized(GROUP, ...operations))).toBe(true);
  });

  it.each<[string, JsonObject[]]>([
    ['renames', [rename]],
    ['renames, too', [add('members', ['a']), rename]],
    ['renames in the same object', [{ op: 'add', value: { members: ['a'], displayName: 'x' } }]],
    ['changes something that begins alike', [replace('membersOf', 'x')]],
    ['changes something with such a part', [replace('x.members', 'x')]],
    ['changes members of an extension', [add('urn:acme:2.0:Group:members', ['a'])]],
    ['changes an extension', [{ op: 'add', value: { 'urn:acme:2.0:Group': { members: ['a'] } } }]],
  ])('that %s changes more', (_, operations) => {
    expect(changesOnlyMembers(normalized(GROUP, ...operations))).toBe(false);
  });
});
