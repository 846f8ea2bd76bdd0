/**
 * What clients in the field send. Sources: Microsoft's "Known issues and resolutions with SCIM 2.0 protocol compliance"
 * and its SCIM tutorial, MicrosoftDocs/azure-docs#30826 and #42220, imulab/go-scim#75, Captain-P-Goldfish/SCIM-SDK#757,
 * getsentry/sentry#27199, goauthentik/authentik#23798, and the sources of the public ConnId SCIM connectors.
 */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { ENTERPRISE, patchGroup, patchUser, refusal, type Sent } from './helpers.ts';

type Row = [name: string, before: JsonObject, operation: Sent, after: JsonObject];

describe('Microsoft Entra', () => {
  it.each<Row>([
    [
      'capitalized op',
      { displayName: 'a' },
      { op: 'Replace', path: 'displayName', value: 'b' },
      { displayName: 'b' },
    ],
    [
      'single values in an array of objects',
      { displayName: 'a' },
      { op: 'Replace', path: 'displayName', value: [{ $ref: null, value: 'b' }] },
      { displayName: 'b' },
    ],
    [
      'booleans as text',
      { active: true },
      { op: 'Replace', path: 'active', value: 'False' },
      { active: false },
    ],
    ['booleans as text, none before', {}, { op: 'Add', path: 'active', value: 'True' }, { active: true }],
    [
      'a manager by the id alone',
      {},
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: '26118915' },
      { [ENTERPRISE]: { manager: { value: '26118915' } } },
    ],
    [
      'another manager, whose name is not that of the one before',
      { [ENTERPRISE]: { manager: { value: '1', displayName: 'Boss', $ref: '../Users/1' }, division: 'a' } },
      { op: 'Replace', path: `${ENTERPRISE}:manager`, value: '2' },
      { [ENTERPRISE]: { manager: { value: '2' }, division: 'a' } },
    ],
    [
      'another manager with the name, in whatever case, but without the address',
      { [ENTERPRISE]: { manager: { value: '1', displayName: 'Boss', $ref: '../Users/1' } } },
      { op: 'Replace', path: `${ENTERPRISE}:manager`, value: { value: '2', DISPLAYNAME: 'Chief' } },
      { [ENTERPRISE]: { manager: { value: '2', displayName: 'Chief' } } },
    ],
    [
      'another manager with the address, but without the name',
      { [ENTERPRISE]: { manager: { value: '1', displayName: 'Boss', $ref: '../Users/1' } } },
      { op: 'Replace', path: `${ENTERPRISE}:manager`, value: { value: '2', $ref: '../Users/2' } },
      { [ENTERPRISE]: { manager: { value: '2', $ref: '../Users/2' } } },
    ],
    [
      'the same manager, whose name stays',
      { [ENTERPRISE]: { manager: { value: '1', displayName: 'Boss' } } },
      { op: 'Replace', path: `${ENTERPRISE}:manager`, value: { value: '1', $ref: '../Users/1' } },
      { [ENTERPRISE]: { manager: { value: '1', displayName: 'Boss', $ref: '../Users/1' } } },
    ],
    [
      'a manager who had a name alone, which stays',
      { [ENTERPRISE]: { manager: { displayName: 'Boss' } } },
      { op: 'Replace', path: `${ENTERPRISE}:manager`, value: { value: '1' } },
      { [ENTERPRISE]: { manager: { value: '1', displayName: 'Boss' } } },
    ],
    [
      'another value of what refers to nobody, whose name stays',
      { 'urn:acme:User': { badge: { value: '1', displayName: 'Gold', $ref: '../Badges/Gold' } } },
      { op: 'Replace', path: 'urn:acme:User:badge', value: { value: '2' } },
      { 'urn:acme:User': { badge: { value: '2', displayName: 'Gold', $ref: '../Badges/Gold' } } },
    ],
    [
      'the manager as an array',
      {},
      { op: 'Add', path: `${ENTERPRISE}:manager`, value: [{ $ref: 'https://x/Users/2', value: '2' }] },
      { [ENTERPRISE]: { manager: { $ref: 'https://x/Users/2', value: '2' } } },
    ],
    [
      'the first e-mail address of a type by a filter',
      { emails: [{ type: 'home', value: 'h@x' }] },
      { op: 'Add', path: 'emails[type eq "work"].value', value: 'w@x' },
      {
        emails: [
          { type: 'home', value: 'h@x' },
          { type: 'work', value: 'w@x' },
        ],
      },
    ],
    [
      'the first of all e-mail addresses by a filter',
      {},
      { op: 'Add', path: 'emails[type eq "work" and primary eq "True"].value', value: 'w@x' },
      { emails: [{ type: 'work', primary: true, value: 'w@x' }] },
    ],
    [
      'a filter on a boolean as text',
      { roles: [{ value: 'a', primary: true }] },
      { op: 'Replace', path: 'roles[primary eq "True"].value', value: 'b' },
      { roles: [{ value: 'b', primary: true }] },
    ],
    [
      'a value object with paths and URNs for names',
      {
        displayName: 'a',
        name: { givenName: 'a', middleName: 'm' },
        emails: [{ type: 'work', value: 'a@x' }],
      },
      {
        op: 'replace',
        value: {
          displayName: 'Bjfe',
          'name.givenName': 'Kkom',
          'name.familyName': 'Unua',
          'emails[type eq "work"].value': 'b@x',
          [`${ENTERPRISE}:employeeNumber`]: 'Aklq',
        },
      },
      {
        displayName: 'Bjfe',
        name: { givenName: 'Kkom', middleName: 'm', familyName: 'Unua' },
        emails: [{ type: 'work', value: 'b@x' }],
        [ENTERPRISE]: { employeeNumber: 'Aklq' },
      },
    ],
  ])('%s', (_, before, operation, after) => {
    expect(patchUser(before, operation)).toEqual({ resource: after, changed: true });
  });

  it.each<Row>([
    [
      'members with an empty $ref',
      { members: [{ value: '1' }] },
      { op: 'Add', path: 'members', value: [{ $ref: null, value: '2' }] },
      { members: [{ value: '1' }, { value: '2' }] },
    ],
    [
      'removal of the listed members only (trap 4)',
      { members: [{ value: '1', display: 'A' }, { value: '2' }, { value: '3' }] },
      { op: 'Remove', path: 'members', value: [{ $ref: null, value: '1' }, { value: '3' }, { value: '9' }] },
      { members: [{ value: '2' }] },
    ],
  ])('%s', (_, before, operation, after) => {
    expect(patchGroup(before, operation)).toEqual({ resource: after, changed: true });
  });

  it('removes no member where the list of members to remove is empty (trap 4)', () => {
    const group = { members: [{ value: '1' }] };
    expect(patchGroup(group, { op: 'Remove', path: 'members', value: [] }).changed).toBe(false);
  });

  it('tells members by their id, whatever else it says of them', () => {
    const group = { members: [{ value: '1', type: 'User', $ref: '../Users/1' }, { value: '2' }] };
    const value = [{ value: '1', type: 'Group', $ref: 'https://elsewhere/1', display: 'Other' }];
    expect(patchGroup(group, { op: 'Remove', path: 'members', value }).resource).toEqual({
      members: [{ value: '2' }],
    });
    expect(patchGroup(group, { op: 'Add', path: 'members', value }).changed).toBe(false);
  });
});

