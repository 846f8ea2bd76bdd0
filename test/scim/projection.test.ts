import { describe, expect, it } from 'vitest';
import { parseProjection } from '../../src/scim/projection.ts';
import { USER_SCHEMA } from '../../src/scim/schemas.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const SAP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';

const user = {
  schemas: [USER_SCHEMA, ENTERPRISE, SAP],
  id: '1',
  userName: 'ada',
  name: { givenName: 'Ada', familyName: 'Vale' },
  emails: [{ value: 'ada@example.com', primary: true }],
  [ENTERPRISE]: { department: 'R&D', employeeNumber: '7' },
  [SAP]: { emails: [{ value: 'ada@example.com', verified: true }], status: 'active' },
  meta: { resourceType: 'User' },
};

function attributes(text: string): unknown {
  return parseProjection(text, undefined, USER_SCHEMA).apply(user);
}
function excluded(text: string): unknown {
  return parseProjection(undefined, text, USER_SCHEMA).apply(user);
}
const { schemas, id } = user;

describe('attributes', () => {
  it('keeps what is named, id and schemas', () => {
    expect(attributes('userName')).toEqual({ schemas, id, userName: 'ada' });
  });
  it('ignores case and blanks', () => {
    expect(attributes(' USERNAME , Name')).toEqual({ schemas, id, userName: 'ada', name: user.name });
  });
  it('selects an unqualified name in every schema', () => {
    expect(attributes('emails')).toEqual({
      schemas,
      id,
      emails: user.emails,
      [SAP]: { emails: user[SAP].emails },
    });
  });
  it('selects a qualified name in its schema only', () => {
    expect(attributes(`${SAP}:emails`)).toEqual({ schemas, id, [SAP]: { emails: user[SAP].emails } });
    expect(attributes(`${USER_SCHEMA}:emails`)).toEqual({ schemas, id, emails: user.emails });
  });
  it('selects a whole extension by its URN', () => {
    expect(attributes(ENTERPRISE)).toEqual({ schemas, id, [ENTERPRISE]: user[ENTERPRISE] });
  });
  it('selects sub-attributes', () => {
    expect(attributes('name.givenName')).toEqual({ schemas, id, name: { givenName: 'Ada' } });
    expect(attributes('emails.value')).toEqual({
      schemas,
      id,
      emails: [{ value: 'ada@example.com' }],
      [SAP]: { emails: [{ value: 'ada@example.com' }] },
    });
  });
  it.each(['', ' ', ',', ' , ,'])('means everything when it is %j', (text) => {
    expect(attributes(text)).toEqual(user);
  });
  it('finds nothing for unknown names, prototype names among them', () => {
    expect(attributes('nope,__proto__,constructor')).toEqual({ schemas, id });
  });
});

describe('excludedAttributes', () => {
  it('leaves out what is named, in every schema', () => {
    const { emails, ...rest } = user;
    expect(excluded('Emails')).toEqual({ ...rest, [SAP]: { status: 'active' } });
  });
  it('leaves out a qualified name of its schema only', () => {
    expect(excluded(`${SAP}:emails`)).toEqual({ ...user, [SAP]: { status: 'active' } });
  });
  it('leaves out sub-attributes', () => {
    expect(excluded('name.givenName')).toEqual({ ...user, name: { familyName: 'Vale' } });
  });
  it('always keeps id, and schemas unless named', () => {
    const { schemas: _, ...rest } = user;
    expect(excluded('id')).toEqual(user);
    expect(excluded('schemas')).toEqual(rest);
  });
});

describe('both', () => {
  it('is refused', () => {
    expect(() => parseProjection('a', 'b', USER_SCHEMA)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidValue' }),
    );
  });
});

describe('hides', () => {
  const members = (a?: string, e?: string): boolean => parseProjection(a, e, USER_SCHEMA).hides('members');
  it('knows what nobody will look at', () => {
    expect(members()).toBe(false);
    expect(members('displayName')).toBe(true);
    expect(members('Members')).toBe(false);
    expect(members('members.value')).toBe(false);
    expect(members(undefined, 'MEMBERS')).toBe(true);
    expect(members(undefined, 'members.display')).toBe(false);
    expect(members(`${SAP}:members`)).toBe(true);
  });
});
