import { describe, expect, it } from 'vitest';
import { compileDefault, entityOf, outputOf } from '../helpers.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const BASE = 'https://proxy.example/ipsproxy/api/v1/scim/s-1/';

const read = compileDefault('identity-authentication/v1', 'read');
const write = compileDefault('identity-authentication/v1', 'write');

describe('default read transformations', () => {
  it('turns a user of version 1 into SCIM: time zone and UUID move', () => {
    const input = {
      schemas: [CORE, ENTERPRISE],
      id: 'P000123',
      userUuid: 'uuid-1',
      userName: 'ada',
      active: true,
      emails: [{ value: 'ada@example.com', primary: true }],
      timeZone: 'Europe/Berlin',
      sourceSystem: '39',
      company: 'Acme',
      groups: [{ value: 'Administrators', display: 'Administrators' }],
      corporateGroups: [{ value: 'hr-all' }],
    };
    expect(
      outputOf(
        entityOf(read, 'user').run(input, {
          operation: 'read',
          variables: { entityBaseLocation: `${BASE}Users/` },
        }),
      ),
    ).toStrictEqual({
      id: 'P000123',
      meta: { location: `${BASE}Users/P000123` },
      [SAP]: { userUuid: 'uuid-1' },
      schemas: [CORE, ENTERPRISE],
      userName: 'ada',
      emails: [{ value: 'ada@example.com' }],
      active: true,
      timezone: 'Europe/Berlin',
      groups: [{ value: 'Administrators', display: 'Administrators' }],
      [ENTERPRISE]: { organization: 'Acme' },
    });
  });

  it('shows the technical name of a group as its display name', () => {
    const input = {
      id: 'g-1',
      displayName: 'Administrators of Ulm',
      members: [{ value: 'P000123' }],
      [CUSTOM_GROUP]: { name: 'Administrators', description: 'Ulm' },
    };
    expect(
      outputOf(
        entityOf(read, 'group').run(input, {
          operation: 'read',
          variables: { entityBaseLocation: `${BASE}Groups/` },
        }),
      ),
    ).toStrictEqual({
      id: 'g-1',
      meta: { location: `${BASE}Groups/g-1` },
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group', CUSTOM_GROUP],
      displayName: 'Administrators',
      members: [{ value: 'P000123' }],
      [CUSTOM_GROUP]: { name: 'Administrators', description: 'Ulm' },
    });
  });

  it('translates filters to the names of version 1', () => {
    const user = entityOf(read, 'user');
    expect(user.attributeSource(['timezone'])?.path).toEqual(['timeZone']);
    expect(user.attributeSource([SAP, 'userUuid'])?.path).toEqual(['userUuid']);
    expect(entityOf(read, 'group').attributeSource(['displayName'])?.path).toEqual([CUSTOM_GROUP, 'name']);
  });
});

describe('default write transformation of users', () => {
  const user = entityOf(write, 'user');
  const input = {
    userName: 'ada',
    name: { familyName: 'Vale' },
    emails: [{ value: 'ada@example.com', primary: true }],
    groups: [{ value: 'hr-all' }],
    timezone: 'Europe/Berlin',
  };
  const always = {
    corporateGroups: [{ value: 'hr-all' }],
    schemas: [CORE, ENTERPRISE],
    userName: 'ada',
    emails: [{ value: 'ada@example.com' }],
    userType: 'employee',
    name: { familyName: 'Vale' },
    addresses: [],
    active: true,
    timeZone: 'Europe/Berlin',
  };

  it('creates with texts where version 1 wants texts', () => {
    expect(outputOf(user.run(input, { operation: 'create' }))).toStrictEqual({
      ...always,
      sendMail: 'false',
      mailVerified: 'true',
      passwordStatus: 'disabled',
      sourceSystem: '39',
    });
  });

  it('updates with the id in the body', () => {
    expect(
      outputOf(user.run(input, { operation: 'update', variables: { entityIdTargetSystem: 'P1' } })),
    ).toStrictEqual({ ...always, id: 'P1' });
  });

  it.each([
    ['without e-mails', { ...input, emails: [] }],
    ['without a family name', { ...input, name: { givenName: 'Ada' } }],
    ['with nothing', {}],
  ])('takes no user %s: the condition says so', (_, entity) => {
    expect(user.run(entity, { operation: 'create' })).toEqual({
      status: 'filtered',
      condition: '($.emails.length() > 0) && ($.name.familyName EMPTY false)',
    });
  });

  it('does not look at the condition to delete', () => {
    expect(user.run({}, { operation: 'delete' }).status).toBe('transformed');
  });

  it('has nothing for a native PATCH', () => {
    expect(user.scopes).toEqual(new Set(['createEntity']));
    expect(outputOf(user.run({ Operations: [] }, { operation: 'patch' }))).toEqual({});
  });
});

describe('default write transformation of groups', () => {
  it('makes the technical name on create only', () => {
    const group = entityOf(write, 'group');
    const input = { displayName: 'A B!', members: [{ value: 'P1' }] };
    expect(outputOf(group.run(input, { operation: 'create' }))).toStrictEqual({
      displayName: 'A B!',
      [CUSTOM_GROUP]: { name: 'A_B_' },
      members: [{ value: 'P1' }],
    });
    expect(
      outputOf(group.run(input, { operation: 'update', variables: { entityIdTargetSystem: 'g' } })),
    ).toStrictEqual({ id: 'g', displayName: 'A B!', members: [{ value: 'P1' }] });
  });
});