describe('Okta', () => {
  it.each<Row>([
    [
      'deactivation without a path',
      { active: true },
      { op: 'replace', value: { active: false } },
      { active: false },
    ],
    [
      'an emptied group',
      { members: [{ value: '1' }] },
      { op: 'replace', path: 'members', value: [] },
      { members: [] },
    ],
    [
      'a new name with the id it has',
      { id: '7', displayName: 'a' },
      { op: 'replace', value: { id: '7', displayName: 'b' } },
      { id: '7', displayName: 'b' },
    ],
  ])('%s', (_, before, operation, after) => {
    expect(patchGroup(before, operation)).toEqual({ resource: after, changed: true });
  });
});

describe('ConnId connectors, as in midPoint', () => {
  it('removes one member per operation', () => {
    const operations = ['1', '3'].map((id) => ({ op: 'remove', path: `members[value eq "${id}"]` }));
    const add = { op: 'add', path: 'members', value: [{ value: '4', display: 'D' }] };
    const members = ['1', '2', '3'].map((value) => ({ value }));
    expect(patchGroup({ members }, ...operations, add).resource).toEqual({
      members: [{ value: '2' }, { value: '4', display: 'D' }],
    });
  });

  it('removes several values with one filter', () => {
    const emails = ['a@x', 'b@x', 'c@x'].map((value) => ({ value }));
    const operation = { op: 'remove', path: 'emails[value eq "A@x" or value eq "c@x"]' };
    expect(patchUser({ emails }, operation).resource).toEqual({ emails: [{ value: 'b@x' }] });
  });

  it('writes extension attributes with a dot', () => {
    const operation = { op: 'add', path: `${ENTERPRISE}.costCenter`, value: '9' };
    expect(patchUser({ [ENTERPRISE]: {} }, operation).resource).toEqual({
      [ENTERPRISE]: { costCenter: '9' },
    });
  });

  it('sends a whole group as the value', () => {
    const group = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], id: '7', displayName: 'a' };
    const value = { ...group, displayName: 'b', members: [{ value: '1' }] };
    expect(patchGroup(group, { op: 'replace', value }).resource).toEqual(value);
  });
});

