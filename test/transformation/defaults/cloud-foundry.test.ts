import { describe, expect, it } from 'vitest';
import { compileDefault, entityOf, failed, outputOf, transformed, variablesOf } from '../helpers.ts';

const CORE_GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const CUSTOM_GROUP = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:Group';
const SAP_GROUP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:Group';
const BASE = 'https://proxy.example/ipsproxy/api/v1/scim/s-1/';

const PREFIX = { 'btp.cf.pm.group.prefix': 'CF_' };
const read = compileDefault('cloud-foundry', 'read');
const readWithPrefix = compileDefault('cloud-foundry', 'read', { properties: PREFIX });
const write = compileDefault('cloud-foundry', 'write');

describe('default read transformation of users', () => {
  it('passes UAA users on, the location aside', () => {
    const input = {
      id: 'u-1',
      userName: 'ada@example.com',
      name: { givenName: 'Ada', familyName: 'Vale' },
      emails: [{ value: 'ada@example.com', primary: false }],
      active: true,
      verified: true,
      origin: 'ias-platform',
      zoneId: 'uaa',
      groups: [{ value: 'not mapped' }],
      meta: { version: 0, created: '2024-01-01T00:00:00.000Z' },
    };
    expect(
      outputOf(
        entityOf(read, 'user').run(input, {
          operation: 'read',
          variables: { entityBaseLocation: `${BASE}Users/` },
        }),
      ),
    ).toStrictEqual({
      id: 'u-1',
      userName: 'ada@example.com',
      name: { givenName: 'Ada', familyName: 'Vale' },
      emails: [{ value: 'ada@example.com', primary: false }],
      active: true,
      verified: true,
      meta: { version: 0, created: '2024-01-01T00:00:00.000Z', location: `${BASE}Users/u-1` },
      origin: 'ias-platform',
      zoneId: 'uaa',
    });
    expect(input.meta).not.toHaveProperty('location');
  });
});

describe('default read transformation of groups', () => {
  const input = {
    id: 'org-guid organization_manager',
    displayName: 'eu10:acme:organization_manager',
    members: [{ value: 'u-1' }],
  };

  it('adds what clients need to know of a role', () => {
    expect(
      outputOf(
        entityOf(read, 'group').run(input, {
          operation: 'read',
          variables: { entityBaseLocation: `${BASE}Groups/` },
        }),
      ),
    ).toStrictEqual({
      id: 'org-guid organization_manager',
      [CUSTOM_GROUP]: { name: 'org-guid organization_manager' },
      schemas: [CORE_GROUP],
      displayName: 'eu10:acme:organization_manager',
      members: [{ value: 'u-1' }],
      meta: { location: `${BASE}Groups/org-guid organization_manager` },
      [SAP_GROUP]: { type: 'authorization', supportedOperations: 'userOnlyMembership' },
    });
  });

  it('puts the prefix of the property before the display name', () => {
    const output = outputOf(
      entityOf(readWithPrefix, 'group').run(input, {
        operation: 'read',
        variables: { entityBaseLocation: BASE },
      }),
    );
    expect(output['displayName']).toBe('CF_eu10:acme:organization_manager');
  });

  it('turns the prefix back in filters', () => {
    const plain = entityOf(read, 'group').attributeSource(['displayName']);
    expect(plain?.path).toEqual(['displayName']);
    expect(plain?.invert('CF_eu10:acme')).toBe('CF_eu10:acme');
    const prefixed = entityOf(readWithPrefix, 'group').attributeSource(['displayName']);
    expect(prefixed?.path).toEqual(['displayName']);
    expect(prefixed?.invert('CF_eu10:acme')).toBe('eu10:acme');
    expect(prefixed?.invert('eu10:acme')).toBeUndefined();
  });

  it('finds the source of ids and members, and of nothing that is constant', () => {
    const group = entityOf(read, 'group');
    expect(group.attributeSource(['members', 'value'])?.path).toEqual(['members', 'value']);
    expect(group.attributeSource([CUSTOM_GROUP, 'name'])?.path).toEqual(['id']);
    expect(group.attributeSource([SAP_GROUP, 'type'])).toBeUndefined();
    expect(group.attributeSource(['schemas'])).toBeUndefined();
  });
});

describe('default write transformation', () => {
  const user = entityOf(write, 'user');
  const group = entityOf(write, 'group');

  it('marks the first e-mail as primary where none is', () => {
    const input = { userName: 'ada', emails: [{ value: 'a@x.example' }, { value: 'b@x.example' }] };
    expect(outputOf(user.run(input, { operation: 'create' }))).toStrictEqual({
      userName: 'ada',
      emails: [{ value: 'a@x.example', primary: true }, { value: 'b@x.example' }],
      schemas: ['urn:scim:schemas:core:1.0'],
    });
    expect(input.emails[0]).not.toHaveProperty('primary');
  });

  it('leaves the primary e-mail that the client says', () => {
    const emails = [{ value: 'a@x.example' }, { value: 'b@x.example', primary: true }];
    expect(outputOf(user.run({ userName: 'ada', emails }, { operation: 'create' }))['emails']).toStrictEqual(
      emails,
    );
  });

  it('skips updates of users', () => {
    expect(user.skipOperations).toEqual(new Set(['update']));
    expect(group.skipOperations.size).toBe(0);
  });

  it('addresses a new role by its technical name', () => {
    const input = {
      displayName: 'CF_eu10:acme:organization_manager',
      members: [],
      [CUSTOM_GROUP]: { name: 'org-guid organization_manager' },
    };
    const result = transformed(group.run(input, { operation: 'create' }));
    expect(result.output).toStrictEqual({
      id: 'org-guid organization_manager',
      displayName: 'CF_eu10:acme:organization_manager',
      members: [],
    });
    expect(result.variables).toEqual({ entityIdTargetSystem: 'org-guid organization_manager' });
  });

  it('addresses an existing role by the id in the URL', () => {
    const result = group.run(
      { displayName: 'x', [CUSTOM_GROUP]: { name: 'ignored' } },
      { operation: 'update', variables: { entityIdTargetSystem: 'org-guid organization_user' } },
    );
    expect(outputOf(result)).toStrictEqual({ id: 'org-guid organization_user', displayName: 'x' });
    expect(variablesOf(result)).toEqual({ entityIdTargetSystem: 'org-guid organization_user' });
  });

  it('fails to create a role without technical name', () => {
    expect(failed(group.run({ displayName: 'x' }, { operation: 'create' })).path).toBe(
      `$['${CUSTOM_GROUP}']['name']`,
    );
  });

  it('passes operations of a PATCH through', () => {
    const Operations = [{ op: 'add', path: 'members', value: [{ value: 'u-1' }] }];
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:PatchOp'];
    expect(
      outputOf(
        group.run({ schemas, Operations }, { operation: 'patch', variables: { entityIdTargetSystem: 'g' } }),
      ),
    ).toStrictEqual({ schemas, Operations });
  });
});
