/** Single and complex attributes, names, `schemas`, and what no client may change. */
import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { ENTERPRISE, patchGroup, patchUser, refusal } from './helpers.ts';

describe('names', () => {
  it('are found in any case and keep their spelling', () => {
    const user = { UserName: 'a', Name: { GivenName: 'b' }, [ENTERPRISE.toUpperCase()]: { Division: 'c' } };
    const result = patchUser(
      user,
      { op: 'replace', path: 'username', value: '1' },
      { op: 'replace', path: 'name.givenname', value: '2' },
      { op: 'replace', path: `${ENTERPRISE}:division`, value: '3' },
    );
    expect(result.resource).toEqual({
      UserName: '1',
      Name: { GivenName: '2' },
      [ENTERPRISE.toUpperCase()]: { Division: '3' },
    });
  });

  it('prefer the exact spelling', () => {
    expect(
      patchUser({ title: 'a', Title: 'b' }, { op: 'replace', path: 'Title', value: 'c' }).resource,
    ).toEqual({
      title: 'a',
      Title: 'c',
    });
  });

  it('that look like paths are names where the resource has them', () => {
    const user = { 'name.givenName': 'a', 'x:y': 'b', 'z[0]': 'c' };
    const value = { 'name.givenName': '1', 'x:y': '2', 'z[0]': '3' };
    expect(patchUser(user, { op: 'replace', value }).resource).toEqual(value);
  });

  it('that no path could have are just names', () => {
    const value = { 'cost center': '1', 'a.b.c.d': '2', größe: '3' };
    expect(patchUser({}, { op: 'add', value }).resource).toEqual(value);
    expect(patchUser({}, { op: 'add', value: { [ENTERPRISE]: value } }).resource).toEqual({
      [ENTERPRISE]: value,
    });
  });

  it('in an extension may be paths', () => {
    const user = { [ENTERPRISE]: { manager: { value: '1' }, 'a.b': 1, notes: [{ type: 'x', text: 'old' }] } };
    const value = { 'manager.displayName': 'B', 'a.b': 2, 'notes[type eq "x"].text': 'new' };
    expect(patchUser(user, { op: 'replace', value: { [ENTERPRISE]: value } }).resource).toEqual({
      [ENTERPRISE]: {
        manager: { value: '1', displayName: 'B' },
        'a.b': 2,
        notes: [{ type: 'x', text: 'new' }],
      },
    });
  });
});