describe('other spellings', () => {
  it.each<Row>([
    [
      'a member without brackets',
      {},
      { op: 'add', path: 'members', value: { value: '1' } },
      { members: [{ value: '1' }] },
    ],
    [
      'a member by its id alone',
      {},
      { op: 'add', path: 'members', value: '1' },
      { members: [{ value: '1' }] },
    ],
    [
      'members by their ids alone',
      {},
      { op: 'add', path: 'members', value: ['1', '2'] },
      { members: [{ value: '1' }, { value: '2' }] },
    ],
    [
      'a member to remove by its id alone',
      { members: [{ value: '1' }, { value: '2' }] },
      { op: 'remove', path: 'members', value: '1' },
      { members: [{ value: '2' }] },
    ],
    [
      'members.value',
      { members: [{ value: '1' }, { value: '2' }] },
      { op: 'remove', path: 'members.value', value: ['1'] },
      { members: [{ value: '2' }] },
    ],
    ['a null path', {}, { op: 'add', path: null, value: { displayName: 'a' } }, { displayName: 'a' }],
    [
      'names in capitals',
      { displayName: 'a' },
      { OP: 'REPLACE', Path: 'DISPLAYNAME', Value: 'b' },
      { displayName: 'b' },
    ],
    [
      'a null value beside remove',
      { displayName: 'a', x: 1 },
      { op: 'remove', path: 'displayName', value: null },
      { x: 1 },
    ],
  ])('%s', (_, before, operation, after) => {
    expect(patchGroup(before, operation)).toEqual({ resource: after, changed: true });
  });

  it.each<Row>([
    [
      'one e-mail address without brackets',
      {},
      { op: 'replace', path: 'emails', value: { value: 'a@x' } },
      { emails: [{ value: 'a@x' }] },
    ],
    [
      'one of several e-mail addresses to remove',
      {
        emails: [
          { value: 'a@x', type: 'work' },
          { value: 'a@x', type: 'home' },
        ],
      },
      { op: 'remove', path: 'emails', value: { value: 'a@x', type: 'home', primary: true } },
      { emails: [{ value: 'a@x', type: 'work' }] },
    ],
    [
      'addresses to remove by a part of them',
      {
        addresses: [
          { type: 'work', country: 'DE' },
          { type: 'home', country: 'DE' },
        ],
      },
      { op: 'remove', path: 'addresses', value: [{ type: 'home' }] },
      { addresses: [{ type: 'work', country: 'DE' }] },
    ],
    ['null for no value', { title: 'a', x: 1 }, { op: 'replace', path: 'title', value: null }, { x: 1 }],
    ['null in a value object', { title: 'a', x: 1 }, { op: 'replace', value: { title: null } }, { x: 1 }],
    [
      'null for a sub-attribute',
      { name: { a: '1', b: '2' } },
      { op: 'replace', path: 'name', value: { a: null } },
      { name: { b: '2' } },
    ],
    [
      'null for an extension',
      { [ENTERPRISE]: { division: 'a' }, x: 1 },
      { op: 'replace', path: ENTERPRISE, value: null },
      { x: 1 },
    ],
    [
      'an empty list for a single value',
      { title: 'a', x: 1 },
      { op: 'replace', path: 'title', value: [] },
      { x: 1 },
    ],
    [
      'null for one e-mail address',
      { emails: [{ type: 'work', value: 'a@x' }, { value: 'b@x' }] },
      { op: 'replace', path: 'emails[type eq "work"].value', value: null },
      { emails: [{ value: 'b@x' }] },
    ],
    [
      'an address that keeps what says something',
      { addresses: [{ type: 'work', country: 'DE', value: 'x' }] },
      { op: 'remove', path: 'addresses[type eq "work"].value' },
      { addresses: [{ type: 'work', country: 'DE' }] },
    ],
  ])('%s', (_, before, operation, after) => {
    expect(patchUser(before, operation)).toEqual({ resource: after, changed: true });
  });

  it('never empties a list for a value that says nothing', () => {
    const user = { emails: [{ value: 'a@x' }], members: [{ value: '1' }] };
    for (const value of [null, [], [null], [{}], { value: null }]) {
      expect(patchUser(user, { op: 'add', path: 'emails', value }).changed).toBe(false);
    }
    for (const value of [null, [], {}]) {
      expect(patchUser(user, { op: 'add', path: 'emails[value eq "a@x"]', value }).changed).toBe(false);
      expect(patchUser(user, { op: 'add', path: 'emails[value eq "b@x"]', value }).changed).toBe(false);
    }
    for (const value of [[], [null], [{}], {}]) {
      expect(patchUser(user, { op: 'remove', path: 'emails', value }).changed).toBe(false);
    }
    expect(refusal(() => patchUser(user, { op: 'remove', path: 'members', value: [{}] }))).toMatch(
      /^400 invalidValue/,
    );
    expect(
      refusal(() => patchUser(user, { op: 'remove', path: 'emails', value: [{ primary: true }] })),
    ).toMatch(/^400 invalidValue/);
  });
});
