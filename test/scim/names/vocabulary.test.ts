import { describe, expect, it } from 'vitest';
import { createVocabulary } from '../../../src/scim/names/vocabulary.ts';
import { schemasOf } from '../../../src/scim/schema/known.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';
const ODM = 'urn:ietf:params:scim:schemas:extension:sap.odm:2.0:User';
const ACME = 'urn:acme:2.0:User';
const user = schemasOf('user');

describe('the vocabulary of a user', () => {
  it('has the names of the core schema and of all extensions', () => {
    const { names, extensions, schemas } = createVocabulary(user, []);
    expect(schemas).toBe(user);
    expect(extensions).toEqual([ENTERPRISE, SAP, CUSTOM, ODM]);
    expect(names.find('USERNAME')).toMatchObject({ name: 'userName', attribute: { type: 'string' } });
    expect(names.find('ADDRESSES')?.below.find('STREETADDRESS')?.name).toBe('streetAddress');
    const enterprise = names.find(ENTERPRISE.toUpperCase());
    expect(enterprise?.name).toBe(ENTERPRISE);
    expect(enterprise?.below.find('MANAGER')?.below.find('displayname')?.name).toBe('displayName');
    expect(names.find(CUSTOM)?.below.find('attributes')?.below.find('VALUE')?.name).toBe('value');
    expect(names.find('department')).toBeUndefined();
  });

  it('has the spelling of the transformation before that of the schemas, on every level', () => {
    const { names } = createVocabulary(user, [
      ['UserName'],
      ['Emails', 'VALUE'],
      [ENTERPRISE.toLowerCase(), 'Manager', 'Value'],
      ['alias', 'Deep'],
    ]);
    expect(names.find('username')).toMatchObject({ name: 'UserName', attribute: { name: 'userName' } });
    const emails = names.find('emails');
    expect(emails).toMatchObject({ name: 'Emails', attribute: { multiValued: true } });
    expect(emails?.below.find('value')?.name).toBe('VALUE');
    expect(emails?.below.find('TYPE')?.name).toBe('type');
    const enterprise = names.find(ENTERPRISE);
    expect(enterprise?.name).toBe(ENTERPRISE.toLowerCase());
    expect(enterprise?.below.find('manager')?.name).toBe('Manager');
    expect(enterprise?.below.find('manager')?.below.find('VALUE')?.name).toBe('Value');
    expect(enterprise?.below.find('DEPARTMENT')?.name).toBe('department');
    expect(names.find('ALIAS')?.below.find('deep')?.name).toBe('Deep');
  });

  it('lists each extension once, those of the transformation first and as it spells them', () => {
    const paths = [['userName'], [ACME, 'x'], [ENTERPRISE.toLowerCase(), 'department'], [ACME, 'y'], []];
    expect(createVocabulary(user, paths).extensions).toEqual([
      ACME,
      ENTERPRISE.toLowerCase(),
      SAP,
      CUSTOM,
      ODM,
    ]);
    expect(createVocabulary(user, [['URN:Acme:x']]).extensions[0]).toBe('URN:Acme:x');
    expect(createVocabulary(user, [['urn:Acme:x'], ['urn:acme:X']]).extensions[0]).toBe('urn:Acme:x');
    expect(createVocabulary(user, [['urn:Acme:x'], ['urn:acme:X']]).extensions).toHaveLength(5);
    expect(createVocabulary(user, [['a:b'], ['x:urn:b'], ['x', ACME]]).extensions).toEqual([
      ENTERPRISE,
      SAP,
      CUSTOM,
      ODM,
    ]);
  });
});

it('a custom type has the names that every resource has, and those that its transformation reads', () => {
  const { names, extensions } = createVocabulary(schemasOf('role'), [['Rights', 'Name']]);
  expect(extensions).toEqual([]);
  expect(names.find('EXTERNALID')?.name).toBe('externalId');
  expect(names.find('META')?.below.find('LASTMODIFIED')?.name).toBe('lastModified');
  expect(names.find('rights')?.below.find('name')?.name).toBe('Name');
  expect(names.find('userName')).toBeUndefined();
});