describe('single values', () => {
  it.each<[JsonObject, JsonObject, JsonObject]>([
    [{ custom: 'a' }, { custom: { x: 1 } }, { custom: { x: 1 } }],
    [{ custom: 'a' }, { custom: ['b', 'c'] }, { custom: ['b', 'c'] }],
    [{ custom: 'a' }, { custom: ['b'] }, { custom: 'b' }],
    [{ custom: true }, { custom: 'FALSE' }, { custom: false }],
    [{ custom: true }, { custom: 'maybe' }, { custom: 'maybe' }],
    [{ custom: 'a' }, { custom: 'true' }, { custom: 'true' }],
    [{ active: 'enabled' }, { active: 'disabled' }, { active: 'disabled' }],
    [{ active: 'TRUE' }, { active: false }, { active: false }],
    [
      {},
      { custom: { mailVerified: 'True', note: 'True' } },
      { custom: { mailVerified: true, note: 'True' } },
    ],
    [{}, { customs: [{ verified: 'true', x: null }, null] }, { customs: [{ verified: true }] }],
    [{}, { customs: [{ primary: 'maybe' }] }, { customs: [{ primary: 'maybe' }] }],
    [
      { emails: [{ value: 'a' }] },
      { emails: [{ value: 'a', primary: 'maybe' }] },
      { emails: [{ value: 'a', primary: 'maybe' }] },
    ],
    [{ level: 1 }, { level: 2 }, { level: 2 }],
    [{ title: null }, { title: 'x' }, { title: 'x' }],
    [{ manager: { value: '1' } }, { manager: '2' }, { manager: { value: '2' } }],
  ])('%j replaced by %j', (before, value, after) => {
    expect(patchUser(before, { op: 'replace', value })).toEqual({ resource: after, changed: true });
  });

  it.each<[JsonObject, JsonObject]>([
    [{ active: true }, { active: 'True' }],
    [{ active: 'TRUE' }, { active: true }],
    [
      { title: 'x', name: { givenName: 'a' } },
      { title: 'x', name: { givenName: 'a' } },
    ],
    [{ name: { givenName: 'a' } }, { name: {} }],
    [{ emails: [] }, { emails: [] }],
    [{ emails: [] }, { emails: null }],
    [{ title: null }, { nickName: null }],
    [{ [ENTERPRISE]: {} }, { [ENTERPRISE]: {} }],
    [{}, { [ENTERPRISE]: { division: null }, name: { givenName: null } }],
    [{ custom: { b: [1, { c: 2 }] } }, { custom: { b: [1, { c: 2 }] } }],
  ])('%j is not changed by %j', (before, value) => {
    const result = patchUser(before, { op: 'replace', value });
    expect(result.changed).toBe(false);
    expect(result.resource).toBe(before);
  });

  it.each<[JsonValue]>([[[]], [{}]])('are not changed by adding %j', (value) => {
    const user = { title: 'x', name: { givenName: 'a' } };
    const names = ['title', 'name', 'nickName', 'custom'];
    const operations = names.map((path) => ({ op: 'add', path, value }));
    expect(patchUser(user, ...operations).changed).toBe(false);
  });

  it('that are gone take the complex value with them', () => {
    const user = { name: { givenName: 'a' }, [ENTERPRISE]: { manager: { value: '1' } } };
    const result = patchUser(
      user,
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: `${ENTERPRISE}:manager.value` },
    );
    expect(result.resource).toEqual({});
  });

  it.each([
    'title',
    'name.givenName',
    'emails',
    'emails[type eq "work"]',
    'emails.type',
    `${ENTERPRISE}:division`,
    ENTERPRISE,
    'a.b',
  ])('need not be there to remove %s', (path) => {
    const user = { userName: 'a', a: 'b' };
    expect(patchUser(user, { op: 'remove', path })).toEqual({ resource: user, changed: false });
  });
});

describe('what no client may change', () => {
  const meta = { resourceType: 'User', version: '1', lastModified: '2026-01-01T00:00:00Z' };
  const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], id: '1', meta, title: 'x' };

  it.each<[JsonObject]>([
    [{ op: 'replace', path: 'id', value: '1' }],
    [{ op: 'add', path: 'ID', value: '1' }],
    [{ op: 'replace', value: { id: '1', meta, schemas: user.schemas } }],
    [{ op: 'replace', path: 'meta', value: { version: '1' } }],
    [{ op: 'replace', path: 'meta.version', value: '1' }],
    [{ op: 'remove', path: 'meta.location' }],
    [{ op: 'replace', path: 'schemas', value: ['URN:ietf:params:scim:schemas:core:2.0:USER'] }],
    [{ op: 'add', path: 'schemas', value: 'urn:ietf:params:scim:schemas:core:2.0:User' }],
  ])('may be said again: %j', (operation) => {
    expect(patchUser(user, operation).changed).toBe(false);
  });

  it.each<[JsonObject]>([
    [{ op: 'replace', path: 'id', value: '2' }],
    [{ op: 'replace', value: { title: 'y', id: '2' } }],
    [{ op: 'remove', path: 'id' }],
    [{ op: 'replace', path: 'urn:ietf:params:scim:schemas:core:2.0:User:id', value: null }],
    [{ op: 'replace', path: 'id.x', value: '2' }],
    // What is none of theirs is refused, though it says again what they are.
    [{ op: 'replace', path: 'id.value', value: '1' }],
    [{ op: 'replace', path: 'id[value eq "1"]', value: '1' }],
    [{ op: 'replace', path: 'meta[version eq "1"]', value: { version: '1' } }],
    [{ op: 'replace', path: 'meta', value: { version: '2' } }],
    [{ op: 'add', path: 'meta.location', value: 'https://x' }],
    [{ op: 'replace', path: 'meta', value: 'x' }],
    [{ op: 'replace', path: 'meta[version eq "1"].version', value: '2' }],
    [{ op: 'remove', path: 'meta' }],
    [{ op: 'remove', path: 'schemas' }],
    [{ op: 'replace', path: 'schemas', value: null }],
    [{ op: 'remove', path: 'schemas[value eq "urn:ietf:params:scim:schemas:core:2.0:User"]' }],
  ])('is refused: %j', (operation) => {
    expect(refusal(() => patchUser(user, operation))).toMatch(
      /^400 mutability Operations\[0\]: (id|meta|schemas) /,
    );
  });

  it.each(['meta', 'META'])(
    'is refused of a resource with a single member of %s, and not of one with none',
    (path) => {
      const operation = { op: 'replace', path, value: null };
      expect(refusal(() => patchUser({ meta: { version: '1' } }, operation))).toBe(
        '400 mutability Operations[0]: meta is read-only; leave it out.',
      );
      for (const none of [{}, { meta: {} }]) expect(patchUser(none, operation).changed).toBe(false);
    },
  );

  it('is an attribute like any other in an extension', () => {
    const extension = 'urn:acme:1.0:User';
    const operation = { op: 'add', path: `${extension}:id`, value: '2' };
    expect(patchUser({ id: '1' }, operation).resource).toEqual({ id: '1', [extension]: { id: '2' } });
  });
});

