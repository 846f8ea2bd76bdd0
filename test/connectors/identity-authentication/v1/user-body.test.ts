/** What version 1 gets for a user, and what it leaves as it was. */
import { describe, expect, it } from 'vitest';
import {
  keptAttributes,
  replacingBody,
  userBody,
} from '../../../../src/connectors/identity-authentication/v1/user-body.ts';
import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';
import { CUSTOM_USER } from './tenant.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('the body', () => {
  it.each(['sendMail', 'mailVerified', 'telephoneVerified', 'sourceSystem', 'passwordFailedLoginAttempts'])(
    'has %s as text',
    (name) => {
      const sent = (value: JsonValue) => userBody({ [name]: value })[name];
      expect([true, false, 0, 39, 'x', null, []].map(sent)).toEqual([
        'true',
        'false',
        '0',
        '39',
        'x',
        null,
        [],
      ]);
    },
  );

  it('has active as a boolean', () => {
    const sent = (active: JsonValue) => userBody({ active })['active'];
    expect(['true', 'TRUE', 'False', 'xtrue', 'truex', '', true, null].map(sent)).toEqual([
      true,
      true,
      false,
      'xtrue',
      'truex',
      '',
      true,
      null,
    ]);
    expect(userBody({})).toEqual({});
  });

  it('is another one than the entity, which stays as it is', () => {
    const entity = { sendMail: true, userName: 1 };
    expect(userBody(entity)).toEqual({ sendMail: 'true', userName: 1 });
    expect(entity).toEqual({ sendMail: true, userName: 1 });
  });

  const ASSIGNED = { value: 'Admins', $ref: 'https://x/Groups/1' };
  it.each<[string, JsonValue, JsonValue | undefined]>([
    ['as they are', [{ value: 'hr' }, 'x'], [{ value: 'hr' }, 'x']],
    ['without those that are assigned', [ASSIGNED, { value: 'hr' }], [{ value: 'hr' }]],
    ['not at all where all of them are assigned', [ASSIGNED, ASSIGNED], undefined],
    ['as none where the list is empty', [], []],
    ['as none where there is no list', null, []],
    ['whatever a $ref is that is no text', [{ value: 'hr', $ref: 1 }], [{ value: 'hr', $ref: 1 }]],
  ])('has corporate groups %s', (_, given, sent) => {
    expect(userBody({ corporateGroups: given })['corporateGroups']).toEqual(sent);
  });

  it('of a PUT has the id', () => {
    expect(replacingBody({ id: 'x', sendMail: true }, 'P1')).toEqual({ id: 'P1', sendMail: 'true' });
  });

  it('of a PUT clears all custom attributes that it does not name', () => {
    const cleared = (...numbers: number[]) =>
      numbers.map((number) => ({ name: `customAttribute${number}`, value: '' }));
    const two = { name: 'customAttribute2', value: 'b' };
    const sent = (extension: JsonValue) => replacingBody({ [CUSTOM_USER]: extension }, 'P1')[CUSTOM_USER];
    expect(sent({ attributes: [two] })).toEqual({
      attributes: [two, ...cleared(1, 3, 4, 5, 6, 7, 8, 9, 10)],
    });
    expect(sent({ attributes: [two, 'x', null] })).toEqual(sent({ attributes: [two] }));
    for (const none of [{ attributes: [] }, { attributes: ['x'] }, { attributes: 'x' }, {}, null, 'x']) {
      expect(sent(none)).toEqual({ attributes: [] });
    }
    expect(replacingBody({}, 'P1')).toEqual({ id: 'P1' });
  });
});

describe('what a PUT does not clear', () => {
  const FULL: JsonObject = {
    userName: 'a',
    displayName: 'a',
    name: { givenName: 'a', middleName: 'a', honorificPrefix: 'a', familyName: 'a' },
    addresses: [{ type: 'work' }],
    phoneNumbers: [{ value: '1' }],
    locale: 'DE',
    timeZone: 'Europe/Berlin',
    active: true,
    [ENTERPRISE]: {
      employeeNumber: '1',
      costCenter: '1',
      organization: '1',
      division: '1',
      department: '1',
      manager: { value: '1' },
      other: '1',
    },
  };
  const NAMES = [
    'userName',
    'displayName',
    'name.givenName',
    'name.middleName',
    'name.honorificPrefix',
    'addresses',
    'phoneNumbers',
    'locale',
    'timeZone',
    'employeeNumber',
    'costCenter',
    'organization',
    'division',
    'department',
    'manager',
  ];

  it('is told by name', () => {
    expect(keptAttributes({}, FULL)).toEqual(NAMES);
    expect(keptAttributes({ name: 'x', [ENTERPRISE]: null }, FULL)).toEqual(NAMES);
    expect(keptAttributes(FULL, FULL)).toEqual([]);
    expect(keptAttributes({}, {})).toEqual([]);
  });

  it.each<[JsonValue, boolean]>([
    ['', false],
    [null, false],
    [[], false],
    [{}, false],
    ['x', true],
    [false, true],
    [0, true],
    [['x'], true],
    [{ value: 'x' }, true],
  ])('is there where it is %j: %s', (value, isThere) => {
    expect(keptAttributes({}, { displayName: value })).toEqual(isThere ? ['displayName'] : []);
    // It was sent, so nothing is kept.
    expect(keptAttributes({ displayName: value }, { displayName: 'x' })).toEqual(
      isThere ? [] : ['displayName'],
    );
  });

  it('is nothing that an object only inherits', () => {
    expect(keptAttributes({}, { name: Object.create({ givenName: 'x' }) })).toEqual([]);
  });
});
