import { describe, expect, it } from 'vitest';
import { ScimError } from '../../../src/scim/errors.ts';
import type { JsonObject, JsonValue } from '../../../src/scim/json.ts';
import { applyPatch } from '../../../src/scim/patch/index.ts';
import { USER_SCHEMA } from '../../../src/scim/schemas.ts';
import { ENTERPRISE, patchGroup, patchUser, refusal, type Sent } from './helpers.ts';

const user: JsonObject = {
  title: 'x',
  active: true,
  name: { givenName: 'a' },
  manager: { displayName: 'b' },
  emails: [{ value: 'a@x', type: 'work' }, { value: 'b@x' }],
};

describe('a request without operations', () => {
  it.each<[JsonObject]>([[{}], [{ Operations: [] }], [{ Operations: {} }], [{ Operations: null }]])(
    '%j',
    (request) => {
      const call = () => applyPatch(user, request, { coreSchema: USER_SCHEMA });
      expect(refusal(call)).toBe(
        '400 invalidSyntax A PATCH request needs Operations: a list of at least one operation.',
      );
    },
  );
});

describe('an operation that cannot be done', () => {
  it.each<[string, Sent]>([
    ['invalidSyntax', 'add'],
    ['invalidSyntax', null],
    ['invalidSyntax', []],
    ['invalidSyntax', {}],
    ['invalidSyntax', { op: 'move', path: 'title', value: 'y' }],
    ['invalidSyntax', { op: 1, path: 'title', value: 'y' }],
    ['noTarget', { op: 'remove' }],
    ['noTarget', { op: 'remove', path: '  ' }],
    ['noTarget', { op: 'remove', value: { members: [{ value: '1' }] } }],
    ['invalidValue', { op: 'add', path: 'title' }],
    ['invalidValue', { op: 'replace' }],
    ['invalidValue', { op: 'replace', value: 'x' }],
    ['invalidValue', { op: 'replace', value: [{ title: 'x' }] }],
    ['invalidValue', { op: 'replace', path: 'title', value: ['a', 'b'] }],
    ['invalidValue', { op: 'replace', path: 'title', value: { a: 1 } }],
    ['invalidValue', { op: 'replace', path: 'active', value: 'maybe' }],
    ['invalidValue', { op: 'replace', path: 'emails[type eq "work"].primary', value: 'maybe' }],
    ['invalidValue', { op: 'replace', path: 'name', value: 'Ada' }],
    ['invalidValue', { op: 'replace', path: 'name', value: [{ givenName: 'a' }, { givenName: 'b' }] }],
    ['invalidValue', { op: 'replace', path: 'manager', value: 'Ada' }],
    [
      'invalidValue',
      { op: 'replace', path: 'emails[type eq "work"]', value: [{ value: '1' }, { value: '2' }] },
    ],
    ['invalidValue', { op: 'add', path: 'emails', value: [[{ value: 'x' }]] }],
    ['invalidValue', { op: 'add', path: ENTERPRISE, value: 'x' }],
    ['invalidPath', { op: 'add', path: 7, value: 'x' }],
    ['invalidPath', { op: 'add', path: 'a b', value: 'x' }],
    ['invalidPath', { op: 'add', path: 'a.b.c', value: 'x' }],
    ['invalidPath', { op: 'add', path: '.a', value: 'x' }],
    ['invalidPath', { op: 'add', path: `${ENTERPRISE}::division`, value: 'x' }],
    ['invalidPath', { op: 'add', path: 'emails[type eq "work"', value: 'x' }],
    ['invalidPath', { op: 'add', path: 'emails [type eq "work"]', value: 'x' }],
    ['invalidPath', { op: 'add', path: '[type eq "work"]', value: 'x' }],
    ['invalidPath', { op: 'add', path: 'emails[type eq "work"]value', value: 'x' }],
    ['invalidPath', { op: 'add', path: 'emails[type eq "work"] .value', value: 'x' }],
    ['invalidPath', { op: 'add', path: 'emails[type eq "work"].a.b', value: 'x' }],
    ['invalidPath', { op: 'add', path: 'emails[type eq "work"].value x', value: 'x' }],
    ['invalidPath', { op: 'add', path: 'name.emails[type eq "work"]', value: 'x' }],
    ['invalidPath', { op: 'add', path: `${ENTERPRISE}[a eq 1]`, value: {} }],
    ['invalidPath', { op: 'replace', path: 'emails[0].value', value: 'x' }],
    ['invalidPath', { op: 'replace', path: 'name[givenName eq "a"].familyName', value: 'x' }],
    ['invalidPath', { op: 'remove', path: 'name[givenName eq "a"]' }],
    ['invalidPath', { op: 'replace', path: 'title.x', value: 'x' }],
    ['invalidPath', { op: 'add', path: 'displayName.x', value: 'x' }],
    ['invalidPath', { op: 'replace', value: { 'emails[type eq "work"': 'x' } }],
    ['invalidFilter', { op: 'remove', path: 'emails[]' }],
    ['invalidFilter', { op: 'remove', path: 'emails[type]' }],
    ['invalidFilter', { op: 'remove', path: 'emails[type eq work]' }],
    ['invalidFilter', { op: 'remove', path: 'emails[type eq "work]' }],
    ['invalidFilter', { op: 'remove', path: 'emails[primary gt true]' }],
    ['invalidFilter', { op: 'remove', path: 'emails[type eq "work"][value pr]' }],
    ['noTarget', { op: 'replace', path: 'emails[type eq "home"]', value: { value: 'x' } }],
    ['noTarget', { op: 'replace', path: 'photos[type eq "home"].value', value: 'x' }],
    ['noTarget', { op: 'add', path: 'emails[type eq "home" or type eq "other"].value', value: 'x' }],
    ['noTarget', { op: 'add', path: 'emails[type co "home"].value', value: 'x' }],
    ['noTarget', { op: 'add', path: 'emails[type eq "home" and type eq "other"].value', value: 'x' }],
    ['noTarget', { op: 'add', path: 'emails[a.b eq "home"].value', value: 'x' }],
    ['noTarget', { op: 'add', path: 'emails[display eq null and type eq "z"].value', value: 'x' }],
  ])('%s: %j', (scimType, operation) => {
    expect(refusal(() => patchUser(user, operation))).toMatch(
      new RegExp(`^400 ${scimType} Operations\\[0\\]: `),
    );
  });

  it('is told by its number, its attribute and what to write', () => {
    const call = () =>
      patchUser(
        user,
        { op: 'remove', path: 'nickName' },
        { op: 'replace', path: 'emails[0].value', value: 'x' },
      );
    expect(refusal(call)).toBe(
      '400 invalidPath Operations[1]: the path emails[…] cannot be read; positions such as [0] cannot be used, name the value: emails[type eq "work"].value.',
    );
  });

  it('is told in a message of bounded length', () => {
    const call = () =>
      patchUser(user, { op: 'replace', path: `${'a'.repeat(100_000)} `.repeat(2), value: 'x' });
    expect(refusal(call).length).toBeLessThan(500);
  });
});

