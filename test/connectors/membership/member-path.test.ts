/** Whom a path of a PATCH names. */
import { describe, expect, it } from 'vitest';
import { idsInPath, withoutCoreSchema } from '../../../src/connectors/membership/member-path.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:Group';

describe('a path to members', () => {
  it.each([
    ['members[value eq "a"]', ['a']],
    ['MEMBERS[VALUE eq "a"]', ['a']],
    ['members[value eq "a" or value eq "b"]', ['a', 'b']],
    ['members[value eq "a" or (value eq "b" or value eq "c")]', ['a', 'b', 'c']],
    ['members[value eq ""]', ['']],
    [`${CORE}:Members[value eq "a"]`, ['a']],
  ])('%s names %j', (path, ids) => {
    expect(idsInPath(path)).toEqual(ids);
  });

  it.each([
    'emails[value eq "a"]',
    'members',
    'members eq "a"',
    'value eq "a"',
    'members[value ne "a"]',
    'members[value sw "a"]',
    'members[value pr]',
    'members[display eq "a"]',
    'members[value.value eq "a"]',
    'members[value eq 1]',
    'members[value eq null]',
    'members[value eq "a" or display eq "b"]',
    'members[value eq "a" and value eq "b"]',
    'members[not (value eq "a")]',
    'members[',
    'urn:x:Group:members[value eq "a"]',
    '(members[value eq "a"])',
    '',
  ])('is none: %s', (path) => {
    expect(idsInPath(path)).toBeUndefined();
  });
});

describe('a name', () => {
  it.each([
    [`${CORE}:members`, 'members'],
    [`${CORE.toUpperCase()}:Members`, 'Members'],
    [`${CORE}:`, ''],
    ['members', 'members'],
    [CORE, CORE],
    [`x${CORE}:members`, `x${CORE}:members`],
    ['urn:x:Group:members', 'urn:x:Group:members'],
  ])('%s is %s without the core schema', (name, plain) => {
    expect(withoutCoreSchema(name)).toBe(plain);
  });
});
