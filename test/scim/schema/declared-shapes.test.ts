import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { createVocabulary } from '../../../src/scim/names/vocabulary.ts';
import { declaredShapes } from '../../../src/scim/schema/declared-shapes.ts';
import { schemasOf } from '../../../src/scim/schema/known.ts';
import { deepFreeze } from '../names/spelling.ts';
import { refusal } from '../patch/helpers.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const CUSTOM = 'urn:sap:cloud:scim:schemas:extension:custom:2.0:User';
const user = createVocabulary(schemasOf('user'), []);
const shapes = (entity: JsonObject) => declaredShapes(deepFreeze(entity), user.names, user.members);

describe('values of an entity', () => {
  it.each<[JsonObject, JsonObject]>([
    [{ emails: { value: 'a' } }, { emails: [{ value: 'a' }] }],
    [
      { emails: 'a', title: 't' },
      { emails: [{ value: 'a' }], title: 't' },
    ],
    [{ name: [{ givenName: 'g' }] }, { name: { givenName: 'g' } }],
    [
      { [ENTERPRISE]: { manager: 'm', department: ['x'] } },
      { [ENTERPRISE]: { manager: { value: 'm' }, department: ['x'] } },
    ],
    [{ [ENTERPRISE]: [{ department: 'x' }] }, { [ENTERPRISE]: { department: 'x' } }],
    [{ [ENTERPRISE]: [null] }, { [ENTERPRISE]: null }],
    [
      {
        emails: [{ value: 'a' }, { value: 'b', primary: 'True' }, 'c'],
        phoneNumbers: [{ primary: ['false'] }],
      },
      { emails: [{ value: 'a' }, { value: 'b', primary: true }, 'c'], phoneNumbers: [{ primary: false }] },
    ],
    [
      { [CUSTOM]: { attributes: { name: 'n', value: 'v' } } },
      { [CUSTOM]: { attributes: [{ name: 'n', value: 'v' }] } },
    ],
  ])('%j get the shape that the schema declares: %j', (given, expected) => {
    expect(shapes(given)).toEqual(expected);
  });

  it.each<JsonObject>([
    { emails: [{ value: 'a', primary: true }, 'b', null, { primary: null }], name: { givenName: ['x'] } },
    { emails: [], emails2: 'x', title: ['x'], active: 'True' },
    { emails: null, name: null, [ENTERPRISE]: null },
    { [ENTERPRISE]: { department: { x: 1 }, manager: null, unknown: 'x' } },
    { 'urn:other:2.0:User': 'x', things: { a: 1 } },
    { groups: [] },
  ])('%j stay as they are', (entity) => {
    expect(shapes(entity)).toBe(entity);
  });

  it('are shared where they stay', () => {
    const entity = { name: { givenName: 'g' }, [ENTERPRISE]: { manager: { value: 'm' } }, emails: 'a' };
    const shaped = shapes(entity);
    expect(shaped).toEqual({ ...entity, emails: [{ value: 'a' }] });
    expect(shaped['name']).toBe(entity.name);
    expect(shaped[ENTERPRISE]).toBe(entity[ENTERPRISE]);
  });

  it.each<[string, JsonValue, string]>([
    ['name', 'x', 'name is complex: its value must be an object of sub-attributes.'],
    ['name', [{}, {}], 'name takes a single value, not 2.'],
    ['emails', {}, 'there is no value for emails; send [] for none.'],
    ['emails', [{ value: 'a', primary: 'maybe' }], 'emails.primary must be true or false.'],
    ['phoneNumbers', [{ primary: {} }], 'phoneNumbers.primary takes a single value.'],
    [ENTERPRISE, 'x', `${ENTERPRISE} is an extension: its value must be an object of attributes.`],
    [ENTERPRISE, [], `${ENTERPRISE} is an extension: its value must be an object of attributes.`],
    [ENTERPRISE, [{}, {}], `${ENTERPRISE} is an extension: its value must be an object of attributes.`],
    [ENTERPRISE, { manager: ['x', 'y'] }, `${ENTERPRISE}:manager takes a single value, not 2.`],
  ])('of %s are never %j', (name, value, message) => {
    expect(refusal(() => shapes({ [name]: value }))).toBe(`400 invalidValue ${message}`);
  });

  it('of members are looked at elsewhere', () => {
    const { names, members } = createVocabulary(schemasOf('group'), []);
    const group = { members: 'a' };
    expect(declaredShapes(group, names, members)).toBe(group);
    expect(declaredShapes(group, names, 'people')).toEqual({ members: [{ value: 'a' }] });
  });
});
