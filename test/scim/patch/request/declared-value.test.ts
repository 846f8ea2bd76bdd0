import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../../src/scim/json.ts';
import { type Declared, declaredValue } from '../../../../src/scim/patch/request/declared-value.ts';
import { refusal } from '../helpers.ts';
import { ENTERPRISE, GROUP, SAP, USER } from './support.ts';

/** What the schemas say of `emails` or of an attribute of an extension. */
function declared(name: string, schema?: string): Declared {
  const level = schema === undefined ? USER.names : USER.names.find(schema)?.below;
  const attribute = level?.find(name)?.attribute;
  return { name: schema === undefined ? name : `${schema}:${name}`, attribute, members: false };
}

const members: Declared = {
  name: 'members',
  attribute: GROUP.names.find('members')?.attribute,
  members: true,
};

describe('values get the shape of their attribute', () => {
  it.each<[string, JsonValue, JsonValue]>([
    ['title', 'x', 'x'],
    ['title', 5, 5],
    ['title', ['x'], 'x'],
    ['title', { value: 'x' }, 'x'],
    ['title', [{ $ref: null, value: 'x', Display: 'y', type: 'z', primary: true }], 'x'],
    ['title', 'True', 'True'],
    ['title', null, null],
    ['title', [], null],
    ['title', [null], null],
    ['title', { value: null }, null],
    ['active', 'False', false],
    ['active', ' TRUE ', true],
    ['active', [false], false],
    ['active', { value: 'true' }, true],
    ['active', true, true],
    ['active', null, null],
    ['active', [{ value: null }], null],
    ['emails', 'x', [{ value: 'x' }]],
    ['emails', { value: 'x' }, [{ value: 'x' }]],
    ['emails', ['x', null, { value: 'y' }], [{ value: 'x' }, { value: 'y' }]],
    ['emails', [{ value: 'x', type: null, primary: 'True', other: null }], [{ value: 'x', primary: true }]],
    [
      'emails',
      [{ value: 'x', primary: [true], type: ['work'] }],
      [{ value: 'x', primary: true, type: 'work' }],
    ],
    ['emails', [], []],
    ['emails', null, null],
    ['schemas', 'x', ['x']],
    ['schemas', [{ value: 'x' }, null, 'y'], ['x', 'y']],
    ['name', { givenName: 'a', familyName: null, x: [] }, { givenName: 'a', familyName: null, x: [] }],
    ['name', [{ givenName: { value: 'a' }, familyName: ['b'] }], { givenName: 'a', familyName: 'b' }],
    ['name', { givenName: [] }, { givenName: null }],
    ['name', {}, {}],
    ['name', [], null],
  ])('of %s: %j → %j', (name, given, expected) => {
    expect(declaredValue(given, declared(name))).toEqual(expected);
  });

  it.each<[string, string, JsonValue, JsonValue]>([
    [ENTERPRISE, 'manager', 'id', { value: 'id' }],
    [ENTERPRISE, 'manager', ['id'], { value: 'id' }],
    [ENTERPRISE, 'manager', { value: 'id', displayName: null }, { value: 'id', displayName: null }],
    [ENTERPRISE, 'manager', '', { value: '' }],
    [SAP, 'sendMail', 'True', true],
    [SAP, 'userUuidHistory', { value: 'a' }, ['a']],
    [SAP, 'socialIdentities', [{ socialId: ['a'] }], [{ socialId: 'a' }]],
    [
      SAP,
      'passwordDetails',
      { policy: ['a'], failedLoginAttempts: 1 },
      { policy: 'a', failedLoginAttempts: 1 },
    ],
  ])('of %s:%s: %j → %j', (schema, name, given, expected) => {
    expect(declaredValue(given, declared(name, schema))).toEqual(expected);
  });

  it.each<[string, JsonValue, JsonValue]>([
    ['sendMail', 'True', true],
    ['things.VERIFIED', 'false', false],
    ['urn:acme:2.0:User:primary', ' true', true],
    ['verified', 'perhaps', 'perhaps'],
    ['verified', ['True'], ['True']],
    ['verified.x', 'True', 'True'],
    ['primaryKey', 'True', 'True'],
    ['things', { a: null }, { a: null }],
    ['things', ['x'], ['x']],
    ['things', null, null],
  ])('of %s, which no schema has: %j → %j', (name, given, expected) => {
    expect(declaredValue(given, { name, attribute: undefined, members: false })).toEqual(expected);
  });

  it.each<[JsonValue, JsonValue]>([
    ['a', [{ value: 'a' }]],
    [{ value: 'a', display: null, $ref: 'r' }, [{ value: 'a', $ref: 'r' }]],
    [
      ['a', { value: 'b', primary: 'True' }],
      [{ value: 'a' }, { value: 'b', primary: true }],
    ],
    [[], []],
  ])('of members: %j → %j', (given, expected) => {
    expect(declaredValue(given, members)).toEqual(expected);
  });

  it('of members that no schema describes', () => {
    const bare = { ...members, attribute: undefined };
    expect(declaredValue([{ value: 'a', primary: 'True', x: null }], bare)).toEqual([
      { value: 'a', primary: 'True' },
    ]);
  });

  it('is shared where it has it already', () => {
    const email = { value: 'x', primary: true };
    const name = { givenName: 'a', familyName: null };
    const list = declaredValue([email], declared('emails')) as JsonValue[];
    expect(list[0]).toBe(email);
    expect(declaredValue(name, declared('name'))).toBe(name);
    const things = { a: null };
    expect(declaredValue(things, declared('things'))).toBe(things);
  });

  it('leaves __proto__ as data', () => {
    const given = JSON.parse('{"__proto__":{"a":1},"primary":"True","x":null}') as JsonObject;
    const [element] = declaredValue(given, declared('emails')) as JsonObject[];
    expect(JSON.stringify(element)).toBe('{"__proto__":{"a":1},"primary":true}');
    const name = JSON.parse('{"__proto__":{"a":1},"givenName":["x"]}') as JsonObject;
    expect(JSON.stringify(declaredValue(name, declared('name')))).toBe(
      '{"__proto__":{"a":1},"givenName":"x"}',
    );
  });
});

