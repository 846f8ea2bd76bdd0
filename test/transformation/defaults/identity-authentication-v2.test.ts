import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../../../src/transformation/index.ts';
import { compileDefault, entityOf, failed, outputOf, transformed, variablesOf } from '../helpers.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';
const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const BASE = 'https://proxy.example/ipsproxy/api/v1/scim/s-1/';

const read = compileDefault('identity-authentication/v2', 'read');
const write = compileDefault('identity-authentication/v2', 'write');

function backendUser(): JsonMap {
  return {
    id: '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11',
    meta: { version: 'v1', location: 'https://tenant.accounts.example/scim/Users/0d6f' },
    schemas: [CORE, ENTERPRISE, SAP, CUSTOM],
    userName: 'ada',
    displayName: 'Ada Vale',
    userType: 'employee',
    active: true,
    sourceSystem: 'not for clients',
    name: { givenName: 'Ada', middleName: 'M.', familyName: 'Vale', honorificPrefix: 'Ms.' },
    locale: 'en',
    timezone: 'Europe/Berlin',
    emails: [
      { value: 'ada@example.com', type: 'work', primary: true },
      { value: 'ada@home.example', type: 'home', primary: false },
    ],
    phoneNumbers: [{ value: '+49 731 1', type: 'work' }],
    addresses: [{ type: 'work', country: 'DE' }],
    groups: [{ value: 'g-1', display: 'Administrators' }],
    [ENTERPRISE]: {
      employeeNumber: '4711',
      costCenter: 'C-1',
      organization: 'Acme',
      division: 'Research',
      department: 'Engines',
      manager: { value: 'm-1', displayName: 'Bo Lind', $ref: '../Users/m-1' },
    },
    [SAP]: { userUuid: 'uuid-1', userId: 'P000123', passwordDetails: { status: 'enabled' } },
    [CUSTOM]: { attributes: [{ name: 'customAttribute1', value: 'blue' }] },
  };
}

