import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { canonicalNames } from '../../../src/scim/names/canonical.ts';
import { unqualified } from '../../../src/scim/names/unqualified.ts';
import { createVocabulary } from '../../../src/scim/names/vocabulary.ts';
import { schemasOf } from '../../../src/scim/schema/known.ts';
import { fc } from '../../support/property.ts';
import { deepFreeze } from './spelling.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const ACME = 'urn:acme:2.0:User';
const vocabulary = createVocabulary(schemasOf('user'), [[ACME, 'floor']]);
const plain = (body: JsonObject) => unqualified(deepFreeze(body), vocabulary);

describe('names with a URN in front', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['of the core schema stand for themselves', { [`${CORE}:active`]: true, a: 1 }, { a: 1, active: true }],
    ['may have a sub-attribute', { [`${CORE}:name.givenName`]: 'x' }, { name: { givenName: 'x' } }],
    ['in whatever case', { [`${CORE.toUpperCase()}:Active`]: true }, { Active: true }],
    [
      'of an extension stand in it',
      { [`${ENTERPRISE}:department`]: 'x' },
      { [ENTERPRISE]: { department: 'x' } },
    ],
    [
      'with a dot behind the URN',
      { [`${ENTERPRISE}.department`]: 'x' },
      { [ENTERPRISE]: { department: 'x' } },
    ],
    [
      'of an extension may have a sub-attribute',
      { [`${ENTERPRISE}:manager.value`]: 'm' },
      { [ENTERPRISE]: { manager: { value: 'm' } } },
    ],
    ['of an extension that the transformation reads', { [`${ACME}:floor`]: 1 }, { [ACME]: { floor: 1 } }],
    [
      'are joined with what is there',
      { [ENTERPRISE]: { division: 'd' }, [`${ENTERPRISE}:department`]: 'x' },
      { [ENTERPRISE]: { division: 'd', department: 'x' } },
    ],
    [
      'are joined whatever the order and the case',
      { [`${ENTERPRISE}:department`]: 'x', [ENTERPRISE.toLowerCase()]: { division: 'd' } },
      { [ENTERPRISE.toLowerCase()]: { division: 'd', department: 'x' } },
    ],
    [
      'are joined below',
      { name: { familyName: 'f' }, [`${CORE}:name.givenName`]: 'g' },
      { name: { familyName: 'f', givenName: 'g' } },
    ],
    [
      'are joined with each other',
      { [`${CORE}:name.givenName`]: 'g', [`${CORE}:name.familyName`]: 'f' },
      { name: { givenName: 'g', familyName: 'f' } },
    ],
    [
      'can be the core schema itself',
      { [CORE]: { userName: 'u', name: { givenName: 'g' } }, name: { familyName: 'f' } },
      { name: { familyName: 'f', givenName: 'g' }, userName: 'u' },
    ],
  ])('%s', (_, given, expected) => {
    expect(plain(given)).toEqual(expected);
  });

  it.each<[string, JsonObject]>([
    ['that no schema has', { 'urn:other:2.0:User:x': 1 }],
    ['of an extension that nobody knows', { 'urn:other:2.0:User': { x: 1 } }],
    ['that are extensions', { [ENTERPRISE]: { department: 'x' } }],
    ['that are the core schema without attributes', { [CORE]: 'x' }],
    ['without a URN', { userName: 'u', 'name.givenName': 'g' }],
    ['that are none', { 'a:b': 1, ':': 2, 'urn:': 3 }],
  ])('stay: %s', (_, body) => {
    expect(plain(body)).toBe(body);
  });

  it.each<[string, JsonObject]>([
    ['by its name', { active: true, [`${CORE}:active`]: false }],
    ['in another case', { ACTIVE: true, [`${CORE}:active`]: false }],
    ['by both', { [`${CORE}:title`]: 'a', [`${CORE}:TITLE`]: 'b' }],
    ['in an extension', { [ENTERPRISE]: { department: 'a' }, [`${ENTERPRISE}:department`]: 'b' }],
    ['in an object', { name: { givenName: 'a' }, [`${CORE}:name.givenName`]: 'b' }],
    ['as an object and as a value', { name: { givenName: 'a' }, [`${CORE}:name`]: 'b' }],
    ['in the core schema', { title: 'a', [CORE]: { title: 'b' } }],
  ])('of an attribute that is there %s, too, stay twice, and are refused', (_, body) => {
    expect(() => canonicalNames(plain(body), vocabulary.names)).toThrow('The same attribute is there twice');
  });

  it('that the transformation reads like that stay', () => {
    const own = createVocabulary(schemasOf('user'), [[`${ACME}:floor`], [`${CORE}:title`]]);
    const body = { [`${ACME}:floor`]: 1, [`${CORE}:title`]: 't' };
    expect(unqualified(body, own)).toBe(body);
  });

  it('lose nothing, in whatever order', () => {
    const entries = Object.entries({
      [`${CORE}:name.givenName`]: 'g',
      name: { familyName: 'f' },
      [`${ENTERPRISE}:department`]: 'd',
      [ENTERPRISE]: { division: 'v' },
      [`${ENTERPRISE}:manager.value`]: 'm',
      [CORE]: { title: 't' },
      other: 1,
    });
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
        expect(plain(Object.fromEntries(shuffled))).toEqual({
          name: { givenName: 'g', familyName: 'f' },
          [ENTERPRISE]: { department: 'd', division: 'v', manager: { value: 'm' } },
          title: 't',
          other: 1,
        });
      }),
    );
  });

  it('leave __proto__ as data', () => {
    const result = plain({ [`${CORE}:__proto__`]: { active: true }, title: 't' });
    expect(JSON.stringify(result)).toBe('{"title":"t","__proto__":{"active":true}}');
  });
});
