import { describe, expect, it } from 'vitest';
import { writeBody } from '../../../../src/connectors/identity-authentication/v2/write-body.ts';
import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';
import { fc, reaching } from '../../../support/property.ts';

const SAP_USER = 'urn:ietf:params:scim:schemas:extension:sap:2.0:User';
const SAP_GROUP = 'urn:ietf:params:scim:schemas:extension:sap:2.0:Group';

describe('writeBody', () => {
  it('leaves out empty values of attributes with canonical values, and no others', () => {
    const user = {
      userName: '',
      userType: '',
      emails: [
        { value: 'a@x', type: '' },
        { value: '', type: 'work' },
      ],
      addresses: [],
      [SAP_USER]: { status: '', sourceSystemId: '', emails: [{ value: 'a@x', type: '' }] },
    };
    expect(writeBody('user', user)).toEqual({
      userName: '',
      emails: [{ value: 'a@x' }, { value: '', type: 'work' }],
      addresses: [],
      [SAP_USER]: { sourceSystemId: '', emails: [{ value: 'a@x' }] },
    });
    expect(user.userType).toBe('');
    expect(user.emails[0]).toEqual({ value: 'a@x', type: '' });
    const group = {
      displayName: '',
      members: [{ value: '1', type: '' }],
      [SAP_GROUP]: { type: '', supportedOperations: '' },
    };
    expect(writeBody('group', group)).toEqual({
      displayName: '',
      members: [{ value: '1' }],
      [SAP_GROUP]: {},
    });
  });

  it('has members of groups with a value each, and of users whatever is there', () => {
    expect(writeBody('group', { members: [{ Value: '1', type: '' }, '2'] })).toEqual({
      members: [{ value: '1' }, { value: '2' }],
    });
    expect(() => writeBody('group', { members: [{ value: '' }] })).toThrow('A member needs a value');
    for (const entity of [{}, { members: null }]) expect(writeBody('group', entity)).toBe(entity);
    const user = { members: [{}] };
    expect(writeBody('user', user)).toBe(user);
  });

  it('shares what it does not change', () => {
    const user = { userType: 'employee', emails: [{ value: 'a@x', type: 'work' }] };
    expect(writeBody('user', user)).toBe(user);
  });

  it('takes any JSON, and keeps all of it but empty values', () => {
    const name = fc.constantFrom('userType', 'emails', 'addresses', SAP_USER, 'status', 'type', 'value', 'x');
    const { object } = fc.letrec<{ json: JsonValue; object: JsonObject }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<JsonValue>('', 'a', 0, true, null),
        tie('object'),
        fc.array(tie('json'), { maxLength: 3 }),
      ),
      object: fc.dictionary(name, tie('json'), { minKeys: 2, noNullPrototype: true }),
    }));
    const type = fc.constantFrom<JsonValue>('', '', 'work', null);
    const emails = fc.array(fc.oneof(object, fc.record({ type, value: fc.constantFrom('', 'a') })), {
      maxLength: 3,
    });
    const user = fc
      .tuple(
        object,
        fc.record(
          { userType: type, emails, [SAP_USER]: fc.record({ status: type, emails }) },
          { requiredKeys: [] },
        ),
      )
      .map(([any, known]): JsonObject => ({ ...any, ...known }));
    const withoutEmpty = (value: JsonValue): JsonValue => {
      if (Array.isArray(value)) return value.map(withoutEmpty);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .filter(([, member]) => member !== '')
          .map(([key, member]) => [key, withoutEmpty(member)]),
      );
    };
    fc.assert(
      fc.property(
        user,
        reaching((entity) => {
          const before = JSON.stringify(entity);
          const written = writeBody('user', entity);
          expect(JSON.stringify(entity)).toBe(before);
          expect(withoutEmpty(written)).toEqual(withoutEmpty(entity));
          return written !== entity;
        }),
      ),
      { numRuns: 300 },
    );
    const tricky: JsonObject = JSON.parse('{"__proto__":{"userType":""},"userType":""}');
    expect(JSON.stringify(writeBody('user', tricky))).toBe('{"__proto__":{"userType":""}}');
  });
});