describe('input that is meant to hurt', () => {
  it('nests too deep', () => {
    const deep = nested(100_000);
    expect(refusal(() => patchUser({}, { op: 'add', path: 'x', value: deep }))).toMatch(
      /^400 invalidValue The request is nested/,
    );
    expect(() => patchUser({ x: deep }, { op: 'add', path: 'y', value: 1 })).toThrow(ScimError);
  });

  it('searches a long list for each of many operations', () => {
    const emails = Array.from({ length: 5_000 }, (_, index) => ({ value: `${index}@x`, type: 'work' }));
    const operations = Array.from({ length: 5_000 }, (_, index) => ({
      op: 'replace',
      path: `emails[value eq "${index}@x"].type`,
      value: 'home',
    }));
    expect(refusal(() => patchUser({ emails }, ...operations))).toMatch(/^400 tooMany Operations\[\d+\]: /);
  });

  it.each([
    ['texts', (index: number) => `${index}${'x'.repeat(90_000)}`],
    ['texts in letters that take long to compare', (index: number) => `${index}${'İ'.repeat(1_000)}`],
    ['lists', (index: number) => Array.from({ length: 1_000 }, (_, at) => index * 1_000 + at)],
  ])('compares long %s with each of many values', (_, value) => {
    const emails = Array.from({ length: 100 }, (_, index) => ({ value: value(index), type: 'work' }));
    const filter = Array.from({ length: 400 }, (_, index) => `value co "z${index}"`).join(' or ');
    const add = { op: 'add', path: 'emails', value: emails };
    expect(refusal(() => patchUser({}, add, { op: 'remove', path: `emails[${filter}]` }))).toMatch(
      /^400 tooMany Operations\[1\]: /,
    );
  });

  it.each<[string, JsonObject]>([
    ['a sub-attribute of all values', { op: 'remove', path: 'emails.display' }],
    ['values that are not told by their value', { op: 'remove', path: 'emails', value: [{ type: 'home' }] }],
  ])('looks at all of a list that is too long to be looked at: %s', (_, operation) => {
    const long = Array.from({ length: 1_000 }, () => 0);
    const emails = (length: number) => Array.from({ length }, () => ({ type: 'work', long }));
    expect(patchUser({ emails: emails(2_000) }, operation).changed).toBe(false);
    expect(refusal(() => patchUser({ emails: emails(3_000) }, operation))).toMatch(
      /^400 tooMany Operations\[0\]: /,
    );
  });

  /** Takes long to be compared in any case, and no time to be made. */
  const heavy = 'İ'.repeat(200_000);
  const times = (count: number, operation: (index: number) => JsonObject) =>
    Array.from({ length: count }, (_, index) => operation(index));

  it.each<[string, JsonObject, JsonObject[]]>([
    [
      'values of which many have the same value',
      { emails: Array.from({ length: 20 }, (_, type) => ({ value: 'a@x', type, heavy })) },
      times(20, (index) => ({ op: 'remove', path: 'emails', value: [{ value: 'a@x', type: `x${index}` }] })),
    ],
    [
      'a large member, by its value, which needs no search',
      { members: [{ value: 'a', heavy }] },
      times(400, (index) => ({ op: 'replace', path: 'members[value eq "a"].display', value: `${index}` })),
    ],
    [
      'a large value that is added again',
      { emails: [{ value: 'a@x', display: heavy }] },
      times(400, () => ({ op: 'add', path: 'emails', value: [{ value: 'a@x' }] })),
    ],
    [
      'values that were added by the operation before',
      { emails: [{ value: 'a@x' }] },
      [
        { op: 'remove', path: 'emails[type eq "x"]' },
        { op: 'add', path: 'emails', value: times(40, (index) => ({ value: `${index}@x`, heavy })) },
        { op: 'remove', path: 'emails[type eq "x"]' },
      ],
    ],
    [
      'schemas without an end',
      { schemas: Array.from({ length: 3_000_001 }, () => USER_SCHEMA) },
      [{ op: 'add', path: 'schemas', value: [ENTERPRISE] }],
    ],
  ])('looks at %s', (_, resource, operations) => {
    const options = { coreSchema: USER_SCHEMA };
    const call = () => applyPatch(resource, { Operations: operations }, options);
    expect(refusal(call)).toMatch(/^400 tooMany Operations\[\d+\]: /);
  });

  it('repeats brackets, quotes and colons', () => {
    for (const part of ['[', ']', '"', '(', ':', '.', 'a:', 'a[', '[a eq "', 'urn:']) {
      const path = part.repeat(50_000);
      expect(refusal(() => patchUser({}, { op: 'add', path, value: 'x' }))).toMatch(
        /^400 invalid(Path|Filter) /,
      );
    }
  });

  it('changes one object again and again', () => {
    const value = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`a${index}`, 'x']));
    const operations = Array.from({ length: 20_000 }, (_, index) => ({
      op: 'add',
      path: `name.b${index}`,
      value: 'y',
    }));
    const result = patchGroup({ name: value }, ...operations);
    expect(Object.keys(result.resource['name'] as JsonObject)).toHaveLength(40_000);
  });
});

function nested(depth: number): JsonValue {
  let value: JsonValue = 'x';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { x: value };
  return value;
}
