import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../src/scim/json.ts';
import { refusal } from '../helpers.ts';
import { ENTERPRISE, GROUP, normalized, operations, remove, SAP, USER } from './support.ts';

const selected = (path: string, ...filters: string[]) =>
  filters.map((filter) => remove(`${path}[${filter}]`));

describe('remove with a list of values', () => {
  it.each<[string, JsonValue, string[]]>([
    ['a list', [{ value: 'x' }, { type: 'work' }], ['value eq "x"', 'type eq "work"']],
    ['one value', { value: 'x' }, ['value eq "x"']],
    ['ids alone', ['x', 'y'], ['value eq "x"', 'value eq "y"']],
    [
      'all that tells a value from others',
      [{ VALUE: 'x', Type: 'work' }],
      ['value eq "x" and type eq "work"'],
    ],
    [
      'and not how it is decorated',
      [{ value: 'x', primary: true, display: 'd', $ref: 'r' }],
      ['value eq "x"'],
    ],
    ['numbers and booleans', [{ value: 1, verified: 'True' }], ['value eq 1 and verified eq "True"']],
    ['text with quotes', ['a"b\\'], ['value eq "a\\"b\\\\"']],
    ['nulls', [null, { value: 'x', type: null }], ['value eq "x"']],
    ['nothing', [], []],
    ['empty values', [{}, null], []],
  ])('removes these: %s', (_, value, filters) => {
    expect(operations(USER, remove('Emails', value))).toEqual(selected('emails', ...filters));
    expect(operations(USER, remove('emails.VALUE', value))).toEqual(selected('emails', ...filters));
  });

  it('only where they are, which somebody has to look for', () => {
    const { steps } = normalized(USER, remove(`${SAP}:emails`, [{ value: 'x' }]));
    expect(steps).toMatchObject([
      {
        operation: remove(`${SAP}:emails[value eq "x"]`),
        needs: { kind: 'match', schema: SAP, attribute: 'emails' },
      },
    ]);
    const needs = steps[0]?.needs;
    if (needs?.kind !== 'match') throw new Error('nothing is looked for');
    expect([{ value: 'x' }, { value: 'y' }, { type: 'x' }].map(needs.filter.matches)).toEqual([
      true,
      false,
      false,
    ]);
    expect(needs.otherwise()).toBeUndefined();
  });

  it('of simple values', () => {
    expect(operations(USER, remove(`${SAP}:userUuidHistory`, ['x', { value: 'y' }]))).toEqual(
      selected(`${SAP}:userUuidHistory`, 'value eq "x"', 'value eq "y"'),
    );
  });

  it('says nothing with values that are empty', () => {
    expect(operations(USER, remove('emails', [{}, { value: 'x' }, {}]))).toEqual(
      selected('emails', 'value eq "x"'),
    );
  });

  it('has so many values at most, unless they are members', () => {
    const values = (length: number) => Array.from({ length }, (_, index) => `v-${index}`);
    expect(operations(USER, remove('emails', values(1_000)))).toHaveLength(1_000);
    expect(refusal(() => operations(USER, remove('emails', values(1_001))))).toBe(
      '400 tooMany Operations[0]: 1001 values of emails are more than can be removed at once; send 1000 at most.',
    );
    expect(operations(GROUP, remove('members', values(1_001)))).toHaveLength(1);
  });

  it('of members stays one operation', () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `id-${index}`);
    const whole = remove(
      'members',
      ids.map((value) => ({ value })),
    );
    expect(operations(GROUP, remove('Members', ids))).toEqual([whole]);
    expect(operations(GROUP, remove('members.value', ids))).toEqual([whole]);
    expect(operations(GROUP, remove('members', []))).toEqual([]);
    expect(operations(GROUP, remove('members', { VALUE: 'a', x: null }))).toEqual([
      remove('members', [{ value: 'a' }]),
    ]);
  });

  it.each<[string, JsonValue]>([
    ['emails.type', 'work'],
    ['emails.display', ['x']],
    ['emails[type eq "work"]', [{ value: 'x' }]],
    ['emails[type eq "work"].value', 'x'],
    ['emails', null],
    ['title', 'x'],
    ['name', { givenName: 'x' }],
    [`${ENTERPRISE}:manager`, 'x'],
  ])('means the whole where it is not such a list: %s, %j', (path, value) => {
    expect(operations(USER, remove(path, value))).toEqual([remove(path)]);
  });

  it('is decided by the resource where no schema declares the attribute', () => {
    const [step] = normalized(USER, remove('things', ['x'])).steps;
    expect(step?.operation).toEqual(remove('things', ['x']));
    expect(step?.needs).toMatchObject({
      kind: 'list',
      attribute: 'things',
      whole: remove('things'),
      ofList: [{ operation: remove('things[value eq "x"]') }],
    });
  });

  it.each<[JsonValue, string]>([
    [
      [{ primary: true }],
      'a value to remove from emails needs something that tells it from others, such as value or type.',
    ],
    [
      [{ value: 'x' }, { thing: ['x'] }],
      'a value to remove from emails needs something that tells it from others, such as value or type.',
    ],
    [[['x']], 'emails cannot have lists for values.'],
    [[{ value: { a: 1 } }], 'emails.value takes a single value.'],
  ])('is refused where nobody knows which: %j', (value, message) => {
    expect(refusal(() => operations(USER, remove('emails', value)))).toBe(
      `400 invalidValue Operations[0]: ${message}`,
    );
  });

  it.each<JsonValue>([null, '', [null], [{}], {}, [{ value: 'a' }, { value: ' ' }], { display: 'a' }])(
    'is refused for members without an id: %j',
    (value) => {
      expect(refusal(() => operations(GROUP, remove('members', value)))).toContain(
        '400 invalidValue Operations[0]: A member needs a value',
      );
    },
  );
});

describe('remove without values', () => {
  it.each([
    ['TITLE', 'title'],
    ['name.GIVENNAME', 'name.givenName'],
    [`${ENTERPRISE}.department`, `${ENTERPRISE}:department`],
    [ENTERPRISE.toLowerCase(), ENTERPRISE],
    ['emails[TYPE eq "work"]', 'emails[type eq "work"]'],
    ['emails[VALUE eq ""]', 'emails[value eq ""]'],
  ])('is handed on: %s → %s', (path, expected) => {
    expect(operations(USER, remove(path))).toEqual([remove(expected)]);
  });

  it.each([
    [
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'invalidPath Operations[0]: the attributes of the core schema are removed one by one.',
    ],
    ['id', 'mutability Operations[0]: id is read-only; leave it out.'],
    ['Meta.version', 'mutability Operations[0]: meta is read-only; leave it out.'],
    [
      'schemas',
      'mutability Operations[0]: schemas follows from the attributes; remove the extension itself.',
    ],
  ])('is refused for %s', (path, message) => {
    expect(refusal(() => operations(USER, remove(path)))).toBe(`400 ${message}`);
  });

  it.each(['', ' ', 'a" or value eq "', 'null'])('is refused for members by an id that is none: %j', (id) => {
    for (const path of [
      `members[value eq ${JSON.stringify(id)}]`,
      `members[value eq "a" or VALUE eq ${JSON.stringify(id)}]`,
    ]) {
      const attempt = () => operations(GROUP, remove(path));
      if (id.trim() === '')
        expect(refusal(attempt)).toContain('400 invalidValue Operations[0]: A member needs');
      else expect(attempt()).toEqual([remove(path.replace('VALUE', 'value'))]);
    }
  });
});