describe('default read transformation of users', () => {
  const user = entityOf(read, 'user');

  it('gives clients the attributes that it maps, and nothing else', () => {
    const result = transformed(
      user.run(backendUser(), { operation: 'read', variables: { entityBaseLocation: `${BASE}Users/` } }),
    );
    expect(result.output).toStrictEqual({
      id: '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11',
      meta: { location: `${BASE}Users/0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11` },
      [SAP]: { userUuid: 'uuid-1' },
      schemas: [CORE, ENTERPRISE, SAP, CUSTOM],
      userName: 'ada',
      emails: [{ value: 'ada@example.com' }, { value: 'ada@home.example' }],
      active: true,
      userType: 'employee',
      name: { givenName: 'Ada', middleName: 'M.', familyName: 'Vale', honorificPrefix: 'Ms.' },
      addresses: [{ type: 'work', country: 'DE' }],
      locale: 'en',
      phoneNumbers: [{ value: '+49 731 1', type: 'work' }],
      timezone: 'Europe/Berlin',
      displayName: 'Ada Vale',
      groups: [{ value: 'g-1', display: 'Administrators' }],
      [ENTERPRISE]: {
        employeeNumber: '4711',
        costCenter: 'C-1',
        organization: 'Acme',
        division: 'Research',
        department: 'Engines',
        manager: { value: 'm-1', displayName: 'Bo Lind' },
      },
      [CUSTOM]: { attributes: [{ name: 'customAttribute1', value: 'blue' }] },
    });
    expect(result.variables).toStrictEqual({
      entityBaseLocation: `${BASE}Users/`,
      entityIdSourceSystem: '0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11',
      entityLocationSourceSystem: `${BASE}Users/0d6f3a44-7f0e-4f0e-9f0b-5a2f5d3c1b11`,
    });
  });

  it('gives a user with only what is mandatory', () => {
    const minimal = {
      id: '1',
      schemas: [CORE],
      active: false,
      emails: [{ value: 'a@b.example' }],
      [SAP]: { userUuid: '1' },
    };
    expect(
      outputOf(user.run(minimal, { operation: 'read', variables: { entityBaseLocation: BASE } })),
    ).toStrictEqual({
      id: '1',
      meta: { location: `${BASE}1` },
      [SAP]: { userUuid: '1' },
      schemas: [CORE],
      emails: [{ value: 'a@b.example' }],
      active: false,
    });
  });

  it('removes an empty display name, and lets company win over organization', () => {
    const input = { ...backendUser(), displayName: '', company: 'Acme Holding' };
    const output = outputOf(user.run(input, { operation: 'read', variables: { entityBaseLocation: BASE } }));
    expect(output).not.toHaveProperty('displayName');
    expect(output[ENTERPRISE]).toMatchObject({ organization: 'Acme Holding' });
  });

  it('keeps lists of one element as lists', () => {
    const input = { ...backendUser(), schemas: [CORE] };
    expect(
      outputOf(user.run(input, { operation: 'read', variables: { entityBaseLocation: BASE } })),
    ).toMatchObject({ schemas: [CORE], phoneNumbers: [{ value: '+49 731 1' }], groups: [{ value: 'g-1' }] });
  });

  it.each([
    ['id', '$.id'],
    ['schemas', '$.schemas'],
    ['active', '$.active'],
    ['emails', '$.emails[*].value'],
    [SAP, `$['${SAP}']['userUuid']`],
  ])('fails on a user without the mandatory %s, naming the path', (attribute, path) => {
    const input = backendUser();
    delete input[attribute];
    const result = failed(user.run(input, { operation: 'read', variables: { entityBaseLocation: BASE } }));
    expect(result.path).toBe(path);
    expect(result.mapping).toContain(path);
    expect(result.reason).toContain('missing');
  });

  it('names the correlation attributes and says which mandatory variable is missing', () => {
    expect(user.correlationAttributes).toEqual(['$.userName', '$.emails[?(@.primary== true)].value']);
    expect(failed(user.run(backendUser(), { operation: 'read' })).path).toBe('entityBaseLocation');
  });

  it.each([
    [['userName'], ['userName']],
    [['USERNAME'], ['userName']],
    [
      ['emails', 'value'],
      ['emails', 'value'],
    ],
    [
      ['emails', 0, 'value'],
      ['emails', 0, 'value'],
    ],
    [
      ['emails', 1, 'value'],
      ['emails', 1, 'value'],
    ],
    [
      ['name', 'familyName'],
      ['name', 'familyName'],
    ],
    [
      ['groups', 'value'],
      ['groups', 'value'],
    ],
    [
      [ENTERPRISE, 'manager', 'value'],
      [ENTERPRISE, 'manager', 'value'],
    ],
    [
      [ENTERPRISE, 'organization'],
      [ENTERPRISE, 'organization'],
    ],
    [
      [CUSTOM, 'attributes', 'value'],
      [CUSTOM, 'attributes', 'value'],
    ],
  ])('finds where %j comes from', (target, source) => {
    const found = user.attributeSource(target);
    expect(found?.path).toEqual(source);
    expect(found?.invert('x')).toBe('x');
  });

  it.each([
    [['nickName']],
    [['emails', 'type']],
    [['sourceSystem']],
    [['meta', 'location']],
    [['name', 'formatted']],
  ])('finds no source of %j, which no mapping gives', (target) => {
    expect(user.attributeSource(target)).toBeUndefined();
  });

  it('can do without groups, and not without what is mandatory or decides something', () => {
    expect(['groups', 'phoneNumbers', 'Groups', 'nickName'].map((name) => user.canOmit(name))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['id', 'emails', 'schemas', 'displayName', 'company'].map((name) => user.canOmit(name))).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('default read transformation of groups', () => {
  const group = entityOf(read, 'group');
  const backendGroup = {
    id: 'g-1',
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group', CUSTOM_GROUP],
    displayName: 'Administrators of Ulm',
    members: [{ value: 'u-1', type: 'User', $ref: 'https://tenant.accounts.example/scim/Users/u-1' }],
    [CUSTOM_GROUP]: { name: 'Administrators', description: 'Ulm', additionalId: '5f' },
  };

  it('gives clients the mapped attributes, members with everything in them', () => {
    expect(
      outputOf(
        group.run(backendGroup, { operation: 'read', variables: { entityBaseLocation: `${BASE}Groups/` } }),
      ),
    ).toStrictEqual({
      id: 'g-1',
      meta: { location: `${BASE}Groups/g-1` },
      [CUSTOM_GROUP]: { name: 'Administrators' },
      displayName: 'Administrators of Ulm',
      members: [{ value: 'u-1', type: 'User', $ref: 'https://tenant.accounts.example/scim/Users/u-1' }],
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group', CUSTOM_GROUP],
    });
  });

  it('can do without the members', () => {
    expect(group.canOmit('members')).toBe(true);
    expect(group.canOmit('displayName')).toBe(false);
  });
});

describe('default write transformation of users', () => {
  const user = entityOf(write, 'user');
  const SCHEMAS = [CORE, ENTERPRISE, SAP];

  function clientUser(): JsonMap {
    return {
      schemas: [CORE],
      userName: 'ada',
      displayName: 'Ada Vale',
      name: { givenName: 'Ada', familyName: 'Vale', formatted: 'Ada Vale' },
      emails: [
        { value: 'ada@example.com', type: 'work', primary: true },
        { value: 'ada@home.example', type: 'home', verified: false },
      ],
      addresses: [{ country: 'DE' }, { type: 'other', country: 'FR' }, { type: 'home', country: 'IT' }],
      phoneNumbers: [{ value: '+49 731 1', type: 'work' }],
      timezone: 'Europe/Berlin',
      [SAP]: { validFrom: '2024-05-01T00:00:00Z', sourceSystem: 100 },
      [ENTERPRISE]: { employeeNumber: '4711', manager: { value: 'm-1' } },
    };
  }

  it('creates with everything that only a creation carries', () => {
    const result = transformed(user.run(clientUser(), { operation: 'create' }));
    expect(result.output).toStrictEqual({
      schemas: SCHEMAS,
      userName: 'ada',
      emails: [{ value: 'ada@example.com' }, { value: 'ada@home.example' }],
      userType: 'employee',
      name: { givenName: 'Ada', familyName: 'Vale' },
      addresses: [
        { country: 'DE', type: 'work' },
        { type: 'work', country: 'FR' },
        { type: 'home', country: 'IT' },
      ],
      phoneNumbers: [{ value: '+49 731 1', type: 'work' }],
      displayName: 'Ada Vale',
      [SAP]: {
        validFrom: '2024-05-01T00:00:00Z',
        sendMail: false,
        emails: [
          { value: 'ada@example.com', primary: true, verified: true },
          { value: 'ada@home.example', verified: false },
        ],
        passwordDetails: { status: 'disabled' },
        sourceSystem: 39,
      },
      [ENTERPRISE]: { employeeNumber: '4711', manager: { value: 'm-1' } },
      active: true,
      timezone: 'Europe/Berlin',
    });
    expect(result.variables).toStrictEqual({});
  });

  it('updates without what only a creation carries', () => {
    const output = outputOf(
      user.run(clientUser(), { operation: 'update', variables: { entityIdTargetSystem: 'u-1' } }),
    );
    expect(output).toStrictEqual({
      id: 'u-1',
      schemas: SCHEMAS,
      userName: 'ada',
      emails: [{ value: 'ada@example.com' }, { value: 'ada@home.example' }],
      userType: 'employee',
      name: { givenName: 'Ada', familyName: 'Vale' },
      addresses: [
        { country: 'DE', type: 'work' },
        { type: 'work', country: 'FR' },
        { type: 'home', country: 'IT' },
      ],
      phoneNumbers: [{ value: '+49 731 1', type: 'work' }],
      displayName: 'Ada Vale',
      [SAP]: { validFrom: '2024-05-01T00:00:00Z' },
      [ENTERPRISE]: { employeeNumber: '4711', manager: { value: 'm-1' } },
      active: true,
      timezone: 'Europe/Berlin',
    });
  });

  it('fills in defaults: user type, activity, and an empty list of addresses', () => {
    expect(
      outputOf(
        user.run(
          { userName: 'x', emails: [{ value: 'x@example.com' }] },
          { operation: 'update', variables: { entityIdTargetSystem: '1' } },
        ),
      ),
    ).toStrictEqual({
      id: '1',
      schemas: SCHEMAS,
      userName: 'x',
      emails: [{ value: 'x@example.com' }],
      userType: 'employee',
      addresses: [],
      active: true,
    });
  });

  it('passes the operations of a PATCH through, and nothing else', () => {
    const body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'active', value: false }],
      userName: 'not part of a PATCH',
    };
    expect(
      outputOf(user.run(body, { operation: 'patch', variables: { entityIdTargetSystem: '1' } })),
    ).toStrictEqual({ schemas: body.schemas, Operations: body.Operations });
  });

  it('deletes by the id in the URL', () => {
    const result = user.run({}, { operation: 'delete', variables: { entityIdTargetSystem: 'u-1' } });
    expect(outputOf(result)).toStrictEqual({});
    expect(variablesOf(result)).toStrictEqual({ entityIdTargetSystem: 'u-1' });
    expect(user.targetId('u-1', 'read')).toBe('u-1');
  });

  it('fails on a user without e-mails, naming them', () => {
    const result = failed(user.run({ userName: 'ada' }, { operation: 'create' }));
    expect(result.path).toBe('$.emails[*].value');
  });
});

describe('default write transformation of groups', () => {
  const group = entityOf(write, 'group');
  const SCHEMAS = ['urn:ietf:params:scim:schemas:core:2.0:Group', CUSTOM_GROUP];

  it('makes the technical name of the display name on create', () => {
    expect(outputOf(group.run({ displayName: 'My Group: A/B' }, { operation: 'create' }))).toStrictEqual({
      schemas: SCHEMAS,
      displayName: 'My Group: A/B',
      [CUSTOM_GROUP]: { name: 'My_Group__A_B' },
    });
  });

  it('prefers the technical name that the client gives', () => {
    const input = { displayName: 'My Group', [CUSTOM_GROUP]: { name: 'MINE', description: 'd' } };
    expect(outputOf(group.run(input, { operation: 'create' }))).toStrictEqual({
      schemas: SCHEMAS,
      displayName: 'My Group',
      [CUSTOM_GROUP]: { name: 'MINE', description: 'd' },
    });
  });

  it('never sends the technical name on update, and keeps members, even of an empty list', () => {
    const input = { displayName: 'My Group: A/B', members: [], [CUSTOM_GROUP]: { name: 'MINE' } };
    expect(
      outputOf(group.run(input, { operation: 'update', variables: { entityIdTargetSystem: 'g-1' } })),
    ).toStrictEqual({ id: 'g-1', schemas: SCHEMAS, displayName: 'My Group: A/B', members: [] });
  });

  it('keeps 250 members', () => {
    const members = Array.from({ length: 250 }, (_, index) => ({ value: `u-${index}`, type: 'User' }));
    const output = outputOf(
      group.run(
        { displayName: 'Many', members },
        { operation: 'update', variables: { entityIdTargetSystem: 'g' } },
      ),
    );
    expect(output['members']).toStrictEqual(members);
    expect(output['members']).not.toBe(members);
  });
});