describe('schemas', () => {
  const core = 'urn:ietf:params:scim:schemas:core:2.0:User';

  it('gets the URN of an extension with its first attribute and loses it with the last', () => {
    const added = patchUser({ schemas: [core] }, { op: 'add', path: `${ENTERPRISE}:division`, value: 'a' });
    expect(added.resource).toEqual({ schemas: [core, ENTERPRISE], [ENTERPRISE]: { division: 'a' } });
    const removed = patchUser(added.resource, { op: 'remove', path: `${ENTERPRISE}:division` });
    expect(removed.resource).toEqual({ schemas: [core] });
    const named = patchUser({ schemas: [core] }, { op: 'add', path: 'name.givenName', value: 'a' });
    expect(named.resource).toEqual({ schemas: [core], name: { givenName: 'a' } });
  });

  it('takes new URNs and must be URNs', () => {
    const operation = { op: 'add', path: 'schemas', value: [ENTERPRISE, ENTERPRISE.toUpperCase(), core] };
    expect(patchUser({ schemas: [core] }, operation).resource).toEqual({ schemas: [core, ENTERPRISE] });
    expect(refusal(() => patchUser({}, { op: 'add', path: 'schemas', value: [1] }))).toMatch(
      /^400 invalidValue/,
    );
  });

  it('stays as it is where the client names fewer', () => {
    const user = { schemas: [core, ENTERPRISE], [ENTERPRISE]: { division: 'a' } };
    expect(patchUser(user, { op: 'replace', value: { schemas: [core] } }).changed).toBe(false);
  });
});

describe('sharing', () => {
  it('leaves what it was given as it was, and shares what did not change', () => {
    const group = { name: { a: 'b' }, members: [{ value: '1' }, { value: '2' }] };
    const operation = { op: 'add', path: 'members', value: [{ value: '3', extra: { deep: [1] } }] };
    const result = patchGroup(group, operation);
    expect(group.members).toHaveLength(2);
    expect(result.resource['name']).toBe(group.name);
    const [, , added] = result.resource['members'] as JsonObject[];
    expect(added).toEqual(operation.value[0]);
    expect(added?.['extra']).not.toBe(operation.value[0]?.extra);
  });

  it('does all operations or none', () => {
    const user = { title: 'a', emails: [{ value: 'a@x' }] };
    const copy = structuredClone(user);
    const call = () =>
      patchUser(
        user,
        { op: 'replace', path: 'title', value: 'b' },
        { op: 'add', path: 'emails', value: { value: 'b@x' } },
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'c@x' },
      );
    expect(refusal(call)).toBe('400 noTarget Operations[2]: no value of emails matches the filter.');
    expect(user).toEqual(copy);
  });

  it('sees no change where operations undo each other', () => {
    const user = { title: 'a', emails: [{ value: 'a@x' }] };
    const result = patchUser(
      user,
      { op: 'replace', path: 'title', value: 'b' },
      { op: 'add', path: 'emails', value: { value: 'b@x' } },
      { op: 'remove', path: 'emails[value eq "b@x"]' },
      { op: 'replace', path: 'title', value: 'a' },
    );
    expect(result).toEqual({ resource: user, changed: false });
  });
});