describe('values without meaning for their attribute are refused', () => {
  it.each<[string, JsonValue, string]>([
    ['title', { a: 1 }, 'title takes a single value.'],
    ['title', { value: 'x', more: 1 }, 'title takes a single value.'],
    ['title', { value: { a: 1 } }, 'title takes a single value.'],
    ['title', [['x']], 'title takes a single value.'],
    ['title', ['x', 'y'], 'title takes a single value, not 2.'],
    ['active', 'no', 'active must be true or false.'],
    ['active', 0, 'active must be true or false.'],
    ['active', [true, false, true], 'active takes a single value, not 3.'],
    ['emails', [['x']], 'emails cannot have lists for values.'],
    ['emails', ['x', []], 'emails cannot have lists for values.'],
    ['emails', [{ primary: 'perhaps' }], 'emails.primary must be true or false.'],
    ['emails', [{ value: ['a', 'b'] }], 'emails.value takes a single value, not 2.'],
    ['schemas', [['x']], 'schemas cannot have lists for values.'],
    ['name', 'x', 'name is complex: its value must be an object of sub-attributes.'],
    ['name', [['x']], 'name is complex: its value must be an object of sub-attributes.'],
    ['name', { givenName: { a: 1 } }, 'name.givenName takes a single value.'],
    ['name', [{}, {}], 'name takes a single value, not 2.'],
  ])('of %s: %j', (name, given, message) => {
    expect(refusal(() => declaredValue(given, declared(name)))).toBe(`400 invalidValue ${message}`);
  });

  it('with their name, as far as it is not too long', () => {
    const long = { ...declared('title'), name: 'n'.repeat(101) };
    expect(refusal(() => declaredValue({ a: 1 }, long))).toBe(
      `400 invalidValue ${'n'.repeat(100)}… takes a single value.`,
    );
  });

  it.each<JsonValue>([null, [null], [{}], [{ value: '' }], {}, '', 5])('of members: %j', (given) => {
    expect(refusal(() => declaredValue(given, members))).toContain('400 invalidValue A member needs a value');
  });
});
