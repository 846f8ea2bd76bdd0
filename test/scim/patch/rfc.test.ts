/** The rules and examples of RFC 7644 §3.5.2, one after the other. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { ENTERPRISE, patch, patchGroup, patchUser, refusal, type Sent } from './helpers.ts';

const babs = { display: 'Babs Jensen', $ref: 'https://example.com/v2/Users/2819c223', value: '2819c223' };
const james = { display: 'James Smith', $ref: 'https://example.com/v2/Users/08e1d05d', value: '08e1d05d' };
const workAddress = { type: 'work', streetAddress: '911 Universal City Plaza', locality: 'Hollywood' };
const homeAddress = { type: 'home', streetAddress: '456 Hollywood Blvd', locality: 'Hollywood' };

describe('add (§3.5.2.1)', () => {
  it('adds a member to a group', () => {
    const result = patchGroup({ members: [babs] }, { op: 'add', path: 'members', value: [james] });
    expect(result).toEqual({ resource: { members: [babs, james] }, changed: true });
  });

  it('adds one value to a list and one attribute, without a path', () => {
    const value = { emails: [{ value: 'babs@jensen.org', type: 'home' }], nickname: 'Babs' };
    const result = patchUser({ emails: [{ value: 'b@work.example', type: 'work' }] }, { op: 'add', value });
    expect(result.resource).toEqual({
      emails: [
        { value: 'b@work.example', type: 'work' },
        { value: 'babs@jensen.org', type: 'home' },
      ],
      nickname: 'Babs',
    });
  });

  it('replaces the value of an attribute that has one', () => {
    expect(patchUser({ title: 'Clerk' }, { op: 'add', path: 'title', value: 'Boss' }).resource).toEqual({
      title: 'Boss',
    });
  });

  it('adds sub-attributes to a complex attribute and leaves the others', () => {
    const operation = { op: 'add', path: 'name', value: { givenName: 'Barbara' } };
    expect(patchUser({ name: { familyName: 'Jensen' } }, operation).resource).toEqual({
      name: { familyName: 'Jensen', givenName: 'Barbara' },
    });
    expect(patchUser({}, operation).resource).toEqual({ name: { givenName: 'Barbara' } });
  });

  it('changes nothing where the value is there already', () => {
    const group = { members: [babs, james] };
    const result = patchGroup(group, { op: 'add', path: 'members', value: [{ value: '08e1d05d' }] });
    expect(result.changed).toBe(false);
    expect(result.resource).toBe(group);
  });
});

describe('remove (§3.5.2.2)', () => {
  it('needs a path', () => {
    expect(refusal(() => patchUser({ title: 'x' }, { op: 'remove' }))).toMatch(
      /^400 noTarget Operations\[0\]: /,
    );
  });

  it('takes a single value away', () => {
    expect(patchUser({ title: 'Clerk', active: true }, { op: 'remove', path: 'title' }).resource).toEqual({
      active: true,
    });
  });

  it('takes a list away with all its values', () => {
    expect(patchUser({ emails: [{ value: 'a@x' }] }, { op: 'remove', path: 'emails' }).resource).toEqual({});
  });

  it('removes one member', () => {
    const operation = { op: 'remove', path: 'members[value eq "2819c223"]' };
    expect(patchGroup({ members: [babs, james] }, operation).resource).toEqual({ members: [james] });
  });

  it('removes all members', () => {
    expect(patchGroup({ members: [babs, james] }, { op: 'remove', path: 'members' }).resource).toEqual({
      members: [],
    });
  });

  it('removes the values that a complex filter selects', () => {
    const emails = [
      { type: 'work', value: 'b@example.com' },
      { type: 'work', value: 'b@example.org' },
      { type: 'home', value: 'b@example.com' },
    ];
    const operation = { op: 'remove', path: 'emails[type eq "work" and value ew "example.com"]' };
    expect(patchUser({ emails }, operation).resource).toEqual({ emails: emails.slice(1) });
  });

  it('takes the list away with its last value', () => {
    const operation = { op: 'remove', path: 'emails[type eq "work"]' };
    expect(patchUser({ emails: [{ type: 'work', value: 'a@x' }] }, operation).resource).toEqual({});
  });

  it('takes a sub-attribute from all values that the filter selects', () => {
    const operation = { op: 'remove', path: 'addresses[locality eq "Hollywood"].streetAddress' };
    expect(patchUser({ addresses: [workAddress, homeAddress] }, operation).resource).toEqual({
      addresses: [
        { type: 'work', locality: 'Hollywood' },
        { type: 'home', locality: 'Hollywood' },
      ],
    });
  });

  it('removes and adds a member in one request', () => {
    const result = patchGroup(
      { members: [babs] },
      { op: 'remove', path: 'members[value eq "2819c223"]' },
      { op: 'add', path: 'members', value: [james] },
    );
    expect(result.resource).toEqual({ members: [james] });
  });
});

describe('replace (§3.5.2.3)', () => {
  it('replaces all members', () => {
    const operation = { op: 'replace', path: 'members', value: [james] };
    expect(patchGroup({ members: [babs] }, operation).resource).toEqual({ members: [james] });
  });

  it('changes the value that a filter selects', () => {
    const value = { type: 'work', streetAddress: '1010 Broadway Ave', locality: 'Hollywood', primary: true };
    const operation = { op: 'replace', path: 'addresses[type eq "work"]', value };
    expect(patchUser({ addresses: [workAddress, homeAddress] }, operation).resource).toEqual({
      addresses: [value, homeAddress],
    });
  });

  it('changes a sub-attribute of the values that a filter selects', () => {
    const operation = {
      op: 'replace',
      path: 'addresses[type eq "work"].streetAddress',
      value: '1010 Broadway Ave',
    };
    expect(patchUser({ addresses: [workAddress, homeAddress] }, operation).resource).toEqual({
      addresses: [{ ...workAddress, streetAddress: '1010 Broadway Ave' }, homeAddress],
    });
  });

  it('replaces lists and single values without a path', () => {
    const value = {
      emails: [{ value: 'bjensen@example.com', type: 'work', primary: true }],
      nickname: 'Babs',
    };
    const result = patchUser(
      { emails: [{ value: 'old@x' }, { value: 'older@x' }] },
      { op: 'replace', value },
    );
    expect(result.resource).toEqual(value);
  });

  it('adds what is not there', () => {
    expect(patchUser({}, { op: 'replace', path: 'nickName', value: 'Babs' }).resource).toEqual({
      nickName: 'Babs',
    });
  });

  it('leaves the sub-attributes of a complex value that are not named', () => {
    const operation = { op: 'replace', path: 'name', value: { givenName: 'Barbara' } };
    expect(patchUser({ name: { givenName: 'Babs', familyName: 'Jensen' } }, operation).resource).toEqual({
      name: { givenName: 'Barbara', familyName: 'Jensen' },
    });
  });

  it.each([{ emails: [{ type: 'home', value: 'a@x' }] }, { emails: [] }, {}])(
    'refuses a filter that selects nothing in %j',
    (user) => {
      const call = () =>
        patchUser(user, { op: 'replace', path: 'emails[type eq "work"].value', value: 'b@x' });
      expect(refusal(call)).toBe('400 noTarget Operations[0]: no value of emails matches the filter.');
    },
  );
});

describe('paths (§3.5.2, figure 7; §3.10)', () => {
  it.each([
    ['userName', { userName: 'new' }],
    ['USERNAME', { userName: 'new' }],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName', { userName: 'new' }],
    ['URN:ietf:params:scim:schemas:core:2.0:user:username', { userName: 'new' }],
    ['name.familyName', { name: { familyName: 'new' } }],
    ['urn:ietf:params:scim:schemas:core:2.0:User:name.familyName', { name: { familyName: 'new' } }],
    [`${ENTERPRISE}:costCenter`, { [ENTERPRISE]: { costCenter: 'new' } }],
    [`${ENTERPRISE}:manager.displayName`, { [ENTERPRISE]: { manager: { displayName: 'new' } } }],
    ['urn:acme:cloud:1.0:User:costRegion', { 'urn:acme:cloud:1.0:User': { costRegion: 'new' } }],
    ['urn:acme:custom:User:region', { 'urn:acme:custom:User': { region: 'new' } }],
  ])('understands %s', (path, expected) => {
    const user = path.toLowerCase().endsWith('username') ? { userName: 'old' } : {};
    expect(patchUser(user, { op: 'replace', path, value: 'new' }).resource).toEqual(expected);
  });

  it('takes the URN of an extension for the extension', () => {
    const user = { [ENTERPRISE]: { costCenter: '1', division: 'a' } };
    const operation = { op: 'replace', path: ENTERPRISE, value: { costCenter: '2', 'manager.value': '7' } };
    expect(patchUser(user, operation).resource).toEqual({
      [ENTERPRISE]: { costCenter: '2', division: 'a', manager: { value: '7' } },
    });
    expect(patchUser({}, operation).resource).toEqual({
      [ENTERPRISE]: { costCenter: '2', manager: { value: '7' } },
    });
    expect(patchUser(user, { op: 'remove', path: ENTERPRISE.toUpperCase() }).resource).toEqual({});
  });

  it('takes a URN that nobody knows for an extension where the value is an object, else for an attribute', () => {
    const path = 'urn:acme:2.0:User';
    expect(patchUser({}, { op: 'add', path, value: { rack: '1' } }).resource).toEqual({
      [path]: { rack: '1' },
    });
    expect(patchUser({}, { op: 'add', value: { [path]: { rack: '1' } } }).resource).toEqual({
      [path]: { rack: '1' },
    });
    expect(patchUser({}, { op: 'add', path, value: 'x' }).resource).toEqual({
      'urn:acme:2.0': { User: 'x' },
    });
    expect(patchUser({}, { op: 'add', path: `${path}.rack`, value: { a: '1' } }).resource).toEqual({
      'urn:acme:2.0': { User: { rack: { a: '1' } } },
    });
  });

  it('takes the URN of the core schema for the resource', () => {
    const path = 'urn:ietf:params:scim:schemas:core:2.0:User';
    expect(patchUser({}, { op: 'add', path, value: { title: 'x' } }).resource).toEqual({ title: 'x' });
    expect(patchUser({}, { op: 'add', value: { [path]: { title: 'x' } } }).resource).toEqual({ title: 'x' });
    expect(refusal(() => patchUser({ title: 'x' }, { op: 'remove', path }))).toMatch(/^400 invalidPath/);
  });

  it('knows extensions without a version by the resource and by the options', () => {
    const extension = 'urn:acme:Device';
    const operations = [{ op: 'add', path: extension, value: { rack: '1' } }];
    const expected = { [extension]: { rack: '1' } };
    const named = applyWith({ schemas: ['urn:acme:core', extension] }, operations, []);
    expect(named.resource).toEqual({ schemas: ['urn:acme:core', extension], ...expected });
    expect(applyWith({}, operations, [extension]).resource).toEqual(expected);
    for (const path of [`${extension}.rack`, `${extension.toUpperCase()}:RACK`]) {
      const replacement = [{ op: 'replace', path, value: '2' }];
      expect(applyWith(expected, replacement, []).resource).toEqual({ [extension]: { rack: '2' } });
    }
    expect(applyWith({}, [{ op: 'add', path: 'urn:acme:core:name', value: 'x' }], []).resource).toEqual({
      name: 'x',
    });
  });

  it('selects in an extension', () => {
    const sap = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
    const user = { [sap]: { emails: [{ value: 'a@x', verified: true }, { value: 'b@x' }] } };
    const operation = { op: 'replace', path: `${sap}:emails[value eq "b@x"].verified`, value: 'True' };
    expect(patchUser(user, operation).resource).toEqual({
      [sap]: {
        emails: [
          { value: 'a@x', verified: true },
          { value: 'b@x', verified: true },
        ],
      },
    });
  });

  it('keeps unqualified names to the core schema', () => {
    const user = { [ENTERPRISE]: { department: 'a' } };
    expect(patchUser(user, { op: 'replace', path: 'department', value: 'b' }).resource).toEqual({
      ...user,
      department: 'b',
    });
  });

  it('leaves a sub-attribute of a list that has one value to that value', () => {
    const operation = { op: 'replace', path: 'emails.value', value: 'b@x' };
    expect(patchUser({ emails: [{ value: 'a@x', type: 'work' }] }, operation).resource).toEqual({
      emails: [{ value: 'b@x', type: 'work' }],
    });
    expect(patchUser({}, operation).resource).toEqual({ emails: [{ value: 'b@x' }] });
    expect(refusal(() => patchUser({ emails: [{ value: 'a@x' }, { value: 'c@x' }] }, operation))).toMatch(
      /^400 invalidPath Operations\[0\]: emails has 2 values; say which one is meant/,
    );
  });
});

function applyWith(resource: JsonObject, operations: Sent[], extensions: string[]) {
  return patch(resource, operations, { coreSchema: 'urn:acme:core', extensions });
}
